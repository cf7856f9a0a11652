import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exampleTenants } from '../example-tenants/index.ts';
import {
  accountId,
  adventureWorksId,
  contosoId,
  fabrikamId,
  readerClientId,
  type Simulation,
  simulate,
  textAt,
  writerClientId,
} from '../simulation.ts';
import { idOf } from '../stable-id.ts';

let microsoft: Simulation;
beforeAll(async () => {
  microsoft = await simulate();
});
afterAll(() => microsoft.close());

const read = (path: string, tenantId = contosoId, headers: Record<string, string> = {}) =>
  microsoft.graph(readerClientId, tenantId, path, { headers });

describe('users', () => {
  test('show few properties unless more are selected', async () => {
    const { value } = await (await read('/users')).json();
    expect(value).toHaveLength(37);
    expect(Object.keys(value[0]).sort()).toEqual(
      'businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName'.split(
        ' ',
      ),
    );
  });

  test('show exactly what is selected', async () => {
    const response = await read(
      '/users/alice.admin@contoso.example?$select=id,lastPasswordChangeDateTime,isManagementRestricted',
    );
    expect(Object.keys(await response.json())).toEqual([
      '@odata.context',
      'id',
      'lastPasswordChangeDateTime',
      'isManagementRestricted',
    ]);
  });

  test('refuse a property that does not exist', async () => {
    const response = await read('/users?$select=id,isPrivileged');
    expect(response.status).toBe(400);
    expect(textAt(await response.json(), 'error', 'message')).toContain("'isPrivileged'");
  });

  test('come in pages, each once, to the last', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/users?$select=id&$top=7';
    let pages = 0;
    while (path !== undefined) {
      const page: { value: { id: string }[]; '@odata.nextLink'?: string } = await (await read(path)).json();
      expect(page.value.length).toBeLessThanOrEqual(7);
      seen.push(...page.value.map(({ id }) => id));
      path = page['@odata.nextLink']?.replace(/^.*\/v1\.0/, '');
      pages++;
    }
    expect(pages).toBe(6);
    expect(new Set(seen).size).toBe(37);
  });

  test('may come in shorter pages than asked for', async () => {
    const page = await (await read('/users?$select=id&$top=999', adventureWorksId)).json();
    expect(page.value).toHaveLength(12);
    expect(textAt(page, '@odata.nextLink')).toContain('skiptoken=');
  });

  test.each(['$top=0', '$top=1000', '$top=x', '$orderby=id', '$skiptoken=abc'])('refuse %s', async (query) => {
    expect((await read(`/users?${query}`)).status).toBe(400);
  });

  test.each([
    ["userPrincipalName eq 'ZOE.O''BRIEN@contoso.example'", 1],
    ["startswith(userPrincipalName,'svc-')", 4],
    ["accountEnabled eq false and userType eq 'Member'", 4],
    ["userType ne 'Member'", 1],
  ])('are found by %s', async (filter, count) => {
    const response = await read(`/users?$filter=${encodeURIComponent(filter)}`);
    expect((await response.json()).value).toHaveLength(count);
  });

  test('are found by an extension attribute only as an advanced query', async () => {
    const filter = encodeURIComponent("onPremisesExtensionAttributes/extensionAttribute7 eq 'rotate'");
    expect((await read(`/users?$filter=${filter}`)).status).toBe(400);
    const advanced = await read(`/users?$filter=${filter}&$count=true`, contosoId, { ConsistencyLevel: 'eventual' });
    expect(await advanced.json()).toMatchObject({ '@odata.count': 1 });
  });

  test('that do not exist are 404', async () => {
    const response = await read('/users/aaaaaaaa-0000-4000-8000-000000000000');
    expect(response.status).toBe(404);
    const json = await response.json();
    expect(textAt(json, 'error', 'code')).toBe('Request_ResourceNotFound');
    expect(textAt(json, 'error', 'innerError', 'request-id')).toBe(response.headers.get('request-id'));
  });
});

describe('roles', () => {
  test('have definitions: built-in ones are their own template, custom ones have none', async () => {
    const { value } = await (
      await read('/roleManagement/directory/roleDefinitions?$select=id,templateId,displayName,isBuiltIn')
    ).json();
    const custom = value.filter((role: { isBuiltIn: boolean }) => !role.isBuiltIn);
    expect(custom).toMatchObject([{ templateId: null, displayName: 'Contoso Printer Operator' }]);
    expect(
      value.every((role: { id: string; templateId: string | null }) => [role.id, null].includes(role.templateId)),
    ).toBe(true);
  });

  test('are assigned to users, groups, apps and partners', async () => {
    const { value } = await (await read('/roleManagement/directory/roleAssignments?$top=999')).json();
    const holders = new Set(value.map((row: object) => textAt(row, 'principalId')));
    const { value: groups } = await (await read('/groups?$filter=isAssignableToRole eq true&$select=id')).json();
    expect(groups.some((group: object) => holders.has(textAt(group, 'id')))).toBe(true);
    expect(holders).toContain(await accountId(microsoft, contosoId, 'bruno.admin@contoso.example'));
    expect(holders).toContain(idOf('contoso', 'app', 'writer'));
    expect(
      value.filter((row: { principalOrganizationId: string }) => row.principalOrganizationId !== contosoId),
    ).toHaveLength(1);
  });

  test('are found by principal', async () => {
    const id = await accountId(microsoft, contosoId, 'bruno.admin@contoso.example');
    const { value } = await (
      await read(`/roleManagement/directory/roleAssignments?$filter=principalId eq '${id}'`)
    ).json();
    expect(value).toHaveLength(3);
  });

  test('to be activated are told with P2 only', async () => {
    const path = '/roleManagement/directory/roleEligibilityScheduleInstances';
    expect((await (await read(path)).json()).value).toHaveLength(3);
    for (const tenantId of [fabrikamId, adventureWorksId]) {
      const response = await read(path, tenantId);
      expect(response.status).toBe(400);
      expect(textAt(await response.json(), 'error', 'code')).toBe('AadPremiumLicenseRequired');
    }
  });
});

describe('PIM for Groups', () => {
  const path = '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';
  const ofGroup = async (name: string) => {
    const groups = await (await read(`/groups?$filter=displayName eq '${name}'&$select=id`)).json();
    return read(`${path}?$filter=groupId eq '${textAt(groups, 'value', 0, 'id')}'`);
  };

  test('tells who may become a member, and who is none yet is not among the members', async () => {
    const { value } = await (await ofGroup('Tier0-Admins')).json();
    const theo = await accountId(microsoft, contosoId, 'theo.admin@contoso.example');
    expect(value).toMatchObject([{ accessId: 'member', principalId: theo }]);
    const members = await read(`/groups/${textAt(value, 0, 'groupId')}/transitiveMembers/microsoft.graph.user`);
    expect((await members.json()).value).toEqual([]);
    expect(await (await ofGroup('Sales')).json()).toMatchObject({ value: [] });
  });

  test('wants a filter, a licence and a permission of its own', async () => {
    expect((await read(path)).status).toBe(400);
    for (const tenantId of [fabrikamId, adventureWorksId]) {
      expect((await read(`${path}?$filter=groupId eq 'x'`, tenantId)).status).toBe(403);
    }
  });
});

test('custom security attributes show to who has the permission, and only when selected', async () => {
  const select = '?$select=id,customSecurityAttributes';
  const shown = await (await read(`/users/hvac.control@contoso.example${select}`)).json();
  expect(shown.customSecurityAttributes).toMatchObject({ Rotation: { Account: 'service' } });
  expect(await (await read('/users/hvac.control@contoso.example')).json()).not.toHaveProperty(
    'customSecurityAttributes',
  );
  const hidden = await (await read(`/users/svc-datev@fabrikam.example${select}`, fabrikamId)).json();
  expect(hidden.customSecurityAttributes).toBeNull();
});

test('every list may come in shorter pages than asked for', async () => {
  const path = '/roleManagement/directory/roleAssignments?$top=999';
  const page = await (await read(path, adventureWorksId)).json();
  expect(page.value).toHaveLength(12);
  expect(textAt(page, '@odata.nextLink')).toContain('skiptoken=');
});

describe('groups', () => {
  const all = async () => (await (await read('/groups?$select=id,displayName')).json()).value;
  const among = (ids: readonly string[]) =>
    read(`/groups?$filter=${encodeURIComponent(`id in (${ids.map((id) => `'${id}'`).join(',')})`)}&$select=id`);

  test('are told from other principals by one filter, of at most 15 values', async () => {
    const ids: string[] = (await all()).map((group: object) => textAt(group, 'id'));
    const someone = await accountId(microsoft, contosoId, 'bruno.admin@contoso.example');
    const found = await (await among([someone, ids[0]?.toUpperCase() ?? '', ids[2] ?? ''])).json();
    expect(found.value.map((group: object) => textAt(group, 'id'))).toEqual([ids[0], ids[2]]);
    expect((await among(Array(15).fill(someone))).status).toBe(200);
    expect((await among(Array(16).fill(someone))).status).toBe(400);
  });

  test('inside a group are listed; a user is none', async () => {
    const id = textAt(
      (await all()).find((group: object) => textAt(group, 'displayName') === 'All staff'),
      'id',
    );
    const inside = await read(`/groups/${id}/transitiveMembers/microsoft.graph.group?$select=id,displayName&$top=999`);
    expect((await inside.json()).value).toMatchObject([{ displayName: 'Sales' }]);
    const someone = await accountId(microsoft, contosoId, 'bruno.admin@contoso.example');
    expect((await read(`/groups/${someone}/transitiveMembers/microsoft.graph.group`)).status).toBe(404);
  });
});

test('a property may be null, or not told at all', async () => {
  const of = async (upn: string) => (await read(`/users/${upn}?$select=id,userType,accountEnabled`, fabrikamId)).json();
  expect(await of('uwe.lehmann@fabrikam.example')).toMatchObject({ userType: null, accountEnabled: true });
  expect(await of('adm-archiv@fabrikam.example')).not.toHaveProperty('userType');
});

test('members of a group are found through nested groups', async () => {
  const groups = await (await read("/groups?$filter=displayName eq 'All staff'&$select=id")).json();
  const id = textAt(groups, 'value', 0, 'id');
  const users = await (
    await read(`/groups/${id}/transitiveMembers/microsoft.graph.user?$select=userPrincipalName&$top=999`)
  ).json();
  expect(users.value).toHaveLength(3);
});

test('domains tell how they sign in', async () => {
  const { value } = await (await read('/domains?$select=id,authenticationType')).json();
  expect(value).toContainEqual({ id: 'sso.contoso.example', authenticationType: 'Federated' });
});

describe('permissions', () => {
  test.each(['/users', '/users/alice.admin@contoso.example', '/domains', '/roleManagement/directory/roleAssignments'])(
    'the writer may not read %s',
    async (path) => {
      const response = await microsoft.graph(writerClientId, contosoId, path);
      expect(response.status).toBe(403);
      expect(textAt(await response.json(), 'error', 'code')).toBe('Authorization_RequestDenied');
    },
  );

  test('without a token nothing is told, with a forged one neither', async () => {
    const token = await microsoft.token(readerClientId, contosoId);
    const [head, , signature] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ aud: 'https://graph.microsoft.com', tid: fabrikamId })).toString(
      'base64url',
    );
    for (const authorization of ['', 'Bearer x', `Bearer ${head}.${payload}.${signature}`]) {
      const response = await fetch(`${microsoft.addresses.graph}/v1.0/users`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(textAt(await response.json(), 'error', 'code')).toBe('InvalidAuthenticationToken');
    }
  });

  test('a token opens its own tenant only', async () => {
    const id = await accountId(microsoft, contosoId, 'alice.admin@contoso.example');
    expect((await read(`/users/${id}`, fabrikamId)).status).toBe(404);
  });
});

test('what the simulation lacks is refused, never half-obeyed', async () => {
  for (const path of ['/applications', '/subscribedSkus', '/groups/x', '/groups/x/members', '/users?$expand=manager']) {
    expect((await read(path)).status).toBe(400);
  }
  expect((await microsoft.graph(readerClientId, contosoId, '/users', { method: 'DELETE' })).status).toBe(405);
  const token = await microsoft.token(readerClientId, contosoId);
  const beta = await fetch(`${microsoft.addresses.graph}/beta/users`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(beta.status).toBe(400);
});

describe('sign-ins', () => {
  const theo = idOf('contoso', 'user', 'theo.admin@contoso.example');
  const tim = idOf('fabrikam', 'user', 'tim.koch@fabrikam.example');

  test('come only when selected, with a permission of their own and a licence', async () => {
    const { value } = await (await read('/users?$select=id,signInActivity&$top=2')).json();
    expect(Object.keys(value[0])).toEqual(['id', 'signInActivity']);
    expect(value[0].signInActivity).toMatchObject({ lastSuccessfulSignInDateTime: expect.stringContaining('2026-') });
    expect((await (await read(`/users/${theo}?$select=signInActivity`)).json()).signInActivity).toBeNull();
    // P1, and no permission.
    const refused = await read(`/users/${tim}?$select=id,signInActivity`, fabrikamId);
    expect([refused.status, textAt(await refused.json(), 'error', 'code')]).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
  });

  test('are refused as a whole where the tenant has no licence', async () => {
    const [contoso] = exampleTenants;
    if (contoso === undefined) throw new Error('no tenant');
    const unlicensed = await simulate({ tenants: [{ ...contoso, licence: 'none' }] });
    const refused = await unlicensed.graph(readerClientId, contosoId, '/users?$select=id,signInActivity');
    expect([refused.status, textAt(await refused.json(), 'error', 'code')]).toEqual([
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    ]);
    await unlicensed.close();
  });

  test('make smaller pages, and want an object id', async () => {
    const [contoso] = exampleTenants;
    const [user] = contoso?.users ?? [];
    if (contoso === undefined || user === undefined) throw new Error('no user');
    const users = Array.from({ length: 130 }, (_, i) => ({ ...user, id: idOf('contoso', 'user', String(i)) }));
    const large = await simulate({ tenants: [{ ...contoso, users }] });
    const page = await (
      await large.graph(readerClientId, contosoId, '/users?$select=id,signInActivity&$top=999')
    ).json();
    expect([page.value.length, page['@odata.nextLink']]).toEqual([120, expect.stringContaining('skiptoken=')]);
    await large.close();
    expect((await read('/users/theo.admin@contoso.example?$select=signInActivity')).status).toBe(400);
  });
});

describe('what roles may be held for', () => {
  test('are units, by a list of their names', async () => {
    const { value } = await (await read('/directory/administrativeUnits?$select=id,displayName&$top=999')).json();
    expect(value).toEqual([
      { id: idOf('contoso', 'unit', 'branches'), displayName: expect.stringContaining('Branches') },
    ]);
    expect((await read('/directory/administrativeUnits', fabrikamId)).status).toBe(403);
  });

  test('are apps, by object id', async () => {
    const intranet = idOf('contoso', 'application', 'intranet');
    expect(await (await read(`/servicePrincipals/${intranet}?$select=id,displayName`)).json()).toMatchObject({
      id: intranet,
      displayName: 'Intranet',
    });
    expect((await read(`/servicePrincipals/${idOf('contoso', 'app', 'writer')}`)).status).toBe(200);
    expect((await read('/servicePrincipals/00000000-0000-4000-8000-000000000001')).status).toBe(404);
    expect((await read(`/servicePrincipals/${intranet}`, fabrikamId)).status).toBe(403);
  });
});
