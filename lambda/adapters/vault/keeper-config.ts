import * as z from 'zod';
import { parsedJson } from '../../domain/text/parsed-json.ts';
import { VaultRefused } from '../../ports/vault.ts';
import { secretFields } from '../aws/secrets-manager/secret-content.ts';

/** What the SDK needs of the config of a device that is bound to an application. What binds further devices, or makes records, is left out. */
const configSchema = z.object({
  hostname: z.string().min(1),
  clientId: z.string().min(1),
  privateKey: z.string().min(1),
  appKey: z.string().min(1),
  serverPublicKeyId: z.string().regex(/^\d+$/).optional(),
  /** Of a server whose key the SDK does not know. */
  serverPublicKey: z.string().min(1).optional(),
});

/**
 * Reads the config out of the vault's secret: as the base64 that Keeper shows, or as the JSON inside it.
 *
 * @param endpoint  where the deployment says that Keeper is: a config of another region is refused, not followed
 * @returns base64 of JSON, for `loadJsonConfig` of the SDK
 * @throws {VaultRefused} it is none, or one of another region; no error repeats any of it
 */
export function keeperConfig(secret: string, endpoint: string): string {
  const text = secretFields(secret)?.text('config');
  if (text === undefined)
    throw new VaultRefused('vault-not-allowed', 'the secret of the vault must be JSON with config');
  const parsed = configSchema.safeParse(parsedJson(text) ?? parsedJson(Buffer.from(text, 'base64').toString()));
  if (!parsed.success) {
    throw new VaultRefused(
      'vault-not-allowed',
      'config in the secret of the vault is no config of a bound device of Keeper Secrets Manager: it needs hostname, clientId, privateKey and appKey',
    );
  }
  if (parsed.data.hostname.toLowerCase() !== new URL(endpoint).host) {
    throw new VaultRefused(
      'vault-not-allowed',
      `The config in the secret of the vault is not for ${new URL(endpoint).host}, where the estate says that Keeper is (vault.region).`,
    );
  }
  return Buffer.from(JSON.stringify(parsed.data)).toString('base64');
}
