import { Client } from '@microsoft/microsoft-graph-client';
import * as z from 'zod';
import type { GraphTokens } from '../../lambda/adapters/graph/token-source.ts';

const rows = z.object({ value: z.array(z.object({ id: z.string() })) });

/**
 * What most scripts do: list the roles in use, list the members of each, read each member once. It sees neither eligible roles
 * nor service accounts nor domains, for which it would need more requests.
 *
 * @returns how many accounts hold a role
 */
export async function plainLoop(graphEndpoint: string, tokens: GraphTokens, tenantId: string): Promise<number> {
  const client = Client.init({
    baseUrl: graphEndpoint,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(graphEndpoint).hostname]),
    authProvider: (done) =>
      void tokens.tokenFor(tenantId).then(
        (token) => done(null, token),
        (error) => done(error, null),
      ),
  });
  const roles = rows.parse(await client.api('/directoryRoles').get()).value;
  const ids = new Set<string>();
  for (const role of roles) {
    const members = rows.parse(await client.api(`/directoryRoles/${role.id}/members`).get()).value;
    for (const { id } of members) ids.add(id);
  }
  let read = 0;
  for (const id of ids) {
    await client
      .api(`/users/${id}`)
      .select('id,userPrincipalName,displayName,accountEnabled,onPremisesSyncEnabled')
      .get();
    read += 1;
  }
  return read;
}
