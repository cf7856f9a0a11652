import { describe, expect, test } from '@jest/globals';
import { idleNotes, notesAbout, readsForNotes } from '../../../../lambda/domain/accounts/dependants.ts';
import { furtherReads } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { aDirectory, aTenant, aUser, GROUP, OTHER_GROUP, theFacts } from './directories.ts';

const scan = aUser('svc-scan', { department: 'Machines' });
const attribute = { attributeSet: 'Rotation', attribute: 'Of', equals: 'x' } as const;

describe('the notes about an account', () => {
  test('are those whose matcher fits, in their order, each once', () => {
    const dependants = [
      { where: { userPrincipalNamePrefix: 'svc-' }, note: 'mail' },
      { where: { userPrincipalNamePrefix: 'adm-' }, note: 'nothing' },
      { where: { account: 'svc-scan@contoso.example' }, note: 'scanner' },
      { where: { property: 'department', equals: 'Machines' }, note: 'mail' },
    ] as const;
    expect(notesAbout(theFacts(scan), dependants)).toEqual(['mail', 'scanner']);
    expect(notesAbout(theFacts(aUser('ops')), dependants)).toEqual([]);
  });
});

describe('what notes need to be read', () => {
  test('is nothing where there are none', () => {
    expect(readsForNotes(aTenant())).toEqual({ groupIds: [], securityAttributes: false });
  });

  test('is never part of what decides', () => {
    const dependants = [
      { where: { group: GROUP }, note: 'a' },
      { where: attribute, note: 'b' },
    ];
    expect(furtherReads(aTenant({ dependants }))).toEqual({ groupIds: [], securityAttributes: false });
    expect(readsForNotes(aTenant({ dependants }))).toEqual({ groupIds: [GROUP], securityAttributes: true });
  });

  test('leaves out what is read anyway, and names nothing twice', () => {
    const dependants = [
      { where: { group: GROUP }, note: 'a' },
      { where: { group: OTHER_GROUP.toUpperCase() }, note: 'b' },
      { where: { group: OTHER_GROUP }, note: 'c' },
      { where: attribute, note: 'd' },
    ];
    const tenant = aTenant({ dependants, serviceAccounts: [{ group: GROUP.toUpperCase() }, attribute] });
    expect(readsForNotes(tenant)).toEqual({ groupIds: [OTHER_GROUP], securityAttributes: false });
  });

  test('is no attribute where no note is matched by one', () => {
    const dependants = [{ where: { account: scan.id }, note: 'a' }];
    expect(readsForNotes(aTenant({ dependants }))).toEqual({ groupIds: [], securityAttributes: false });
  });
});

describe('a note that fits nobody', () => {
  const idle = (where: Parameters<typeof notesAbout>[1][number]['where'], changes = {}) =>
    idleNotes(aDirectory([scan], [], changes), aTenant({ dependants: [{ where, note: 'scanner' }] }));

  test('is told, with what to do', () => {
    expect(idle({ account: 'gone@contoso.example' })).toEqual([
      'The note "scanner" under dependants fits no account: correct what it says under where, or take it out.',
    ]);
    expect(idle({ account: scan.id })).toEqual([]);
  });

  test.each([
    [{}, 'the members of group 6a0c0000-0000-4000-8000-00000000000a were not read'],
    [{ groups: [{ id: GROUP }] }, 'the directory has no group 6a0c0000-0000-4000-8000-00000000000a'],
    [{ groups: [{ id: GROUP, memberIds: [] }] }, 'group 6a0c0000-0000-4000-8000-00000000000a has no members'],
    [{ groups: [{ id: GROUP, memberIds: ['id-other'] }] }, 'correct what it says under where, or take it out'],
  ])('by a group says what is wrong with it: %j', (changes, why) => {
    expect(idle({ group: GROUP }, changes)).toEqual([`The note "scanner" under dependants fits no account: ${why}.`]);
  });

  test('by a group with the account in it fits', () => {
    expect(idle({ group: GROUP }, { groups: [{ id: GROUP, memberIds: [scan.id] }] })).toEqual([]);
  });

  test('by an attribute is judged only where that was read of everybody', () => {
    expect(idle(attribute)).toEqual([]);
    const tenant = aTenant({ dependants: [{ where: attribute, note: 'scanner' }], serviceAccounts: [attribute] });
    expect(idleNotes(aDirectory([scan]), tenant)).toHaveLength(1);
    const tagged = aUser('tagged', { securityAttributes: { 'Rotation.Of': ['x'] } });
    expect(idleNotes(aDirectory([tagged]), tenant)).toEqual([]);
  });

  test('is told with others in few sentences', () => {
    const dependants = Array.from({ length: 7 }, (_, i) => ({ where: { account: `gone${i}@x` }, note: `note ${i}` }));
    const all = (count: number) => idleNotes(aDirectory([scan]), aTenant({ dependants: dependants.slice(0, count) }));
    expect(all(5)).toHaveLength(5);
    expect(all(5)[4]).toContain('"note 4"');
    expect(all(6).slice(5)).toEqual(['1 further note under dependants: no account fits.']);
    expect(all(7).slice(5)).toEqual(['2 further notes under dependants: no account fits.']);
  });

  test('is nothing where there are no notes', () => {
    expect(idleNotes(aDirectory([scan]), aTenant())).toEqual([]);
  });
});
