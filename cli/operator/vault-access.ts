import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Estate } from '../../config/estate.ts';
import { filledSecretName } from '../../contract/stack.ts';
import { variable } from '../../contract/variables.ts';
import { vaultEndpoint } from '../../contract/vault.ts';
import { storedSecret } from '../../lambda/adapters/aws/secrets-manager/stored-secret.ts';
import type { VaultAccess } from '../../lambda/adapters/vault/vault-access.ts';

/**
 * How an engineer's machine reaches the vault: as functions do, with its key, which the AWS identity in the shell must be allowed to read.
 * The variable that functions read replaces the vault's own address, for one on this machine.
 *
 * @returns `undefined`: the estate has no vault
 */
export function vaultAccess({
  vault,
  aws: { region, stackName },
}: Pick<Estate, 'vault' | 'aws'>): VaultAccess | undefined {
  const endpoint = process.env[variable.vaultEndpoint] ?? vaultEndpoint(vault);
  if (endpoint === undefined || vault.system === 'none') return undefined;
  const now = () => new Date();
  const client = new SecretsManagerClient({ region });
  return { endpoint, secret: storedSecret(client, filledSecretName(stackName, 'vault'), now).text, vault, now };
}
