import { appSecretForm, type GraphApp } from '../../contract/graph-apps.ts';
import type { Mismatch } from '../../lambda/adapters/graph/sign-in-codes.ts';
import type { ResettingRole } from '../../lambda/domain/connection/writer-role.ts';

/** The tenant, the app and the addresses that a next step names. */
export interface Place {
  readonly tenantId: string;
  /** Root of the token endpoints, such as `https://login.microsoftonline.com`. */
  readonly loginEndpoint: string;
  readonly graphEndpoint: string;
}

/** Who vouches for us to Entra, as the identity token says it. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Entra sends the browser to an address of the app afterwards; an error page there does no harm. */
export const consent = ({ loginEndpoint, tenantId }: Place, clientId: string): string =>
  `an administrator of the customer opens ${loginEndpoint}/${tenantId}/adminconsent?client_id=${clientId}`;

/** What to do about an app that does not trust us. The writer's credential is for another role than ours, so it names none. */
export function mendedTrust(
  app: GraphApp,
  clientId: string,
  { issuer, subject, audience }: Identity,
  mismatch: Mismatch | undefined,
): string {
  const whose = app === 'writer' ? 'the role of reset-password (docs/deploy.md, step 4)' : subject;
  const all = `issuer ${issuer}, subject ${whose}, audience ${audience}; each is compared letter by letter. Entra takes some minutes to know it`;
  const where = `the app ${clientId} in your home tenant`;
  switch (mismatch) {
    case 'issuer':
      return `correct the issuer of the federated credential of ${where} (a slash at its end counts): ${all}`;
    case 'audience':
      return `correct the audience of the federated credential of ${where}: ${all}. If the cloud is wrong, correct graph.cloud in the estate`;
    case 'capitals':
      return `delete the federated credential of ${where} whose subject differs in capitals, and add it again, letter by letter: ${all}`;
    default:
      return `add a federated credential to ${where}: ${all}`;
  }
}

export const assignRole = ({ tenantId, graphEndpoint }: Place, writerClientId: string, role: ResettingRole): string =>
  [
    `as an administrator of the customer: az login --tenant ${tenantId} --allow-no-subscriptions`,
    `az rest --method POST --url ${graphEndpoint}/v1.0/roleManagement/directory/roleAssignments --headers Content-Type=application/json --body "{\\"principalId\\":\\"$(az ad sp show --id ${writerClientId} --query id --output tsv)\\",\\"roleDefinitionId\\":\\"${role.templateId}\\",\\"directoryScopeId\\":\\"/\\"}"`,
  ].join(' && ');

export const AWS_VOUCHES =
  'aws sts get-caller-identity must answer for a role or user of the account; then aws iam enable-outbound-web-identity-federation, once per account (FeatureEnabled: it is on), and allow yourself sts:GetWebIdentityToken';

/** The secret of an app: whose it is, and its name. */
export interface AppSecret {
  readonly app: GraphApp;
  readonly name: string;
}

const fileOf = (app: GraphApp) => `graph-${app}.json`;

/** How an engineer fills an app's secret. The value goes through a file, so that it does not stay in the shell's history. */
export const fillSecret = ({ app, name }: AppSecret, credential: keyof typeof appSecretForm): string =>
  `write ${appSecretForm[credential]} to ${fileOf(app)}, then: aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://${fileOf(app)} && rm ${fileOf(app)}`;

/** What to do about a certificate or client secret that Entra does not take. */
export const renew = (secret: AppSecret, clientId: string, credential: keyof typeof appSecretForm): string =>
  credential === 'certificate'
    ? `compare the certificates of the app ${clientId} in your home tenant (Certificates & secrets); add the one in the secret, or make a new one: ${fillSecret(secret, credential)}`
    : `add a client secret to the app ${clientId} in your home tenant (Certificates & secrets) and copy its value, not its id: ${fillSecret(secret, credential)}`;

export const mayReadSecret = ({ name }: AppSecret): string => `allow yourself secretsmanager:GetSecretValue on ${name}`;
