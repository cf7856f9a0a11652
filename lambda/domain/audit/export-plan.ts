import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/**
 * What is exported next: the whole audit table once, then what changed since, in windows that DynamoDB takes. Measured on AWS: a window of
 * less than 15 minutes or more than 24 hours is refused with `InvalidExportTimeException`, and one that is left open ends now.
 */
const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 15 minutes, and one for clocks that differ. */
const SHORTEST_MS = 16 * 60_000;
const LONGEST_MS = DAY_MS;
/** A window that is left open grows while it is asked for. */
const LONGEST_OPEN_MS = LONGEST_MS - HOUR_MS;
/** Point-in-time recovery reaches back 35 days. */
const REACH_MS = 34 * DAY_MS;
/** DynamoDB takes two requests with the same token for one within 8 hours. */
const TOKEN_LASTS_MS = 7 * HOUR_MS;

const instant = z.iso.datetime();

/** An export that was decided on. Whoever finds it asks for the same export, by the same token. */
export const plannedExportSchema = z.strictObject({
  token: z.string(),
  plannedAt: instant,
  /** Left out: the whole table. */
  from: instant.optional(),
  /** Left out: until now. */
  to: instant.optional(),
});
export type PlannedExport = Immutable<z.output<typeof plannedExportSchema>>;

/** What is known of exports. */
export const exportStateSchema = z.strictObject({
  /** Everything that was recorded before this instant is exported. Left out: nothing was. */
  exportedUntil: instant.optional(),
  planned: plannedExportSchema.optional(),
});
export type ExportState = Immutable<z.output<typeof exportStateSchema>>;

export type NextExport =
  | { readonly kind: 'planned'; readonly export: PlannedExport; readonly isNew: boolean }
  /** The archive holds what is newer; the export after that instant takes it. */
  | { readonly kind: 'too-soon'; readonly notBefore: string };

export function nextExport(state: ExportState, now: Date, token: string): NextExport {
  const { exportedUntil, planned } = state;
  if (planned !== undefined && now.getTime() - Date.parse(planned.plannedAt) < TOKEN_LASTS_MS) {
    return { kind: 'planned', export: planned, isNew: false };
  }
  const decided = { token, plannedAt: now.toISOString() };
  const since = exportedUntil === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(exportedUntil);
  if (exportedUntil === undefined || since > REACH_MS) return { kind: 'planned', export: decided, isNew: true };
  if (since < SHORTEST_MS) return { kind: 'too-soon', notBefore: after(exportedUntil, SHORTEST_MS) };
  const to = since > LONGEST_OPEN_MS ? { to: after(exportedUntil, Math.min(LONGEST_MS, wholeSeconds(since))) } : {};
  return { kind: 'planned', export: { ...decided, from: exportedUntil, ...to }, isNew: true };
}

const after = (from: string, ms: number) => new Date(Date.parse(from) + ms).toISOString();
const wholeSeconds = (ms: number) => Math.floor(ms / SECOND_MS) * SECOND_MS;

/** What DynamoDB says of an export that has ended. */
export const endedExportSchema = z.strictObject({
  token: z.string(),
  status: z.enum(['COMPLETED', 'FAILED']),
  exportArn: z.string(),
  /** When a full export shows the table, or where the window of an incremental one ends. */
  until: instant,
  items: z.int(),
  /** Why it failed. */
  failure: z.string().optional(),
});
export type EndedExport = Immutable<z.output<typeof endedExportSchema>>;

/**
 * What is known after an export. A failed one is not asked for again: its token would name the failure.
 *
 * @returns `undefined`: somebody has taken it into account already
 */
export function afterExport(state: ExportState, ended: EndedExport): ExportState | undefined {
  const { planned, exportedUntil } = state;
  if (planned?.token !== ended.token) return undefined;
  if (ended.status === 'FAILED') return exportedUntil === undefined ? {} : { exportedUntil };
  // Times of requests are whole seconds: the next window begins with the second that this export may have seen in part.
  const until = new Date(wholeSeconds(Date.parse(ended.until))).toISOString();
  return { exportedUntil: exportedUntil !== undefined && exportedUntil > until ? exportedUntil : until };
}

/** For the record. */
export function exportSentence({ from }: PlannedExport, { items, until, exportArn }: EndedExport): string {
  const id = exportArn.slice(exportArn.lastIndexOf('/') + 1);
  const what = from === undefined ? `the whole table as of ${until}` : `what was recorded from ${from} to ${until}`;
  return `${what}: ${items} records, export ${id}`;
}
