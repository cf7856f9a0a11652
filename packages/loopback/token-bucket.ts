import type { Clock } from './clock.ts';

/** How many at once, and how many come back per second of the clock. */
export interface BucketSize {
  readonly capacity: number;
  readonly perSecond: number;
}

/** A token bucket, full at first: what most quotas of AWS and Microsoft are. It refills on the clock, as waits pass on it. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly size: BucketSize,
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {
    this.tokens = size.capacity;
    this.filledAt = this.seconds();
  }

  /** Takes tokens if so many are there. @returns 0, or else how many seconds of the clock to wait until they are */
  take(count = 1): number {
    this.fill();
    if (this.tokens < count) return (count - this.tokens) / this.size.perSecond;
    this.tokens -= count;
    return 0;
  }

  /** The share that is taken, from 0 to 1. */
  used(): number {
    this.fill();
    return 1 - this.tokens / this.size.capacity;
  }

  private fill(): void {
    const now = this.seconds();
    const back = Math.max(0, now - this.filledAt) * this.size.perSecond;
    this.tokens = Math.min(this.size.capacity, this.tokens + back);
    this.filledAt = now;
  }

  private seconds(): number {
    return this.clock.elapsed() / 1000;
  }
}
