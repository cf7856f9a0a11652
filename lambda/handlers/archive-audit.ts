import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { AUDIT_TABLE_TOUCHED } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { auditArchive } from '../adapters/aws/audit-archive.ts';
import { streamedChanges } from '../adapters/aws/dynamodb/audit/streamed-changes.ts';
import type { UnexpectedChange } from '../domain/audit/unexpected-change.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { read } from '../runtime/variables.ts';
import { archiveChanges } from '../usecases/audit/archive-changes.ts';

const logger = new Logger({ serviceName: 'archive-audit' });
const ports = {
  archive: auditArchive(new S3Client(), read(variable.auditBucket)),
  alarm(what: UnexpectedChange, sequenceNumber: string) {
    logger.error('a change of the audit table that the product does not make', { what, sequenceNumber });
    logForAlarm(AUDIT_TABLE_TOUCHED);
  },
};

/** Changes of the audit table, from its stream into the locked bucket. */
export const handler = async (event: unknown): Promise<void> => archiveChanges(ports, streamedChanges(event));
