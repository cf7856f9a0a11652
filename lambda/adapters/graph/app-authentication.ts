import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Estate } from '../../../config/estate.ts';
import { appSecretForm, appSecretName, type GraphApp } from '../../../contract/graph-apps.ts';
import { microsoftCloud } from '../../../contract/variables.ts';
import { identityToken } from '../aws/identity-token.ts';
import { storedSecret } from '../aws/secrets-manager/stored-secret.ts';
import { clientSecretIn } from './app-secret.ts';
import {
  type AuthenticateClient,
  authenticatedByAssertion,
  authenticatedByAws,
  authenticatedBySecret,
} from './client-authentication.ts';
import { assertionsSignedBy } from './signed-assertion.ts';

export interface AwsClients {
  /** With a region: the global STS endpoint issues no identity tokens. */
  readonly sts: STSClient;
  readonly secrets: SecretsManagerClient;
}

/** How an app authenticates, as the estate says. Make it once per function: it caches what it reads. */
export function appCredential(
  { graph: { cloud, credential, ...ids }, aws: { stackName } }: Pick<Estate, 'graph' | 'aws'>,
  app: GraphApp,
  aws: AwsClients,
): AuthenticateClient {
  if (credential === 'federated') return authenticatedByAws(identityToken(aws.sts, microsoftCloud[cloud].audience));
  const now = () => new Date();
  const name = appSecretName(stackName, app);
  const secret = { name, form: appSecretForm[credential], stored: storedSecret(aws.secrets, name, now) };
  if (credential === 'secret') return authenticatedBySecret(secret, clientSecretIn);
  const clientId = app === 'reader' ? ids.readerClientId : ids.writerClientId;
  return authenticatedByAssertion(secret, assertionsSignedBy(clientId, now));
}
