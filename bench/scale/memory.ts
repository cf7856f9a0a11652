import { readFileSync } from 'node:fs';

const MB = 2 ** 20;

/** In MB. */
export interface Memory {
  /** What nothing else can have. Elsewhere than on Linux, all that is resident. */
  readonly own: number;
  /** With the pages of the tables' files that the system keeps in memory, as long as nothing else needs it. */
  readonly resident: number;
}

/** Memory of this process, with all its threads. */
export function memoryNow(): Memory {
  const resident = process.memoryUsage.rss() / MB;
  return { own: anonymousKb() / 1_024 || resident, resident };
}

/** `RssAnon` of https://man7.org/linux/man-pages/man5/proc_pid_status.5.html; 0 where there is none. */
function anonymousKb(): number {
  try {
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
