import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { builtInRoles } from '../built-in-roles.ts';
import { exampleTenants } from '../example-tenants/index.ts';
import { contosoId, readerClientId, type Simulation, simulate, writerClientId } from '../simulation.ts';

/** A tenant that nobody has consented in yet, and what its administrator then does. */

let microsoft: Simulation;
const contoso = exampleTenants.find(({ tenantId }) => tenantId === contosoId);
if (contoso === undefined) throw new Error('the examples have no contoso');
const roleAssignments = contoso.roleAssignments.filter((row) => row.principalId !== contoso.apps.writer?.objectId);
beforeAll(async () => {
  microsoft = await simulate({ tenants: [{ ...contoso, apps: {}, roleAssignments }] });
});
afterAll(() => microsoft.close());

const address = (clientId: string, more = '') =>
  `${microsoft.addresses.login}/${contosoId}/adminconsent?client_id=${clientId}${more}`;
const accept = (clientId: string, decision = 'accept') =>
  fetch(address(clientId), { method: 'POST', body: new URLSearchParams({ client_id: clientId, decision }) });
const service = contoso.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('svc-scan@'))?.id ?? '';
const reset = () =>
  microsoft.graph(writerClientId, contosoId, `/users/${service}`, {
    method: 'PATCH',
    body: { passwordProfile: { password: `${crypto.randomUUID()}aA1!` } },
  });

test('an app gets a token only after an administrator has accepted; looking at the page and declining change nothing', async () => {
  const page = await fetch(address(readerClientId));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('RoleManagement.Read.Directory');
  expect((await accept(readerClientId, 'cancel')).status).toBe(400);
  await expect(microsoft.token(readerClientId, contosoId)).rejects.toThrow('7000229');
  expect((await accept(readerClientId)).status).toBe(200);
  expect((await microsoft.graph(readerClientId, contosoId, '/users?$top=1')).status).toBe(200);
  await expect(microsoft.token(writerClientId, contosoId)).rejects.toThrow('7000229');
});

test('an unknown app, and an address to go back to that nobody registered, are refused', async () => {
  expect(await (await fetch(address('other'))).text()).toContain('AADSTS700016');
  expect(await (await fetch(address(readerClientId, '&redirect_uri=https://evil.example'))).text()).toContain(
    'AADSTS50011',
  );
});

test('consent gives the writer no role: resets are refused until one is assigned, and again when it is taken away', async () => {
  await accept(writerClientId);
  expect((await reset()).status).toBe(403);
  microsoft.assignRole(contosoId, { app: 'writer' }, builtInRoles['User Administrator']);
  expect((await reset()).status).toBe(204);
  microsoft.takeRole(contosoId, { app: 'writer' }, builtInRoles['User Administrator']);
  expect((await reset()).status).toBe(403);
});

test('an app that is taken out loses its token at Graph, and its roles', async () => {
  microsoft.consent(contosoId, 'writer');
  microsoft.assignRole(contosoId, { app: 'writer' }, builtInRoles['User Administrator']);
  microsoft.removeApp(contosoId, 'writer');
  await expect(microsoft.token(writerClientId, contosoId)).rejects.toThrow('7000229');
  microsoft.consent(contosoId, 'writer');
  expect((await reset()).status).toBe(403);
});
