import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { variable } from '../../contract/variables.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { documentClient } from '../adapters/aws/dynamodb/document-client.ts';
import { read } from './variables.ts';

/** Both tables: whatever a function changes, it records. */
export function tables(): Tables {
  return {
    client: documentClient(new DynamoDBClient()),
    state: read(variable.stateTable),
    audit: read(variable.auditTable),
  };
}
