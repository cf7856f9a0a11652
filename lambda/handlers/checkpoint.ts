import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { CHAIN_DOES_NOT_FIT } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { archiveReader } from '../adapters/aws/archive-reader.ts';
import { checkpointSigner } from '../adapters/aws/checkpoint-signer.ts';
import { checkpointStore } from '../adapters/aws/checkpoint-store.ts';
import { cycleEnds } from '../adapters/aws/cycle-ends.ts';
import { recordReader } from '../adapters/aws/dynamodb/audit/record-reader.ts';
import { originOf } from '../domain/audit/checkpoint.ts';
import { cycleIdSchema } from '../domain/identifiers.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { deployedVersion } from '../runtime/deployed-version.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { makeCheckpoint } from '../usecases/audit/make-checkpoint.ts';

/** Without a cycle: the hourly one. */
const event = z.object({ cycleId: cycleIdSchema.optional() });

/** A log is read by people: more than these are counted. */
const LOGGED_PROBLEMS = 100;

const logger = new Logger({ serviceName: 'checkpoint' });
const s3 = new S3Client();
const auditBucket = read(variable.auditBucket);
const ports = {
  store: checkpointStore(s3, auditBucket),
  signer: checkpointSigner(new KMSClient(), read(variable.sealKeyId)),
  archive: archiveReader(s3, auditBucket),
  records: recordReader(new DynamoDBClient(), read(variable.auditTable)),
  cycleEnds: cycleEnds(s3, read(variable.workBucket)),
  now,
};
const maker = { origin: originOf(readEstate().aws), ...deployedVersion() };

export const handler = async (input: unknown) => {
  const { cycleId } = event.parse(input);
  const { checkpoint, hash, problems } = await makeCheckpoint(ports, maker, cycleId);
  if (problems.length > 0) {
    logger.error('what the archive holds does not fit', {
      checkpoint: checkpoint?.number,
      count: problems.length,
      problems: problems.slice(0, LOGGED_PROBLEMS),
    });
    logForAlarm(CHAIN_DOES_NOT_FIT);
  }
  return checkpoint === undefined ? {} : { number: checkpoint.number, hash, chains: checkpoint.chains };
};
