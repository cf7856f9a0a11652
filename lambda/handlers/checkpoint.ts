import { Logger } from '@aws-lambda-powertools/logger';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { ARCHIVE_IS_BEHIND, CHAIN_DOES_NOT_FIT, WITNESS_DIFFERS, WITNESS_LACKS } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { archiveReader } from '../adapters/aws/archive-reader.ts';
import { checkpointSigner } from '../adapters/aws/checkpoint-signer.ts';
import { checkpointStore } from '../adapters/aws/checkpoint-store.ts';
import { cycleEnds } from '../adapters/aws/cycle-ends.ts';
import { recordReader } from '../adapters/aws/dynamodb/audit/record-reader.ts';
import { originOf } from '../domain/audit/checkpoint.ts';
import type { CheckpointAlarm, WitnessAlarm } from '../ports/checkpoints.ts';
import { codeVersion } from '../runtime/code-version.ts';
import { dynamoDb } from '../runtime/dynamodb.ts';
import { checkpointEvent } from '../runtime/events/checkpoint-event.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { makeCheckpoint } from '../usecases/audit/make-checkpoint.ts';
import { tellWitness } from '../usecases/audit/tell-witness.ts';

/** A log is read by people: more than these are counted. */
const LOGGED = 100;

const logger = new Logger({ serviceName: 'checkpoint' });
const alarm: CheckpointAlarm = {
  doesNotFit(problems) {
    logger.error('what the archive holds does not fit', {
      count: problems.length,
      problems: problems.slice(0, LOGGED),
    });
    logForAlarm(CHAIN_DOES_NOT_FIT);
  },
  isBehind(chains) {
    logger.error('the audit table has records that the archive lacks', {
      count: chains.length,
      chains: chains.slice(0, LOGGED),
    });
    logForAlarm(ARCHIVE_IS_BEHIND);
  },
};
const witnessAlarm: WitnessAlarm = {
  lacks(why) {
    logger.error('the witness could not be given the newest checkpoint', { error: why });
    logForAlarm(WITNESS_LACKS);
  },
  differs(what) {
    logger.error('the witness has other checkpoints than we do', { what });
    logForAlarm(WITNESS_DIFFERS);
  },
};
const s3 = new S3Client();
/** Of another account: one that answers nothing must not keep a cycle from being sealed. */
const witnessS3 = new S3Client({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});
const auditBucket = read(variable.auditBucket);
const ports = {
  store: checkpointStore(s3, auditBucket),
  signer: checkpointSigner(new KMSClient(), read(variable.sealKeyId)),
  archive: archiveReader(s3, auditBucket),
  records: recordReader(dynamoDb(), read(variable.auditTable)),
  cycleEnds: cycleEnds(s3, read(variable.workBucket)),
  alarm,
  now,
};

export const handler = withEstate((estate, hash) => {
  const maker = { origin: originOf(estate.aws), estate: hash, code: codeVersion() };
  const named = estate.audit.witness;
  const witness = named && checkpointStore(witnessS3, named.bucket, named.account);
  return async (input: unknown) => {
    const { cycleId } = checkpointEvent.parse(input);
    const made = await makeCheckpoint(ports, maker, cycleId);
    if (witness !== undefined) await tellWitness({ store: ports.store, witness, alarm: witnessAlarm });
    switch (made.kind) {
      case 'made':
        return { number: made.checkpoint.number, hash: made.hash, chains: made.checkpoint.chains };
      case 'not archived':
        return { notArchived: made.chains };
      case 'made by another':
        return {};
    }
  };
});
