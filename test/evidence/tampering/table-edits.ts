import { nextRecord } from '../../../lambda/domain/audit/audit-chain.ts';
import type { AuditRecord } from '../../../lambda/domain/audit/audit-record.ts';
import type { Seeded } from '../seeded.ts';
import { factOf } from './chain-edits.ts';
import { type HeldEvidence, type HeldRecord, rehashed } from './held-evidence.ts';
import { at, drawn, type Tampering } from './tampering.ts';

/**
 * What a role of the product can do that may put rows into the audit table, and what a person with more rights can: the archive tells of it, and
 * the next export shows it.
 */

const HOUR_MS = 3_600_000;

/** A reveal, or another act of a person, of which somebody wants another person to have done it. */
const ofPerson = ({ record: { actor, action } }: HeldRecord) =>
  actor.kind === 'technician' && action === 'link.revealed';

function byAnother(evidence: HeldEvidence, record: AuditRecord, random: Seeded): AuditRecord {
  const others = evidence.records.flatMap(({ record: { actor } }) =>
    actor.kind === 'technician' && 'objectId' in record.actor && actor.objectId !== record.actor.objectId
      ? [actor]
      : [],
  );
  return rehashed({ ...record, actor: random.of(others) });
}

/** When it was done: later than the record, before the end. */
const later = (record: AuditRecord, random: Seeded) => Date.parse(record.time) + 60_000 + random.below(2 * HOUR_MS);

export const tableEdits: readonly Tampering[] = [
  {
    name: 'a reveal is put over with one by another technician; the archive tells',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      if (held === undefined) return undefined;
      const other = byAnother(evidence, held.record, random);
      evidence.addArchived(other, later(held.record, random), 'MODIFY', held.record);
      evidence.replace(held, other, 'exports');
      return { kinds: ['record-overwritten'], ...at(held) };
    },
  },
  {
    name: 'a reveal is put over before it is exported; only the archive tells',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      if (held === undefined) return undefined;
      evidence.addArchived(byAnother(evidence, held.record, random), later(held.record, random), 'MODIFY', held.record);
      return { kinds: ['record-overwritten'], ...at(held) };
    },
  },
  {
    name: 'a reveal is put over, and the line of the archive that tells is taken out',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, (each) => ofPerson(each) && each.exported.length > 0);
      if (held === undefined) return undefined;
      evidence.replace(held, byAnother(evidence, held.record, random), 'exports');
      return { kinds: ['record-differs'], ...at(held) };
    },
  },
  {
    name: 'a record is put over, and the archive calls it a new one',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      if (held === undefined) return undefined;
      evidence.addArchived(byAnother(evidence, held.record, random), later(held.record, random));
      return { kinds: ['record-differs', 'back-dated'], ...at(held) };
    },
  },
  {
    name: 'a record is put over with itself',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random);
      if (held === undefined) return undefined;
      evidence.addArchived(held.record, later(held.record, random), 'MODIFY', held.record);
      return { kinds: ['record-overwritten'], ...at(held) };
    },
  },
  {
    name: 'a record is put over, and put back',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      if (held === undefined) return undefined;
      const other = byAnother(evidence, held.record, random);
      const when = later(held.record, random);
      evidence.addArchived(other, when, 'MODIFY', held.record);
      evidence.addArchived(held.record, when + 2_000, 'MODIFY', other);
      return { kinds: ['record-overwritten'], ...at(held) };
    },
  },
  {
    name: 'a record is deleted from the table; the archive tells',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ({ exported }) => exported.length > 0);
      if (held === undefined) return undefined;
      evidence.addArchived(held.record, later(held.record, random), 'REMOVE', held.record);
      evidence.remove(held, 'exports');
      return { kinds: ['record-removed'], ...at(held) };
    },
  },
  {
    name: 'a record is deleted after it was exported; only the archive tells',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random);
      if (held === undefined) return undefined;
      evidence.addArchived(held.record, later(held.record, random), 'REMOVE', held.record);
      return { kinds: ['record-removed'], ...at(held) };
    },
  },
  {
    name: 'a record is deleted, and another is put in its place',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      if (held === undefined) return undefined;
      const when = later(held.record, random);
      evidence.addArchived(held.record, when, 'REMOVE', held.record);
      evidence.addArchived(byAnother(evidence, held.record, random), when + 2_000);
      return { kinds: ['record-removed', 'record-differs'], ...at(held) };
    },
  },
  {
    name: 'a record with an old time is put at the end of a chain',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      const last = evidence.chains.get(held?.record.chain ?? '')?.at(-1)?.record;
      if (held === undefined || last === undefined) return undefined;
      const record = nextRecord(last, { ...factOf(held.record), time: held.record.time });
      evidence.add(record, 'archive', Date.parse(last.time) + HOUR_MS);
      return { kinds: ['back-dated', 'added-later'], chain: record.chain, sequences: [record.sequence] };
    },
  },
  {
    name: 'a record is put behind a gap',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      const last = evidence.chains.get(held?.record.chain ?? '')?.at(-1)?.record;
      if (held === undefined || last === undefined) return undefined;
      const time = new Date(Date.parse(last.time) + 1_000).toISOString();
      const record = nextRecord({ ...last, sequence: last.sequence + 3 }, { ...factOf(held.record), time });
      evidence.add(record, 'archive');
      return { kinds: ['records-missing'], chain: record.chain, sequences: [last.sequence + 1] };
    },
  },
  {
    name: 'a record is put that does not link to the one before it',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      const last = evidence.chains.get(held?.record.chain ?? '')?.at(-1)?.record;
      if (held === undefined || last === undefined) return undefined;
      const time = new Date(Date.parse(last.time) + 1_000).toISOString();
      const record = nextRecord({ ...last, hash: random.hex(64) }, { ...factOf(held.record), time });
      evidence.add(record, 'archive');
      return { kinds: ['broken-link'], chain: record.chain, sequences: [record.sequence] };
    },
  },
  {
    name: 'a row is put that is no record',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      const last = evidence.chains.get(held?.record.chain ?? '')?.at(-1)?.record;
      if (held === undefined || last === undefined) return undefined;
      const file = evidence.addArchived(
        { ...rehashed({ ...held.record, sequence: last.sequence + 1, prevHash: last.hash }), schema: 1, hash: 'none' },
        Date.parse(last.time) + 1_000,
      );
      return { kinds: ['unreadable-line', 'record-changed'], file };
    },
  },
  {
    name: 'a record is put with the key of another chain',
    rights: 'table',
    edit(evidence, random) {
      const held = drawn(evidence, random, ofPerson);
      const other = drawn(evidence, random, (each) => each.record.chain !== held?.record.chain);
      const last = evidence.chains.get(other?.record.chain ?? '')?.at(-1)?.record;
      if (held === undefined || last === undefined) return undefined;
      const time = new Date(Date.parse(last.time) + 1_000).toISOString();
      const record = rehashed({
        ...held.record,
        time,
        chain: last.chain,
        sequence: last.sequence + 1,
        prevHash: last.hash,
      });
      evidence.add(record, 'archive');
      return { kinds: ['wrong-chain'], chain: record.chain, sequences: [record.sequence] };
    },
  },
];
