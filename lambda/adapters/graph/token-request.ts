import {
  allowInsecureRequests,
  Configuration,
  clientCredentialsGrant,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import * as z from 'zod';
import { GraphThrottled, GraphUnavailable, TenantNotReady } from '../../domain/errors.ts';
import type { Now } from '../../ports/clock.ts';
import { isLoopback } from '../encrypted-address.ts';
import { DEFAULT_WAIT_SECONDS, mayPass, retryAfterSeconds } from '../retry-after.ts';
import type { Trouble } from './patience.ts';
import { meaningOf } from './sign-in-codes.ts';

export interface TokenRequest {
  readonly tenantId: string;
  /** Address of the tenant at the login host. */
  readonly authority: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
  readonly now: Now;
}

export type TokenAnswer = { readonly token: string; readonly lifeSeconds: number } | Refused;

interface Refused {
  readonly refusal: Error;
  /** Whether the app's certificate or client secret was refused. */
  readonly outdated: boolean;
  /** Where it may be over in a moment: what `Retry-After` says about that. */
  readonly trouble?: Trouble;
}

const TIMEOUT_SECONDS = 10;

/** One request for a token (client credentials grant), proven by `proof`. @param msLeft  how long it may take at most, but for one second */
export async function requestToken(
  { tenantId, authority, tokenEndpoint, clientId, scope, now }: TokenRequest,
  proof: Readonly<Record<string, string>>,
  msLeft: number,
): Promise<TokenAnswer> {
  const configuration = new Configuration(
    { issuer: `${authority}/v2.0`, token_endpoint: tokenEndpoint },
    clientId,
    undefined,
    (_server, _client, body) => {
      body.set('client_id', clientId);
      for (const [name, value] of Object.entries(proof)) body.set(name, value);
    },
  );
  configuration.timeout = Math.min(TIMEOUT_SECONDS, Math.max(1, msLeft / 1_000));
  if (isLoopback(authority)) allowInsecureRequests(configuration);
  try {
    const { access_token: token, expires_in: lifeSeconds = 0 } = await clientCredentialsGrant(configuration, { scope });
    // Any other text is not valid in a header: it must fail here, and not when a password is sent with it.
    return /^[\x21-\x7e]+$/.test(token) ? { token, lifeSeconds } : unusable(tenantId);
  } catch (error) {
    const answer = await answerIn(error);
    if (answer === undefined) return unusable(tenantId);
    const outdated = meaningOf(answer.codes).outdated === true;
    const refusal = refusalOf(answer, tenantId, now());
    const trouble = { retryAfter: retryAfterSeconds(answer.headers, now()) };
    return { refusal, outdated, ...(isMomentary(answer) ? { trouble } : {}) };
  }
}

const unusable = (tenantId: string): Refused => ({
  refusal: new GraphUnavailable(`Entra gave no usable answer to a sign-in to tenant ${tenantId}`),
  outdated: false,
  trouble: { retryAfter: undefined },
});

/** An answer without a token. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Such as `invalid_client`; `undefined` where the answer is not of OAuth's form. */
  readonly error: string | undefined;
  /** AADSTS numbers. */
  readonly codes: readonly number[];
}

const body = z.object({
  error: z
    .string()
    .regex(/^[\w.-]{1,80}$/)
    .optional()
    .catch(undefined),
  error_codes: z.array(z.int()).catch([]),
});

/** The library's errors hold the whole exchange, so nothing of them is passed on. */
async function answerIn(error: unknown): Promise<Answer | undefined> {
  const response = responseIn(error);
  if (response === undefined || response.ok) return undefined;
  const json: unknown = error instanceof ResponseBodyError ? error.cause : await response.json().catch(() => undefined);
  const { error: name, error_codes: codes } = body.catch({ error: undefined, error_codes: [] }).parse(json);
  return { status: response.status, headers: response.headers, error: name, codes };
}

function responseIn(error: unknown): Response | undefined {
  if (error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError) return error.response;
  return error instanceof Error && error.cause instanceof Response ? error.cause : undefined;
}

/** OAuth's names for transient errors. */
const transient = ['temporarily_unavailable', 'server_error'];

/** Over in a moment, it may be. What takes minutes, such as a new credential that is not known everywhere yet, is for the workflow. */
const isMomentary = ({ status, error }: Answer) => mayPass(status) || transient.includes(error ?? '');

/** Built from codes alone: Entra's texts change, and may quote the request. */
function refusalOf({ status, headers, error, codes }: Answer, tenantId: string, now: Date): Error {
  const { retry, text } = meaningOf(codes);
  const waitSeconds = retryAfterSeconds(headers, now);
  if (status === 429) return new GraphThrottled(waitSeconds ?? DEFAULT_WAIT_SECONDS);
  const cause = codes.map((code) => `AADSTS${code}`).join(', ') || error;
  const message = `sign-in to tenant ${tenantId}: ${text} (${cause ?? status})`;
  if (retry || status >= 500 || isMomentary({ status, headers, error, codes })) {
    return waitSeconds === undefined ? new GraphUnavailable(message) : new GraphThrottled(waitSeconds);
  }
  // An answer that is not of OAuth's form is no refusal by Entra: it comes from a proxy in between, or is transient.
  return cause === undefined ? new GraphUnavailable(message) : new TenantNotReady(message);
}
