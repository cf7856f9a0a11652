import { exclusionLabel } from './exclusion-reasons.ts';

/** "neither admin nor service account: 12, break-glass account: 2", largest count first. */
export function exclusionCounts(excluded: Readonly<Record<string, number>>): string {
  const counts = Object.entries(excluded).filter(([, count]) => count > 0);
  const sorted = counts.sort(([, a], [, b]) => b - a).map(([reason, count]) => `${exclusionLabel(reason)}: ${count}`);
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}
