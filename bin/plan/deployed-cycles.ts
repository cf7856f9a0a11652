import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../lambda/adapters/aws/audited-transaction.ts';
import { cycleStore } from '../../lambda/adapters/aws/cycle-store.ts';
import { rotationStore } from '../../lambda/adapters/aws/rotation-store.ts';
import { tenantStore } from '../../lambda/adapters/aws/tenant-store.ts';
import { type FindLastCycle, lastCycleOf } from '../../lambda/usecases/last-cycle.ts';

/** Finds former cycles in the state table of the deployed product; without it there is nothing to compare with. */
export function lastCycleIn(region: string): FindLastCycle {
  let former: Promise<FindLastCycle> | undefined;
  return async (schedule, tenantId) => {
    try {
      former ??= deployedTables(region).then((tables) =>
        lastCycleOf({ cycles: cycleStore(tables), rotations: rotationStore(tables), tenants: tenantStore(tables) }),
      );
      return await (await former)(schedule, tenantId);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { notCompared: `former cycles could not be read (${reason})` };
    }
  };
}

const tableNames = { state: /^M365PasswordRotation-.*RotationState/, audit: /^M365PasswordRotation-.*RotationAudit/ };

async function deployedTables(region: string): Promise<Tables> {
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
