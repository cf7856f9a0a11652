import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { stackOutput } from '../../contract/stack.ts';
import type { Tables } from '../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { type Deployment, deployedStack } from './deployed-stack.ts';

/** The tables of the deployed product. Commands only read them. */
export async function deployedTables(deployment: Deployment): Promise<Tables> {
  const outputOf = await deployedStack(deployment);
  const { region } = deployment;
  return {
    client: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    state: outputOf(stackOutput.stateTable),
    audit: outputOf(stackOutput.auditTable),
    estate: async () => {
      throw new Error('commands write no records');
    },
  };
}
