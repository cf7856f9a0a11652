import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { estateProperty } from '../../contract/estate.ts';
import { variable } from '../../contract/variables.ts';
import { answerRequest, customResourceRequest } from '../adapters/aws/custom-resource.ts';
import { estateKeeper } from '../adapters/aws/dynamodb/estate/estate-keeper.ts';
import { estateLog } from '../adapters/aws/dynamodb/estate/estate-log.ts';
import { publishedEstates } from '../adapters/aws/dynamodb/estate/published-estates.ts';
import { estateArchive } from '../adapters/aws/estate-archive.ts';
import { estateAssets } from '../adapters/aws/estate-assets.ts';
import { asError } from '../domain/as-error.ts';
import { codeVersion } from '../runtime/code-version.ts';
import { dynamoDb } from '../runtime/dynamodb.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { publishEstate } from '../usecases/estate/publish-estate.ts';

/** One stack has one estate in force: its resource is never replaced. */
const PHYSICAL_ID = 'estate-in-force';

const request = customResourceRequest(
  z.object({
    [estateProperty.assetBucket]: z.string(),
    [estateProperty.assetKey]: z.string(),
    [estateProperty.hash]: z.string(),
  }),
);

const logger = new Logger({ serviceName: 'publish-estate' });
const s3 = new S3Client();
const estateTable = read(variable.estateTable);
const ports = {
  assets: estateAssets(s3),
  published: publishedEstates(dynamoDb(), estateTable),
  keeper: estateKeeper(dynamoDb(), estateTable),
  archive: estateArchive(s3, read(variable.auditBucket)),
  log: estateLog(tables(), estateTable),
  code: codeVersion(),
  now,
};

/** A request of CloudFormation. Whatever happens, it is told: it would wait for an hour otherwise. */
export const handler = async (event: unknown): Promise<void> => {
  const asked = request.parse(event);
  try {
    // Estates outlive the stack: records name them.
    if (asked.RequestType !== 'Delete') {
      const { AssetBucket: bucket, AssetKey: key, Hash: hash } = asked.ResourceProperties;
      await publishEstate(ports, { requestId: asked.RequestId, bucket, key, hash });
    }
  } catch (thrown) {
    const error = asError(thrown, String(thrown));
    logger.error('the estate was not published', error);
    await answerRequest(asked, PHYSICAL_ID, { status: 'FAILED', reason: `${error.name}: ${error.message}` });
    return;
  }
  await answerRequest(asked, PHYSICAL_ID, { status: 'SUCCESS' });
};
