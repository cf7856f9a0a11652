import {
  GraphThrottled,
  GraphUnavailable,
  ResetOutcomeUnknown,
  ResetRefused,
  TenantNotReady,
} from '../../domain/errors.ts';
import type { PasswordWriter } from '../../ports/accounts.ts';
import type { Now } from '../../ports/clock.ts';
import { DEFAULT_WAIT_SECONDS, mayPass, retryAfterSeconds } from '../retry-after.ts';
import { writerCalls } from './calls.ts';
import type { GraphAnswer, GraphConnection } from './graph-connection.ts';
import { type GraphErrorText, graphErrorOf, requestId } from './graph-error.ts';
import { askPatiently, type Patience } from './patience.ts';
import type { GraphTokens } from './token-source.ts';

export interface PasswordWriterOptions {
  readonly connection: GraphConnection;
  readonly tokens: GraphTokens;
  readonly clientRequestId: () => string;
  readonly now: Now;
  /** How it goes on asking Graph to end sessions. Left out: not at all. */
  readonly patience?: Patience;
}

/**
 * Resets passwords with the writer app. A reset is not repeated here: whether to send it again is the workflow's decision,
 * and it is made with the same stored value (R3). Sessions may be ended twice. Errors are built from codes, never from what was sent or answered (R4).
 */
export function passwordWriter(options: PasswordWriterOptions): PasswordWriter {
  return {
    async reset({ tenantId, accountId, password, clientRequestId }) {
      await requireToken(options, tenantId);
      const answer = await options
        .connection(tenantId, {
          method: 'PATCH',
          path: writerCalls.user(accountId),
          // Both flags are always sent: their documented defaults contradict each other. A forced change would make the
          // stored password stale at its first use, and stop unattended accounts.
          body: {
            passwordProfile: {
              password,
              forceChangePasswordNextSignIn: false,
              forceChangePasswordNextSignInWithMfa: false,
            },
          },
          clientRequestId,
        })
        .catch((error: unknown) => {
          // The token may have to be renewed during the call: before anything is sent, or after a 401, which applied nothing.
          throw isOfSignIn(error) ? failedSignIn(error) : new ResetOutcomeUnknown('Graph did not answer the reset');
        });
      return resetOutcome(answer, options.now());
    },
    async revokeSessions(tenantId, accountId) {
      const answer = await askPatiently(
        options.patience,
        (withinMs) => askToRevoke(options, tenantId, accountId, withinMs),
        (each) => {
          if (each === undefined) return { retryAfter: undefined };
          return mayPass(each.status) ? { retryAfter: retryAfterSeconds(each.headers, options.now()) } : undefined;
        },
      );
      if (answer === undefined) throw new GraphUnavailable('Graph did not answer the revocation of sessions');
      if (answer.status === 429) throw throttled(answer, options.now());
      if (!isSuccess(answer)) {
        throw new GraphUnavailable(
          `Graph answered the revocation of sessions with ${answer.status} ${graphErrorOf(answer.json).code}`,
        );
      }
      const graphRequestId = requestIdIn(answer);
      return graphRequestId === undefined ? {} : { graphRequestId };
    },
  };
}

/** @returns `undefined`: no answer */
async function askToRevoke(
  { connection, clientRequestId }: PasswordWriterOptions,
  tenantId: string,
  accountId: string,
  withinMs: number,
): Promise<GraphAnswer | undefined> {
  const path = writerCalls.revokeSignInSessions(accountId);
  const call = { method: 'POST', path, clientRequestId: clientRequestId(), withinMs } as const;
  return connection(tenantId, call).catch((error: unknown) => {
    if (isOfSignIn(error)) throw error;
    return undefined;
  });
}

/** Signs in before anything is sent, so that a failure to sign in is known to have applied nothing. */
async function requireToken({ tokens }: PasswordWriterOptions, tenantId: string): Promise<void> {
  await tokens.tokenFor(tenantId).catch((error: unknown) => {
    throw isOfSignIn(error) ? failedSignIn(error) : error;
  });
}

type SignInError = TenantNotReady | GraphThrottled | GraphUnavailable;

const isOfSignIn = (error: unknown): error is SignInError =>
  error instanceof TenantNotReady || error instanceof GraphThrottled || error instanceof GraphUnavailable;

/** The error of a reset whose sign-in failed: refused by the tenant, or tried again later; in both cases nothing was applied. */
const failedSignIn = (error: SignInError) =>
  error instanceof TenantNotReady ? new ResetRefused('sign-in-refused', error.message) : error;

const isSuccess = ({ status }: GraphAnswer) => status >= 200 && status < 300;

/** 2xx: applied. 4xx: not applied. Anything else may have been applied: 408, 5xx, a redirect, no answer. */
function resetOutcome(answer: GraphAnswer, now: Date): Awaited<ReturnType<PasswordWriter['reset']>> {
  const { status } = answer;
  if (isSuccess(answer)) {
    const graphRequestId = requestIdIn(answer);
    return graphRequestId === undefined ? { kind: 'answered-without-id' } : { kind: 'answered', graphRequestId };
  }
  if (status === 429) throw throttled(answer, now);
  const error = graphErrorOf(answer.json);
  if (status === 408 || status < 400 || status >= 500) {
    throw new ResetOutcomeUnknown(`Graph answered the reset with ${status} ${error.code}`);
  }
  const { code, sentence } = refusalOf(status, error);
  throw new ResetRefused(code, sentence, requestIdIn(answer) ?? error.requestId);
}

const throttled = ({ headers }: GraphAnswer, now: Date) =>
  new GraphThrottled(retryAfterSeconds(headers, now) ?? DEFAULT_WAIT_SECONDS);

const requestIdIn = ({ headers }: GraphAnswer) => requestId(headers.get('request-id'));

/** Graph's message tells refusals apart that share a code; it is compared and then dropped, for it may quote the request. */
function refusalOf(
  status: number,
  { code, message }: GraphErrorText,
): { readonly code: string; readonly sentence: string } {
  if (/password complexity/i.test(message)) {
    return { code: 'password-policy', sentence: "The tenant's password policy refused the generated password." };
  }
  if (/on-premises mastered|directory sync/i.test(message)) {
    return { code: 'synced', sentence: 'The account is synchronized from on premises: its password is changed there.' };
  }
  if (/restricted management/i.test(message)) {
    return { code: 'restricted', sentence: 'The account is in a restricted management administrative unit.' };
  }
  if (code === 'Authorization_RequestDenied') {
    return {
      code,
      sentence:
        'Graph denied the reset: the writer app lacks its permission or the role Privileged Authentication Administrator in this tenant.',
    };
  }
  if (code === 'Authorization_IdentityNotFound') {
    return { code, sentence: 'The writer app is not in this tenant: consent is missing.' };
  }
  if (status === 404) return { code, sentence: 'The account does not exist any more.' };
  return {
    code: code === 'none' ? `http-${status}` : code,
    sentence: `Graph refused the reset with status ${status}.`,
  };
}
