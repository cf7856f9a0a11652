import type { Now } from '../../ports/clock.ts';
import { requireEncrypted } from '../encrypted-address.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { askPatiently, type Patience } from './patience.ts';
import { requestToken, type TokenAnswer } from './token-request.ts';

/** Access tokens for Graph, one per tenant. */
export interface GraphTokens {
  /**
   * @throws {TenantNotReady} the tenant does not let the app in
   * @throws {GraphThrottled} Entra asks to wait
   * @throws {GraphUnavailable} no usable answer
   */
  tokenFor(tenantId: string): Promise<string>;
  /** Drops a token that Graph refused, so that the next one is fresh; a newer one that came meanwhile stays. */
  forget(tenantId: string, token: string): void;
}

export interface TokenSourceOptions {
  /** Root of the token endpoints. Plain http is allowed for loopback addresses only. */
  readonly loginEndpoint: string;
  readonly clientId: string;
  /** Such as `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly prove: AuthenticateClient;
  readonly now: Now;
  /** How it goes on asking while Entra is in trouble. Left out: not at all. */
  readonly patience?: Patience;
}

/** A token is replaced this long before its end, so that it outlives the request that it is used in. */
const SPARE_MS = 5 * 60_000;

/** Signs one app in to customers' tenants, and keeps each token for its lifetime. Calls at the same time share one request. */
export function tokenSource(options: TokenSourceOptions): GraphTokens {
  requireEncrypted(options.loginEndpoint);
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  const signIns = new Map<string, Promise<string>>();
  const signIn = async (tenantId: string) => {
    const asked = options.now().getTime();
    const answer = await askPatiently(
      options.patience,
      (msLeft) => requestProven(options, tenantId, msLeft),
      (each) => ('refusal' in each ? each.trouble : undefined),
    );
    if ('refusal' in answer) throw answer.refusal;
    const { token, lifeSeconds } = answer;
    const lifeMs = lifeSeconds * 1_000;
    kept.set(tenantId, { token, until: asked + lifeMs - Math.min(SPARE_MS, lifeMs / 2) });
    return token;
  };
  return {
    async tokenFor(tenantId) {
      const known = kept.get(tenantId);
      if (known !== undefined && options.now().getTime() < known.until) return known.token;
      const started = signIns.get(tenantId);
      if (started !== undefined) return started;
      const signingIn = signIn(tenantId).finally(() => signIns.delete(tenantId));
      signIns.set(tenantId, signingIn);
      return signingIn;
    },
    forget(tenantId, token) {
      if (kept.get(tenantId)?.token === token) kept.delete(tenantId);
    },
  };
}

/** Asks for a token, and once more where the app's secret was replaced since it was read: renewing needs no deployment. */
async function requestProven(options: TokenSourceOptions, tenantId: string, msLeft: number): Promise<TokenAnswer> {
  const authority = `${options.loginEndpoint.replace(/\/+$/, '')}/${tenantId}`;
  const request = { ...options, tenantId, authority, tokenEndpoint: `${authority}/oauth2/v2.0/token` };
  const proof = await options.prove(request.tokenEndpoint);
  const first = await requestToken(request, proof.fields, msLeft);
  if (!('refusal' in first && first.outdated && (await proof.isOutdated()))) return first;
  return requestToken(request, (await options.prove(request.tokenEndpoint)).fields, msLeft);
}
