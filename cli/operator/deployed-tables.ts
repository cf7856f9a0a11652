import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { stackOutput } from '../../contract/stack.ts';
import type { Tables } from '../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { deployedStack } from './deployed-stack.ts';

/** The tables of the deployed product. Commands only read them. */
export async function deployedTables(region: string): Promise<Tables> {
  const outputOf = await deployedStack(region);
  return {
    client: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    state: outputOf(stackOutput.stateTable),
    audit: outputOf(stackOutput.auditTable),
  };
}
