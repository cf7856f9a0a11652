import type { TeamChannel } from '../../ports/messages.ts';
import { secretText } from '../aws/secrets-manager/secret-content.ts';
import { call } from '../outgoing-call.ts';
import { cardMessage } from './adaptive-card.ts';

const TIMEOUT_MS = 10_000;

/**
 * Posts cards through a Teams workflow ("When a Teams webhook request is received").
 *
 * An answer of 2xx says that the workflow took the card, not that the channel shows it.
 *
 * @param address  the workflow's address. Its signature lets anybody post, so it is a secret and no error repeats it
 */
export function teamsChannel(address: () => Promise<string>): TeamChannel {
  return {
    async post(card) {
      const url = usableAddress(secretText(await address()));
      const response = await call({
        system: 'the Teams workflow',
        address: url.href,
        timeoutMs: TIMEOUT_MS,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: cardMessage(card),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the Teams workflow answered ${response.status}`);
    },
  };
}

/** @throws {Error} that does not repeat the address */
function usableAddress(address: string): URL {
  if (!URL.canParse(address)) throw new Error('the secret of the Teams workflow is not its address');
  const url = new URL(address);
  if (url.hostname.endsWith('.webhook.office.com')) {
    throw new Error('Office 365 connectors are retired: make a workflow in Teams and store its address');
  }
  return url;
}
