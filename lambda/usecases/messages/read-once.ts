import type { NotifyPorts } from './notify-ports.ts';

/**
 * Reads each cycle and tenant once per batch, however many mails are about it: a cycle of a thousand tenants asks dozens of technicians.
 * A batch takes half a minute at most, so what its mails tell is as of when they are sent.
 */
export function readOnce(ports: NotifyPorts): NotifyPorts {
  return {
    ...ports,
    cycles: {
      latest: (limit) => ports.cycles.latest(limit),
      findTenant: (cycleId, tenantId) => ports.cycles.findTenant(cycleId, tenantId),
      find: once((cycleId) => ports.cycles.find(cycleId)),
      tenantsOf: once((cycleId) => ports.cycles.tenantsOf(cycleId)),
    },
    rotations: {
      note: (fact) => ports.rotations.note(fact),
      ofTenant: once((cycleId, tenantId) => ports.rotations.ofTenant(cycleId, tenantId)),
    },
    links: { openIn: once((tenantId) => ports.links.openIn(tenantId)) },
  };
}

/** A read that failed is no answer: the next one asks again. */
function once<Keys extends readonly string[], T>(read: (...keys: Keys) => Promise<T>): (...keys: Keys) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (...keys) => {
    const name = keys.join(' ');
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = read(...keys);
    answers.set(name, answer);
    answer.catch(() => answers.delete(name));
    return answer;
  };
}
