import { rotationSort, stateAttribute, tenantPartition } from '../../../../../contract/table-keys.ts';
import type { ExcludedAccount } from '../../../../domain/accounts/account.ts';
import type { AuditFact } from '../../../../domain/audit/audit-record.ts';
import type { TenantInCycle } from '../../../../domain/cycle/cycle.ts';
import type { DiscoveredTenant, TenantStore } from '../../../../ports/cycle.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, MOST_ACTIONS, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, readRow } from '../reading.ts';
import { newRotationRow, rotationRow } from '../rotation/rotation-row.ts';
import { EXCLUSION_PREFIX, key, PROPOSAL_PREFIX } from '../state-keys.ts';
import { exclusionRow, proposalRow, readWaiting, tenantRow } from './cycle-rows.ts';
import { dryRunDone } from './hold-store.ts';

/** An account's row, its record and the head of its chain. */
const ACTIONS_PER_ACCOUNT = 3;

export function tenantStore(tables: Tables): TenantStore {
  const findTenant = (cycleId: string, tenantId: string) => readRow(tables, key.tenant(cycleId, tenantId), tenantRow);
  const rotationsOf = (cycleId: string, tenantId: string) =>
    partitionRows(tables, tenantPartition(cycleId, tenantId), rotationSort(''), rotationRow);
  const exclusionsOf = (cycleId: string, tenantId: string) =>
    partitionRows(tables, tenantPartition(cycleId, tenantId), EXCLUSION_PREFIX, exclusionRow);

  const proposalsOf = (cycleId: string, tenantId: string) =>
    partitionRows(tables, tenantPartition(cycleId, tenantId), PROPOSAL_PREFIX, proposalRow);

  /** Adds rows with their records, then marks the tenant as discovered. */
  async function record(tenant: DiscoveredTenant, found: readonly Addition[], fact: AuditFact): Promise<void> {
    const { cycleId, tenantId } = tenant;
    const before = await findTenant(cycleId, tenantId);
    if (before?.status !== 'pending') return; // recorded by an earlier run: its rotations may have begun
    const known = await Promise.all(
      [rotationsOf, proposalsOf, exclusionsOf].map(async (rowsOf) => rowsOf(cycleId, tenantId)),
    );
    const knownIds = new Set(known.flat().map(({ accountId }) => accountId));
    const additions = found.filter((each) => !knownIds.has(each.accountId));
    for (const chunk of chunksOf(additions, Math.floor((MOST_ACTIONS - 1) / ACTIONS_PER_ACCOUNT))) {
      await commit(
        tables,
        [
          ...chunk.map((each) => putNew(tables, each.row)),
          counted(
            tables,
            before,
            chunk.reduce((sum, each) => sum + each.opens, 0),
          ),
        ],
        chunk.map((each) => each.fact),
      );
    }
    const update = tenantUpdate(tables, before, 'pending', {
      status: 'discovered',
      accountsSeen: tenant.accountsSeen,
      excluded: tenant.excludedCounts,
      problems: tenant.problems,
    });
    const { dryRunOf } = tenant;
    const seen = dryRunOf && dryRunDone(tables, { tenantId, class: dryRunOf }, { cycleId, at: fact.time });
    await commit(tables, [update, ...(seen === undefined ? [] : [seen])], [fact]);
  }

  return {
    exclusionsOf,
    proposalsOf,

    async recordDiscovery(tenant, rotations, exclusions, factOf) {
      const { cycleId, tenantId } = tenant;
      const found = rotations.map((each) => ({
        accountId: each.accountId,
        row: newRotationRow(each),
        fact: factOf.rotation(each),
        opens: 1,
      }));
      await record(tenant, [...found, ...exclusionAdditions(tenant, exclusions, factOf.exclusion)], factOf.tenant);
      return rotationsOf(cycleId, tenantId);
    },

    async recordDryRun(tenant, proposals, exclusions, factOf) {
      const found = proposals.map((each) => ({
        accountId: each.accountId,
        row: { ...key.proposal({ ...tenant, accountId: each.accountId }), ...proposalRow.write(each) },
        fact: factOf.proposal(each),
        opens: 0,
      }));
      await record(tenant, [...found, ...exclusionAdditions(tenant, exclusions, factOf.exclusion)], factOf.tenant);
    },

    async close(tenant, failure, fact) {
      const ended = tenantUpdate(tables, tenant, tenant.status, {
        status: failure === undefined ? 'closed' : 'failed',
        ...(failure === undefined ? {} : { failure }),
      });
      await ifNotDone(
        () => commit(tables, [ended, cycleCountedDown(tables, tenant.cycleId)], [fact]),
        async () => {
          const now = await findTenant(tenant.cycleId, tenant.tenantId);
          if (now?.status === 'closed' || now?.status === 'failed') return true;
          // One that the cycle never counted, or counts no more, must not keep it open.
          if ((await readWaiting(tables, key.cycle(tenant.cycleId))).openCount > 0) return false;
          await commit(tables, [ended], [fact]);
          return true;
        },
      );
    },

    waiting: (cycleId, tenantId) => readWaiting(tables, key.tenant(cycleId, tenantId)),
  };
}

/** A row about one account, with the record of it. */
interface Addition {
  readonly accountId: string;
  readonly row: Record<string, unknown>;
  readonly fact: AuditFact;
  /** Rotations that become open with it. */
  readonly opens: number;
}

const exclusionAdditions = (
  tenant: DiscoveredTenant,
  exclusions: readonly ExcludedAccount[],
  factOf: (exclusion: ExcludedAccount) => AuditFact,
): readonly Addition[] =>
  exclusions.map((each) => ({
    accountId: each.accountId,
    row: { ...key.exclusion({ ...tenant, accountId: each.accountId }), ...exclusionRow.write(each) },
    fact: factOf(each),
    opens: 0,
  }));

const putNew = (tables: Tables, item: Record<string, unknown>): Change => ({
  Put: {
    TableName: tables.state,
    Item: item,
    ConditionExpression: 'attribute_not_exists(#pk)',
    ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
  },
});

/** Rotations are counted as open in the transaction that makes them: a discovery that stops half-way leaves none uncounted. */
const counted = (tables: Tables, tenant: TenantInCycle, opens: number): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.tenant(tenant.cycleId, tenant.tenantId),
    UpdateExpression: 'SET #openCount = #openCount + :opens, #rotations = #rotations + :opens',
    ConditionExpression: '#status = :pending',
    ExpressionAttributeNames: {
      '#openCount': stateAttribute.openCount,
      '#rotations': 'rotations',
      '#status': 'status',
    },
    ExpressionAttributeValues: { ':opens': opens, ':pending': 'pending' },
  },
});

/** Sets some fields where the tenant is still as it was; the task token and the ticket stay. */
function tenantUpdate(
  tables: Tables,
  tenant: TenantInCycle,
  from: TenantInCycle['status'],
  fields: Partial<TenantInCycle>,
): Change {
  const names = Object.keys(fields);
  return {
    Update: {
      TableName: tables.state,
      Key: key.tenant(tenant.cycleId, tenant.tenantId),
      UpdateExpression: `SET ${names.map((each) => `#${each} = :${each}`).join(', ')}`,
      ConditionExpression: '#status = :from',
      ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names.map((each) => [`#${each}`, each])) },
      ExpressionAttributeValues: {
        ':from': from,
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
      },
    },
  };
}

const cycleCountedDown = (tables: Tables, cycleId: string): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.cycle(cycleId),
    UpdateExpression: 'SET #openCount = #openCount - :one',
    ConditionExpression: '#openCount >= :one',
    ExpressionAttributeNames: { '#openCount': stateAttribute.openCount },
    ExpressionAttributeValues: { ':one': 1 },
  },
});

/** Makes a change once: `StaleState` is ignored where the change turns out to be made already (R8). */
async function ifNotDone(change: () => Promise<void>, done: () => Promise<boolean>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof StaleState && (await done()))) throw error;
  }
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
