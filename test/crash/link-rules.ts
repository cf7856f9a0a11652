import type { AuditRow } from './evidence.ts';

/**
 * What must hold of the links of one rotation, by its records: one view per link (R6), a report is recorded once, and after it no link
 * of the rotation is opened or made.
 *
 * @param own  records of the rotation, in the order of their chain
 * @returns a sentence for each rule that is broken
 */
export function brokenLinkRules(own: readonly AuditRow[]): readonly string[] {
  const broken: string[] = [];
  const views = new Map<string, number>();
  let reports = 0;
  for (const { action, evidence } of own) {
    const link = evidence?.linkFingerprint ?? '';
    if (action === 'link.revealed') views.set(link, (views.get(link) ?? 0) + 1);
    if (action === 'link.reported') reports += 1;
    const uses = /^(link\.(revealed|renewed|renewal-asked|created)|credential\.stored)$/.test(action);
    if (uses && reports > 0) broken.push(`${action} after the links were reported`);
  }
  for (const [link, count] of views) if (count > 1) broken.push(`link ${link} was opened ${count} times`);
  if (reports > 1) broken.push(`the links were reported ${reports} times`);
  return broken;
}
