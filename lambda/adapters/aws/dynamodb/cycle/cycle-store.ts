import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { cyclePartition, stateAttribute, tenantSort } from '../../../../../contract/table-keys.ts';
import type { AuditFact } from '../../../../domain/audit/audit-record.ts';
import { type Cycle, type TenantInCycle, totalsSchema } from '../../../../domain/cycle/cycle.ts';
import { cycleDigestSchema, cycleSealSchema } from '../../../../domain/cycle/cycle-digest.ts';
import type { CycleStore } from '../../../../ports/cycle.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { commit, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, queryPage, readRow, readRows } from '../reading.ts';
import { fitting } from '../row-kind.ts';
import { CYCLES_BY_OPENING_PARTITION, key } from '../state-keys.ts';
import { cyclePointerRow, cycleRow, readWaiting, tenantRow } from './cycle-rows.ts';

export function cycleStore(tables: Tables): CycleStore {
  const find = (cycleId: string) => readRow(tables, key.cycle(cycleId), cycleRow);
  /** Whether a closed cycle has a seal is said once. */
  async function recordOnce(cycleId: string, name: 'seal' | 'unsealed', value: unknown, fact: AuditFact) {
    const update = {
      Update: {
        TableName: tables.state,
        Key: key.cycle(cycleId),
        UpdateExpression: `SET #${name} = :value`,
        ConditionExpression: '#status = :closed AND attribute_not_exists(#seal) AND attribute_not_exists(#unsealed)',
        ExpressionAttributeNames: {
          '#status': stateAttribute.status,
          '#seal': 'seal',
          '#unsealed': 'unsealed',
        },
        ExpressionAttributeValues: { ':closed': 'closed', ':value': value },
      },
    };
    try {
      await commit(tables, [update], [fact]);
    } catch (error) {
      const cycle = error instanceof StaleState ? await find(cycleId) : undefined;
      if (cycle?.seal === undefined && cycle?.unsealed === undefined) throw error;
    }
  }

  return {
    find,

    async open(cycle, tenants, fact) {
      let opened: 'opened' | 'resumed' = 'opened';
      try {
        await commit(
          tables,
          [
            {
              Put: {
                TableName: tables.state,
                Item: { ...key.cycle(cycle.cycleId), ...cycleRow.write(cycle), openCount: tenants.length },
                ConditionExpression: 'attribute_not_exists(#pk)',
                ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
              },
            },
            {
              Put: {
                TableName: tables.state,
                Item: { ...key.cycleByOpening(cycle), ...cyclePointerRow.write({ cycleId: cycle.cycleId }) },
              },
            },
          ],
          [fact],
        );
      } catch (error) {
        if (!(error instanceof StaleState)) throw error;
        const existing = await find(cycle.cycleId);
        if (existing?.executionId !== cycle.executionId) return 'already-open';
        opened = 'resumed';
        await recount(tables, existing, tenants.length);
      }
      // The rows of the tenants follow the cycle's: a run that stopped in between is resumed by the same execution.
      for (const each of tenants) {
        await putNew(
          tables,
          key.tenant(cycle.cycleId, each.tenantId),
          tenantRow.write(pendingTenant(cycle.cycleId, each)),
        );
      }
      return opened;
    },

    async latest(limit, before) {
      const pointers = await queryPage(
        tables,
        {
          TableName: tables.state,
          ConsistentRead: true,
          KeyConditionExpression: `#pk = :cycles${before === undefined ? '' : ' AND #sk < :before'}`,
          ExpressionAttributeNames: {
            '#pk': stateAttribute.partitionKey,
            ...(before === undefined ? {} : { '#sk': stateAttribute.sortKey }),
          },
          ExpressionAttributeValues: {
            ':cycles': CYCLES_BY_OPENING_PARTITION,
            ...(before === undefined ? {} : { ':before': key.cycleByOpening(before)[stateAttribute.sortKey] }),
          },
          ScanIndexForward: false,
          Limit: limit,
        },
        cyclePointerRow,
      );
      const ids = pointers.rows.map(({ cycleId }) => cycleId);
      const rows = await readRows(tables, ids.map(key.cycle), cycleRow);
      return ids.flatMap((cycleId) => rows.filter((each) => each.cycleId === cycleId));
    },

    tenantsOf: (cycleId) => partitionRows(tables, cyclePartition(cycleId), tenantSort(''), tenantRow),
    findTenant: (cycleId, tenantId) => readRow(tables, key.tenant(cycleId, tenantId), tenantRow),

    async close(cycle, { totals, digest, failure }, fact) {
      const update = {
        Update: {
          TableName: tables.state,
          Key: key.cycle(cycle.cycleId),
          UpdateExpression: `SET #status = :closed, #closedAt = :closedAt, #totals = :totals, #digest = :digest${failure === undefined ? '' : ', #failure = :failure'}`,
          ConditionExpression: '#status = :open',
          ExpressionAttributeNames: {
            '#status': stateAttribute.status,
            '#closedAt': 'closedAt',
            '#totals': 'totals',
            '#digest': 'digest',
            ...(failure === undefined ? {} : { '#failure': 'failure' }),
          },
          ExpressionAttributeValues: {
            ':open': 'open',
            ':closed': 'closed',
            ':closedAt': fact.time,
            ':totals': fitting('totals of a cycle', totalsSchema, totals),
            ':digest': fitting('digest of a cycle', cycleDigestSchema, digest),
            ...(failure === undefined ? {} : { ':failure': failure }),
          },
        },
      };
      try {
        await commit(tables, [update], [fact]);
      } catch (error) {
        if (!(error instanceof StaleState && (await find(cycle.cycleId))?.status === 'closed')) throw error;
      }
    },

    recordSeal: (cycleId, seal, fact) =>
      recordOnce(cycleId, 'seal', fitting('seal of a cycle', cycleSealSchema, seal), fact),

    recordUnsealed: (cycleId, reason, fact) => recordOnce(cycleId, 'unsealed', reason, fact),

    waiting: (cycleId) => readWaiting(tables, key.cycle(cycleId)),
  };
}

const pendingTenant = (cycleId: string, tenant: { tenantId: string; displayName: string }): TenantInCycle => ({
  cycleId,
  tenantId: tenant.tenantId,
  displayName: tenant.displayName,
  status: 'pending',
  accountsSeen: 0,
  excluded: {},
  rotations: 0,
  openCount: 0,
});

/**
 * A release or another estate may have changed who takes part since the run that stopped: the cycle waits for those that this run lists.
 * Once its workflow waits for them, the count stays.
 */
async function recount(tables: Tables, cycle: Cycle, openCount: number): Promise<void> {
  const before = await readWaiting(tables, key.cycle(cycle.cycleId));
  if (before.openCount === openCount) return;
  await putIf(
    tables,
    { ...key.cycle(cycle.cycleId), ...cycleRow.write(cycle), openCount },
    {
      ConditionExpression: 'attribute_not_exists(#taskToken) AND #openCount = :before AND #status = :open',
      ExpressionAttributeNames: {
        '#taskToken': stateAttribute.taskToken,
        '#openCount': stateAttribute.openCount,
        '#status': stateAttribute.status,
      },
      ExpressionAttributeValues: { ':before': before.openCount, ':open': 'open' },
    },
  );
}

const putNew = (tables: Tables, rowKey: Record<string, string>, item: object): Promise<void> =>
  putIf(
    tables,
    { ...rowKey, ...item },
    {
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
    },
  );

async function putIf(
  tables: Tables,
  Item: Record<string, unknown>,
  condition: Partial<PutCommandInput>,
): Promise<void> {
  try {
    await tables.client.send(new PutCommand({ TableName: tables.state, Item, ...condition }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
