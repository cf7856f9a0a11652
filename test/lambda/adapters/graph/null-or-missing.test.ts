import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readerClientId, type Simulation, simulate, type Tenant, tenantFrom } from '@m365-rotation/local-microsoft';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { tokenSource } from '../../../../lambda/adapters/graph/token-source.ts';
import { liveFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { type Classification, classify } from '../../../../lambda/domain/accounts/classification.ts';
import { guard } from '../../../../lambda/domain/accounts/never-rotate.ts';
import { aDecider } from '../../domain/accounts/directories.ts';

/**
 * Graph returns `null` for a property that an account has no value of: `userType` of accounts from before September 2014, which are
 * members; `onPremisesSyncEnabled` of those that never were synchronized. A property that is missing from the answer, though it was
 * selected, was not told at all. Each property that is read is tried both ways.
 */

type User = Tenant['users'][number];

/** What comes of an administrator whose property is null, and of one whose property is missing. */
const properties: readonly (readonly [keyof User, null_: Outcome, missing: Outcome])[] = [
  ['displayName', 'rotated', 'displayName was not told: give the account a display name.'],
  ['accountEnabled', 'accountEnabled was not told: set "Account enabled"', 'accountEnabled was not told: set "Account'],
  ['userType', 'rotated', 'userType was not told: set "User type" to Member or Guest'],
  ['externalUserState', 'rotated', 'rotated'],
  ['onPremisesSyncEnabled', 'rotated', 'onPremisesSyncEnabled was not told: compare "On-premises sync enabled"'],
  ['onPremisesExtensionAttributes', 'rotated', 'rotated'],
  [
    'isManagementRestricted',
    'rotated',
    "isManagementRestricted was not told: compare the account's administrative units",
  ],
  ['identityParentId', 'rotated', 'rotated'],
  ['lastPasswordChangeDateTime', 'rotated', 'rotated'],
  ['passwordPolicies', 'rotated', 'rotated'],
  ['assignedLicenses', 'rotated', 'rotated'],
  ['department', 'rotated', 'rotated'],
  ['jobTitle', 'rotated', 'rotated'],
  ['employeeType', 'rotated', 'rotated'],
  ['customSecurityAttributes', 'rotated', 'rotated'],
];
/** `rotated`, or how the sentence begins that says what is missing and what to do. */
type Outcome = string;

const tenantId = '9b1d7a52-0000-4000-8000-00000000e002';
const upn = (property: string, how: string) => `${property.toLowerCase()}-${how}@told.example`;

const tenant = tenantFrom({
  tenantId,
  name: 'told',
  displayName: 'Told',
  licence: 'P1',
  accounts: [
    {
      upn: 'bg1@told.onmicrosoft.com',
      name: 'Emergency',
      roles: ['Global Administrator'],
      fields: { userType: null },
    },
    { upn: 'ga@told.example', name: 'Global Administrator', roles: ['Global Administrator'] },
    ...properties.flatMap(([property]) => [
      {
        upn: upn(property, 'null'),
        name: 'Null',
        roles: ['Exchange Administrator' as const],
        fields: { [property]: null },
      },
      {
        upn: upn(property, 'missing'),
        name: 'Missing',
        roles: ['Exchange Administrator' as const],
        fields: { leftOut: [property] },
      },
    ]),
  ],
});
const rules = {
  name: 'told',
  displayName: 'Told',
  breakGlass: { accounts: ['bg1@told.onmicrosoft.com'] },
  neverRotate: [],
  serviceAccounts: [],
  admins: { roles: 'all' as const, ignore: [], further: [] },
  deciders: [aDecider('Ada')],
  twoPersons: { roles: [], tenants: [] },
};

let microsoft: Simulation;
let reader: ReturnType<typeof directoryReader>;
let found: Classification;
beforeAll(async () => {
  microsoft = await simulate({ tenants: [tenant] });
  const now = () => new Date();
  const tokens = tokenSource({
    loginEndpoint: microsoft.addresses.login,
    clientId: readerClientId,
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(() => microsoft.assertion()),
    now,
  });
  reader = directoryReader(
    batchReader({
      connection: graphConnection(microsoft.addresses.graph, tokens),
      clientRequestId: () => crypto.randomUUID(),
      sleep: async () => undefined,
      now,
    }),
  );
  found = classify(await reader.readTenant(tenantId), rules, 'admin');
});
afterAll(() => microsoft.close());

const cases = properties.flatMap(([property, ofNull, ofMissing]) => [
  [property, 'null', ofNull] as const,
  [property, 'missing', ofMissing] as const,
]);

describe.each(cases)('%s that is %s', (property, how, outcome) => {
  const name = upn(property, how);

  test('leads to what was decided, and a sentence names it with what to do', () => {
    const included = found.included.find((each) => each.userPrincipalName === name);
    const excluded = found.excluded.find((each) => each.userPrincipalName === name);
    if (outcome === 'rotated') {
      expect([included?.userPrincipalName, excluded]).toEqual([name, undefined]);
      return;
    }
    expect([included, excluded?.reason]).toEqual([undefined, 'unknown-data']);
    expect(excluded?.details).toEqual([expect.stringContaining(outcome)]);
  });

  test('is the same for the last guard', async () => {
    const user = tenant.users.find((each) => each.userPrincipalName === name);
    const live = await reader.readAccount(tenantId, user?.id ?? '');
    if (live === undefined) throw new Error('the account is not there');
    const facts = liveFacts(live);
    const answer = guard(facts, rules, {
      accountId: live.user.id,
      userPrincipalName: name,
      displayName: '',
      class: 'admin',
      reasons: [],
      globalAdministrator: false,
      passwordNeverExpires: false,
      observed: facts,
    });
    if (outcome === 'rotated') expect(answer).toEqual({ ok: true });
    else
      expect(answer).toMatchObject({ ok: false, refused: 'unknown-data', sentence: expect.stringContaining(outcome) });
  });
});

test('every property that is selected is tried, but for the two that name the account', async () => {
  const { readerCalls } = await import('../../../../lambda/adapters/graph/calls.ts');
  const selected = new URLSearchParams(readerCalls.users(true).split('?')[1]).get('$select')?.split(',') ?? [];
  expect(properties.map(([property]) => String(property)).toSorted()).toEqual(
    selected.filter((each) => each !== 'id' && each !== 'userPrincipalName').toSorted(),
  );
});

test('a Global Administrator from before userType stands in for another one, who is not kept back for it', () => {
  const other = found.included.find((each) => each.userPrincipalName === 'ga@told.example');
  expect(other?.standIns).toEqual([tenant.users[0]?.id]);
  expect(found.counts['last-global-administrator']).toBeUndefined();
});
