import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  exampleTenants,
  readerClientId,
  type Simulation,
  simulate,
  type Tenant,
  writerClientId,
} from '@m365-rotation/local-microsoft';
import { tenantsWithRules } from '../../../../config/tenants-with-rules.ts';
import { authenticatedByAws } from '../../../../lambda/adapters/graph/client-authentication.ts';
import { inspectingApp } from '../../../../lambda/adapters/graph/graph-apps.ts';
import { furtherReads } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { breakGlassResult, designatedAccounts } from '../../../../lambda/domain/inspection/break-glass-drill.ts';
import { consentResult } from '../../../../lambda/domain/inspection/consent-drift.ts';
import { ReaderNotTrusted } from '../../../../lambda/ports/inspections.ts';
import { estate } from '../../usecases/in-memory.ts';

/** The real adapter against the simulated Graph. */

const NOW = new Date('2026-12-07T04:00:00.000Z');
function simulated(name: string): Tenant {
  const tenant = exampleTenants.find((each) => each.name === name);
  if (tenant === undefined) throw new Error(`the simulation has no ${name}`);
  return tenant;
}
const contoso = simulated('contoso');
const fabrikam = simulated('fabrikam');

/** Contoso, with something that has changed. */
function other(tenantId: string, changes: (tenant: Tenant) => Partial<Tenant>): Tenant {
  const changed = { ...contoso, ...changes(contoso) };
  const ownRole = ({ principalOrganizationId, ...each }: Tenant['roleAssignments'][number]) => ({
    ...each,
    principalOrganizationId: principalOrganizationId === contoso.tenantId ? tenantId : principalOrganizationId,
  });
  return { ...changed, roleAssignments: changed.roleAssignments.map(ownRole), tenantId };
}
const ids = {
  timeBound: '00000000-0000-4000-8000-00000000c001',
  unconsented: '00000000-0000-4000-8000-00000000c002',
  narrowed: '00000000-0000-4000-8000-00000000c003',
};
const bg2 = contoso.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('bg2@'))?.id;

let microsoft: Simulation;
let app: ReturnType<typeof inspectingApp>;
function appOf(assertion: () => Promise<string>) {
  const { addresses } = microsoft;
  return inspectingApp(
    {
      cloud: 'global',
      graphEndpoint: addresses.graph,
      loginEndpoint: addresses.login,
      clientId: readerClientId,
      prove: authenticatedByAws(assertion),
      patience: {
        now: () => new Date(),
        sleep: async () => undefined,
        random: () => 0,
        deadline: () => Date.now() + 60_000,
      },
    },
    writerClientId,
  );
}

beforeAll(async () => {
  microsoft = await simulate({
    tenants: [
      ...exampleTenants,
      other(ids.timeBound, ({ roleAssignments }) => ({
        roleAssignments: roleAssignments.map((each) =>
          each.principalId === bg2
            ? { ...each, schedule: { assignmentType: 'Assigned', endDateTime: '2027-01-01T00:00:00Z' } }
            : each,
        ),
      })),
      other(ids.unconsented, ({ apps }) => ({
        apps: { ...(apps.reader === undefined ? {} : { reader: apps.reader }) },
      })),
      other(ids.narrowed, ({ apps }) => ({
        apps: {
          ...apps,
          ...(apps.writer === undefined
            ? {}
            : { writer: { ...apps.writer, permissions: ['User.RevokeSessions.All', 'Mail.Send'], enabled: false } }),
        },
      })),
    ],
  });
  app = appOf(() => microsoft.assertion());
});
afterAll(() => microsoft.close());

function rulesOf(name: string) {
  const rules = tenantsWithRules(estate).find((each) => each.name === name);
  if (rules === undefined) throw new Error(`the estate has no ${name}`);
  return rules;
}
const contosoRules = rulesOf('contoso');
const fabrikamRules = rulesOf('fabrikam');

async function read(tenantId: string, rules = contosoRules) {
  const { directory, inspector } = app;
  const tenant = { ...rules, tenantId };
  const permissions = await inspector.readerPermissions(tenantId);
  const snapshot = await directory.readTenant(tenantId, furtherReads(tenant));
  return { tenant, permissions, snapshot };
}

async function drilled(tenantId: string, rules = contosoRules) {
  const { tenant, permissions, snapshot } = await read(tenantId, rules);
  const { licence } = snapshot;
  const accounts = designatedAccounts(snapshot, tenant);
  return breakGlassResult(
    snapshot,
    tenant,
    await app.inspector.emergencyFacts(tenantId, accounts, { permissions, licence }),
    NOW,
  );
}

async function consented(tenantId: string, rules = contosoRules) {
  const { tenant, permissions: readerPermissions, snapshot } = await read(tenantId, rules);
  const writer = await app.inspector.writerFacts(tenantId, readerPermissions);
  return consentResult(
    { readerPermissions, snapshot, writer, classes: new Set(['admin', 'service'] as const) },
    tenant,
  );
}
const told = ({ findings }: Awaited<ReturnType<typeof drilled>>) =>
  findings.map(({ state, code }) => `${state} ${code}`);

describe('the drill', () => {
  test('passes where all is well and everything may be read', async () => {
    expect(await drilled(contoso.tenantId)).toMatchObject({ verdict: 'passed', findings: [], accounts: [{}, {}] });
  });

  test('sees that a role ends', async () => {
    const result = await drilled(ids.timeBound);
    expect(told(result)).toEqual(['failed only-one', 'failed not-permanent']);
    expect(result.findings[1]?.sentence).toContain('until 2027-01-01');
  });

  test('says what a tenant does not open, and does not ask for it', async () => {
    const result = await drilled(fabrikam.tenantId, fabrikamRules);
    expect(result.verdict).toBe('unknown');
    expect(told(result)).toEqual(Array(2).fill(['unknown no-strong-method', 'unknown not-tested']).flat());
    expect(result.findings[0]?.sentence).toContain('UserAuthenticationMethod.Read.All');
  });
});

describe('the look at consents', () => {
  test('passes where both apps have what they need', async () => {
    expect(await consented(contoso.tenantId)).toEqual({ verdict: 'passed', findings: [], accounts: [] });
  });

  test('sees that the writer is gone', async () => {
    expect(told(await consented(ids.unconsented))).toEqual(['failed writer-consent', 'failed writer-role']);
  });

  test('sees a writer that is disabled, lacks a permission and has another', async () => {
    expect(told(await consented(ids.narrowed))).toEqual([
      'failed writer-consent',
      'failed writer-permissions',
      'failed writer-excess',
    ]);
  });

  test('does not know of the writer where the reader may not look', async () => {
    expect(told(await consented(fabrikam.tenantId, fabrikamRules))).toEqual(['unknown writer-permissions']);
  });
});

test('that Entra does not take our own proof is nobody else’s fault', async () => {
  const { inspector } = appOf(() => microsoft.assertion({ aud: 'api://somebody-else' }));
  await expect(inspector.readerPermissions(contoso.tenantId)).rejects.toThrow(ReaderNotTrusted);
});
