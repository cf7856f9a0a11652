import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { variable } from '../../config/environment.ts';
import type { StateTable } from '../adapters/aws/audited-transaction.ts';
import { read } from './environment.ts';

/** The state table alone: for functions that record nothing. */
export function stateTable(): StateTable {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, state: read(variable.stateTable) };
}
