/** "12 not-in-scope, 2 break-glass", largest count first. */
export function exclusionCounts(excluded: Readonly<Record<string, number>>): string {
  const counts = Object.entries(excluded).filter(([, count]) => count > 0);
  const sorted = counts.sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count} ${reason}`);
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}
