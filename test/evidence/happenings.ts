import { sha256 } from '../../lambda/domain/audit/audit-chain.ts';
import { type AuditAction, type AuditFact, auditActions } from '../../lambda/domain/audit/audit-record.ts';
import { stepsOf, type Untimed } from './account-facts.ts';
import { awkwardTexts } from './awkward-texts.ts';
import { ESTATE } from './checkpoints.ts';
import { type EstateSize, madeEstate } from './estate.ts';
import { Seeded } from './seeded.ts';

/** What goes on in a made estate: facts, and cycles that close, each of which is sealed before anything else happens. */
export type Happening =
  | { readonly kind: 'fact'; readonly fact: AuditFact }
  | { readonly kind: 'cycle-closed'; readonly cycleId: string; readonly at: Date };

export interface Course extends EstateSize {
  readonly seed: number;
  readonly from: Date;
  /** Milliseconds from one record to the next, on average. */
  readonly pace: number;
  /** Milliseconds between two cycles. */
  readonly idle: number;
}

/** How often something else happens between two steps of accounts. */
const ASIDE = 0.1;

/** Actions that people's access is about. */
const ofAccess: readonly AuditAction[] = [
  'session.started',
  'session.ended',
  'sign-in.refused',
  'command.refused',
  'form.refused',
  'link.refused',
];
/** Everything else that no account's course holds: some of the estate, some of an account. */
const ofEstate = /^(pause|messages|estate|stack|operator|audit)\./;
const others = auditActions.filter((each) => !ofAccess.includes(each) && !/^cycle\./.test(each));

/**
 * Cycle after cycle, without an end. The answer to `cycle-closed` is the hash of the checkpoint that seals it.
 *
 * @yields what happens, in the order of time
 */
export function* happenings(course: Course): Generator<Happening, never, string | undefined> {
  const random = new Seeded(course.seed);
  const estate = madeEstate(course, random);
  const build = { estate: sha256(ESTATE), code: '1.2.3-abcdef0' };
  let now = course.from.getTime();
  let told = 0;
  const at = (fact: Untimed, cycleId?: string): Happening => {
    now += 1 + random.below(course.pace * 2);
    const time = new Date(now).toISOString();
    return { kind: 'fact', fact: { ...fact, time, ...(cycleId === undefined ? {} : { cycleId }) } };
  };
  const system = (action: AuditAction, more: Partial<Untimed> = {}): Untimed => ({
    action,
    outcome: 'success',
    actor: { kind: 'system', name: 'RotationCycle' },
    component: 'close-cycle',
    ...more,
  });

  function aside(): Untimed {
    const technician = random.of(estate.technicians);
    if (random.chance(0.5)) {
      const action = random.of(ofAccess);
      const isStranger = /refused/.test(action) && random.chance(0.3);
      return system(action, {
        outcome: /refused/.test(action) ? 'refused' : 'success',
        actor: isStranger ? { kind: 'unknown' } : technician,
        accessOf: isStranger ? 'strangers' : technician.objectId,
        source: { address: '2001:db8::7', userAgent: random.of(awkwardTexts) },
        ...(isStranger ? { times: 1 + random.below(10_000) } : {}),
      });
    }
    told += 1;
    const action = others[told % others.length] ?? 'ticket.noted';
    const evidence = { messageId: random.hex(20), trailEventId: random.guid(), detail: random.of(awkwardTexts) };
    const actor = { kind: 'operator', name: `arn:aws:sts::123456789012:assumed-role/ops/${random.hex(4)}` } as const;
    if (ofEstate.test(action)) return system(action, { actor, evidence, reason: random.of(awkwardTexts) });
    return system(action, { ...random.of(estate.accounts), evidence, reason: random.of(awkwardTexts) });
  }

  for (let number = 1; ; number += 1) {
    const cycleId = `${new Date(now).toISOString().slice(0, 10)}-cycle-${number}`;
    yield at(system('cycle.opened', build), cycleId);
    for (const tenant of estate.tenants) yield at(system('tenant.discovered', tenant), cycleId);
    const courses = estate.accounts.map((each) => stepsOf(each, random.of(estate.technicians), random));
    const longest = Math.max(...courses.map(({ length }) => length));
    for (let step = 0; step < longest; step += 1) {
      for (const steps of courses) {
        const fact = steps[step];
        if (fact !== undefined) yield at(fact, cycleId);
        if (random.chance(ASIDE)) yield at(aside());
      }
    }
    for (const tenant of estate.tenants) yield at(system('tenant.closed', tenant), cycleId);
    yield at(system('cycle.closed'), cycleId);
    now += 1_000;
    const checkpoint = yield { kind: 'cycle-closed', cycleId, at: new Date(now) };
    yield at(system('cycle.sealed', { evidence: { checkpoint: checkpoint ?? '' } }), cycleId);
    now += course.idle;
  }
}
