import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import type { GraphCall } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { tenantInspector } from '../../../../lambda/adapters/graph/tenant-inspector.ts';
import { inspectionKinds } from '../../../../lambda/domain/inspection/inspection.ts';
import { inspectTenants } from '../../../../lambda/usecases/inspection/inspect-tenants.ts';
import { CONTOSO, estate, World } from '../../usecases/in-memory.ts';

/** Break-glass accounts are never touched: whatever a directory answers, a look at it sends GET requests, and nothing else. */

const GLOBAL = '62e90394-69f5-4237-9190-012177145e10';
const user = {
  id: 'bg1',
  userPrincipalName: 'bg1@contoso.onmicrosoft.com',
  displayName: 'Emergency access',
  accountEnabled: true,
  userType: 'Member',
  onPremisesSyncEnabled: null,
  isManagementRestricted: null,
};
/** What a well-behaved tenant might say, so that many runs get to the end of a look. */
const plausible = [
  { value: [] },
  { value: [user, { ...user, id: 'bg2', userPrincipalName: 'bg2@contoso.onmicrosoft.com' }] },
  { value: [{ id: CONTOSO, assignedPlans: [] }] },
  { value: [{ id: GLOBAL, templateId: GLOBAL, displayName: 'Global Administrator', isBuiltIn: true }] },
  { value: [{ principalId: 'bg1', roleDefinitionId: GLOBAL, directoryScopeId: '/', endDateTime: null }] },
  { value: [{ '@odata.type': '#microsoft.graph.fido2AuthenticationMethod', id: 'key' }] },
  { value: [{ id: 'sp', appId: estate.graph.writerClientId }] },
  { value: [{ appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' }] },
];
const answer = fc.oneof(
  { arbitrary: fc.constantFrom(...plausible).map((body) => ({ status: 200, body })), weight: 6 },
  {
    arbitrary: fc.record({
      status: fc.constantFrom(200, 202, 204, 400, 401, 403, 404, 405, 409, 412),
      body: fc.oneof(
        fc.jsonValue(),
        fc.constantFrom(
          { error: { code: 'AadPremiumLicenseRequired' } },
          { error: { code: 'Authorization_RequestDenied', message: 'PATCH it first' } },
          { value: [], '@odata.nextLink': 'https://graph.microsoft.com/v1.0/users/bg1' },
          { value: [{ ...user, id: 'x/../../users/bg1' }] },
        ),
      ),
    }),
    weight: 3,
  },
);

interface Inner {
  readonly id: string;
  readonly method: string;
  readonly url: string;
}
const innerOf = ({ body }: GraphCall): readonly Inner[] =>
  body !== undefined && 'requests' in body && Array.isArray(body.requests) ? body.requests : [];

async function looked(answers: readonly { readonly status: number; readonly body: unknown }[], permitted: boolean) {
  const world = new World();
  const calls: GraphCall[] = [];
  let told = 0;
  const next = () => answers[told++ % answers.length] ?? { status: 404, body: {} };
  const connection = async (_tenantId: string, call: GraphCall) => {
    calls.push(call);
    const responses = innerOf(call).map(({ id }) => ({ id, headers: {}, ...next() }));
    return { status: 200, headers: new Headers(), json: { responses } };
  };
  const patience = { now: world.now, sleep: async () => undefined, random: () => 0, deadline: () => 0 };
  const read = () =>
    batchReader({
      ...patience,
      deadline: () => world.instant.getTime() + 60_000,
      connection,
      clientRequestId: () => 'r',
    });
  const permissionsIn = async () => (permitted ? undefined : ['User.Read.All']);
  const directory = {
    readTenant: (...which: Parameters<ReturnType<typeof directoryReader>['readTenant']>) =>
      directoryReader(read()).readTenant(...which),
  };
  const { readDetails } = directoryReader(read(), permissionsIn);
  const { writerClientId } = estate.graph;
  const inspector = tenantInspector({ read, permissionsIn, readDetails, writerClientId });
  for (const kind of inspectionKinds) {
    await inspectTenants(
      {
        ...world.ports,
        estate: { ...estate, tenants: estate.tenants.slice(0, 1) },
        directory,
        inspector,
        inspections: world.tables.inspections,
        hasTime: () => true,
        report: () => undefined,
        reportMany: () => undefined,
      },
      { kind },
    );
  }
  return calls;
}

test('whatever a directory answers, nothing but GET requests is sent to it', async () => {
  let reached = 0;
  // Chance decides how far a look gets: the same draws each time, some of which get to its end.
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 12 }), fc.boolean(), async (answers, permitted) => {
      const calls = await looked(answers, permitted);
      for (const call of calls) {
        expect([call.method, call.path]).toEqual(['POST', '/$batch']);
        for (const inner of innerOf(call)) expect(inner).toEqual({ id: inner.id, method: 'GET', url: inner.url });
      }
      if (calls.flatMap(innerOf).some(({ url }) => url.includes('roleAssignmentScheduleInstances'))) reached += 1;
    }),
    { numRuns: 120, seed: 20_261_130 },
  );
  // A test whose directories are all refused at the first look would prove nothing.
  expect(reached).toBeGreaterThan(0);
});
