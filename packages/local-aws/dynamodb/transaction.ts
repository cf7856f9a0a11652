import { createHash } from 'node:crypto';
import type { Clock } from '@m365-rotation/loopback';
import * as z from 'zod';
import { inputOf } from '../input.ts';
import { AwsError, type JsonObject } from '../service.ts';
import type { TableDeclaration } from '../template/declarations.ts';
import type { EngineAction, Prepared } from './actions.ts';
import type { Engine } from './engine.ts';
import { cancelled, type OngoingTransactions } from './ongoing-transactions.ts';
import { nameOf, type RowKey, readRow, rowKeyOf } from './rows.ts';

const members = z.record(z.string(), z.unknown());
const one = z.strictObject({ Put: members, Update: members, Delete: members, ConditionCheck: members }).partial();
const writeInput = z.strictObject({
  TransactItems: z.array(one).min(1).max(100),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnConsumedCapacity: z.literal('NONE').optional(),
  ReturnItemCollectionMetrics: z.literal('NONE').optional(),
});

/** How long a repeated token means the same transaction. */
const TOKEN_MS = 10 * 60 * 1000;
/** Of all items of a transaction. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A kind of action: what IAM calls it, and what carries it out. A check is a delete whose draft is thrown away. */
const kinds = {
  Put: { permission: 'PutItem', action: 'PutItem', updates: false },
  Update: { permission: 'UpdateItem', action: 'UpdateItem', updates: true },
  Delete: { permission: 'DeleteItem', action: 'DeleteItem', updates: false },
  ConditionCheck: { permission: 'ConditionCheckItem', action: 'DeleteItem', updates: false },
} as const satisfies Record<string, { permission: string; action: EngineAction; updates: boolean }>;

interface Part {
  readonly kind: keyof typeof kinds;
  readonly input: JsonObject;
}

/** The actions of a transaction, in the order of the request. */
export function partsOf(input: JsonObject): readonly (Part & { readonly permission: string })[] {
  return inputOf(writeInput, input).TransactItems.map((given) => {
    const [kind, ...more] = Object.keys(kinds)
      .filter(isKind)
      .filter((each) => given[each] !== undefined);
    const part = kind === undefined ? undefined : given[kind];
    if (kind === undefined || part === undefined || more.length > 0) {
      throw new AwsError('ValidationException', 'TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return { kind, input: part, permission: kinds[kind].permission };
  });
}

const isKind = (name: string): name is keyof typeof kinds => name in kinds;

const tokenKey = (token: string) => `transaction~${token}`;

/** `TransactWriteItems`: all actions are drafted, each under its condition, and committed as one, or none is. */
export class Transactions {
  /** Tokens that may be stored: most are new, and need no look. */
  private readonly tokens = new Set<string>();

  constructor(
    private readonly engine: Engine,
    private readonly tables: readonly TableDeclaration[],
    private readonly clock: Clock,
    private readonly ongoing: OngoingTransactions,
  ) {}

  /** Forgets tokens whose time is over. */
  async forgetTokens(): Promise<void> {
    const prefix = tokenKey('');
    await this.engine.sweep(prefix, (value, key) => {
      const isOver = tokenRecord.parse(value).until < this.clock.now().getTime();
      if (!isOver) this.tokens.add(key.slice(prefix.length));
      return isOver;
    });
  }

  async write(input: JsonObject): Promise<JsonObject> {
    const { TransactItems, ClientRequestToken } = inputOf(writeInput, input);
    const parts = partsOf(input).map((part) => this.prepared(part));
    if (new Set(parts.map(({ row }) => JSON.stringify(row))).size < parts.length) {
      throw new AwsError('ValidationException', 'Transaction request cannot include multiple operations on one item');
    }
    const text = JSON.stringify(TransactItems);
    if (text.length > MOST_BYTES) throw new AwsError('ValidationException', 'Transaction is larger than 4 MB');
    const digest = createHash('sha256').update(text).digest('hex');
    const rows = parts.map(({ row }) => row);
    return this.ongoing.during(rows, ClientRequestToken, () => this.carryOut(parts, digest, ClientRequestToken));
  }

  private carryOut(parts: readonly PreparedPart[], digest: string, ClientRequestToken?: string): Promise<JsonObject> {
    return this.engine.alone(async (draft) => {
      if (ClientRequestToken !== undefined) {
        if (await this.isRepeated(ClientRequestToken, digest)) return {};
        this.tokens.add(ClientRequestToken);
        draft.put(tokenKey(ClientRequestToken), { digest, until: this.clock.now().getTime() + TOKEN_MS });
      }
      const reasons: JsonObject[] = [];
      // The rest is tried even after a refusal: callers are told about each action.
      for (const each of parts) {
        const on = each.kind === 'ConditionCheck' ? this.engine.draft() : draft;
        reasons.push(
          await each.run(on).then(
            () => ({ Code: 'None' }),
            (error) => this.reasonOf(error, each),
          ),
        );
      }
      if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
      await draft.commit();
      return {};
    }, 2);
  }

  private prepared({ kind, input }: Part): PreparedPart {
    const { ReturnValuesOnConditionCheckFailure: onFailure = 'NONE', ...request } = input;
    const { action, updates } = kinds[kind];
    if (request.ReturnValues !== undefined || (updates && request.UpdateExpression === undefined)) {
      throw new AwsError('ValidationException', `The members of ${kind} are not those of a transaction's action`);
    }
    if (kind === 'ConditionCheck' && request.ConditionExpression === undefined) {
      throw new AwsError('ValidationException', 'The expression can not be empty;');
    }
    const named = { ...request, TableName: nameOf(request.TableName, this.tables) };
    const run = this.engine.prepare(action, named);
    return { kind, run, row: rowKeyOf(named, this.tables), tellsRow: onFailure === 'ALL_OLD' };
  }

  private async reasonOf(error: unknown, { row, tellsRow }: PreparedPart): Promise<JsonObject> {
    if (!(error instanceof AwsError)) throw error;
    switch (error.code) {
      case 'ConditionalCheckFailedException': {
        const Item = tellsRow ? await readRow(this.engine, row) : undefined;
        const Message = 'The conditional request failed';
        return { Code: 'ConditionalCheckFailed', Message, ...(Item === undefined ? {} : { Item }) };
      }
      case 'ValidationException':
        return { Code: 'ValidationError', Message: error.message };
      default:
        throw error;
    }
  }

  private async isRepeated(token: string, digest: string): Promise<boolean> {
    if (!this.tokens.has(token)) return false;
    const known = tokenRecord.optional().parse(await this.engine.record(tokenKey(token)));
    if (known === undefined || known.until < this.clock.now().getTime()) return false;
    if (known.digest === digest) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The request was made with a ClientRequestToken of another request.',
    );
  }
}

interface PreparedPart {
  readonly kind: keyof typeof kinds;
  readonly run: Prepared;
  readonly row: RowKey;
  readonly tellsRow: boolean;
}

const tokenRecord = z.object({ digest: z.string(), until: z.number() });
