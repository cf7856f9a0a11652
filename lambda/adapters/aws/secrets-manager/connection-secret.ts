import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Now } from '../../../ports/clock.ts';

/** A changed secret is in use after this long, without a deployment. */
const KEPT_MS = 5 * 60_000;

/**
 * Reads a secret that a person put in: how to reach a channel or a ticket system.
 *
 * @returns a function that gives the secret's text; it throws when nobody has put one in yet
 */
export function connectionSecret(client: SecretsManagerClient, secretId: string, now: Now): () => Promise<string> {
  let kept: { readonly text: string; readonly until: number } | undefined;
  return async () => {
    if (kept !== undefined && now().getTime() < kept.until) return kept.text;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined || SecretString === '') throw new Error(`the secret ${secretId} has no text yet`);
    kept = { text: SecretString, until: now().getTime() + KEPT_MS };
    return SecretString;
  };
}
