import { nextRecord } from '../../../lambda/domain/audit/audit-chain.ts';
import { type AuditFact, type AuditRecord, chainOf } from '../../../lambda/domain/audit/audit-record.ts';
import type { ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import type { Seeded } from '../seeded.ts';
import { type HeldEvidence, type HeldRecord, relinked } from './held-evidence.ts';
import { at, beforeSealed, drawn, inFullExport, sealed, type Tampering } from './tampering.ts';

export function factOf(record: AuditRecord): AuditFact {
  const { schema: _schema, chain: _chain, sequence: _sequence, hash: _hash, prevHash: _prevHash, ...fact } = record;
  return fact;
}

const chainOfRecord = (evidence: HeldEvidence, { record }: HeldRecord): readonly HeldRecord[] =>
  evidence.chains.get(record.chain) ?? [];

const removeAll = (evidence: HeldEvidence, records: readonly HeldRecord[]): void => {
  for (const each of records) evidence.remove(each, 'everywhere');
};

/** A fact that nobody noted, at a time that is long covered. */
function forgedFact(evidence: HeldEvidence, random: Seeded, about: Partial<AuditFact>): AuditFact {
  const { checkpoint } = random.of(evidence.checkpoints.all.slice(0, Math.ceil(evidence.checkpoints.all.length / 2)));
  return {
    action: 'approval.approved',
    outcome: 'success',
    time: new Date(Date.parse(checkpoint.time) - 1_000 - random.below(3_000)).toISOString(),
    actor: { kind: 'technician', objectId: random.guid(), tenantId: random.guid(), name: 'Mallory' },
    component: 'decide',
    ...about,
  };
}

const forged = (name: string, about: (evidence: HeldEvidence, random: Seeded) => Partial<AuditFact>): Tampering[] =>
  (['everywhere', 'archive', 'exports'] as const).map((where) => ({
    name: `${name}, in ${where}`,
    rights: where === 'exports' ? 'copy' : 'lock',
    edit(evidence, random) {
      const fact = forgedFact(evidence, random, about(evidence, random));
      const record = nextRecord(evidence.chains.get(chainOf(fact))?.at(-1)?.record, fact);
      evidence.add(record, where);
      const kinds: readonly ProblemKind[] =
        where === 'exports' ? ['added-later', 'missing-in-archive'] : ['added-later'];
      return { kinds, chain: record.chain, sequences: [record.sequence] };
    },
  }));

export const chainEdits: readonly Tampering[] = [
  ...forged('a chain is forged within a sealed cycle', (evidence, random) => ({
    tenantId: random.of(evidence.records.flatMap(({ record }) => record.tenantId ?? [])),
    accountId: random.guid(),
  })),
  ...forged('a record is appended to a sealed chain', (evidence, random) => {
    const { tenantId, accountId } = random.of(
      evidence.records.filter(({ record }) => record.accountId !== undefined),
    ).record;
    return { ...(tenantId === undefined ? {} : { tenantId }), ...(accountId === undefined ? {} : { accountId }) };
  }),
  ...forged("a person's chain of access is forged", (_, random) => ({
    accessOf: random.guid(),
    action: 'session.started',
  })),
  {
    name: 'a record in the midst of a chain is removed everywhere',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, beforeSealed(evidence));
      if (held === undefined) return undefined;
      evidence.remove(held, 'everywhere');
      return { kinds: ['records-missing'], ...at(held) };
    },
  },
  {
    name: 'a record is removed from the archive',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, (each) => beforeSealed(evidence)(each) && each.exported.length > 0);
      if (held === undefined) return undefined;
      evidence.remove(held, 'archive');
      return { kinds: ['missing-in-archive'], ...at(held) };
    },
  },
  {
    name: 'a record is removed from the full export',
    rights: 'copy',
    edit(evidence, random) {
      const held = drawn(evidence, random, inFullExport(evidence));
      if (held === undefined) return undefined;
      evidence.remove(held, 'exports');
      return { kinds: ['missing-in-export'], ...at(held) };
    },
  },
  {
    name: 'a record is removed from an incremental export',
    rights: 'copy',
    edit(evidence, random) {
      // Of a record within half an hour before the last end, nothing tells that it belongs in there; the archive holds it.
      const end = Math.max(...evidence.exports.map(({ to }) => to)) - 30 * 60_000;
      const isIncremental = (each: HeldRecord) => each.exported.length > 0 && !inFullExport(evidence)(each);
      const held = drawn(evidence, random, (each) => isIncremental(each) && Date.parse(each.record.time) < end);
      if (held === undefined) return undefined;
      evidence.remove(held, 'exports');
      return { kinds: ['missing-in-export'], ...at(held) };
    },
  },
  {
    name: 'the last sealed record of a chain is removed everywhere',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(
        evidence,
        random,
        (each) =>
          each.record.sequence === evidence.sealedUpTo(each.record.chain) &&
          chainOfRecord(evidence, each).at(-1) === each,
      );
      if (held === undefined) return undefined;
      evidence.remove(held, 'everywhere');
      return { kinds: ['sealed-record-missing'], ...at(held) };
    },
  },
  {
    name: 'the end of a chain is cut everywhere',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, sealed(evidence));
      if (held === undefined) return undefined;
      removeAll(evidence, chainOfRecord(evidence, held).slice(held.record.sequence - 1));
      return { kinds: ['sealed-record-missing'], chain: held.record.chain };
    },
  },
  {
    name: 'a whole chain is removed everywhere',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, sealed(evidence));
      if (held === undefined) return undefined;
      removeAll(evidence, chainOfRecord(evidence, held));
      return { kinds: ['sealed-record-missing'], chain: held.record.chain };
    },
  },
  {
    name: 'a whole tenant is removed everywhere',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, (each) => sealed(evidence)(each) && each.record.tenantId !== undefined);
      if (held === undefined) return undefined;
      const { tenantId } = held.record;
      removeAll(
        evidence,
        evidence.records.filter(({ record }) => record.tenantId === tenantId),
      );
      return { kinds: ['sealed-record-missing'], chain: held.record.chain };
    },
  },
  {
    name: 'all records of a cycle are removed everywhere',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, (each) => sealed(evidence)(each) && each.record.cycleId !== undefined);
      if (held === undefined) return undefined;
      const { chain, cycleId } = held.record;
      removeAll(
        evidence,
        evidence.records.filter(({ record }) => record.cycleId === cycleId),
      );
      return { kinds: ['records-missing', 'sealed-record-missing'], chain };
    },
  },
  {
    name: 'a record stands twice in an export',
    rights: 'copy',
    edit(evidence, random) {
      const held = drawn(evidence, random, ({ exported }) => exported.length > 0);
      const [line] = held?.exported ?? [];
      if (held === undefined || line === undefined) return undefined;
      evidence.addLine(line.file, line.text);
      return { kinds: ['record-twice'], ...at(held) };
    },
  },
  {
    name: 'two neighbours of a chain change places, and the chain is computed anew',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, beforeSealed(evidence));
      if (held === undefined) return undefined;
      const chain = chainOfRecord(evidence, held);
      const from = held.record.sequence - 1;
      const [first, second, ...others] = chain.slice(from);
      if (first === undefined || second === undefined) return undefined;
      const anew = relinked(
        [second, first, ...others].map(({ record }) => record),
        chain[from - 1]?.record,
      );
      for (const [n, each] of chain.slice(from).entries()) evidence.replace(each, anew[n] ?? each.record, 'everywhere');
      return { kinds: ['sealed-record-replaced'], chain: held.record.chain };
    },
  },
  {
    name: 'a record is put between others, and the chain is computed anew',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, sealed(evidence));
      if (held === undefined) return undefined;
      const chain = chainOfRecord(evidence, held);
      const after = chain.slice(held.record.sequence - 1);
      const last = after.at(-1);
      if (last === undefined) return undefined;
      const between: AuditRecord = { ...held.record, action: 'link.revealed' };
      const anew = relinked([between, ...after.map(({ record }) => record)], chain[held.record.sequence - 2]?.record);
      for (const [n, each] of after.entries()) evidence.replace(each, anew[n] ?? each.record, 'everywhere');
      const end = anew.at(-1);
      if (end !== undefined) evidence.add(end, 'everywhere');
      return { kinds: ['sealed-record-replaced'], chain: held.record.chain };
    },
  },
  {
    name: 'a gap is closed: a record is removed, and those after it are numbered and computed anew',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, beforeSealed(evidence));
      if (held === undefined) return undefined;
      const chain = chainOfRecord(evidence, held);
      const after = chain.slice(held.record.sequence);
      const anew = relinked(
        after.map(({ record }) => record),
        chain[held.record.sequence - 2]?.record,
      );
      evidence.remove(held, 'everywhere');
      for (const [n, each] of after.entries()) evidence.replace(each, anew[n] ?? each.record, 'everywhere');
      return { kinds: ['sealed-record-replaced', 'sealed-record-missing'], chain: held.record.chain };
    },
  },
  {
    name: 'a gap is made: records are numbered and computed anew from one on',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, beforeSealed(evidence));
      if (held === undefined) return undefined;
      const chain = chainOfRecord(evidence, held);
      const before = chain[held.record.sequence - 2]?.record;
      const after = chain.slice(held.record.sequence - 1);
      const anew = relinked(
        after.map(({ record }) => record),
        { chain: held.record.chain, sequence: held.record.sequence, hash: before?.hash ?? '0'.repeat(64) },
      );
      for (const [n, each] of after.entries()) evidence.replace(each, anew[n] ?? each.record, 'everywhere');
      return {
        kinds: ['records-missing', 'sealed-record-replaced', 'sealed-record-missing'],
        chain: held.record.chain,
      };
    },
  },
  {
    name: 'a record says that it is about another account, and the chain is computed anew',
    rights: 'lock',
    edit(evidence, random) {
      const held = drawn(evidence, random, (each) => sealed(evidence)(each) && each.record.accountId !== undefined);
      if (held === undefined) return undefined;
      const chain = chainOfRecord(evidence, held);
      const [first = held.record, ...others] = chain.slice(held.record.sequence - 1).map(({ record }) => record);
      const anew = relinked(
        [{ ...first, accountId: random.guid() }, ...others],
        chain[held.record.sequence - 2]?.record,
      );
      for (const [n, each] of chain.slice(held.record.sequence - 1).entries()) {
        evidence.replace(each, anew[n] ?? each.record, 'everywhere');
      }
      return { kinds: ['wrong-chain'], ...at(held) };
    },
  },
  {
    name: 'two accounts exchange their chains, computed anew',
    rights: 'lock',
    edit(evidence, random) {
      const one = drawn(evidence, random, (each) => sealed(evidence)(each) && each.record.accountId !== undefined);
      if (one === undefined) return undefined;
      const other = drawn(
        evidence,
        random,
        (each) =>
          sealed(evidence)(each) && each.record.accountId !== undefined && each.record.chain !== one.record.chain,
      );
      if (other === undefined) return undefined;
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        const { chain, tenantId, accountId, userPrincipalName } = to.record;
        const named = { chain, tenantId, accountId, userPrincipalName };
        const source = chainOfRecord(evidence, from);
        const anew = relinked(
          source.map(({ record }) => ({ ...record, ...named })),
          undefined,
        );
        for (const [n, each] of source.entries()) evidence.replace(each, anew[n] ?? each.record, 'everywhere');
      }
      return { kinds: ['sealed-record-replaced', 'sealed-record-missing'], chain: one.record.chain };
    },
  },
];
