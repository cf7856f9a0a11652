import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { StreamReader } from './audit-stream.ts';

/** As many changes as Lambda gives at once: one object of the archive is cheaper than many, and easier to read. */
const BATCH = 1_000;
/** Of the minute within which a record is locked, most is left for a second try. */
const WINDOW = Duration.seconds(20);

/** What leads every change of the audit table to the locked bucket. */
export const auditArchiveOf = (scope: Construct, streamArn: string): StreamReader =>
  new StreamReader(scope, 'AuditArchive', { streamArn, batchSize: BATCH, window: WINDOW });
