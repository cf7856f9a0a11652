import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Immutable } from './immutable.ts';

/** Names one account in one cycle. Workflow state carries these ids and nothing else. */
export const rotationKeySchema = z.strictObject({ cycleId: z.string(), tenantId: z.string(), accountId: z.string() });
export type RotationKey = Immutable<z.output<typeof rotationKeySchema>>;

/** 32 hex characters of SHA-256 over cycle, tenant and account: the same every time, so that a repeated step finds what the first made. */
export function rotationIdOf({ cycleId, tenantId, accountId }: RotationKey): string {
  return createHash('sha256').update(`${cycleId}|${tenantId}|${accountId}`).digest('hex').slice(0, 32);
}

/**
 * The id of the version that a rotation stages: the id of the rotation, so that the version is made once; where an earlier version
 * was given up, a hash of that id and both numbers. 32 characters: Secrets Manager requires 32 to 64 of a ClientRequestToken.
 *
 * @param reopened  how often the rotation was reopened
 * @param replaced  how many passwords were refused since
 */
export function versionIdOf(rotationId: string, reopened: number, replaced: number): string {
  if (reopened === 0 && replaced === 0) return rotationId;
  return createHash('sha256').update(`${rotationId}|${reopened}|${replaced}`).digest('hex').slice(0, 32);
}

/** First 12 hex characters of SHA-256: names a link in logs and audit records without being one. */
export function fingerprintOf(linkId: string): string {
  return createHash('sha256').update(linkId).digest('hex').slice(0, 12);
}

/**
 * `<scheduled date>-<schedule>`, such as `2026-12-07-admin-monthly`.
 *
 * @param scheduledFor  the instant that the schedule names, never the time of day when a function happens to run
 * @param timeZone  the schedule's IANA zone: 05:00 in Auckland is the day before in UTC
 */
export function cycleIdOf(schedule: string, scheduledFor: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(scheduledFor);
  return cycleIdOfDay(schedule, parts);
}

/** @param day  such as `2026-12-07` */
export const cycleIdOfDay = (schedule: string, day: string): string => `${day}-${schedule}`;

/** A dry run has an id of its own, so that it never blocks the real cycle, nor another dry run. */
export function dryRunIdOf(cycleId: string, executionId: string): string {
  return `${cycleId}-dry-${createHash('sha256').update(executionId).digest('hex').slice(0, 8)}`;
}

/**
 * A cycle that somebody starts by hand for some tenants or accounts: the same for the same request, in whatever order they
 * are named, so that starting it twice is harmless.
 *
 * @param cycleId  what the schedule's own cycle of that day is called
 * @param request  distinguishes two cycles of the same accounts that are both wanted
 */
export function onDemandIdOf(
  cycleId: string,
  only: { readonly tenantIds: readonly string[]; readonly accountIds: readonly string[] },
  request: string,
): string {
  const parts = [only.tenantIds.toSorted(), only.accountIds.toSorted(), request];
  return `${cycleId}-now-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8)}`;
}

/** Letters, digits and `-`: cycle ids arrive in addresses and name executions. */
export const CYCLE_ID_PATTERN = /^\d{4}-\d{2}-\d{2}-[a-z][a-z0-9-]{0,40}$/;

/** For what arrives from outside the tables: events and messages. */
export const cycleIdSchema = z.string().regex(CYCLE_ID_PATTERN);

/** The month that a cycle's audit export is filed under, such as `2026-12`. */
export const periodOf = (cycleId: string): string => cycleId.slice(0, 7);
