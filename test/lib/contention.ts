import type { RetryPolicy } from '../../lib/states/retries.ts';

/** What many executions do at once with a quota that they share, second by second, without running any of them. */
export interface Contention {
  readonly quota: { readonly capacity: number; readonly perSecond: number };
  readonly policy: RetryPolicy;
  /** When each line of calls begins, in seconds, and how many calls it makes, one after the other. */
  readonly lines: readonly { readonly from: number; readonly calls: number }[];
  /** Seconds from one call of a line to its next. */
  readonly pause: number;
}

export interface Contended {
  /** Calls whose policy was used up. */
  readonly givenUp: number;
  readonly seconds: number;
  /** The most tries after the first that a call took. */
  readonly mostRetries: number;
}

interface Due {
  readonly at: number;
  readonly line: number;
  readonly retries: number;
}

/** Real calls are somewhat better off: before a workflow waits, the SDK itself tries three times. */
export function contended({ quota, policy, lines, pause }: Contention): Contended {
  const random = randomNumbers(1);
  const due = new Queue(lines.map(({ from }, line) => ({ at: from, line, retries: 0 })));
  const left = lines.map(({ calls }) => calls);
  let tokens = quota.capacity;
  let now = 0;
  let [givenUp, seconds, mostRetries] = [0, 0, 0];
  for (let next = due.take(); next !== undefined; next = due.take()) {
    const { at, line, retries } = next;
    tokens = Math.min(quota.capacity, tokens + (at - now) * quota.perSecond);
    now = at;
    if (tokens < 1 && retries < policy.attempts) {
      const longest = Math.min(policy.firstSeconds * policy.rate ** retries, policy.capSeconds);
      due.add({ at: at + longest * (policy.jitter ? random() : 1), line, retries: retries + 1 });
      continue;
    }
    if (tokens < 1) givenUp += 1;
    else {
      tokens -= 1;
      seconds = now;
      mostRetries = Math.max(mostRetries, retries);
    }
    left[line] = (left[line] ?? 0) - 1;
    if ((left[line] ?? 0) > 0) due.add({ at: at + pause, line, retries: 0 });
  }
  return { givenUp, seconds, mostRetries };
}

/** Gives out what is due first: a binary heap. */
class Queue {
  private readonly heap: Due[] = [];

  constructor(all: readonly Due[]) {
    for (const each of all) this.add(each);
  }

  add(due: Due): void {
    this.heap.push(due);
    for (let child = this.heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.swapUnordered(parent, child)) return;
      child = parent;
    }
  }

  take(): Due | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const right = left + 1;
      const child = this.atOf(right) < this.atOf(left) ? right : left;
      if (!this.swapUnordered(parent, child)) return first;
      parent = child;
    }
  }

  private swapUnordered(parent: number, child: number): boolean {
    const one = this.heap[parent];
    const other = this.heap[child];
    if (one === undefined || other === undefined || one.at <= other.at) return false;
    this.heap[parent] = other;
    this.heap[child] = one;
    return true;
  }

  private atOf = (index: number): number => this.heap[index]?.at ?? Number.POSITIVE_INFINITY;
}

/** Mulberry32: the same numbers each time, from 0 up to, not including, 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
