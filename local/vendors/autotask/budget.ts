const WINDOW_MS = 60 * 60_000;
/** Of the whole database, with all that reads and writes there. */
const MOST_REQUESTS = 10_000;
/** Of an integration, per kind of object. */
const MOST_THREADS = 3;

/** What an integration may ask of Autotask: so much an hour, and so much at once. */
export interface Budget {
  /** Runs the work, unless there is no thread or no request left. */
  spend(object: string, work: () => Promise<void>): Promise<'done' | 'no-thread' | 'no-request'>;
}

export function budget(now: () => Date): Budget {
  const spent: number[] = [];
  const running = new Map<string, number>();
  return {
    async spend(object, work) {
      const at = now().getTime();
      while (spent[0] !== undefined && spent[0] <= at - WINDOW_MS) spent.shift();
      if (spent.length >= MOST_REQUESTS) return 'no-request';
      const threads = running.get(object) ?? 0;
      if (threads >= MOST_THREADS) return 'no-thread';
      spent.push(at);
      running.set(object, threads + 1);
      try {
        await work();
        return 'done';
      } finally {
        running.set(object, (running.get(object) ?? 1) - 1);
      }
    },
  };
}
