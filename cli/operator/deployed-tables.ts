import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';

const tableNames = { state: /^M365PasswordRotation-.*RotationState/, audit: /^M365PasswordRotation-.*RotationAudit/ };

/** The tables of the deployed product, found by their names. Commands only read them. */
export async function deployedTables(region: string): Promise<Tables> {
  const client = new DynamoDBClient({ region });
  const names: string[] = [];
  let last: string | undefined;
  do {
    const page = await client.send(new ListTablesCommand({ ExclusiveStartTableName: last }));
    names.push(...(page.TableNames ?? []));
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  const named = (pattern: RegExp) => {
    const found = names.filter((name) => pattern.test(name));
    if (found.length !== 1) throw new Error(`${found.length} tables match ${pattern.source} in ${region}`);
    return found[0] ?? '';
  };
  return {
    client: DynamoDBDocumentClient.from(client),
    state: named(tableNames.state),
    audit: named(tableNames.audit),
  };
}
