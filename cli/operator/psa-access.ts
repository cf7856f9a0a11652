import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Estate } from '../../config/estate.ts';
import { psaEndpoint } from '../../contract/psa.ts';
import { filledSecretName } from '../../contract/stack.ts';
import { variable } from '../../contract/variables.ts';
import { storedSecret } from '../../lambda/adapters/aws/secrets-manager/stored-secret.ts';
import { call } from '../../lambda/adapters/outgoing-call.ts';
import type { PsaAccess } from '../../lambda/adapters/psa/psa-access.ts';

/**
 * How an engineer's machine reaches the PSA: as functions do, with its keys, which the AWS identity in the shell must be allowed to read.
 * The variable that functions read replaces the PSA's own address, for one on this machine.
 *
 * @returns `undefined`: the estate has no PSA
 */
export function psaAccess({ psa, aws: { region, stackName } }: Pick<Estate, 'psa' | 'aws'>): PsaAccess | undefined {
  const endpoint = process.env[variable.psaEndpoint] ?? psaEndpoint(psa);
  if (endpoint === undefined || psa.system === 'none') return undefined;
  const now = () => new Date();
  const client = new SecretsManagerClient({ region });
  return { endpoint, secret: storedSecret(client, filledSecretName(stackName, 'psa'), now).text, psa, now, send: call };
}
