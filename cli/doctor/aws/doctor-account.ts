import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Estate } from '../../../config/estate.ts';
import { awsCaller } from '../../operator/aws-caller.ts';
import { deployedStack } from '../../operator/deployed-stack.ts';
import { microsoftAccess } from '../../operator/microsoft.ts';
import { printResult } from '../../operator/output.ts';
import { deployedWorkflows } from '../../operator/workflows.ts';
import { accountText } from '../report-text.ts';
import { examineAccount } from './examine-account.ts';

/** `rotation doctor --aws`. Exit code 1 where something failed. */
export async function doctorAccount(estate: Estate, json: boolean): Promise<void> {
  const { region } = estate.aws;
  await awsCaller(estate.aws);
  const examination = await examineAccount(
    {
      ses: new SESv2Client({ region }),
      secrets: new SecretsManagerClient({ region }),
      dynamodb: new DynamoDBClient({ region }),
      quotas: new ServiceQuotasClient({ region }),
      identityToken: microsoftAccess(estate).identityToken,
      outputs: () => deployedStack(estate.aws),
      exporting: async () => ({
        workflows: await deployedWorkflows(estate),
        now: () => new Date(),
        wait: (seconds) => pause(seconds * 1_000),
        tell: (line) => process.stderr.write(line),
      }),
    },
    estate,
  );
  printResult(json, { aws: examination }, accountText(examination));
  if (!examination.ready) process.exitCode = 1;
}
