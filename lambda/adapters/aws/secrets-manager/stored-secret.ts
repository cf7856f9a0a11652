import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Now } from '../../../ports/clock.ts';

/** What was read is used for so long: a secret that a person replaced is in use after that, without a deployment. */
const KEPT_MS = 5 * 60_000;

/** A secret that a person put in and renews: how an app signs in, how a channel or a ticket system is reached. */
export interface StoredSecret {
  /**
   * The secret's text, five minutes old at the most.
   *
   * @throws {SecretNotFilled} nobody has put a value in yet; and whatever else AWS answers
   */
  readonly text: () => Promise<string>;
  /** Whether the secret is another one now than a text that was of no use. If so, `text` gives the other one. */
  readonly isReplaced: (useless: string) => Promise<boolean>;
}

export class SecretNotFilled extends Error {
  override readonly name = 'SecretNotFilled';
}

/** Make it once per function: what it reads is kept in it. Many who ask at the same time share one read. */
export function storedSecret(client: Pick<SecretsManagerClient, 'send'>, secretId: string, now: Now): StoredSecret {
  let kept: { readonly text: Promise<string>; readonly until: number } | undefined;
  const read = () => {
    const reading = { text: textOf(client, secretId), until: now().getTime() + KEPT_MS };
    kept = reading;
    // A failure is not kept. Who waits for it, gets it from `reading`.
    reading.text.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading.text;
  };
  return {
    text: () => (kept !== undefined && now().getTime() < kept.until ? kept.text : read()),
    async isReplaced(useless) {
      // Somebody who was refused at the same time may have read it already.
      if (kept !== undefined && (await kept.text) !== useless) return true;
      return (await read()) !== useless;
    },
  };
}

async function textOf(client: Pick<SecretsManagerClient, 'send'>, secretId: string): Promise<string> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretString ?? '';
  } catch (error) {
    // So AWS answers for a secret that is there and has no value.
    if (!isNotFound(error)) throw error;
    throw new SecretNotFilled(`the secret ${secretId} has no value yet`);
  }
}

const isNotFound = (error: unknown) => error instanceof Error && error.name === 'ResourceNotFoundException';
