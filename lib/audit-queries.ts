import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { auditPrefix } from '../contract/audit-bucket.ts';
import {
  athenaStoredRecords,
  auditViews,
  type ColumnType,
  lineTables,
  selectOf,
  type View,
} from '../contract/audit-views.ts';
import { auditDatabaseName, auditWorkgroupName } from '../contract/stack.ts';
import { PRIVATE } from './private-bucket.ts';

/** How long answers lie in their bucket: Athena asks again for a cent. */
const ANSWERS_KEPT = Duration.days(30);
/** More than ten years of records; 0.5 dollars. */
const MOST_BYTES = 100_000_000_000;

const hiveType: Readonly<Record<ColumnType, string>> = {
  varchar: 'string',
  bigint: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamp',
};

/** Audit records as tables in Athena: the views that `rotation audit query` has of a folder. Nobody in the product reads them. */
export class AuditQueries extends Construct {
  readonly workgroup: string;
  private readonly database: CfnDatabase;

  constructor(
    scope: Construct,
    id: string,
    { auditBucket, accessLogs }: { readonly auditBucket: IBucket; readonly accessLogs: IBucket },
  ) {
    super(scope, id);
    const { account, stackName } = Stack.of(this);
    const answers = new Bucket(this, 'Answers', {
      ...PRIVATE,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ expiration: ANSWERS_KEPT }],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'answers/',
    });
    this.workgroup = auditWorkgroupName(stackName);
    new CfnWorkGroup(this, 'Workgroup', {
      name: this.workgroup,
      description: 'Questions about audit records',
      recursiveDeleteOption: true, // queries that are kept in it are no records
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: false,
        bytesScannedCutoffPerQuery: MOST_BYTES,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: answers.s3UrlForObject('answers/'),
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: account,
      databaseInput: { name: auditDatabaseName(stackName), description: 'Audit records of the password rotation' },
    });
    const days = { name: 'day', format: 'yyyy/MM/dd', unit: 'DAYS', from: '2026/01/01', folder: '' };
    const months = { name: 'period', format: 'yyyy-MM', unit: 'MONTHS', from: '2026-01', folder: 'period=' };
    this.lines(lineTables.archive, auditBucket.s3UrlForObject(auditPrefix.records), days);
    this.lines(lineTables.exports, auditBucket.s3UrlForObject(auditPrefix.exports), months);
    for (const each of [athenaStoredRecords, ...auditViews]) this.view(each);
  }

  /** Files of lines. Which folders there are is computed, not kept: a new day needs nobody. */
  private lines(
    name: string,
    location: string,
    by: {
      readonly name: string;
      readonly format: string;
      readonly unit: string;
      readonly from: string;
      readonly folder: string;
    },
  ): void {
    this.table(name, {
      tableType: 'EXTERNAL_TABLE',
      description: 'Stored lines, as they are',
      partitionKeys: [{ name: by.name, type: 'string' }],
      parameters: {
        EXTERNAL: 'TRUE',
        'projection.enabled': 'true',
        [`projection.${by.name}.type`]: 'date',
        [`projection.${by.name}.format`]: by.format,
        [`projection.${by.name}.range`]: `${by.from},NOW+1DAYS`,
        [`projection.${by.name}.interval`]: '1',
        [`projection.${by.name}.interval.unit`]: by.unit,
        'storage.location.template': `${location}${by.folder}\${${by.name}}/`,
      },
      storageDescriptor: {
        location,
        columns: [{ name: 'line', type: 'string', comment: 'JSON' }],
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        // Fields end with a control character, which JSON never holds: a line is one field.
        serdeInfo: {
          serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
          parameters: { 'serialization.format': '1', 'field.delim': '\u0001' },
        },
      },
    });
  }

  /** As Athena's own `CREATE VIEW` leaves it in the catalogue. */
  private view(view: View): void {
    const { name, row, columns } = view;
    const definition = {
      originalSql: selectOf(view),
      catalog: 'awsdatacatalog',
      schema: auditDatabaseName(Stack.of(this).stackName),
      columns: columns.map((each) => ({ name: each.name, type: each.type })),
    };
    this.table(name, {
      tableType: 'VIRTUAL_VIEW',
      description: `One row: ${row}`,
      parameters: { presto_view: 'true', comment: 'Presto View' },
      storageDescriptor: {
        columns: columns.map((each) => ({ name: each.name, type: hiveType[each.type], comment: each.meaning })),
        serdeInfo: { name: '-', serializationLibrary: '-' },
      },
      viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
      viewExpandedText: '/* Presto View */',
    });
  }

  private table(name: string, tableInput: Omit<CfnTable.TableInputProperty, 'name'>): void {
    new CfnTable(this, name, {
      catalogId: Stack.of(this).account,
      databaseName: auditDatabaseName(Stack.of(this).stackName),
      tableInput: { name, ...tableInput },
    }).addResourceDependency(this.database);
  }
}
