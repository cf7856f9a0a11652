import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A secret that a person put in and renews. It is read once, and again only when what was read is of no use any more. */
export interface StoredSecret {
  /** @throws what AWS answers; `ResourceNotFoundException` as long as nobody has put a value in */
  text(): Promise<string>;
  /** Whether the secret is another one now than a text that was of no use. */
  isReplaced(useless: string): Promise<boolean>;
}

export function storedSecret(client: Pick<SecretsManagerClient, 'send'>, secretId: string): StoredSecret {
  let kept: Promise<string> | undefined;
  const read = () => {
    const reading = client
      .send(new GetSecretValueCommand({ SecretId: secretId }))
      .then(({ SecretString }) => SecretString ?? '');
    kept = reading;
    // A failure is not kept. Who waits for it, gets it from `reading`.
    reading.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading;
  };
  return {
    text: () => kept ?? read(),
    async isReplaced(useless) {
      // Somebody who was refused at the same time may have read it already.
      if (kept !== undefined && (await kept) !== useless) return true;
      return (await read()) !== useless;
    },
  };
}
