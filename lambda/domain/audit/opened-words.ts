import type { AuditRecord } from './audit-record.ts';

/** How the record of a cycle's opening says that the cycle is an emergency, or a dry run: parts of its detail, between commas. */
export const openedWords = { emergency: 'an emergency', dryRun: 'dry run' } as const;

/** Whether a record opens a cycle that is an emergency. */
export const opensEmergency = ({ action, evidence }: Pick<AuditRecord, 'action' | 'evidence'>): boolean =>
  action === 'cycle.opened' && (evidence?.detail?.split(', ') ?? []).includes(openedWords.emergency);
