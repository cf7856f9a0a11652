import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { decoded } from '../../../domain/text/decoded.ts';
import type { Now } from '../../../ports/clock.ts';

/** For how long a secret is cached: one that a person replaced is in use after that, without a deployment. */
const KEPT_MS = 5 * 60_000;

/** A secret that a person put in and renews: how an app signs in, how a channel or a ticket system is reached. */
export interface StoredSecret {
  /**
   * The secret's text, five minutes old at the most.
   *
   * @throws {SecretNotFilled} nobody has put a value in yet; and whatever else AWS answers
   */
  readonly text: () => Promise<string>;
  /** Whether the secret differs now from `useless`, a text that was refused. If so, `text` gives the new one. */
  readonly isReplaced: (useless: string) => Promise<boolean>;
}

/** The secret has no value: nobody has put one in yet. */
export class SecretNotFilled extends Error {
  override readonly name = 'SecretNotFilled';
}

/** Make it once per function: it caches what it reads. Calls at the same time share one read. */
export function storedSecret(client: Pick<SecretsManagerClient, 'send'>, secretId: string, now: Now): StoredSecret {
  let kept: { readonly text: Promise<string>; readonly until: number } | undefined;
  const read = () => {
    const reading = { text: textOf(client, secretId), until: now().getTime() + KEPT_MS };
    kept = reading;
    // A failed read is not cached. Its callers get the error from `reading`.
    reading.text.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading.text;
  };
  return {
    text: () => (kept !== undefined && now().getTime() < kept.until ? kept.text : read()),
    async isReplaced(useless) {
      // Another call that was refused at the same time may have read the new secret already.
      if (kept !== undefined && (await kept.text) !== useless) return true;
      return (await read()) !== useless;
    },
  };
}

async function textOf(client: Pick<SecretsManagerClient, 'send'>, secretId: string): Promise<string> {
  try {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    // `--secret-binary fileb://…` stores a file as it is, whatever an editor has made of it.
    return SecretString ?? decoded(SecretBinary ?? new Uint8Array());
  } catch (error) {
    // AWS answers like this for a secret that exists and has no value.
    if (!isNotFound(error)) throw error;
    throw new SecretNotFilled(`the secret ${secretId} has no value yet`);
  }
}

const isNotFound = (error: unknown) => error instanceof Error && error.name === 'ResourceNotFoundException';
