import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { variable } from '../../contract/variables.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { read } from './variables.ts';

/** Both tables: whatever a function changes, it records. */
export function tables(): Tables {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, state: read(variable.stateTable), audit: read(variable.auditTable) };
}
