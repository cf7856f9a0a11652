import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Estate } from '../../../config/estate.ts';
import { appSecretForm, appSecretName } from '../../../contract/graph-apps.ts';
import { psaSecretForm } from '../../../contract/psa.ts';
import { filledSecretName } from '../../../contract/stack.ts';
import { teamsSecretName } from '../../../contract/teams.ts';
import { vaultSecretForm } from '../../../contract/vault.ts';
import { type Check, failed, ok } from '../check.ts';

/** A secret that an engineer fills, and what it must hold. */
interface FilledSecret {
  readonly name: string;
  readonly form: string;
}

/** The secrets that this estate uses. The template may have more, which may stay empty. */
export function secretsOf({ aws: { stackName }, teams, psa, vault, graph, events }: Estate): readonly FilledSecret[] {
  const { credential } = graph;
  return [
    ...(teams.enabled
      ? [undefined, ...teams.channels].map((channel) => ({
          name: teamsSecretName(stackName, channel),
          form: 'the address of the Teams workflow',
        }))
      : []),
    ...(psa.system === 'none' ? [] : [{ name: filledSecretName(stackName, 'psa'), form: psaSecretForm[psa.system] }]),
    ...(events.webhook === undefined
      ? []
      : [
          {
            name: filledSecretName(stackName, 'webhook'),
            form: 'JSON {"keyId", "key"}, the key of 32 bytes in base64',
          },
        ]),
    ...(vault.system === 'none'
      ? []
      : [{ name: filledSecretName(stackName, 'vault'), form: vaultSecretForm[vault.system] }]),
    ...(credential === 'federated'
      ? []
      : (['reader', 'writer'] as const).map((app) => ({
          name: appSecretName(stackName, app),
          form: appSecretForm[credential],
        }))),
  ];
}

/** Whether a secret is there and has a value. The value itself is not read. */
export async function secretCheck(
  client: Pick<SecretsManagerClient, 'send'>,
  { name, form }: FilledSecret,
): Promise<readonly Check[]> {
  const check = `secret ${name}`;
  try {
    const { DeletedDate, VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    if (DeletedDate !== undefined) {
      return [failed(check, 'is scheduled for deletion', `aws secretsmanager restore-secret --secret-id ${name}`)];
    }
    const isFilled = Object.values(VersionIdsToStages ?? {}).some((labels) => labels.includes('AWSCURRENT'));
    return [
      isFilled
        ? ok(check, 'has a value')
        : failed(
            check,
            'has no value yet',
            `write ${form} to a file, then: aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://<file>, and remove the file`,
          ),
    ];
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return [failed(check, 'does not exist', 'deploy with this estate file: ESTATE=<your file> npm run deploy')];
  }
}
