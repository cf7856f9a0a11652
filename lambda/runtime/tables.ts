import { variable } from '../../contract/variables.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { documentClient } from '../adapters/aws/dynamodb/document-client.ts';
import { dynamoDb } from './dynamodb.ts';
import { estateOfInvocation } from './estate-name.ts';
import { read } from './variables.ts';

/** Both tables: whatever a function changes, it records. */
export function tables(): Tables {
  return {
    client: documentClient(dynamoDb()),
    state: read(variable.stateTable),
    audit: read(variable.auditTable),
    estate: estateOfInvocation,
  };
}
