import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { variable } from '../../contract/variables.ts';
import type { StateTable } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { read } from './variables.ts';

/** The state table alone: for functions that record nothing. */
export function stateTable(): StateTable {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, state: read(variable.stateTable) };
}
