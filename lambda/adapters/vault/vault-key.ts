import * as z from 'zod';
import { VaultRefused } from '../../ports/vault.ts';
import { secretFields } from '../aws/secrets-manager/secret-content.ts';

/** What a header can hold. */
const key = z.string().regex(/^[\x21-\x7e]+$/);

/**
 * The key of a vault, from what an engineer put into its secret.
 *
 * @param name  of the field that holds it
 * @throws {VaultRefused} it is not there, or cannot be a key; the error repeats none of the content
 */
export function vaultKey(content: string, name: string): string {
  const fields = secretFields(content);
  if (fields?.isTwice(name)) throw new VaultRefused('vault-not-allowed', `the secret of the vault has ${name} twice`);
  const parsed = key.safeParse(fields?.text(name));
  if (!parsed.success) throw new VaultRefused('vault-not-allowed', `the secret of the vault must be JSON with ${name}`);
  return parsed.data;
}
