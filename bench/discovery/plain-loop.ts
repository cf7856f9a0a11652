import {
  Client,
  type Context,
  HTTPMessageHandler,
  type Middleware,
  RetryHandler,
} from '@microsoft/microsoft-graph-client';
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
  const client = Client.initWithMiddleware({
    baseUrl: graphEndpoint,
    defaultVersion: 'v1.0',
    middleware: [new Token(tokens, tenantId), new RetryHandler(), new HTTPMessageHandler()],
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

/** The SDK's own authentication leaves out the token where the address is plain http, as on this machine. */
class Token implements Middleware {
  private following: Middleware | undefined;

  constructor(
    private readonly tokens: GraphTokens,
    private readonly tenantId: string,
  ) {}

  async execute(context: Context): Promise<void> {
    const headers = new Headers(context.options?.headers);
    headers.set('authorization', `Bearer ${await this.tokens.tokenFor(this.tenantId)}`);
    context.options = { ...context.options, headers };
    await this.following?.execute(context);
  }

  setNext(next: Middleware): void {
    this.following = next;
  }
}
