import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Choice, Condition, Fail, type IChainable, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { extended, jsonata } from './jsonata.ts';
import { MUST_BE_RECORDED, retryProps, TABLE_IN_TROUBLE } from './retries.ts';

/** Between two polls of an export; one takes some minutes. */
const POLL = Duration.seconds(30);

/** Exports the whole audit table to the audit bucket, under the period of the cycle, and goes on when it is there. */
export function exportAudit(
  scope: Construct,
  { auditTable, auditBucket }: { readonly auditTable: ITableV2; readonly auditBucket: IBucket },
  next: IChainable,
): IChainable {
  const start = CallAwsService.jsonata(scope, 'ExportAudit', {
    service: 'dynamodb',
    action: 'exportTableToPointInTime',
    iamAction: 'dynamodb:ExportTableToPointInTime',
    iamResources: [auditTable.tableArn],
    additionalIamStatements: [
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
        resources: [auditBucket.arnForObjects('audit/*')],
      }),
    ],
    parameters: {
      TableArn: auditTable.tableArn,
      S3Bucket: auditBucket.bucketName,
      S3Prefix: jsonata("'audit/period=' & $states.input.period"),
      S3SseAlgorithm: 'AES256',
      ExportFormat: 'DYNAMODB_JSON',
      ClientToken: jsonata('$states.input.cycleId'), // asked twice, exported once
    },
    outputs: jsonata(extended('$states.input', "'exportArn': $states.result.ExportDescription.ExportArn")),
  });
  for (const each of [TABLE_IN_TROUBLE, MUST_BE_RECORDED]) start.addRetry(retryProps(each));

  const poll = CallAwsService.jsonata(scope, 'PollExport', {
    service: 'dynamodb',
    action: 'describeExport',
    iamAction: 'dynamodb:DescribeExport',
    iamResources: [`${auditTable.tableArn}/export/*`],
    parameters: { ExportArn: jsonata('$states.input.exportArn') },
    outputs: jsonata(extended('$states.input', "'exportStatus': $states.result.ExportDescription.ExportStatus")),
  });
  for (const each of [TABLE_IN_TROUBLE, MUST_BE_RECORDED]) poll.addRetry(retryProps(each));

  const wait = Wait.jsonata(scope, 'WaitForExport', { time: WaitTime.duration(POLL) });
  return start
    .next(wait)
    .next(poll)
    .next(
      Choice.jsonata(scope, 'Exported')
        .when(Condition.jsonata(jsonata("$states.input.exportStatus = 'IN_PROGRESS'")), wait)
        .when(Condition.jsonata(jsonata("$states.input.exportStatus = 'COMPLETED'")), next)
        .otherwise(
          Fail.jsonata(scope, 'ExportFailed', {
            error: 'ExportFailed',
            cause: 'The export of the audit table failed; the cycle itself is closed. Start the export by hand.',
          }),
        ),
    );
}
