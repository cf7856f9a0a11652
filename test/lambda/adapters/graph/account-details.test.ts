import { afterEach, describe, expect, test } from '@jest/globals';
import {
  contosoId,
  exampleTenants,
  readerClientId,
  type Simulation,
  simulate,
  type Tenant,
} from '@m365-rotation/local-microsoft';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { claimsOf } from '../../../../lambda/adapters/graph/token-claims.ts';
import { tokenSource } from '../../../../lambda/adapters/graph/token-source.ts';
import { noDetails, type WantedDetails } from '../../../../lambda/domain/accounts/account-details.ts';
import { batchReply, type Reply, type Stub, startStub } from '../stub-server.ts';

/** What people are told about accounts: from the simulated Graph, licensed and not, permitted and not; and from a Graph that fools. */

const contoso = tenantNamed('contoso');
function tenantNamed(name: string): Tenant {
  const found = exampleTenants.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

let microsoft: Simulation | undefined;
let stub: Stub | undefined;
afterEach(async () => {
  await microsoft?.close();
  await stub?.close();
  [microsoft, stub] = [undefined, undefined];
});

const accountId = (upn: string) => contoso.users.find((each) => each.userPrincipalName.startsWith(upn))?.id ?? '';
const [branches] = contoso.administrativeUnits;
const [intranet] = contoso.servicePrincipals;
const staff = contoso.groups.find(({ displayName }) => displayName === 'All staff')?.id ?? '';

const nothing: WantedDetails = {
  accountIds: [],
  securityAttributes: false,
  units: false,
  appIds: [],
  groupIds: [],
  namelessGroupIds: [],
};
const everything: WantedDetails = {
  accountIds: ['nils', 'theo', 'svc-scan', 'hvac'].map(accountId),
  securityAttributes: true,
  units: true,
  appIds: [intranet?.id ?? ''],
  groupIds: [staff],
  namelessGroupIds: [staff],
  licence: 'P2',
};

/** @param shows  whether the token shows the app's permissions */
async function told(changes: Partial<Tenant>, wanted: WantedDetails, shows = true) {
  microsoft = await simulate({ tenants: [{ ...contoso, ...changes }] });
  const { addresses, assertion } = microsoft;
  const now = () => new Date();
  const tokens = tokenSource({
    loginEndpoint: addresses.login,
    clientId: readerClientId,
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(() => assertion()),
    now,
  });
  const connection = graphConnection(addresses.graph, tokens);
  const reader = directoryReader(
    batchReader({ connection, clientRequestId: () => crypto.randomUUID(), sleep: async () => undefined, now }),
    async (tenantId) => (shows ? claimsOf(await tokens.tokenFor(tenantId)).permissions : undefined),
  );
  const details = await reader.readDetails(contosoId, wanted);
  return { ...details, requests: microsoft.requests() };
}

const without = (...permissions: readonly string[]): Pick<Tenant, 'apps'> => {
  const { reader } = contoso.apps;
  if (reader === undefined) throw new Error('no reader');
  return {
    apps: {
      ...contoso.apps,
      reader: { ...reader, permissions: reader.permissions.filter((each) => !permissions.includes(each)) },
    },
  };
};
const batches = (requests: Readonly<Record<string, number>>) => requests['graph:POST /$batch'] ?? 0;

describe('where everything is permitted and licensed', () => {
  test('names, sign-ins, members and attributes come in one round trip', async () => {
    const { names, lastSignIns, groups, securityAttributes, requests } = await told({}, everything);
    expect(Object.fromEntries(names)).toEqual({
      [branches?.id ?? '']: branches?.displayName,
      [intranet?.id ?? '']: 'Intranet',
      [staff]: 'All staff',
    });
    expect(Object.fromEntries(lastSignIns)).toEqual({
      [accountId('nils')]: { kind: 'succeeded', at: expect.stringMatching(/^2026-\d\d-\d\dT.+\.000Z$/) },
      [accountId('theo')]: { kind: 'none-on-record' },
      [accountId('svc-scan')]: { kind: 'attempted', at: '2026-11-28T03:00:00.000Z' },
      [accountId('hvac')]: { kind: 'succeeded', at: expect.any(String) },
    });
    expect(groups).toEqual([{ id: staff, memberIds: expect.arrayContaining([accountId('anke'), accountId('cem')]) }]);
    expect(securityAttributes.get(accountId('hvac'))).toEqual({ 'Rotation.Account': ['service'] });
    expect(batches(requests)).toBe(1);
  });

  test('many accounts are asked about in batches of twenty, after a few', async () => {
    const accountIds = contoso.users.map(({ id }) => id);
    const { lastSignIns, requests } = await told({}, { ...nothing, accountIds, licence: 'P2' });
    expect(lastSignIns.size).toBe(37);
    expect(batches(requests)).toBe(3);
  });
});

describe('where something is not permitted or not licensed', () => {
  test('nothing is asked for that the token or the licence does not open', async () => {
    const { requests, ...details } = await told(
      without('AuditLog.Read.All', 'AdministrativeUnit.Read.All', 'Application.Read.All'),
      { ...everything, securityAttributes: false, groupIds: [], namelessGroupIds: [] },
    );
    expect(details).toEqual(noDetails);
    expect(batches(requests)).toBe(0);
  });

  test('a tenant without a licence is not asked for sign-ins', async () => {
    const wanted = { ...nothing, accountIds: everything.accountIds, licence: 'none' } as const;
    expect(batches((await told({ licence: 'none' }, wanted)).requests)).toBe(0);
  });

  test.each([
    ['no licence', { licence: 'none' } as const],
    ['no permission', without('AuditLog.Read.All', 'AdministrativeUnit.Read.All', 'Application.Read.All')],
  ])('and nobody has said so (%s), it is asked once, and the rest is told all the same', async (_what, changes) => {
    const accountIds = contoso.users.map(({ id }) => id);
    const { licence: _, ...wanted } = { ...everything, securityAttributes: false };
    const { lastSignIns, names, groups, requests } = await told(changes, { ...wanted, accountIds }, false);
    expect(lastSignIns.size).toBe(0);
    expect(names.get(staff)).toBe('All staff');
    expect(groups).toHaveLength(1);
    expect(requests['graph:GET /users/{id}']).toBe(10);
    expect(batches(requests)).toBe(1);
  });

  test('an account without a sign-in is not said to have none where it may have been hidden', async () => {
    const wanted = { ...nothing, accountIds: [accountId('theo'), accountId('nils')], licence: 'P2' } as const;
    expect([...(await told({}, wanted, false)).lastSignIns.keys()]).toEqual([accountId('nils')]);
  });
});

describe('a Graph that answers otherwise', () => {
  async function answered(reply: (path: string) => Reply, wanted: Partial<WantedDetails>) {
    stub = await startStub((request) => batchReply(request, reply));
    const tokens = { tokenFor: async () => 'token', forget: () => undefined };
    const reader = directoryReader(
      batchReader({
        connection: graphConnection(stub.address, tokens),
        clientRequestId: () => 'id',
        sleep: async () => undefined,
        now: () => new Date('2026-12-07T05:00:00Z'),
      }),
      async () => ['AuditLog.Read.All', 'AdministrativeUnit.Read.All', 'Application.Read.All'],
    );
    return reader.readDetails(contosoId, { ...nothing, ...wanted });
  }
  const asksAll = { accountIds: ['u1'], units: true, appIds: ['a1'], groupIds: ['g1'], namelessGroupIds: ['g2'] };

  test.each([400, 401, 403, 404, 410, 500, 501, 503])('with %i to all fails nothing', async (status) => {
    expect(await answered(() => ({ status, json: {} }), asksAll)).toEqual(noDetails);
  });

  test.each([
    ['nothing', undefined],
    ['text', 'x'],
    ['a list of odd rows', { value: [null, 1, { id: 7 }, { displayName: 'x' }, []] }],
    ['pages without end', { value: [], '@odata.nextLink': 'https://graph.microsoft.com/v1.0/groups?$skiptoken=x' }],
    ['an error that is none', { error: 'no' }],
  ])('with %s tells nothing', async (_what, json) => {
    expect(await answered(() => ({ json }), asksAll)).toEqual(noDetails);
  });

  test('that throttles for minutes keeps nobody waiting', async () => {
    expect(await answered(() => ({ status: 429, headers: { 'retry-after': '315' } }), asksAll)).toEqual(noDetails);
  });

  test('whose token cannot be had tells nothing', async () => {
    const reader = directoryReader(
      () => Promise.reject(new Error('not asked')),
      () => Promise.reject(new Error('no token')),
    );
    expect(await reader.readDetails(contosoId, { ...nothing, units: true })).toEqual(noDetails);
  });

  test.each([
    [{ lastSuccessfulSignInDateTime: '0001-01-01T00:00:00Z' }, { kind: 'none-on-record' }],
    [{ lastSuccessfulSignInDateTime: 'yesterday', lastSignInDateTime: 7 }, { kind: 'none-on-record' }],
    ['soon', { kind: 'none-on-record' }],
    [null, { kind: 'none-on-record' }],
    [
      { lastSignInDateTime: '2026-11-01T02:00:00+02:00', lastNonInteractiveSignInDateTime: '2026-11-01T01:00:00Z' },
      { kind: 'attempted', at: '2026-11-01T01:00:00.000Z' },
    ],
    [
      // Who sprays passwords moves the attempts, not the successes.
      { lastSignInDateTime: '2026-12-06T00:00:00Z', lastSuccessfulSignInDateTime: '2026-10-01T00:00:00Z' },
      { kind: 'succeeded', at: '2026-10-01T00:00:00.000Z' },
    ],
  ])('takes the sign-ins %j for what they are', async (signInActivity, lastSignIn) => {
    const answer = () => ({ json: { id: 'U1', signInActivity } });
    const { lastSignIns } = await answered(answer, { accountIds: ['u1'], licence: 'P1' });
    expect(Object.fromEntries(lastSignIns)).toEqual({ u1: lastSignIn });
  });

  test('gives half a list of members: nobody is said to be no member', async () => {
    const { groups } = await answered(() => ({ json: { value: [{ id: 'u1' }, { name: 'u2' }] } }), {
      groupIds: ['g1'],
    });
    expect(groups).toEqual([]);
  });

  test('lists ten thousand units: they come in pages, whatever scopes occur', async () => {
    const page = (n: number) => ({
      value: Array.from({ length: 999 }, (_, i) => ({ id: `U${n * 999 + i}`, displayName: `Unit ${n * 999 + i}` })),
      ...(n < 10
        ? { '@odata.nextLink': `https://graph.microsoft.com/v1.0/directory/administrativeUnits?n=${n + 1}` }
        : {}),
    });
    const { names } = await answered((path) => ({ json: page(Number(path.split('n=')[1] ?? 0)) }), { units: true });
    expect(names.size).toBe(999 * 11);
    expect(names.get('u10988')).toBe('Unit 10988');
    expect(stub?.seen).toHaveLength(11);
  });

  test('has thousands of apps: only some are asked for', async () => {
    const appIds = Array.from({ length: 5_000 }, (_, i) => `a${i}`);
    const { names } = await answered((path) => ({ json: { id: path.slice(19, 24), displayName: 'App' } }), { appIds });
    expect(names.size).toBeGreaterThan(0);
    expect(stub?.seen).toHaveLength(5);
  });
});
