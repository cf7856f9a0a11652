import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { auditPrefix } from '../../contract/audit-bucket.ts';
import { extended, jsonata } from './jsonata.ts';
import { MUST_BE_RECORDED, retryProps, TABLE_IN_TROUBLE } from './retries.ts';

export interface ExportedFrom {
  readonly auditTable: ITableV2;
  readonly auditBucket: IBucket;
}

/** Asks DynamoDB for an export of the audit table. Asked twice with the same token, it makes one. */
export function startExport(
  scope: Construct,
  id: string,
  { auditTable, auditBucket }: ExportedFrom,
  parameters: Readonly<Record<string, unknown>>,
): CallAwsService {
  const start = CallAwsService.jsonata(scope, id, {
    service: 'dynamodb',
    action: 'exportTableToPointInTime',
    iamAction: 'dynamodb:ExportTableToPointInTime',
    iamResources: [auditTable.tableArn],
    additionalIamStatements: [
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
        resources: [auditBucket.arnForObjects(`${auditPrefix.exports}*`)],
      }),
    ],
    parameters: {
      TableArn: auditTable.tableArn,
      S3Bucket: auditBucket.bucketName,
      S3Prefix: jsonata(`'${auditPrefix.exports}period=' & $states.input.period`),
      S3SseAlgorithm: 'AES256',
      ExportFormat: 'DYNAMODB_JSON',
      ClientToken: jsonata('$states.input.token'),
      ...parameters,
    },
    outputs: jsonata(extended('$states.input', "'exportArn': $states.result.ExportDescription.ExportArn")),
  });
  for (const each of [TABLE_IN_TROUBLE, MUST_BE_RECORDED]) start.addRetry(retryProps(each));
  return start;
}

/** The window, to its end or until now. Both images show what was changed or removed, which the product never does. */
export const incremental = {
  ExportType: 'INCREMENTAL_EXPORT',
  IncrementalExportSpecification: jsonata(
    "$merge([{'ExportFromTime': $states.input.from, 'ExportViewType': 'NEW_AND_OLD_IMAGES'}, " +
      "$states.input.next = 'window' ? {'ExportToTime': $states.input.to} : {}])",
  ),
};

/** JSONata for what `plan-export` is told of an export that has ended. */
const ENDED =
  "($told := $states.result.ExportDescription; $merge([{'token': $states.input.token, 'status': $told.ExportStatus, " +
  "'exportArn': $states.input.exportArn, 'items': $exists($told.ItemCount) ? $told.ItemCount : 0, " +
  "'until': $exists($told.IncrementalExportSpecification.ExportToTime) ? $told.IncrementalExportSpecification.ExportToTime : $told.ExportTime}, " +
  "$exists($told.FailureMessage) ? {'failure': $substring($told.FailureCode & ': ' & $told.FailureMessage, 0, 200)} : {}]))";

/** Looks how an export is getting on: adds `ended`. */
export function pollExport(scope: Construct, id: string, { auditTable }: ExportedFrom): CallAwsService {
  const poll = CallAwsService.jsonata(scope, id, {
    service: 'dynamodb',
    action: 'describeExport',
    iamAction: 'dynamodb:DescribeExport',
    iamResources: [`${auditTable.tableArn}/export/*`],
    parameters: { ExportArn: jsonata('$states.input.exportArn') },
    outputs: jsonata(extended('$states.input', `'ended': ${ENDED}`)),
  });
  for (const each of [TABLE_IN_TROUBLE, MUST_BE_RECORDED]) poll.addRetry(retryProps(each));
  return poll;
}
