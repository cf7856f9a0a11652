import { allowInsecureRequests, Configuration, clientCredentialsGrant, ResponseBodyError } from 'openid-client';
import * as z from 'zod';
import { GraphThrottled, GraphUnavailable, TenantNotReady } from '../../domain/errors.ts';
import type { Now } from '../../ports.ts';
import { isLoopback, requireEncrypted } from '../encrypted-address.ts';
import { retryAfterSeconds } from '../retry-after.ts';
import { meaningOf } from './sign-in-codes.ts';

/** Access tokens for Graph, one per tenant. */
export interface GraphTokens {
  /**
   * @throws {TenantNotReady} the tenant does not let the app in
   * @throws {GraphThrottled} Entra asks to wait
   * @throws {GraphUnavailable} no usable answer
   */
  tokenFor(tenantId: string): Promise<string>;
  /** Drops a token that Graph refused, so that the next one is fresh. */
  forget(tenantId: string): void;
}

export interface TokenSourceOptions {
  /** Root of the token endpoints. Plain http is allowed for loopback addresses only. */
  readonly loginEndpoint: string;
  readonly clientId: string;
  /** Such as `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  /** A signed assertion of who we are, fresh for every request. It is a credential: it is kept nowhere. */
  readonly assertion: () => Promise<string>;
  readonly now: Now;
}

/** A token is replaced this long before its end, so that it outlives the request that it is used in. */
const SPARE_MS = 5 * 60_000;
const TIMEOUT_SECONDS = 10;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Signs one app in to customers' tenants (client credentials grant), and keeps each token for its lifetime. */
export function tokenSource(options: TokenSourceOptions): GraphTokens {
  requireEncrypted(options.loginEndpoint);
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  return {
    async tokenFor(tenantId) {
      const known = kept.get(tenantId);
      const now = options.now().getTime();
      if (known !== undefined && now < known.until) return known.token;
      const { access_token, expires_in } = await signIn(options, tenantId);
      kept.set(tenantId, { token: access_token, until: now + (expires_in ?? 0) * 1_000 - SPARE_MS });
      return access_token;
    },
    forget: (tenantId) => void kept.delete(tenantId),
  };
}

async function signIn({ loginEndpoint, clientId, scope, assertion, now }: TokenSourceOptions, tenantId: string) {
  const signed = await assertion().catch((error: unknown) => {
    const cause = error instanceof Error ? error.name : 'unknown error';
    throw new GraphUnavailable(`AWS gave no identity token to sign in with: ${cause}`);
  });
  const authority = `${loginEndpoint.replace(/\/+$/, '')}/${tenantId}`;
  const configuration = new Configuration(
    { issuer: `${authority}/v2.0`, token_endpoint: `${authority}/oauth2/v2.0/token` },
    clientId,
    undefined,
    (_server, _client, body) => {
      body.set('client_id', clientId);
      body.set('client_assertion_type', JWT_BEARER);
      body.set('client_assertion', signed);
    },
  );
  configuration.timeout = TIMEOUT_SECONDS;
  if (isLoopback(loginEndpoint)) allowInsecureRequests(configuration);
  try {
    return await clientCredentialsGrant(configuration, { scope });
  } catch (error) {
    throw refusalOf(error, tenantId, now());
  }
}

const refusalBody = z.object({ error_codes: z.array(z.number()).catch([]) });

/** Built from codes alone: Entra's texts change, and the error that is caught here knows the whole exchange. */
function refusalOf(error: unknown, tenantId: string, now: Date): Error {
  if (!(error instanceof ResponseBodyError)) {
    return new GraphUnavailable(`Entra gave no usable answer to a sign-in to tenant ${tenantId}`);
  }
  if (error.status === 429)
    return new GraphThrottled(retryAfterSeconds(error.response.headers.get('retry-after'), now) ?? 30);
  const codes = refusalBody.safeParse(error.cause).data?.error_codes ?? [];
  const { retry, text } = meaningOf(codes);
  const message = `sign-in to tenant ${tenantId}: ${text} (${codes.map((code) => `AADSTS${code}`).join(', ') || error.error})`;
  return retry || error.status >= 500 ? new GraphUnavailable(message) : new TenantNotReady(message);
}
