import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { auditAttribute } from '../../../../../contract/table-keys.ts';
import { nextRecord } from '../../../../domain/audit/audit-chain.ts';
import { type AuditFact, type AuditRecord, type ChainHead, chainOf } from '../../../../domain/audit/audit-record.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { key } from '../state-keys.ts';
import { auditRow, chainHeadRow } from './audit-rows.ts';

export interface StateTable {
  readonly client: DynamoDBDocumentClient;
  /** Name of the state table. */
  readonly state: string;
}

export interface Tables extends StateTable {
  /** Name of the audit table. */
  readonly audit: string;
  /** Hash of the estate in force, or of the one that is worked with: each record names it. */
  readonly estate: () => Promise<string>;
}

export type Change = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** DynamoDB takes 100 actions per transaction. A fact takes two at most: its record and the head of its chain. */
export const MOST_ACTIONS = 100;

/** Several functions may write to one chain at once; its head moves often only while many people click. */
const TRIES = 12;

/** Transient reasons of a cancelled transaction. */
const BUSY: readonly string[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/**
 * Commits changes and the records of them in one transaction (R5).
 *
 * Each record links to the head of its chain, which moves in the same transaction under the condition that it still is
 * where it was read: a chain never forks. When only a head moved meanwhile, the transaction is repeated with new records.
 *
 * @param most  tries, where a chain is busy
 * @throws {StaleState} a condition of one of the changes does not hold: another writer came first
 * @throws {TransactionConflictException} too busy for all tries: workflows try again by this name
 */
export async function commit(
  tables: Tables,
  changes: readonly Change[],
  facts: readonly AuditFact[],
  most = TRIES,
): Promise<void> {
  const named = await namingTheEstate(tables, facts);
  for (let tries = 1; ; tries += 1) {
    const { records, heads, before } = chained(named, await headsOf(tables, facts.map(chainOf)));
    const items = [
      ...changes,
      ...records.map((each) => recordAction(tables, each)),
      ...heads.map((each) => headAction(tables, each, before.get(each.chain))),
    ];
    try {
      await tables.client.send(new TransactWriteCommand({ TransactItems: items }));
      return;
    } catch (error) {
      const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
      const codes = reasons.map((each) => each.Code ?? 'None');
      if (codes.slice(0, changes.length).includes('ConditionalCheckFailed')) {
        throw new StaleState('somebody else changed the row first', { cause: error });
      }
      const headMoved = codes.slice(changes.length).includes('ConditionalCheckFailed');
      if (!(headMoved || codes.some((each) => BUSY.includes(each)))) throw error;
      if (tries === most) throw tooBusy(error, most);
      await pause(tries);
    }
  }
}

/**
 * Sends a single write to a row that transactions write too: DynamoDB refuses it while one is ongoing.
 *
 * @throws {TransactionConflictException} a transaction was ongoing at all tries
 */
export async function sentBetweenTransactions<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || tries === TRIES) throw error;
      await pause(tries);
    }
  }
}

/** The end of each given chain; chains without a record are left out. */
export async function headsOf(tables: Tables, chains: readonly string[]): Promise<readonly ChainHead[]> {
  const wanted = [...new Set(chains)];
  const heads: ChainHead[] = [];
  for (let start = 0; start < wanted.length; start += MOST_ACTIONS) {
    let keys: Record<string, unknown>[] = wanted.slice(start, start + MOST_ACTIONS).map((each) => key.chainHead(each));
    for (let tries = 1; keys.length > 0; tries += 1) {
      const answer = await tables.client.send(
        new BatchGetCommand({ RequestItems: { [tables.state]: { Keys: keys, ConsistentRead: true } } }),
      );
      heads.push(...(answer.Responses?.[tables.state] ?? []).map((each) => chainHeadRow.read(each)));
      keys = (answer.UnprocessedKeys?.[tables.state]?.Keys ?? []).map((each) => ({ ...each }));
      if (keys.length > 0) await pause(tries);
    }
  }
  return heads;
}

/** Some facts are about another estate than the one in force. */
async function namingTheEstate(tables: Tables, facts: readonly AuditFact[]): Promise<readonly AuditFact[]> {
  if (facts.every(({ estate }) => estate !== undefined)) return facts;
  const estate = await tables.estate();
  return facts.map((each) => ({ ...each, estate: each.estate ?? estate }));
}

function chained(facts: readonly AuditFact[], current: readonly ChainHead[]) {
  const before = new Map(current.map((each) => [each.chain, each]));
  const after = new Map<string, ChainHead>();
  const records = facts.map((fact) => {
    const chain = chainOf(fact);
    const record = nextRecord(after.get(chain) ?? before.get(chain), fact);
    after.set(chain, { chain, sequence: record.sequence, hash: record.hash });
    return record;
  });
  return { records, heads: [...after.values()], before };
}

const recordAction = (tables: Tables, record: AuditRecord): Change => ({
  Put: {
    TableName: tables.audit,
    Item: auditRow.write(record),
    ConditionExpression: 'attribute_not_exists(#chain)',
    ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey },
  },
});

const headAction = (tables: Tables, head: ChainHead, before: ChainHead | undefined): Change => ({
  Put: {
    TableName: tables.state,
    Item: { ...key.chainHead(head.chain), ...chainHeadRow.write(head) },
    ExpressionAttributeNames: { '#hash': 'hash' },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(#hash)' }
      : { ConditionExpression: '#hash = :before', ExpressionAttributeValues: { ':before': before.hash } }),
  },
});

const tooBusy = (error: unknown, most: number): Error =>
  Object.assign(new TransactionConflictException({ message: `still busy after ${most} tries`, $metadata: {} }), {
    cause: error,
  });

/** Longer after each try, and of random length, so that two writers do not collide again. */
const pause = (tries: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(tries, 6)));
