import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { isActiveGlobalAdministrator, rolesByPrincipal } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { GraphThrottled, GraphUnavailable, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import { batchReply, type Reply, type Seen, type Stub, startStub } from '../stub-server.ts';

const TENANT = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';

/** What a small tenant answers, by the path without its query. */
const contoso: Readonly<Record<string, Reply>> = {
  '/users': {
    json: {
      value: [
        {
          id: 'u1',
          userPrincipalName: 'anna@contoso.example',
          displayName: null,
          accountEnabled: true,
          userType: 'Member',
          externalUserState: null,
          onPremisesSyncEnabled: null,
          isManagementRestricted: null,
          identityParentId: null,
          lastPasswordChangeDateTime: '2026-01-05T05:00:00Z',
          passwordPolicies: 'DisablePasswordExpiration',
          assignedLicenses: [{ skuId: 'x' }],
          onPremisesExtensionAttributes: { extensionAttribute1: null, extensionAttribute7: 'rotate' },
        },
      ],
    },
  },
  '/users/u1': { json: { id: 'u1', userPrincipalName: 'anna@contoso.example', accountEnabled: true } },
  '/roleManagement/directory/roleDefinitions': {
    json: {
      value: [
        { id: 'r1', templateId: 'r1', displayName: 'Exchange Administrator' },
        { id: 'r2', templateId: null, displayName: 'Own' },
      ],
    },
  },
  '/roleManagement/directory/roleAssignments': {
    json: {
      value: [
        { id: 'a1', principalId: 'u1', roleDefinitionId: 'r1', directoryScopeId: '/', principalOrganizationId: TENANT },
        { id: 'a2', principalId: 'g1', roleDefinitionId: 'r2', directoryScopeId: '/administrativeUnits/5' },
        { id: 'a3', principalId: 'app', roleDefinitionId: 'r2', directoryScopeId: null, appScopeId: '/some-app' },
      ],
    },
  },
  '/roleManagement/directory/roleEligibilityScheduleInstances': {
    json: { value: [{ id: 'e1', principalId: 'g1', roleDefinitionId: 'r1', directoryScopeId: '/' }] },
  },
  '/groups': {
    json: {
      value: [
        { id: 'g1', displayName: 'Tier 1' },
        { id: 'g2', displayName: 'Holds no role' },
      ],
    },
  },
  '/organization': {
    json: {
      value: [
        {
          id: TENANT,
          assignedPlans: [
            { servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d', capabilityStatus: 'Enabled' },
            { servicePlanId: 'EEC0EB4F-6444-4f95-aba0-50c24d67f998', capabilityStatus: 'Enabled' },
          ],
        },
      ],
    },
  },
  '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances': { json: { value: [] } },
  '/groups/g1/transitiveMembers/microsoft.graph.user': { json: { value: [{ id: 'u1' }, { id: 'u2' }] } },
  '/domains': {
    json: {
      value: [
        { id: 'contoso.example', authenticationType: 'Managed' },
        { id: 'fed.example', authenticationType: 'Federated' },
        { id: 'odd.example', authenticationType: null },
      ],
    },
  },
};

const MEMBERS = '/groups/g1/transitiveMembers/microsoft.graph.user';
const PIM_FOR_GROUPS = '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';

const bare = (path: string) => path.split('?')[0] ?? path;

/** A tenant where some paths answer otherwise. A function gets the path and how often it was asked. */
function tenant(changes: Readonly<Record<string, Reply | ((path: string, nth: number) => Reply)>> = {}) {
  const asked = new Map<string, number>();
  return (request: Seen) =>
    batchReply(request, (path) => {
      const nth = (asked.get(bare(path)) ?? 0) + 1;
      asked.set(bare(path), nth);
      const change = changes[bare(path)];
      return (typeof change === 'function' ? change(path, nth) : change) ?? contoso[bare(path)] ?? { status: 404 };
    });
}

let stub: Stub | undefined;
afterEach(async () => stub?.close());

/** Paths of all requests inside batches. */
const pathsAsked = (): readonly string[] =>
  (stub?.seen ?? []).flatMap(({ body }) => asked.parse(JSON.parse(body)).requests.map(({ url }) => url));
const asked = z.object({ requests: z.array(z.object({ url: z.string() })) });

async function reading(reply: (request: Seen) => Reply, waits: number[] = [], timeoutMs = 2_000) {
  let batches = 0;
  stub = await startStub((request) => {
    const answer = reply(request);
    batches += 1;
    return { ...answer, headers: { 'request-id': `batch-${batches}`, ...answer.headers } };
  });
  let token = 0;
  const tokens = { tokenFor: async () => `token-${token}`, forget: () => void token++ };
  let ids = 0;
  return directoryReader(
    batchReader({
      connection: graphConnection(`${stub.address}/`, tokens, timeoutMs),
      clientRequestId: () => `id-${++ids}`,
      sleep: async (seconds) => void waits.push(seconds),
      now: () => new Date('2026-12-07T05:00:00Z'),
    }),
  );
}

describe('opening a tenant', () => {
  test('takes one batch, and one more for the groups that hold roles', async () => {
    const reader = await reading(tenant());
    const found = await reader.readTenant(TENANT);
    expect(found).toEqual({
      tenantId: TENANT,
      users: [
        {
          id: 'u1',
          userPrincipalName: 'anna@contoso.example',
          displayName: '',
          accountEnabled: true,
          userType: 'Member',
          onPremisesSyncEnabled: false,
          isManagementRestricted: false,
          lastPasswordChangeDateTime: '2026-01-05T05:00:00Z',
          passwordPolicies: 'DisablePasswordExpiration',
          licensed: true,
          extensionAttributes: { extensionAttribute7: 'rotate' },
          securityAttributes: {},
        },
      ],
      roleDefinitions: [
        { id: 'r1', templateId: 'r1', displayName: 'Exchange Administrator' },
        { id: 'r2', templateId: 'r2', displayName: 'Own' },
      ],
      roleAssignments: [
        {
          principalId: 'u1',
          roleDefinitionId: 'r1',
          directoryScopeId: '/',
          principalOrganizationId: TENANT,
          path: 'direct',
        },
        {
          principalId: 'u1',
          roleDefinitionId: 'r2',
          directoryScopeId: '/administrativeUnits/5',
          path: 'via group Tier 1',
        },
        {
          principalId: 'u2',
          roleDefinitionId: 'r2',
          directoryScopeId: '/administrativeUnits/5',
          path: 'via group Tier 1',
        },
        { principalId: 'app', roleDefinitionId: 'r2', directoryScopeId: '/some-app', path: 'direct' },
        { principalId: 'u1', roleDefinitionId: 'r1', directoryScopeId: '/', path: 'via group Tier 1, eligible' },
        { principalId: 'u2', roleDefinitionId: 'r1', directoryScopeId: '/', path: 'via group Tier 1, eligible' },
      ],
      domains: [
        { name: 'contoso.example', federated: false },
        { name: 'fed.example', federated: true },
        { name: 'odd.example' },
      ],
      groups: [],
      licence: 'P2',
      notes: [],
      unread: [],
      graphRequestId: 'batch-1',
    });
    expect(stub?.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1.0/$batch',
      'POST /v1.0/$batch',
    ]);
    expect(stub?.seen[0]?.headers).toMatchObject({ authorization: 'Bearer token-0', 'client-request-id': 'id-1' });
  });

  test('follows every list to its last page, on its own address only', async () => {
    const page = (name: string, next?: string): Reply => ({
      json: {
        value: [{ id: name, userPrincipalName: name }],
        ...(next === undefined ? {} : { '@odata.nextLink': next }),
      },
    });
    const pages: Reply[] = [
      page('p1', 'https://graph.evil.example/v1.0/users?$skiptoken=2'),
      page('p2', 'http://127.0.0.1:1/v1.0/users?$skiptoken=3'),
      page('p3'),
    ];
    const paths: string[] = [];
    const reader = await reading(
      tenant({
        '/users': (path, nth) => {
          paths.push(path);
          return pages[nth - 1] ?? { status: 404 };
        },
      }),
    );
    expect((await reader.readTenant(TENANT)).users.map((user) => user.id)).toEqual(['p1', 'p2', 'p3']);
    expect(paths.slice(1)).toEqual(['/users?$skiptoken=2', '/users?$skiptoken=3']);
  });

  test('asks for more than 20 groups in further batches', async () => {
    const groups = Array.from({ length: 45 }, (_, i) => `g${i}`);
    const role = contoso['/groups/g1/transitiveMembers/microsoft.graph.user'];
    const reader = await reading(
      tenant({
        '/groups': { json: { value: groups.map((id) => ({ id, displayName: id })) } },
        '/roleManagement/directory/roleAssignments': {
          json: { value: groups.map((id) => ({ principalId: id, roleDefinitionId: 'r1', directoryScopeId: '/' })) },
        },
        ...Object.fromEntries(groups.map((id) => [`/groups/${id}/transitiveMembers/microsoft.graph.user`, role ?? {}])),
      }),
    );
    const { roleAssignments } = await reader.readTenant(TENANT);
    expect(
      roleAssignments.filter((each) => each.path.startsWith('via group') && !each.path.endsWith('eligible')),
    ).toHaveLength(90);
    // 45 lists of members and 45 of who may become one, 20 in each batch.
    expect(stub?.seen).toHaveLength(1 + 5);
  });

  test('a tenant without PIM is read all the same, with a note', async () => {
    const refused: Reply = {
      status: 400,
      json: { error: { code: 'AadPremiumLicenseRequired', message: 'The tenant needs…' } },
    };
    const reader = await reading(tenant({ '/roleManagement/directory/roleEligibilityScheduleInstances': refused }));
    const found = await reader.readTenant(TENANT);
    expect(found.notes).toEqual(['PIM: not licensed, so no role and no membership of a group is held by eligibility.']);
    expect(found.unread).toEqual([]);
    expect(found.users).toHaveLength(1);
    expect(pathsAsked().filter((path) => path.startsWith(PIM_FOR_GROUPS))).toEqual([]);
  });

  test('a missing permission stops the tenant and names the call', async () => {
    const refused: Reply = {
      status: 403,
      json: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } },
    };
    const reader = await reading(tenant({ '/domains': refused }));
    await expect(reader.readTenant(TENANT)).rejects.toThrow(TenantNotReady);
    await expect(reader.readTenant(TENANT)).rejects.toThrow(/\/domains .*Authorization_RequestDenied/);
  });

  test('fields that were not told, or have an odd type, are not told', async () => {
    const reader = await reading(
      tenant({
        '/users': {
          json: {
            value: [
              {
                id: 'u',
                userPrincipalName: 'u@x',
                accountEnabled: 'yes',
                onPremisesSyncEnabled: 0,
                externalUserState: 7,
                identityParentId: {},
              },
            ],
          },
        },
      }),
    );
    const { users } = await reader.readTenant(TENANT);
    expect(users[0]).toMatchObject({ id: 'u', externalUserState: '7', identityParentId: '[object Object]' });
    for (const field of ['accountEnabled', 'userType', 'onPremisesSyncEnabled', 'isManagementRestricted'] as const) {
      expect(users[0]?.[field]).toBeUndefined();
    }
  });
});

describe('members of groups that hold roles', () => {
  const eligible = (rows: readonly object[]): Reply => ({ json: { value: rows } });

  test('who may become one is found in the same batch as who is one', async () => {
    const asked: string[] = [];
    const reader = await reading(
      tenant({
        '/users': eligible(['u1', 'u3', 'u4', 'u5'].map((id) => ({ id, userPrincipalName: `${id}@contoso.example` }))),
        [PIM_FOR_GROUPS]: (path) => {
          asked.push(decodeURIComponent(path));
          return eligible([
            { principalId: 'u3', accessId: 'member', groupId: 'g1' },
            { principalId: 'u4', accessId: 'owner', groupId: 'g1' },
            { principalId: 'u5', groupId: 'g1' },
          ]);
        },
      }),
    );
    const { roleAssignments, unread } = await reader.readTenant(TENANT);
    const own = roleAssignments.filter(({ principalId }) => ['u3', 'u4', 'u5'].includes(principalId));
    expect(own.map(({ principalId, path }) => [principalId, path])).toEqual([
      ['u3', 'via group Tier 1, eligible'],
      ['u5', 'via group Tier 1, eligible'],
      ['u3', 'via group Tier 1, eligible'],
      ['u5', 'via group Tier 1, eligible'],
    ]);
    expect(unread).toEqual([]);
    expect(asked).toEqual([`${PIM_FOR_GROUPS}?$filter=groupId eq 'g1'`]);
    expect(stub?.seen).toHaveLength(2);
  });

  test('the last guard sees it too', async () => {
    const reader = await reading(
      tenant({ [PIM_FOR_GROUPS]: eligible([{ principalId: 'U1', accessId: 'member' }]), [MEMBERS]: eligible([]) }),
    );
    const account = await reader.readAccount(TENANT, 'u1');
    expect(account?.roleAssignments.map(({ path }) => path)).toContain('via group Tier 1, eligible');
  });

  test('that Graph is busy is no refusal: half an answer is none', async () => {
    const reader = await reading(tenant({ [PIM_FOR_GROUPS]: { status: 408, json: {} } }));
    await expect(reader.readTenant(TENANT)).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test.each([404, 501])('a Graph without PIM at all (%s) is read, and it is said', async (status) => {
    const path = '/roleManagement/directory/roleEligibilityScheduleInstances';
    const found = await (await reading(tenant({ [path]: { status, json: {} } }))).readTenant(TENANT);
    expect(found.unread).toEqual([
      `PIM could not be read (${status}): whoever holds a role only by eligibility does not count as admin.`,
    ]);
  });

  test('an account that comes twice, as two people, is read again: one of the names may be protected', async () => {
    const row = { id: 'u1', accountEnabled: true, userType: 'Member' };
    const twice = (second: string): Reply => ({
      json: {
        value: [
          { ...row, userPrincipalName: 'bg@contoso.example' },
          { ...row, id: 'U1', userPrincipalName: second },
        ],
      },
    });
    const renamed = await reading(tenant({ '/users': twice('svc-bg@contoso.example') }));
    await expect(renamed.readTenant(TENANT)).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test.each([400, 401, 403, 404, 501])(
    'without the permission (%s) the tenant is read, and it is said',
    async (status) => {
      const reader = await reading(
        tenant({ [PIM_FOR_GROUPS]: { status, json: { error: { code: 'Authorization_RequestDenied', message: '' } } } }),
      );
      const found = await reader.readTenant(TENANT);
      expect(found.roleAssignments).toHaveLength(6);
      expect(found.notes).toEqual([]);
      expect(found.unread).toEqual([
        `PIM for Groups could not be read (${status} Authorization_RequestDenied): whoever may only become a member of Tier 1 does not count as admin.${status === 401 || status === 403 ? ' The reader app needs PrivilegedEligibilitySchedule.Read.AzureADGroup for that.' : ''}`,
      ]);
    },
  );

  test.each<[string, Reply]>([
    ['an error of the server', { status: 500, json: {} }],
    ['rows without a principal', eligible([{ groupId: 'g1' }])],
    ['something else than a list', { json: {} }],
  ])('%s is no answer', async (_, answer) => {
    const reader = await reading(tenant({ [PIM_FOR_GROUPS]: answer }));
    await expect(reader.readTenant(TENANT)).rejects.toBeInstanceOf(GraphUnavailable);
  });
});

describe('groups that the estate names', () => {
  const path = '/groups/bg/transitiveMembers/microsoft.graph.user';
  const further = { groupIds: ['bg', 'gone'], securityAttributes: false };

  test('are read in the batch that opens the tenant, and in that of the last guard', async () => {
    const reader = await reading(tenant({ [path]: { json: { value: [{ id: 'u1' }] } } }));
    const groups = [{ id: 'bg', memberIds: ['u1'] }, { id: 'gone' }];
    expect((await reader.readTenant(TENANT, further)).groups).toEqual(groups);
    expect(stub?.seen).toHaveLength(2);
    expect((await reader.readAccount(TENANT, 'u1', further))?.groups).toEqual(groups);
    expect(stub?.seen).toHaveLength(4);
  });

  test('are followed through their pages', async () => {
    const reader = await reading(
      tenant({
        [path]: (asked) =>
          asked.includes('skiptoken')
            ? { json: { value: [{ id: 'u2' }] } }
            : { json: { value: [{ id: 'u1' }], '@odata.nextLink': `https://x/v1.0${path}?$skiptoken=2` } },
      }),
    );
    expect((await reader.readTenant(TENANT, further)).groups[0]).toEqual({ id: 'bg', memberIds: ['u1', 'u2'] });
  });

  test('stop the tenant when they may not be read', async () => {
    const reader = await reading(tenant({ [path]: { status: 403, json: {} } }));
    await expect(reader.readTenant(TENANT, further)).rejects.toBeInstanceOf(TenantNotReady);
  });
});

describe('custom security attributes', () => {
  const attributes = {
    Rotation: { '@odata.type': '#x', 'Kind@odata.type': '#Collection', Kind: ['a', 'b'], Level: 7, On: true },
  };
  const users = (value: unknown): Reply => ({
    json: { value: [{ id: 'u1', userPrincipalName: 'u1@x', customSecurityAttributes: value }] },
  });

  test('are asked for only where the estate looks at them, and read as texts', async () => {
    const asked: string[] = [];
    const reader = await reading(
      tenant({
        '/users': (path) => {
          asked.push(path);
          return users(attributes);
        },
      }),
    );
    await reader.readTenant(TENANT);
    const { users: found } = await reader.readTenant(TENANT, { groupIds: [], securityAttributes: true });
    expect(asked.map((path) => path.includes('customSecurityAttributes'))).toEqual([false, true]);
    expect(found[0]?.securityAttributes).toEqual({
      'Rotation.Kind': ['a', 'b'],
      'Rotation.Level': ['7'],
      'Rotation.On': ['true'],
    });
  });

  test.each([null, undefined, 'text', { Rotation: 'text' }, []])('%j is none', async (value) => {
    const reader = await reading(tenant({ '/users': users(value) }));
    expect((await reader.readTenant(TENANT)).users[0]?.securityAttributes).toEqual({});
  });
});

describe('which tenant answers', () => {
  test('another one stops everything: what it shows is about somebody else', async () => {
    const reader = await reading(tenant({ '/organization': { json: { value: [{ id: 'other' }] } } }));
    await expect(reader.readTenant(TENANT)).rejects.toThrow(/answered for the tenant other where 8a4c1f0e/);
    await expect(reader.readTenant(TENANT)).rejects.toBeInstanceOf(TenantNotReady);
  });

  test.each<[string, Reply]>([
    ['404', { status: 404, json: {} }],
    ['403', { status: 403, json: { error: { code: 'Authorization_RequestDenied', message: '' } } }],
    ['500', { status: 500, json: {} }],
    ['no list', { json: {} }],
    ['an empty list', { json: { value: [] } }],
    ['rows that are none', { json: { value: [7, {}] } }],
  ])('that it does not tell (%s) is noted, and no more', async (_, answer) => {
    const reader = await reading(tenant({ '/organization': answer }));
    const found = await reader.readTenant(TENANT);
    expect(found.users).toHaveLength(1);
    expect(found.licence).toBeUndefined();
    expect(found.unread).toEqual([expect.stringMatching(/^The directory did not tell which tenant it is/)]);
  });

  const plan = (servicePlanId: string, capabilityStatus = 'Enabled') => ({ servicePlanId, capabilityStatus });
  const [P1, P2] = ['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'eec0eb4f-6444-4f95-aba0-50c24d67f998'];

  test.each([
    [[plan(P1)], 'P1'],
    [[plan(P1), plan(P2, 'Deleted')], 'P1'],
    [[plan(P2, 'Warning')], 'P2'],
    [[plan('57ff2da0-773e-42df-b2af-ffb7a2317929')], 'none'],
    [[], 'none'],
    [undefined, undefined],
  ])('its licences: %j is %s', async (assignedPlans, licence) => {
    const reader = await reading(tenant({ '/organization': { json: { value: [{ id: TENANT, assignedPlans }] } } }));
    expect((await reader.readTenant(TENANT)).licence).toBe(licence);
  });
});

test('a custom role is not what its template id claims: that can be chosen by whoever makes the role', async () => {
  const readers = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';
  const reader = await reading(
    tenant({
      '/roleManagement/directory/roleDefinitions': {
        json: {
          value: [
            { id: 'r1', templateId: readers, displayName: 'Disguised', isBuiltIn: false },
            { id: readers, templateId: readers, displayName: 'Directory Readers', isBuiltIn: true },
            { id: 'r2', templateId: 'r2', displayName: 'Not told' },
          ],
        },
      },
    }),
  );
  expect((await reader.readTenant(TENANT)).roleDefinitions).toEqual([
    { id: 'r1', displayName: 'Disguised' },
    { id: readers, templateId: readers, displayName: 'Directory Readers' },
    { id: 'r2', templateId: 'r2', displayName: 'Not told' },
  ]);
});

describe('throttling', () => {
  const busy = (retryAfter?: string): Reply => ({
    status: 429,
    ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } }),
    json: { error: { code: 'TooManyRequests', message: '' } },
  });

  test('a request inside the batch that must wait shortly is asked again, alone', async () => {
    const waits: number[] = [];
    const reader = await reading(
      tenant({ '/users': (_path, nth) => (nth < 3 ? busy('2') : (contoso['/users'] ?? {})) }),
      waits,
    );
    expect((await reader.readTenant(TENANT)).users).toHaveLength(1);
    expect(waits).toEqual([2.2, 2.2]);
    const repeated: unknown = JSON.parse(stub?.seen[1]?.body ?? '');
    expect(repeated).toMatchObject({ requests: [{ url: expect.stringMatching(/^\/users/) }] });
  });

  test('a long wait is handed to the workflow at once', async () => {
    const waits: number[] = [];
    const reader = await reading(tenant({ '/users': busy('315') }), waits);
    await expect(reader.readTenant(TENANT)).rejects.toEqual(new GraphThrottled(315));
    expect(waits).toEqual([]);
  });

  test('an HTTP date, and no time at all, are understood', async () => {
    const byDate = await reading(tenant({ '/users': busy('Mon, 07 Dec 2026 05:01:00 GMT') }));
    await expect(byDate.readTenant(TENANT)).rejects.toMatchObject({ retryAfterSeconds: 60 });
    await stub?.close();
    const waits: number[] = [];
    const silent = await reading(tenant({ '/users': busy() }), waits);
    await expect(silent.readTenant(TENANT)).rejects.toBeInstanceOf(GraphThrottled);
    expect(waits.slice(0, 4)).toEqual([0.5, 1, 2, 4]);
  });

  test('the batch as a whole may be throttled too', async () => {
    let nth = 0;
    const answer = tenant();
    const waits: number[] = [];
    const reader = await reading((request) => (++nth === 1 ? busy('1') : answer(request)), waits);
    expect((await reader.readTenant(TENANT)).users).toHaveLength(1);
    expect(waits).toEqual([1.1]);
  });
});

describe('answers that are none', () => {
  test.each<[string, (request: Seen) => Reply]>([
    ['a lost connection', () => ({ fault: 'lost' })],
    ['a body that breaks off', () => ({ fault: 'cut', text: '{"responses":[' })],
    ['something else than JSON', () => ({ text: '<html>proxy</html>' })],
    ['JSON of another form', () => ({ json: { value: [] } })],
    ['a batch that lacks answers', () => ({ json: { responses: [] } })],
    ['500', () => ({ status: 500, json: {} })],
    ['a list without a value', tenant({ '/users': { json: {} } })],
    ['a user without an id', tenant({ '/users': { json: { value: [{ userPrincipalName: 'x' }] } } })],
    [
      'an assignment without a principal',
      tenant({ '/roleManagement/directory/roleAssignments': { json: { value: [{ id: 'a' }] } } }),
    ],
    [
      'a page that leads to itself',
      tenant({ '/users': { json: { value: [], '@odata.nextLink': 'https://x/v1.0/users?$skiptoken=2' } } }),
    ],
    ['a link to nowhere', tenant({ '/users': { json: { value: [], '@odata.nextLink': 'soon' } } })],
    [
      'a group whose members are not told',
      tenant({ '/groups/g1/transitiveMembers/microsoft.graph.user': { status: 404, json: {} } }),
    ],
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/v1.0/$batch' } })],
  ])('%s', async (_name, reply) => {
    const reader = await reading(reply);
    await expect(reader.readTenant(TENANT)).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test('silence ends with the timeout', async () => {
    const reader = await reading(() => ({ fault: 'silent' }), [], 50);
    await expect(reader.readTenant(TENANT)).rejects.toBeInstanceOf(GraphUnavailable);
  });
});

test('a token that Graph refuses is replaced once', async () => {
  const answer = tenant();
  const reader = await reading((request) =>
    request.headers.authorization === 'Bearer token-0' ? { status: 401, json: {} } : answer(request),
  );
  expect((await reader.readTenant(TENANT)).users).toHaveLength(1);
  expect(stub?.seen.map((each) => each.headers.authorization)).toEqual([
    'Bearer token-0',
    'Bearer token-1',
    'Bearer token-1',
  ]);
});

const ASSIGNMENTS = '/roleManagement/directory/roleAssignments';

describe('reading one account', () => {
  test('tells its roles, by groups too, and nobody else’s', async () => {
    const reader = await reading(tenant());
    const account = await reader.readAccount(TENANT, 'u1');
    expect(account?.user.userPrincipalName).toBe('anna@contoso.example');
    expect(account?.roleAssignments.map((each) => [each.principalId, each.path])).toEqual([
      ['u1', 'direct'],
      ['u1', 'via group Tier 1'],
      ['u1', 'via group Tier 1, eligible'],
    ]);
    expect(account?.domains).toHaveLength(3);
  });

  describe('of a Global Administrator', () => {
    const GLOBAL = '62e90394-69f5-4237-9190-012177145e10';
    const holding = (...principals: readonly string[]): Reply => ({
      json: {
        value: principals.map((principalId) => ({ principalId, roleDefinitionId: GLOBAL, directoryScopeId: '/' })),
      },
    });
    const user = (id: string, more: object = {}): Reply => ({
      json: { id, userPrincipalName: `${id}@contoso.example`, accountEnabled: true, userType: 'Member', ...more },
    });

    test('tells the others too, by groups too, in one more batch', async () => {
      const reader = await reading(
        tenant({ [ASSIGNMENTS]: holding('u1', 'g1', 'app', 'u3'), '/users/u2': user('u2'), '/users/u3': user('u3') }),
      );
      const account = await reader.readAccount(TENANT, 'u1');
      expect(account?.otherGlobalAdministrators.map(({ id }) => id)).toEqual(['u2', 'u3']);
      expect(account?.otherGlobalAdministrators[0]).toMatchObject({ accountEnabled: true, userType: 'Member' });
      expect(new Set(account?.roleAssignments.map(({ principalId }) => principalId))).toEqual(
        new Set(['u1', 'u2', 'u3']),
      );
      expect(stub?.seen).toHaveLength(3);
    });

    test('an application, a group without members, a user that cannot be read or is somebody else: none of them counts', async () => {
      const reader = await reading(
        tenant({
          [ASSIGNMENTS]: holding('u1', 'app', 'g9', 'odd', 'twin'),
          '/users/odd': { json: { id: 'odd' } },
          '/users/twin': user('u1'),
        }),
      );
      expect((await reader.readAccount(TENANT, 'u1'))?.otherGlobalAdministrators).toEqual([]);
    });

    test('a group cannot make its members pass for eligible ones by its name', async () => {
      const groups = { json: { value: [{ id: 'g1', displayName: 'Tier 0, eligible' }] } };
      const members = { '/users/u2': user('u2'), '/groups': groups };
      const reader = await reading(tenant({ ...members, [ASSIGNMENTS]: holding('g1') }));
      const account = await reader.readAccount(TENANT, 'u1');
      if (account === undefined) throw new Error('the account is missing');
      expect(rolesByPrincipal(TENANT, account)('u1').some(isActiveGlobalAdministrator)).toBe(true);
    });

    test('that Graph fails is no answer: it is asked again later', async () => {
      const reader = await reading(
        tenant({ [ASSIGNMENTS]: holding('u1', 'u2'), '/users/u2': { status: 500, json: {} } }),
      );
      await expect(reader.readAccount(TENANT, 'u1')).rejects.toBeInstanceOf(GraphUnavailable);
    });

    test('nobody else is read for other accounts', async () => {
      const reader = await reading(tenant({ [ASSIGNMENTS]: holding('u2') }));
      expect((await reader.readAccount(TENANT, 'u1'))?.otherGlobalAdministrators).toEqual([]);
      expect(stub?.seen).toHaveLength(2);
    });
  });

  test('an account that is gone is undefined', async () => {
    const reader = await reading(tenant());
    expect(await reader.readAccount(TENANT, 'nobody')).toBeUndefined();
    expect(await reader.readUser(TENANT, 'nobody')).toBeUndefined();
  });

  test('the user alone is one small request: a proof must not fail because of roles or groups', async () => {
    const reader = await reading(tenant({ [ASSIGNMENTS]: { status: 403, json: {} } }));
    expect((await reader.readUser(TENANT, 'u1'))?.userPrincipalName).toBe('anna@contoso.example');
    expect(stub?.seen).toHaveLength(1);
  });
});

test('Graph is never addressed in the clear, but on this machine', () => {
  const tokens = { tokenFor: async () => 'x', forget: () => undefined };
  expect(() => graphConnection('http://graph.example', tokens)).toThrow(/https/);
  expect(() => graphConnection('https://graph.example', tokens)).not.toThrow();
});
