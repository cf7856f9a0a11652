import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  exampleTenants,
  readerClientId,
  type Simulation,
  simulate,
  writerClientId,
} from '@m365-rotation/local-microsoft';
import { parse } from 'yaml';
import { tenantsWithRules } from '../../config/tenants-with-rules.ts';
import { batchReader } from '../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../lambda/adapters/graph/graph-connection.ts';
import { passwordWriter } from '../../lambda/adapters/graph/password-writer.ts';
import { tokenSource } from '../../lambda/adapters/graph/token-source.ts';
import { liveFacts } from '../../lambda/domain/accounts/account-facts.ts';
import { classify } from '../../lambda/domain/accounts/classification.ts';
import { type ExclusionReason, exclusionReasons } from '../../lambda/domain/accounts/exclusion-reasons.ts';
import { guard } from '../../lambda/domain/accounts/never-rotate.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { exampleEstate } from '../config/example-estate.ts';

/** The product's own adapters against the simulated cloud: what is found, and that it can be reset. */

let microsoft: Simulation;
beforeAll(async () => {
  microsoft = await simulate();
});
afterAll(() => microsoft.close());

const now = () => new Date();
const clientRequestId = () => crypto.randomUUID();

function connect(clientId: string, cloud = microsoft) {
  const tokens = tokenSource({
    loginEndpoint: cloud.addresses.login,
    clientId,
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(() => cloud.assertion()),
    now,
  });
  return { tokens, connection: graphConnection(cloud.addresses.graph, tokens) };
}

const estate = exampleEstate();
function rulesOf(name: string) {
  const rules = tenantsWithRules(estate).find((tenant) => tenant.name === name);
  if (rules === undefined) throw new Error(`the example estate has no ${name}`);
  return rules;
}

const directory = (cloud = microsoft) =>
  directoryReader(
    batchReader({
      connection: connect(readerClientId, cloud).connection,
      clientRequestId,
      sleep: async () => undefined,
      now,
    }),
  );

test('the tenants are those of the example estate', () => {
  const estate: { tenants: { name: string; displayName: string; tenantId: string }[] } = parse(
    readFileSync('config/example.yaml', 'utf8'),
  );
  expect(exampleTenants.map(({ name, displayName, tenantId }) => ({ name, displayName, tenantId }))).toEqual(
    estate.tenants.map(({ name, displayName, tenantId }) => ({ name, displayName, tenantId })),
  );
});

test.each(exampleTenants.map((tenant) => [tenant.name, tenant] as const))(
  '%s: every id and UPN is there once',
  (_, tenant) => {
    expect(new Set(tenant.users.map(({ id }) => id)).size).toBe(tenant.users.length);
    expect(new Set(tenant.users.map(({ userPrincipalName }) => userPrincipalName.toLowerCase())).size).toBe(
      tenant.users.length,
    );
    for (const { userPrincipalName } of tenant.users) {
      expect(userPrincipalName).toMatch(/^[\w.'!#^~-]+@[\w.-]+\.(example|onmicrosoft\.com)$/);
    }
  },
);

const admins: readonly (readonly [string, number, Readonly<Record<string, number>>])[] = [
  [
    'contoso',
    10,
    {
      'break-glass': 2,
      synced: 1,
      federated: 2,
      guest: 1,
      disabled: 1,
      'sync-service': 1,
      restricted: 1,
      listed: 1,
      'ai-identity': 1,
    },
  ],
  [
    'fabrikam',
    7,
    { 'break-glass': 2, synced: 1, guest: 1, disabled: 1, 'sync-service': 1, restricted: 1, 'unknown-data': 1 },
  ],
  [
    'adventure-works',
    6,
    {
      'break-glass': 2,
      synced: 1,
      federated: 1,
      guest: 1,
      disabled: 1,
      'sync-service': 1,
      restricted: 1,
      'last-global-administrator': 1,
    },
  ],
];

/** Reasons that a single cycle cannot give, and the test that shows each. */
const SHOWN_ELSEWHERE: Readonly<Partial<Record<ExclusionReason, string>>> = {
  'under-way': 'test/lambda/usecases/discovery/overlapping-cycles.test.ts', // it takes two cycles
};

test('every exclusion reason occurs, so that a demonstration shows it', async () => {
  const reader = directory();
  const seen = new Set<string>();
  for (const { name } of exampleTenants) {
    const rules = rulesOf(name);
    const snapshot = await reader.readTenant(rules.tenantId, furtherReads(rules));
    const [first] = classify(snapshot, rules, 'admin').included;
    const one = classify(snapshot, rules, 'admin', first === undefined ? [] : [first.accountId]);
    for (const reason of Object.keys(one.counts)) seen.add(reason);
    // No account of the example belongs to all technicians of its tenant: this is what a demonstration would change in the estate.
    const ownAccounts = first === undefined ? [] : [first.accountId];
    const owned = { ...rules, deciders: rules.deciders.map((each) => ({ ...each, ownAccounts })) };
    for (const reason of Object.keys(classify(snapshot, owned, 'admin').counts)) seen.add(reason);
    for (const wanted of ['admin', 'service'] as const) {
      for (const reason of Object.keys(classify(snapshot, rulesOf(name), wanted).counts)) seen.add(reason);
    }
  }
  for (const [reason, file] of Object.entries(SHOWN_ELSEWHERE)) {
    expect(readFileSync(file, 'utf8')).toContain(`'${reason}'`);
  }
  expect([...seen].sort()).toEqual(exclusionReasons.filter((each) => !(each in SHOWN_ELSEWHERE)).sort());
});

describe.each(admins)('%s', (name, included, excluded) => {
  test('the product finds its admins, and leaves the untouchable alone', async () => {
    const tenant = rulesOf(name);
    const classification = classify(
      await directory().readTenant(tenant.tenantId, furtherReads(tenant)),
      tenant,
      'admin',
    );
    expect(classification.included).toHaveLength(included);
    expect(classification.counts).toMatchObject(excluded);
  });

  test('the product finds its service accounts', async () => {
    const tenant = rulesOf(name);
    const { included: services } = classify(
      await directory().readTenant(tenant.tenantId, furtherReads(tenant)),
      tenant,
      'service',
    );
    expect(services).toHaveLength(name === 'contoso' ? 4 : 3);
  });

  test('every account found passes the last guard and can be reset and signed out', async () => {
    const tenant = rulesOf(name);
    const reader = directory();
    const { tokens, connection } = connect(writerClientId);
    const writer = passwordWriter({ connection, tokens, clientRequestId, now });
    const snapshot = await reader.readTenant(tenant.tenantId, furtherReads(tenant));
    const found = (['admin', 'service'] as const).flatMap((wanted) => classify(snapshot, tenant, wanted).included);
    for (const account of found) {
      const live = await reader.readAccount(tenant.tenantId, account.accountId, furtherReads(tenant));
      expect(guard(live && liveFacts(live), tenant, account)).toEqual({ ok: true });
      expect(guard(account.observed, tenant, account)).toEqual({ ok: true });
      const password = `Ab3!${crypto.randomUUID()}`;
      const key = { tenantId: tenant.tenantId, accountId: account.accountId };
      await writer.reset({ ...key, password, clientRequestId: clientRequestId() });
      await writer.revokeSessions(key.tenantId, key.accountId);
      expect(await microsoft.isEffective(key.tenantId, key.accountId, password)).toBe(true);
    }
  });
});

describe('short pages and throttling at will', () => {
  let unkind: Simulation;
  let kind: Simulation; // of its own: others reset passwords
  beforeAll(async () => {
    const putOff = new Set<string>();
    kind = await simulate();
    unkind = await simulate({
      tenants: exampleTenants.map((tenant) => ({ ...tenant, largestPage: 4 })),
      faults: {
        // Each list is put off once, inside its batch.
        next: ({ service, tenantId, path }) => {
          const key = `${tenantId} ${path}`;
          if (service !== 'graph' || putOff.has(key)) return undefined;
          putOff.add(key);
          return { kind: 'throttle', retryAfter: '1' };
        },
      },
    });
  });
  afterAll(() => Promise.all([kind.close(), unkind.close()]));

  test.each(exampleTenants.map(({ name }) => name))('%s is found to be the same', async (name) => {
    const tenant = rulesOf(name);
    const calm = await directory(kind).readTenant(tenant.tenantId, furtherReads(tenant));
    const found = await directory(unkind).readTenant(tenant.tenantId, furtherReads(tenant));
    const { graphRequestId: _, ...shown } = found;
    expect(shown).toEqual({ ...calm, graphRequestId: undefined });
    expect(found.graphRequestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('a role that comes with activating a membership of a group says so', async () => {
  const tenant = rulesOf('contoso');
  const { included } = classify(await directory().readTenant(tenant.tenantId, furtherReads(tenant)), tenant, 'admin');
  const pathOf = (name: string) => {
    const { reasons = [] } = included.find(({ userPrincipalName }) => userPrincipalName.startsWith(name)) ?? {};
    return reasons.map((each) => (each.kind === 'role' ? `${each.role}, ${each.path}` : each.matcher));
  };
  expect(pathOf('theo.admin')).toEqual(['Global Administrator, via group Tier0-Admins, eligible']);
  expect(pathOf('mona.desk')).toEqual(['User Administrator, via group Service desk on duty, eligible']);
  expect(pathOf('helga.desk')).toEqual(['Helpdesk Administrator, via group Help desk']);
  // Owns a group that holds a role, and holds none.
  expect(pathOf('anke.jansen')).toEqual([]);
});

test('who is not opted in is named as such', async () => {
  const tenant = rulesOf('fabrikam');
  const { excluded } = classify(await directory().readTenant(tenant.tenantId, furtherReads(tenant)), tenant, 'service');
  expect(excluded.filter(({ reason }) => reason === 'not-opted-in').map(({ displayName }) => displayName)).toEqual([
    'Telefonanlage',
  ]);
});

test('bruno.admin@contoso.example holds several roles', async () => {
  const tenant = rulesOf('contoso');
  const { included } = classify(await directory().readTenant(tenant.tenantId, furtherReads(tenant)), tenant, 'admin');
  const bruno = included.find(({ userPrincipalName }) => userPrincipalName === 'bruno.admin@contoso.example');
  expect(bruno?.reasons).toHaveLength(3);
});
