import { DescribeExportCommand, type DynamoDBClient, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { exportCheck } from '../../../../cli/doctor/aws/locked-export.ts';

const place = { tableArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/Audit', bucket: 'audit-bucket' };

/** DynamoDB, as these answers of DescribeExport tell it, the last one for ever. */
function dynamodbTelling(...answers: readonly object[]) {
  const sent: object[] = [];
  let asked = 0;
  const send = async (command: object) => {
    if (command instanceof ExportTableToPointInTimeCommand) {
      sent.push(command.input);
      return { ExportDescription: { ExportArn: 'the-export', ExportStatus: 'IN_PROGRESS' } };
    }
    expect(command).toBeInstanceOf(DescribeExportCommand);
    asked += 1;
    return { ExportDescription: answers[Math.min(asked, answers.length) - 1] };
  };
  return { client: { send } as Pick<DynamoDBClient, 'send'>, sent };
}

async function checked(...answers: readonly object[]) {
  let waited = 0;
  const told: string[] = [];
  const { client, sent } = dynamodbTelling(...answers);
  const checks = await exportCheck(client, place, {
    wait: async (seconds) => {
      waited += seconds;
    },
    tell: (line) => told.push(line),
  });
  return { checks, sent, waited, told };
}

test('the audit table is exported as a cycle does it, apart from what auditors read', async () => {
  const { checks, sent, told } = await checked(
    { ExportStatus: 'IN_PROGRESS' },
    { ExportStatus: 'COMPLETED', ItemCount: 7 },
  );
  expect(checks).toMatchObject([{ state: 'ok', detail: 'wrote 7 records to s3://audit-bucket/doctor/' }]);
  expect(sent).toEqual([
    {
      TableArn: place.tableArn,
      S3Bucket: 'audit-bucket',
      S3Prefix: 'doctor',
      S3SseAlgorithm: 'AES256',
      ExportFormat: 'DYNAMODB_JSON',
    },
  ]);
  expect(told.join()).toContain('the-export');
});

test('what DynamoDB says about an export that failed is told as it is, with the next step', async () => {
  const failure = {
    ExportStatus: 'FAILED',
    FailureCode: 'S3InvalidRequest',
    FailureMessage: 'Content-MD5 is required',
  };
  const { checks } = await checked(failure);
  expect(checks).toMatchObject([
    {
      state: 'failed',
      detail: 'S3InvalidRequest: Content-MD5 is required',
      next: expect.stringContaining('without a lock'),
    },
  ]);
});

test('one that takes longer than 20 minutes is left to be asked for', async () => {
  const { checks, waited } = await checked({ ExportStatus: 'IN_PROGRESS' });
  expect(checks).toMatchObject([{ state: 'warn', next: expect.stringContaining('--export-arn the-export') }]);
  expect(waited).toBeGreaterThanOrEqual(1_200);
  expect(waited).toBeLessThan(1_300);
});
