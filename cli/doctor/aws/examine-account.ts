import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Estate } from '../../../config/estate.ts';
import { type StackOutput, stackOutput } from '../../../contract/stack.ts';
import { mailTroubleReader } from '../../../lambda/adapters/aws/dynamodb/messages/mail-trouble-store.ts';
import { sentenceOf } from '../../operator/sentence-of.ts';
import { type Check, failed, isReady, ok } from '../check.ts';
import { inRegion } from '../in-region.ts';
import { look } from './aws-answer.ts';
import { secretCheck, secretsOf } from './filled-secrets.ts';
import { identityTokenCheck } from './identity-token.ts';
import { type ExportOptions, exportCheck } from './locked-export.ts';
import { sendingChecks, suppressionCheck } from './recipients.ts';
import { senderChecks } from './sender.ts';
import { concurrencyCheck, executionsCheck } from './service-quotas.ts';
import { undeliveredCheck } from './undelivered.ts';

export interface AccountExamination {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

export interface AccountInstruments {
  readonly ses: SESv2Client;
  readonly secrets: SecretsManagerClient;
  readonly dynamodb: DynamoDBClient;
  readonly quotas: ServiceQuotasClient;
  /** An identity token of AWS, for Entra. */
  readonly identityToken: () => Promise<string>;
  /** What the deployed stack tells of itself. */
  readonly outputs: () => Promise<(name: StackOutput) => string>;
  readonly exporting: () => Promise<ExportOptions>;
}

/**
 * Looks at what only the account itself can tell, all at once. It changes nothing but that the audit table is exported before its time, into
 * the bucket where it goes anyway.
 */
export async function examineAccount(
  { ses, secrets, dynamodb, quotas, identityToken, outputs, exporting }: AccountInstruments,
  estate: Estate,
): Promise<AccountExamination> {
  const { account, region, stackName } = estate.aws;
  const checks = await Promise.all([
    deployedChecks(outputs, dynamodb, exporting, estate),
    look('identity token', 'sts:GetWebIdentityToken', () => identityTokenCheck(identityToken)),
    ...secretsOf(estate).map((each) =>
      look(`secret ${each.name}`, 'secretsmanager:DescribeSecret', () => secretCheck(secrets, each)),
    ),
    look('mail sender', 'ses:GetEmailIdentity', () => senderChecks(ses, estate)),
    look('mail account', 'ses:GetAccount', () => sendingChecks(ses, estate)),
    look('mail suppression', 'ses:GetSuppressedDestination', () => suppressionCheck(ses, estate)),
    look('Lambda concurrency', 'servicequotas:ListServiceQuotas', () => concurrencyCheck(quotas)),
    look('Step Functions rates', 'servicequotas:ListServiceQuotas', () => executionsCheck(quotas)),
  ]);
  const found = checks.flat().map(inRegion(region));
  return { account, region, stackName, ready: isReady(found), checks: found };
}

async function deployedChecks(
  outputs: AccountInstruments['outputs'],
  dynamodb: DynamoDBClient,
  exporting: AccountInstruments['exporting'],
  { aws: { stackName }, msp }: Pick<Estate, 'aws' | 'msp'>,
): Promise<readonly Check[]> {
  const found = await outputs().then(
    (outputOf) => ({ outputOf }),
    (error: unknown) => ({ error }),
  );
  if ('error' in found) {
    return [failed('stack', sentenceOf(found.error), 'ESTATE=<your file> npm run deploy; then run this command again')];
  }
  const { outputOf } = found;
  const exported = await look(
    'export to the locked bucket',
    'states:StartExecution and states:DescribeExecution on AuditExport',
    async () => exportCheck(await exporting()),
  );
  const undelivered = await look('mail that did not arrive', 'dynamodb:Query on the state table', async () => {
    const tables = { client: DynamoDBDocumentClient.from(dynamodb), state: outputOf(stackOutput.stateTable) };
    return undeliveredCheck(await mailTroubleReader(tables).all(), msp.timeZone, new Date());
  });
  return [ok('stack', `${stackName} is deployed`), ...exported, ...undelivered];
}
