import { expect, test } from '@jest/globals';
import { rotationRow } from '../../../../../lambda/adapters/aws/dynamodb/rows.ts';
import { guard } from '../../../../../lambda/domain/accounts/never-rotate.ts';
import { aRole, aTenant, aUser, EXCHANGE, GROUP, theFacts } from '../../../domain/accounts/directories.ts';
import { inState, states } from '../../../domain/rotation/rotations.ts';

const user = aUser('ops', {
  passwordPolicies: 'None',
  department: 'IT',
  extensionAttributes: { extensionAttribute7: 'rotate' },
  securityAttributes: { 'Rotation.Kind': ['service', 'other'] },
});
const facts = {
  ...theFacts(user, [aRole(user, EXCHANGE, { directoryScopeId: '/administrativeUnits/5', path: 'via group Tier 1' })]),
  groups: [{ groupId: GROUP, member: false }],
};
const rotation = inState(states.awaiting);
const account = { ...rotation.account, accountId: user.id, userPrincipalName: user.userPrincipalName, observed: facts };

test('a rotation comes back with all that discovery knew of its account', () => {
  const stored: unknown = JSON.parse(JSON.stringify({ ...rotation, account }));
  expect(rotationRow.parse(stored).account.observed).toEqual(facts);
});

test.each(['accountEnabled', 'userType', 'onPremisesSyncEnabled', 'isManagementRestricted'])(
  'a row in which %s is missing is known less of, and so refused at staging',
  (field) => {
    const { [field]: _, ...rest }: Record<string, unknown> = { ...user };
    const row = rotationRow.parse({ ...rotation, account: { ...account, observed: { ...facts, user: rest } } });
    expect(guard(row.account.observed, aTenant(), row.account)).toMatchObject({ ok: false, refused: 'unknown-data' });
  },
);

test.each<[string, object]>([
  ['without facts', { ...account, observed: undefined }],
  ['without groups', { ...account, observed: { ...facts, groups: undefined } }],
  ['without roles', { ...account, observed: { ...facts, roles: undefined } }],
  ['with a field of another type', { ...account, observed: { ...facts, user: { ...user, accountEnabled: 'true' } } }],
])('a row %s is an error, never a guess', (_, changed) => {
  expect(rotationRow.safeParse({ ...rotation, account: changed }).success).toBe(false);
});
