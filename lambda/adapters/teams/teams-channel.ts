import type { NotPosted, TeamChannel } from '../../ports/messages.ts';
import { secretText } from '../aws/secrets-manager/secret-content.ts';
import { SecretNotFilled } from '../aws/secrets-manager/stored-secret.ts';
import { call, letGo } from '../outgoing-call.ts';
import { cardMessage } from './adaptive-card.ts';
import { workflowAddress } from './workflow-address.ts';

const TIMEOUT_MS = 10_000;

/**
 * Posts cards through a Teams workflow ("When a Teams webhook request is received").
 *
 * @param name  of the channel
 * @param address  the workflow's address. Its signature lets anybody post, so it is a secret, and nothing repeats it
 */
export function teamsChannel(name: string | undefined, address: () => Promise<string>): TeamChannel {
  return {
    name,
    async post(card) {
      const given = await addressIn(address);
      const usable = given === undefined ? { problem: 'the secret has no value yet' } : workflowAddress(given);
      if ('problem' in usable) return { kind: 'unusable', seen: usable.problem };
      const response = await call({
        system: 'the Teams workflow',
        address: usable.url.href,
        timeoutMs: TIMEOUT_MS,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: cardMessage(card),
      }).catch(() => undefined); // the address is usable, so nothing but a missing answer is left
      if (response === undefined) return { kind: 'silent', seen: 'it did not answer within ten seconds' };
      await letGo(response); // what it says may repeat the card
      return response.ok ? undefined : { kind: kindOf(response.status), seen: `it answered ${response.status}` };
    },
  };
}

/** @returns `undefined`: nobody has filled the secret yet */
async function addressIn(address: () => Promise<string>): Promise<string | undefined> {
  try {
    return secretText(await address());
  } catch (error) {
    if (error instanceof SecretNotFilled) return undefined;
    throw error;
  }
}

function kindOf(status: number): NotPosted['kind'] {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || status === 410) return 'retired';
  if (status === 429) return 'throttled';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'down';
}
