import type { CsvColumn } from '../tables/csv-answer.ts';
import type { SeenPassword } from './exposures.ts';

export const seenColumns: readonly CsvColumn<SeenPassword>[] = [
  { name: 'Person', of: ({ technicianName }) => technicianName },
  { name: 'Tenant', of: ({ tenantDisplayName }) => tenantDisplayName },
  { name: 'Account', of: ({ userPrincipalName }) => userPrincipalName },
  { name: 'Account id', of: ({ accountId }) => accountId },
  { name: 'Password set (UTC)', of: ({ resetAt }) => resetAt },
  { name: 'Seen first (UTC)', of: ({ seenAt }) => seenAt },
  { name: 'Changed by somebody else (UTC)', of: ({ changedAt = '' }) => changedAt },
  { name: 'Cycle', of: ({ cycleId }) => cycleId },
  { name: 'Credential version', of: ({ versionId }) => versionId },
];
