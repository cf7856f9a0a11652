import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';

/** What a second `npm start` with the same folder must know about the first one. */
export interface RunState {
  readonly schedule: string;
  /** ISO 8601, UTC: the instant that the schedule named. */
  readonly scheduledFor: string;
  readonly dryRun: boolean;
  readonly executionArn: string;
  /** ISO 8601, UTC: real time. */
  readonly startedAt: string;
  /** What the inbox held before. */
  readonly messagesBefore: { readonly mail: number; readonly teams: number; readonly tickets: number };
  /** Whether its summary was written: then the next start runs the schedule's next cycle. */
  readonly finished: boolean;
}

const runState = z.strictObject({
  schedule: z.string(),
  scheduledFor: z.iso.datetime(),
  dryRun: z.boolean(),
  executionArn: z.string(),
  startedAt: z.iso.datetime(),
  messagesBefore: z.strictObject({ mail: z.int(), teams: z.int(), tickets: z.int() }),
  finished: z.boolean(),
});

const fileIn = (folder: string) => join(folder, 'run.json');

/** @returns `undefined` in a new folder */
export const readRunState = (folder: string): RunState | undefined => readJson(fileIn(folder), runState);

export const writeRunState = (folder: string, state: RunState): void => writeJson(fileIn(folder), state);
