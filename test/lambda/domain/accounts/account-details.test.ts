import { describe, expect, test } from '@jest/globals';
import {
  type AccountDetails,
  noDetails,
  wantedDetails,
  withDetails,
} from '../../../../lambda/domain/accounts/account-details.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import { aDirectory, aRole, aTenant, aUser, EXCHANGE, GROUP, OTHER_GROUP, SYNC_ROLE } from './directories.ts';

const UNIT = '5A5A5A5A-0000-4000-8000-000000000005';
const APP = '5a5a5a5a-0000-4000-8000-00000000a001';
const ops = aUser('Ops');
const both = aUser('both');
const svc = aUser('svc-scan');
const member = aUser('member');

const snapshot = aDirectory(
  [ops, both, svc, member],
  [
    aRole(ops, EXCHANGE, { directoryScopeId: `/administrativeUnits/${UNIT}` }),
    aRole(both, EXCHANGE, { directoryScopeId: `/${APP}` }),
    aRole(both, EXCHANGE),
  ],
  { licence: 'P1', groups: [{ id: GROUP, memberIds: [member.id] }] },
);
const tenant = aTenant({
  serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }, { group: GROUP }],
  serviceOptIn: [{ userPrincipalNamePrefix: 'svc-' }, { group: GROUP }],
});
const told = (changes: Partial<AccountDetails>): AccountDetails => ({ ...noDetails, ...changes });
const found = (wanted: 'admin' | 'service') => classify(snapshot, tenant, wanted);

describe('what is asked about accounts', () => {
  test('is about those that are rotated, and no more than they need', () => {
    expect(wantedDetails(found('admin'), snapshot, tenant)).toEqual({
      accountIds: [ops.id, both.id],
      securityAttributes: false,
      units: true,
      appIds: [APP],
      groupIds: [],
      namelessGroupIds: [],
      licence: 'P1',
    });
    expect(wantedDetails(found('service'), snapshot, tenant)).toMatchObject({
      accountIds: [svc.id, member.id],
      units: false,
      appIds: [],
      namelessGroupIds: [GROUP],
    });
  });

  test('is nothing where none is rotated', () => {
    expect(wantedDetails({ included: [] }, {}, tenant)).toEqual({
      accountIds: [],
      securityAttributes: false,
      units: false,
      appIds: [],
      groupIds: [],
      namelessGroupIds: [],
    });
  });

  test('is no name of a group that has one, or that chose nobody', () => {
    const names = (serviceAccounts: (typeof tenant)['serviceAccounts']) => {
      const rules = aTenant({ serviceAccounts });
      return wantedDetails(classify(snapshot, rules, 'service'), snapshot, rules).namelessGroupIds;
    };
    expect(names([{ group: GROUP, name: 'Machines' }])).toEqual([]);
    expect(names([{ userPrincipalNamePrefix: 'svc-' }, { group: OTHER_GROUP }])).toEqual([]);
    expect(names([{ group: GROUP }, { group: GROUP }])).toEqual([GROUP]);
  });

  test('is no name where every role holds for the whole tenant, nor for what is neither unit nor app', () => {
    const plain = aDirectory([ops], [aRole(ops, EXCHANGE), aRole(ops, EXCHANGE, { directoryScopeId: '/a/b' })]);
    const wanted = wantedDetails(classify(plain, tenant, 'admin'), plain, tenant);
    expect(wanted).toMatchObject({ units: false, appIds: [] });
    expect(wanted).not.toHaveProperty('licence');
  });

  test('asks for each app once', () => {
    const twice = aDirectory(
      [ops, both],
      [ops, both].map((each) => aRole(each, EXCHANGE, { directoryScopeId: `/${APP}` })),
    );
    expect(wantedDetails(classify(twice, tenant, 'admin'), twice, tenant).appIds).toEqual([APP]);
  });
});

describe('what was told about accounts', () => {
  const all = told({
    names: new Map([
      [UNIT.toLowerCase(), 'Branches'],
      [APP, 'Intranet'],
      [GROUP, 'Machines $& $1'],
    ]),
    lastSignIns: new Map([[ops.id.toLowerCase(), { kind: 'none-on-record' } as const]]),
  });

  test('names units, apps and groups, and leaves the whole tenant alone', () => {
    const [first, second] = withDetails(found('admin').included, snapshot, tenant, all);
    expect(first?.reasons).toMatchObject([{ kind: 'role', scopeName: 'Branches' }]);
    expect(second?.reasons.map((each) => 'scopeName' in each && each.scopeName)).toEqual(['Intranet', false]);
    const [, fromGroup] = withDetails(found('service').included, snapshot, tenant, all);
    expect(fromGroup?.reasons).toEqual([
      { kind: 'matcher', matcher: 'member of group Machines $& $1' },
      { kind: 'matcher', matcher: 'opted in: member of group Machines $& $1' },
    ]);
  });

  test('goes to the account that it is about', () => {
    const [first, second] = withDetails(found('admin').included, snapshot, tenant, all);
    expect(first?.lastSignIn).toEqual({ kind: 'none-on-record' });
    expect(second).not.toHaveProperty('lastSignIn');
    expect(second).not.toHaveProperty('dependants');
  });

  test('that is nothing changes nothing', () => {
    for (const wanted of ['admin', 'service'] as const) {
      const { included } = found(wanted);
      expect(withDetails(included, snapshot, tenant, noDetails)).toEqual(included);
    }
  });

  test('changes nothing but what is told: neither whom it is about, nor what the guards decide by', () => {
    const noted = aTenant({ ...tenant, dependants: [{ where: { account: ops.id }, note: 'backup' }] });
    const { included } = found('admin');
    const after = withDetails(included, snapshot, noted, all);
    expect(after[0]?.dependants).toEqual(['backup']);
    const without = after.map(({ lastSignIn: _, dependants: __, reasons, ...rest }) => ({
      ...rest,
      reasons: reasons.map((each) => {
        if (each.kind === 'matcher') return each;
        const { scopeName: ___, ...reason } = each;
        return reason;
      }),
    }));
    expect(without).toEqual(included);
  });

  test('names of several groups the one that chose the account, and none that was not told', () => {
    const rules = aTenant({ serviceAccounts: [{ group: OTHER_GROUP }, { group: GROUP }] });
    const { included } = classify(snapshot, rules, 'service');
    const names = new Map([[OTHER_GROUP, 'Others']]);
    expect(withDetails(included, snapshot, rules, told({ names }))).toEqual(included);
    const both = told({ names: new Map([...names, [GROUP, 'Machines']]) });
    expect(withDetails(included, snapshot, rules, both)[0]?.reasons).toEqual([
      { kind: 'matcher', matcher: 'member of group Machines' },
    ]);
  });

  test('leaves a group alone that has a name in the estate, and a rule that names none', () => {
    const rules = aTenant({
      serviceAccounts: [{ group: GROUP, name: 'Ours' }, { userPrincipalNamePrefix: 'svc-' }, { group: OTHER_GROUP }],
    });
    const names = new Map([
      [GROUP, 'Theirs'],
      ['undefined', 'Nobody'],
    ]);
    const after = withDetails(classify(snapshot, rules, 'service').included, snapshot, rules, told({ names }));
    expect(after.map(({ reasons }) => reasons)).toEqual([
      [{ kind: 'matcher', matcher: 'UPN begins with svc-' }],
      [{ kind: 'matcher', matcher: 'member of group Ours' }],
    ]);
  });

  test('fits notes by what the rules do not use, and facts do not keep', () => {
    const tagged = aUser('Tagged', { id: 'ID-Tagged', extensionAttributes: { extensionAttribute3: 'door' } });
    const directory = aDirectory([tagged], [aRole(tagged, EXCHANGE)]);
    const noted = aTenant({ dependants: [{ where: { extensionAttribute: 3, equals: 'door' }, note: 'door opener' }] });
    const [only] = withDetails(classify(directory, noted, 'admin').included, directory, noted, noDetails);
    expect(only?.dependants).toEqual(['door opener']);
    expect(only?.observed.user.extensionAttributes).toEqual({});
  });

  test('names nothing by an id that is none', () => {
    const odd = aDirectory([ops], [aRole(ops, EXCHANGE, { directoryScopeId: '/a/b' })]);
    const names = new Map([
      ['', 'Nothing'],
      ['undefined', 'Nothing'],
    ]);
    const { included } = classify(odd, tenant, 'admin');
    expect(withDetails(included, odd, tenant, told({ names }))).toEqual(included);
  });

  test('fits notes by groups and attributes that only they need', () => {
    const noted = aTenant({
      dependants: [
        { where: { group: OTHER_GROUP }, note: 'by group' },
        { where: { attributeSet: 'Rotation', attribute: 'Of', equals: 'x' }, note: 'by attribute' },
      ],
    });
    const { included } = classify(snapshot, noted, 'admin');
    const after = withDetails(included, snapshot, noted, {
      ...noDetails,
      groups: [{ id: OTHER_GROUP, memberIds: [both.id] }],
      securityAttributes: new Map([[ops.id.toLowerCase(), { 'Rotation.Of': ['x'] }]]),
    });
    expect(after.map(({ dependants }) => dependants)).toEqual([['by attribute'], ['by group']]);
    expect(after.map(({ observed }) => observed)).toEqual(included.map(({ observed }) => observed));
  });

  test('knows ids however they are written', () => {
    const upper = aUser('UPPER', { id: 'ID-UPPER' });
    const directory = aDirectory([upper], [aRole(upper, EXCHANGE)]);
    const [only] = withDetails(classify(directory, tenant, 'admin').included, directory, tenant, {
      ...noDetails,
      lastSignIns: new Map([['id-upper', { kind: 'none-on-record' }]]),
    });
    expect(only?.lastSignIn).toEqual({ kind: 'none-on-record' });
  });
});

test('a sync account stays left out, whatever is told about it', () => {
  const sync = aUser('sync');
  const directory = aDirectory([sync], [aRole(sync, SYNC_ROLE)]);
  expect(withDetails(classify(directory, tenant, 'admin').included, directory, tenant, noDetails)).toEqual([]);
});
