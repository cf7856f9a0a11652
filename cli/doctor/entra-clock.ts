import { call, letGo } from '../../lambda/adapters/outgoing-call.ts';

const TIMEOUT_MS = 10_000;

/**
 * Compares our clock with Entra's, by the `Date` of an answer that needs no sign-in.
 *
 * @returns seconds that ours is ahead, to about one second; `undefined` when no answer with a date came
 */
export async function secondsAheadOf(loginEndpoint: string, tenantId: string): Promise<number | undefined> {
  const sent = Date.now();
  try {
    const response = await call({
      system: 'Entra',
      address: `${loginEndpoint}/${tenantId}/v2.0/.well-known/openid-configuration`,
      timeoutMs: TIMEOUT_MS,
    });
    await letGo(response);
    const theirs = Date.parse(response.headers.get('date') ?? '');
    // The answer was written somewhere between sending and receiving; the header leaves out parts of seconds.
    const ours = (sent + Date.now()) / 2;
    return Number.isNaN(theirs) ? undefined : (ours - theirs) / 1_000 - 0.5;
  } catch {
    return undefined;
  }
}
