import { AwsError } from './service.ts';

/** How many invocations a new account may have at once in a Region, all functions together: about 10, until AWS raises it. */
export const NEW_ACCOUNT_CONCURRENCY = 10;

interface Invoked {
  readonly arn: string;
  /** Kept for this function alone, and its own limit. */
  readonly reservedConcurrency?: number | undefined;
}

/** Lets so many invocations run at once, and refuses the rest as Lambda does: they do not wait in line. */
export class ConcurrencyLimit {
  /** Function → how many of its invocations run. */
  private readonly running = new Map<string, number>();
  private unreserved = 0;
  private refusals = 0;

  /** @param most  of the account, less what is reserved; no limit if left out */
  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  /** How many invocations were refused. */
  get refused(): number {
    return this.refusals;
  }

  /** @throws {AwsError} `TooManyRequestsException`, with the reason that Lambda gives */
  async during<T>({ arn, reservedConcurrency }: Invoked, work: () => Promise<T>): Promise<T> {
    const own = this.running.get(arn) ?? 0;
    if (reservedConcurrency === undefined) {
      if (this.unreserved >= this.most) throw this.refusal('ConcurrentInvocationLimitExceeded');
      this.unreserved += 1;
    } else if (own >= reservedConcurrency) throw this.refusal('ReservedFunctionConcurrentInvocationLimitExceeded');
    this.running.set(arn, own + 1);
    try {
      return await work();
    } finally {
      this.running.set(arn, (this.running.get(arn) ?? 1) - 1);
      if (reservedConcurrency === undefined) this.unreserved -= 1;
    }
  }

  private refusal(Reason: string): AwsError {
    this.refusals += 1;
    return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason });
  }
}

/** Whether Lambda refused an invocation because too many run: trying again later helps. */
export const isTooManyInvocations = (error: unknown): boolean =>
  error instanceof AwsError && error.code === 'TooManyRequestsException';
