import { chainOf } from '../../../lambda/domain/audit/audit-record.ts';
import type { StoredSeal } from '../../../lambda/domain/audit/seal.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';
import type { SoundCheckpoint } from './checkpoints.ts';
import type { RecordsRead } from './read-records.ts';

/** Checkpoints are made every hour; one that takes a second try is late by less than this. */
const OVERDUE_MS = 2 * 60 * 60_000;

/** What records say about checkpoints and seals, and what time tells: that some are missing. */
export function problemsOfCycles(
  { closed, named, newest }: RecordsRead,
  sound: readonly SoundCheckpoint[],
  seals: readonly StoredSeal[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const chain = chainOf({});
  const last = sound.at(-1);
  const lastTime = last === undefined ? undefined : Date.parse(last.checkpoint.time);
  if (last === undefined && seals.length === 0) {
    findings.push({
      kind: 'nothing-sealed',
      what: 'there is no checkpoint: nothing tells that the last records are still there',
    });
  }
  if (lastTime !== undefined && newest > lastTime + OVERDUE_MS) {
    const what = `is the last one, of ${last?.checkpoint.time}; the newest record is of ${new Date(newest).toISOString()}`;
    findings.push({ kind: 'checkpoint-overdue', checkpoint: last?.checkpoint.number ?? 0, what });
  }
  const sealed = new Set([
    ...seals.map(({ seal }) => seal.cycleId),
    ...sound.map(({ checkpoint }) => checkpoint.cycleId),
  ]);
  for (const [cycleId, { time, sequence }] of closed) {
    // Where a cycle's own checkpoint failed, the hourly one covers it.
    if (sealed.has(cycleId) || (lastTime !== undefined && time < lastTime + OVERDUE_MS)) continue;
    findings.push({
      kind: 'cycle-unsealed',
      cycleId,
      chain,
      sequence,
      what: `says that ${cycleId} was closed, and nothing seals it`,
    });
  }
  const hashes = new Set([...sound.map(({ hash }) => hash), ...seals.map(({ hash }) => hash)]);
  for (const [hash, { cycleId, sequence }] of named) {
    if (hashes.has(hash)) continue;
    const what = `names the seal of ${cycleId}, ${hash}, which is not there`;
    findings.push({ kind: 'checkpoint-missing', cycleId, chain, sequence, what });
  }
  return findings;
}
