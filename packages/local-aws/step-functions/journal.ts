import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_FILE } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { JsonObject } from '../service.ts';

const entrySchema = z.strictObject({
  /** Which line of states: '' is the machine's own, others are iterations of inline Maps. */
  scope: z.string(),
  /** Real time, milliseconds since 1970. */
  at: z.number(),
  /** Time of the timekeeper. */
  elapsedMs: z.number(),
  /** Number of the event in the history, from 1; 0 for a note that the history doesn't show. */
  id: z.number(),
  /** The event before it in its line of states. */
  previous: z.number(),
  /** An event's type as in AWS's history; or a note: `Retried`, `Waiting`, `Evaluated`, `Failed`, `Answered`, `MapBroken`. */
  type: z.string(),
  /** The event's details as in AWS's history. */
  details: z.record(z.string(), z.unknown()),
  /** What the history doesn't show, and going on after a stop needs. */
  memo: z.record(z.string(), z.unknown()).optional(),
});

/** One line of an execution's journal: an event of its history, or a note. */
export type Entry = z.infer<typeof entrySchema>;

/** What a step adds to the journal. */
export interface Made {
  readonly type: string;
  readonly details?: JsonObject;
  readonly memo?: JsonObject;
}

/** The journal of one execution: each entry is in the file before it takes effect. */
export class Journal {
  readonly #file: string;

  constructor(folder: string, executionArn: string) {
    const name = createHash('sha256').update(executionArn).digest('hex').slice(0, 32);
    this.#file = join(folder, `${name}.jsonl`);
  }

  /** In the operating system's hands when this returns: a killed process loses nothing. */
  append(entry: Entry): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`, { mode: OWN_FILE });
  }

  entries(): Entry[] {
    return readJournal(this.#file);
  }
}

/** Reads a journal. A last line that was cut off by a kill never took effect: it is removed. */
export function readJournal(file: string): Entry[] {
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(file, whole);
  const lines = bytes
    .subarray(0, whole)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => entrySchema.parse(JSON.parse(line)));
}
