import { describe, expect, test } from '@jest/globals';
import { noDetails, type WantedDetails } from '../../../../lambda/domain/accounts/account-details.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import { toldAccounts } from '../../../../lambda/usecases/discovery/told-accounts.ts';
import { aDirectory, aRole, aTenant, aUser, EXCHANGE, GROUP } from '../../domain/accounts/directories.ts';

const ops = aUser('ops');
const snapshot = aDirectory([ops], [aRole(ops, EXCHANGE, { directoryScopeId: '/administrativeUnits/7' })]);
const tenant = aTenant({ dependants: [{ where: { group: GROUP }, note: 'backup' }] });
const found = classify(snapshot, tenant, 'admin');

describe('what people are told about accounts', () => {
  test('is asked for once, when all are decided about', async () => {
    const asked: WantedDetails[] = [];
    const readDetails = async (_tenantId: string, wanted: WantedDetails) => {
      asked.push(wanted);
      return {
        ...noDetails,
        names: new Map([['7', 'Branches']]),
        groups: [{ id: GROUP, memberIds: [ops.id] }],
      };
    };
    const told = await toldAccounts({ readDetails }, found, snapshot, tenant);
    expect(asked).toEqual([expect.objectContaining({ accountIds: [ops.id], units: true, groupIds: [GROUP] })]);
    expect(told.included).toMatchObject([{ reasons: [{ scopeName: 'Branches' }], dependants: ['backup'] }]);
    expect(told.problems).toEqual(found.problems);
  });

  test.each([
    ['cannot be read', () => Promise.reject(new Error('no'))],
    ['is nothing', async () => noDetails],
  ])('that %s changes nothing, and says that a note fits nobody', async (_what, readDetails) => {
    const { problems, ...told } = await toldAccounts({ readDetails }, found, snapshot, tenant);
    const { problems: before, ...decided } = found;
    expect(told).toEqual(decided);
    expect(problems).toEqual([
      ...before,
      expect.stringContaining('The note "backup" under dependants fits no account'),
    ]);
  });

  test('never adds an account, nor takes one away, nor changes why or what guards decide by', async () => {
    const readDetails = async () => ({
      ...noDetails,
      lastSignIns: new Map([['id-other', { kind: 'none-on-record' } as const]]),
      securityAttributes: new Map([[ops.id, { 'Rotation.Account': ['service'] }]]),
      groups: [{ id: GROUP, memberIds: ['id-other', ops.id] }],
    });
    const told = await toldAccounts(
      { readDetails },
      found,
      snapshot,
      aTenant({ ...tenant, serviceAccounts: [{ group: GROUP }] }),
    );
    expect(told.included.map(({ accountId, class: own, observed }) => ({ accountId, own, observed }))).toEqual(
      found.included.map(({ accountId, class: own, observed }) => ({ accountId, own, observed })),
    );
    expect([told.excluded, told.counts, told.accountsSeen]).toEqual([found.excluded, found.counts, found.accountsSeen]);
  });
});
