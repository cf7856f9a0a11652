import { describe, expect, test } from '@jest/globals';
import { openApprovalAttributes, stateAttribute } from '../../../../../contract/table-keys.ts';
import { linkRow } from '../../../../../lambda/adapters/aws/dynamodb/credential/credential-rows.ts';
import { lockRow } from '../../../../../lambda/adapters/aws/dynamodb/rotation/account-locks.ts';
import {
  newRotationRow,
  rotationRow,
  waitingRotationRow,
} from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-row.ts';
import { RowMismatch } from '../../../../../lambda/adapters/aws/dynamodb/row-kind.ts';
import { webSessionRow } from '../../../../../lambda/adapters/aws/dynamodb/sessions/session-rows.ts';
import { guard } from '../../../../../lambda/domain/accounts/never-rotate.ts';
import { waitingRotationSchema } from '../../../../../lambda/domain/rotation/rotation.ts';
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

/** As the table holds it: the facts are an attribute of their own. */
const stored = (account: { readonly observed?: unknown }, more: object = {}) => {
  const { observed, ...planned } = account;
  return { ...rotation, ...more, account: planned, observed };
};

test('a rotation comes back with all that discovery knew of its account', () => {
  const written = JSON.parse(JSON.stringify(rotationRow.write({ ...rotation, account })));
  expect(rotationRow.read(written).account.observed).toEqual(facts);
});

test('the index of open approvals has all of a rotation, but what only guards look at', () => {
  const { observed: _, ...planned } = account;
  const keys = [stateAttribute.decideBefore];
  expect([...openApprovalAttributes, ...keys].toSorted()).toEqual(Object.keys(waitingRotationSchema.shape).toSorted());
  expect(openApprovalAttributes.length).toBeLessThanOrEqual(20);
  const inIndex = Object.entries(newRotationRow({ ...rotation, account })).filter(([name]) =>
    [...openApprovalAttributes, ...keys, 'pk', 'sk', stateAttribute.openFor].includes(name),
  );
  expect(waitingRotationRow.read(Object.fromEntries(inIndex))).toEqual({ ...rotation, account: planned });
});

test.each(['accountEnabled', 'userType', 'onPremisesSyncEnabled', 'isManagementRestricted'])(
  'a row in which %s is missing is known less of, and so refused at staging',
  (field) => {
    const { [field]: _, ...rest }: Record<string, unknown> = { ...user };
    const row = rotationRow.read(stored({ ...account, observed: { ...facts, user: rest } }));
    expect(guard(row.account.observed, aTenant(), row.account)).toMatchObject({ ok: false, refused: 'unknown-data' });
  },
);

test.each<[string, object]>([
  ['without facts', { ...account, observed: undefined }],
  ['without groups', { ...account, observed: { ...facts, groups: undefined } }],
  ['without roles', { ...account, observed: { ...facts, roles: undefined } }],
  ['with a field of another type', { ...account, observed: { ...facts, user: { ...user, accountEnabled: 'true' } } }],
])('a row %s is an error, never a guess', (_, changed) => {
  expect(() => rotationRow.read(stored(changed))).toThrow(RowMismatch);
});

describe('an error names the row and the field, and no content', () => {
  const place = { pk: 'cycle#2026-12-07-admin-monthly#tenant#t', sk: 'rotation#a' };

  test.each<[string, object, string]>([
    ['field of another type', { revision: 'secret' }, 'revision: Invalid input: expected number, received string'],
    ['field of no known state', { state: { status: 'secret' } }, 'state.status: Invalid'],
  ])('%s', (_, changed, problem) => {
    const read = () => rotationRow.read(stored(rotation.account, { ...place, ...changed }));
    expect(read).toThrow(RowMismatch);
    expect(read).toThrow(`rotation row ${place.pk} ${place.sk}: ${problem}`);
    expect(read).not.toThrow(/secret/);
  });

  test('the id of a link or a session is a secret too', () => {
    expect(() => linkRow.read({ pk: 'link#0123', sk: 'link' })).toThrow(/^link row: purpose/);
    expect(() => webSessionRow.read({ pk: 'session#0123', sk: 'session' })).toThrow(/^web session row: /);
  });
});

describe('a row of a newer release, after that was rolled back', () => {
  test.each<[string, object, object]>([
    ['a field that is not known', { added: 'secret' }, {}],
    ['one within a state', { state: { status: 'expired', added: 'secret' } }, { state: { status: 'expired' } }],
  ])('%s is left out', (_, changed, read) => {
    expect(rotationRow.read(stored(account, changed))).toEqual({ ...rotation, account, ...read });
  });

  test('what it must not be acted on without is not left out: the row is refused, and says what to do', () => {
    const read = () => rotationRow.read(stored(account, { added: 'secret', needs: ['added'] }));
    expect(read).toThrow(RowMismatch);
    expect(read).toThrow('must not act on it; deploy the newer one again');
    expect(read).not.toThrow(/secret/);
  });
});

test('what could not be read again is not written', () => {
  const surprising = { ...rotation, surprise: 1 };
  expect(() => rotationRow.write(surprising)).toThrow('new rotation row: the whole: Unrecognized key: "surprise"');
});

test('an account is locked by a rotation or for a retirement, never by both', async () => {
  const both = { rotationId: 'r', cycleId: 'c', retiring: 'v', reservedUntil: 'u' };
  expect(() => lockRow.read(both)).toThrow('Unrecognized keys: "retiring", "reservedUntil"');
});
