import { afterEach, describe, expect, test } from '@jest/globals';
import { readerClientId, type Simulation, simulate, tenantFrom } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { tokenSource } from '../../../../lambda/adapters/graph/token-source.ts';
import { liveFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import { guard } from '../../../../lambda/domain/accounts/never-rotate.ts';
import { aDecider } from '../../domain/accounts/directories.ts';

/**
 * In Entra a plain group may be an eligible member (PIM for Groups) of a group that holds a role, and that plain group may have
 * eligible members of its own, groups among them. Each user who is in one of them now may activate the role, alone. Eligibility rows
 * hold the group's id, and no list of members shows its users. Groups may lead back to each other.
 */

const tenantId = '9b1d7a52-0000-4000-8000-00000000e001';
const now = () => new Date();

const plan = {
  tenantId,
  name: 'nested',
  displayName: 'Nested',
  licence: 'P2',
  furtherPermissions: ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
  accounts: [
    { upn: 'bg1@nested.onmicrosoft.com', name: 'Emergency', roles: ['Global Administrator'] },
    { upn: 'direct@nested.example', name: 'Member' },
    { upn: 'may@nested.example', name: 'Eligible' },
    { upn: 'svc-deploy@nested.example', name: 'In a plain group that is eligible' },
    { upn: 'inner@nested.example', name: 'In a group inside that group' },
    { upn: 'second@nested.example', name: 'Eligible member of the plain group' },
    { upn: 'third@nested.example', name: 'In a group that is eligible in the plain group' },
    { upn: 'fourth@nested.example', name: 'Eligible in a group inside the plain group' },
    { upn: 'role@nested.example', name: 'In a plain group with an eligible role' },
    { upn: 'svc-backup@nested.example', name: 'Nothing of it' },
    { upn: 'anna@nested.example', name: 'Nobody' },
  ],
  groups: [
    {
      name: 'Tier0',
      members: ['direct@nested.example'],
      roles: ['Exchange Administrator'],
      eligible: ['may@nested.example', 'Deployers'],
    },
    {
      name: 'Deployers',
      members: ['svc-deploy@nested.example', 'Team'],
      eligible: ['second@nested.example', 'Friends'],
    },
    { name: 'Team', members: ['inner@nested.example'], eligible: ['fourth@nested.example'] },
    // It leads back to where it came from, and to itself.
    { name: 'Friends', members: ['third@nested.example'], eligible: ['Deployers', 'Friends', 'Tier0'] },
    { name: 'Elsewhere', members: ['svc-backup@nested.example', 'anna@nested.example'] },
  ],
} as const;

const rules = {
  name: 'nested',
  displayName: 'Nested',
  breakGlass: { accounts: ['bg1@nested.onmicrosoft.com'] },
  neverRotate: [],
  serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }],
  admins: { roles: 'all' as const, ignore: [], further: [] },
  deciders: [aDecider('Ada')],
  twoPersons: { roles: [], tenants: [] },
};

let microsoft: Simulation | undefined;
let asked: string[] = [];
afterEach(async () => {
  asked = [];
  await microsoft?.close();
});

const batch = z.object({ requests: z.array(z.object({ url: z.string() })) });

async function readerOf(tenant = tenantFrom(plan)) {
  const cloud = await simulate({ tenants: [tenant] });
  microsoft = cloud;
  const tokens = tokenSource({
    loginEndpoint: cloud.addresses.login,
    clientId: readerClientId,
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(() => cloud.assertion()),
    now,
  });
  const graph = graphConnection(cloud.addresses.graph, tokens);
  const connection: typeof graph = (ofTenant, request) => {
    asked.push(...batch.parse(request.body).requests.map(({ url }) => url));
    return graph(ofTenant, request);
  };
  return directoryReader(
    batchReader({ connection, clientRequestId: () => crypto.randomUUID(), sleep: async () => undefined, now }),
  );
}

const throughGroups = {
  'direct@nested.example': 'via group Tier0',
  'may@nested.example': 'via group Tier0, eligible',
  'svc-deploy@nested.example': 'via group Tier0 (by group Deployers), eligible',
  'inner@nested.example': 'via group Tier0 (by group Deployers), eligible',
  'second@nested.example': 'via group Tier0 (by group Deployers), eligible',
  'third@nested.example': 'via group Tier0 (by group Friends), eligible',
  'fourth@nested.example': 'via group Tier0 (by group Team), eligible',
};

describe('groups that are eligible members of a group that holds a role', () => {
  test('make their users admins, through further groups, and nobody is a service account by omission', async () => {
    const reader = await readerOf();
    const snapshot = await reader.readTenant(tenantId);
    expect(snapshot.unread).toEqual([]);
    const admins = classify(snapshot, rules, 'admin').included;
    expect(
      Object.fromEntries(
        admins.map(({ userPrincipalName, reasons }) => [
          userPrincipalName,
          reasons.map((each) => (each.kind === 'role' ? each.path : each.matcher))[0],
        ]),
      ),
    ).toEqual(throughGroups);
    const services = classify(snapshot, rules, 'service').included.map((each) => each.userPrincipalName);
    expect(services).toEqual(['svc-backup@nested.example']);
  });

  test('are seen by the last guard as discovery saw them', async () => {
    const reader = await readerOf();
    const included = classify(await reader.readTenant(tenantId), rules, 'admin').included;
    expect(included).toHaveLength(Object.keys(throughGroups).length);
    for (const account of included) {
      const live = await reader.readAccount(tenantId, account.accountId);
      expect([account.userPrincipalName, guard(live && liveFacts(live), rules, account)]).toEqual([
        account.userPrincipalName,
        { ok: true },
      ]);
    }
  });

  test('a role by eligibility counts for the users of whatever group its row names', async () => {
    const tenant = tenantFrom({
      ...plan,
      groups: [
        {
          name: 'On duty',
          members: ['role@nested.example'],
          roles: [{ role: 'User Administrator', eligible: true }],
        },
      ],
    });
    const plain = { ...tenant, groups: tenant.groups.map((group) => ({ ...group, isAssignableToRole: false })) };
    const reader = await readerOf(plain);
    const { included } = classify(await reader.readTenant(tenantId), rules, 'admin');
    expect(included.map(({ userPrincipalName }) => userPrincipalName)).toEqual(['role@nested.example']);
  });

  test('that may not be read are told, with the permission for it', async () => {
    const reader = await readerOf(tenantFrom({ ...plan, furtherPermissions: [] }));
    const { problems } = classify(await reader.readTenant(tenantId), rules, 'service');
    expect(problems).toEqual([
      expect.stringMatching(
        /^PIM for Groups could not be read \(403 .*\): whoever may only become a member of Tier0 does not count as admin\. The reader app needs PrivilegedEligibilitySchedule\.Read\.AzureADGroup for that\.$/,
      ),
    ]);
  });

  test('cost the last guard one request more per 15 principals, not one for each', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ upn: `may${i}@nested.example`, name: `May ${i}` }));
    const tenant = tenantFrom({
      ...plan,
      accounts: [...plan.accounts, ...many],
      groups: [{ name: 'Tier0', members: [], roles: ['Exchange Administrator'], eligible: many.map(({ upn }) => upn) }],
    });
    const reader = await readerOf(tenant);
    const id = tenant.users.find((each) => each.userPrincipalName === 'may7@nested.example')?.id ?? '';
    const live = await reader.readAccount(tenantId, id);
    expect(live?.roleAssignments.map(({ path }) => path)).toEqual(['via group Tier0, eligible']);
    expect(asked.filter((url) => url.includes('id%20in%20'))).toHaveLength(3);
    expect(asked).toHaveLength(6 + 2 + 3);
  });
});
