import { type Inspection, type InspectionKind, isReadable, quarterOf } from './inspection.ts';

/** A little less than a day: a run of every hour must not drift by an hour each day. */
const DAILY_MS = 23.5 * 3_600_000;

/**
 * Whether a tenant is to be looked at now. Consent: each day. Break-glass: each quarter; and each day while it fails or cannot be read, so
 * that it shows when somebody has mended it.
 */
export function isInspectionDue(kind: InspectionKind, last: Inspection | undefined, now: Date): boolean {
  if (last === undefined) return true;
  const sinceMs = now.getTime() - Date.parse(last.at);
  // An instant that lies ahead, or cannot be read, says nothing.
  if (!(sinceMs >= 0)) return true;
  if (kind === 'consent') return sinceMs >= DAILY_MS;
  const isOpen = last.verdict === 'failed' || !isReadable(last);
  return quarterOf(last.at) !== quarterOf(now.toISOString()) || (isOpen && sinceMs >= DAILY_MS);
}
