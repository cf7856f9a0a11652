import { sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import type { AuditRecord } from '../../../lambda/domain/audit/audit-record.ts';
import type { ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import type { Seeded } from '../seeded.ts';
import { rehashed, relinked, type Where } from './held-evidence.ts';
import { at, beforeSealed, drawn, sealed, type Tampering } from './tampering.ts';

/** What somebody would want a record to say instead. `undefined`: it has nothing of the kind. */
export const wishes: Readonly<Record<string, (record: AuditRecord, random: Seeded) => object | undefined>> = {
  'another outcome': ({ outcome }) => ({ outcome: outcome === 'success' ? 'failed' : 'success' }),
  'another technician': ({ actor }) =>
    actor.kind === 'technician'
      ? { actor: { ...actor, objectId: `0${actor.objectId.slice(1)}f`, name: 'Mallory' } }
      : undefined,
  'a system in place of a person': ({ actor }) =>
    actor.kind === 'technician' ? { actor: { kind: 'system', name: 'RotationCycle' } } : undefined,
  'a minute earlier': ({ time }) => ({ time: new Date(Date.parse(time) - 60_000).toISOString() }),
  'a month later': ({ time }) => ({ time: new Date(Date.parse(time) + 30 * 86_400_000).toISOString() }),
  'another reason': ({ reason }) => (reason === undefined ? undefined : { reason: `${reason}, as agreed` }),
  'a look-alike letter': ({ userPrincipalName }) =>
    userPrincipalName === undefined ? undefined : { userPrincipalName: userPrincipalName.replace('e', '\u0435') },
  'an invisible letter': ({ reason }) => (reason === undefined ? undefined : { reason: `${reason}\u200b` }),
  'the same text, composed otherwise': ({ reason }) =>
    reason === undefined || reason === reason.normalize('NFD') ? undefined : { reason: reason.normalize('NFD') },
  'no reason': ({ reason }) => (reason === undefined ? undefined : { reason: undefined }),
  'a reason that was not given': ({ reason }) => (reason === undefined ? { reason: 'agreed by telephone' } : undefined),
  'no source': ({ source }) => (source === undefined ? undefined : { source: undefined }),
  'another address': ({ source }) =>
    source === undefined ? undefined : { source: { ...source, address: '198.51.100.1' } },
  'other evidence': ({ evidence }) =>
    evidence === undefined ? undefined : { evidence: { ...evidence, detail: 'proven by sign-in' } },
  'no evidence': ({ evidence }) => (evidence === undefined ? undefined : { evidence: undefined }),
  'another action': ({ action }) => ({ action: action === 'reset.proven' ? 'reset.refused' : 'reset.proven' }),
  'another class': ({ class: own }) =>
    own === undefined ? undefined : { class: own === 'admin' ? 'service' : 'admin' },
  'another cycle': ({ cycleId }) => (cycleId === undefined ? undefined : { cycleId: `${cycleId}0` }),
  'another count': ({ times }) => (times === undefined ? undefined : { times: times - 1 }),
  'another name of the tenant': ({ tenantName }) => (tenantName === undefined ? undefined : { tenantName: 'Contoso' }),
  'another hash': ({ hash }) => ({ hash: sha256(hash) }),
  'another hash of the record before': ({ prevHash }) => ({ prevHash: sha256(prevHash) }),
};

const places: readonly Where[] = ['archive', 'exports', 'everywhere'];

/** The record as somebody wishes it; without a change of the members that make the chain. */
function wished(record: AuditRecord, random: Seeded): AuditRecord {
  for (;;) {
    const wish = random.of(Object.values(wishes).slice(0, -2))(record, random);
    if (wish !== undefined) return { ...record, ...wish };
  }
}

const content: readonly Tampering[] = Object.entries(wishes).map(([name, wish]) => ({
  name: `a record says ${name}`,
  rights: 'copy',
  edit(evidence, random) {
    const held = drawn(
      evidence,
      random,
      ({ record, exported }) => exported.length > 0 && wish(record, random) !== undefined,
    );
    if (held === undefined) return undefined;
    evidence.replace(held, { ...held.record, ...wish(held.record, random) }, random.of(places));
    return { kinds: ['record-changed'], ...at(held) };
  },
}));

const able: readonly Tampering[] = [
  {
    name: 'a sealed record is changed everywhere, with a hash that fits',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, beforeSealed(evidence));
      if (held === undefined) return undefined;
      evidence.replace(held, rehashed(wished(held.record, random)), 'everywhere');
      const { chain, sequence } = held.record;
      return { kinds: ['broken-link', 'sealed-record-replaced'], chain, sequences: [sequence, sequence + 1] };
    },
  },
  {
    name: 'the last sealed record of a chain is changed everywhere, with a hash that fits',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, ({ record }) => record.sequence === evidence.sealedUpTo(record.chain));
      if (held === undefined) return undefined;
      evidence.replace(held, rehashed(wished(held.record, random)), 'everywhere');
      return { kinds: ['sealed-record-replaced'], ...at(held) };
    },
  },
  ...(['archive', 'exports'] as const).map(
    (where): Tampering => ({
      name: `a record is changed in ${where} only, with a hash that fits`,
      rights: where === 'archive' ? 'lock' : 'copy',
      edit(evidence, random) {
        const held = drawn(evidence, random, ({ exported }) => exported.length > 0);
        if (held === undefined) return undefined;
        evidence.replace(held, rehashed(wished(held.record, random)), where);
        return { kinds: ['record-differs'], ...at(held) };
      },
    }),
  ),
  ...places.map(
    (where): Tampering => ({
      name: `a chain is computed anew from a changed record to its end, in ${where}`,
      rights: where === 'exports' ? 'copy' : 'lock',
      edit(evidence, random) {
        const held = drawn(evidence, random, (each) => sealed(evidence)(each) && each.exported.length > 0);
        if (held === undefined) return undefined;
        const chain = evidence.chains.get(held.record.chain) ?? [];
        const after = chain.slice(held.record.sequence - 1);
        const [first = held.record, ...others] = after.map(({ record }) => record);
        const anew = relinked([wished(first, random), ...others], chain[held.record.sequence - 2]?.record);
        for (const [n, each] of after.entries()) evidence.replace(each, anew[n] ?? each.record, where);
        const kinds: readonly ProblemKind[] =
          where === 'everywhere' ? ['sealed-record-replaced'] : ['record-differs', 'sealed-record-replaced'];
        return { kinds, chain: held.record.chain };
      },
    }),
  ),
  {
    name: 'a record that no checkpoint covers yet is changed in the exports, with a hash that fits',
    rights: 'copy',
    edit(evidence, random) {
      const held = drawn(evidence, random, (each) => !sealed(evidence)(each) && each.exported.length > 0);
      if (held === undefined) return undefined;
      evidence.replace(held, rehashed(wished(held.record, random)), 'exports');
      return { kinds: ['record-differs'], ...at(held) };
    },
  },
];

export const recordEdits: readonly Tampering[] = [...content, ...able];
