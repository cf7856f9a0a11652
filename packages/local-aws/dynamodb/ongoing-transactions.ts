import { AwsError, type JsonObject } from '../service.ts';
import type { RowKey } from './rows.ts';

/**
 * The rows of transactions that have begun and not ended. DynamoDB does not let anybody wait for them: another transaction with one
 * of these rows is cancelled at once, and so is a single write to one. Reads go on.
 */
export class OngoingTransactions {
  private readonly rows = new Set<string>();
  private readonly tokens = new Set<string>();

  /**
   * @param token  the transaction's token, if it has one
   * @throws {AwsError} `TransactionCanceledException`: another transaction has one of the rows; `TransactionInProgressException`: it
   *   is this very transaction, sent once more
   */
  async during<T>(rows: readonly RowKey[], token: string | undefined, work: () => Promise<T>): Promise<T> {
    if (token !== undefined && this.tokens.has(token)) {
      throw new AwsError(
        'TransactionInProgressException',
        'The transaction with the given request token is already in progress.',
      );
    }
    const names = rows.map(nameOf);
    const reasons = names.map((each) => (this.rows.has(each) ? CONFLICT : { Code: 'None' }));
    if (reasons.includes(CONFLICT)) throw cancelled(reasons);
    for (const each of names) this.rows.add(each);
    if (token !== undefined) this.tokens.add(token);
    try {
      return await work();
    } finally {
      for (const each of names) this.rows.delete(each);
      if (token !== undefined) this.tokens.delete(token);
    }
  }

  /** @throws {AwsError} `TransactionConflictException` for a single write to a row of a transaction */
  refuse(row: RowKey): void {
    if (this.rows.has(nameOf(row))) throw new AwsError('TransactionConflictException', CONFLICT.Message);
  }
}

const CONFLICT = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

const nameOf = ({ TableName, Key }: RowKey): string => JSON.stringify([TableName, Key]);

export function cancelled(reasons: readonly JsonObject[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, 400, { CancellationReasons: reasons });
}
