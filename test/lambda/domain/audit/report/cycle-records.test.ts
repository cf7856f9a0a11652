import { describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../../../lambda/domain/audit/audit-record.ts';
import { isForReport, recordsOfCycle } from '../../../../../lambda/domain/audit/report/cycle-records.ts';
import { CYCLE, LATER, Story, type Told } from './story.ts';

/** What CloudTrail told, named by who read. */
const readBy = (name: string, secretVersionId?: string): Told => ({
  actor: { kind: 'operator', name },
  cycleId: undefined,
  rotationId: undefined,
  ...(secretVersionId === undefined ? {} : { evidence: { secretVersionId } }),
});
const version = (secretVersionId: string): Told => ({ evidence: { secretVersionId } });
const readersIn = (records: readonly AuditRecord[]) =>
  records.flatMap(({ action, actor }) =>
    action === 'credential.read-outside' && actor.kind === 'operator' ? actor.name : [],
  );

describe('a read past the product, without a version on record', () => {
  const story = new Story();
  const first = story.account('ops');
  const second = story.account('ops', { cycleId: LATER });
  const read = (name: string) => first.tell('credential.read-outside', readBy(name));
  read('before any password of ours');
  first.tell('credential.staged', version('v1'));
  read('pending');
  first.current('v1');
  read('current');
  second.tell('credential.staged', version('v2'));
  read('pending in the later cycle');
  second.current('v2');
  read('after both');
  story.account('mail').tell('credential.read-outside', readBy('of another account'));

  test('belongs to the cycle that made the password last before it in the chain', () => {
    expect(readersIn(recordsOfCycle(CYCLE, story.records))).toEqual(['pending', 'current']);
    expect(readersIn(recordsOfCycle(LATER, story.records))).toEqual(['pending in the later cycle', 'after both']);
  });

  test('in whatever order the records come, and the records of a cycle are in the order of their chains', () => {
    const turned = recordsOfCycle(CYCLE, story.records.toReversed());
    expect(turned).toEqual(recordsOfCycle(CYCLE, story.records));
    expect(turned.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5]);
  });

  test('needs what was made in other cycles, and nothing else of them', () => {
    const needed = story.records.filter((each) => isForReport(CYCLE, each));
    expect(recordsOfCycle(CYCLE, needed)).toEqual(recordsOfCycle(CYCLE, story.records));
    const others = new Story();
    others.account('ops', { cycleId: LATER }).tell('rotation.closed');
    others.account('ops').tell('rotation.requested', { cycleId: undefined });
    expect(others.records.map((each) => isForReport(CYCLE, each))).toEqual([false, false]);
  });
});

test('a promotion whose staging is not on record makes a password too', () => {
  const story = new Story();
  story.account('ops').current('v1').tell('credential.read-outside', readBy('after it'));
  expect(readersIn(recordsOfCycle(CYCLE, story.records))).toEqual(['after it']);
});

test('where CloudTrail named a version, that decides, wherever it stands: also one that never became current', () => {
  const story = new Story();
  const first = story.account('ops');
  first.tell('credential.staged', version('v1'));
  story.account('ops', { cycleId: LATER }).tell('credential.staged', version('v2')).current('v2');
  first.tell('credential.read-outside', readBy('old', 'v1')).tell('credential.read-outside', readBy('new', 'v2'));
  first.tell('credential.read-outside', readBy('neither', 'v0'));
  story.account('mail').tell('credential.read-outside', readBy('other account', 'v1'));
  expect(readersIn(recordsOfCycle(CYCLE, story.records))).toEqual(['old']);
  expect(readersIn(recordsOfCycle(LATER, story.records))).toEqual(['new']);
});

test('other records of no cycle belong to none', () => {
  const story = new Story();
  story.account('ops').reset().rotated().tell('rotation.requested', { cycleId: undefined });
  expect(recordsOfCycle(CYCLE, story.records).map(({ action }) => action)).not.toContain('rotation.requested');
});
