import { S3Client } from '@aws-sdk/client-s3';
import { variable } from '../../contract/variables.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { estateLog } from '../adapters/aws/dynamodb/audit/estate-log.ts';
import { estateArchive } from '../adapters/aws/estate-archive.ts';
import { readEstate } from './deployed-estate.ts';
import { deployedVersion } from './deployed-version.ts';
import { read } from './variables.ts';
import { now } from './wiring.ts';

/** What records changes of the estate. */
export const estatePorts = (state: Tables) => ({
  archive: estateArchive(new S3Client(), read(variable.auditBucket)),
  log: estateLog(state),
  estate: readEstate(),
  deployed: deployedVersion(),
  now,
});
