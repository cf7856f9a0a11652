import type { FunctionEntry } from '../function-entry.ts';
import { AUDIT_TABLE_TOUCHED } from '../log-messages.ts';

/** Functions that keep what proves the audit records. */
export const evidenceFunctions = {
  'archive-audit': {
    description: 'Writes each change of the audit table into the locked bucket',
    timeoutSeconds: 60,
    uses: { auditArchive: true },
    alarms: {
      errors:
        'Audit records could not be written into the locked bucket. They are tried for 23 hours; until then they stand in the audit table alone.',
      log: {
        message: AUDIT_TABLE_TOUCHED,
        name: 'AuditTableTouched',
        means:
          'Somebody has changed or removed an audit record, or added a row that is none. The product never does. The locked bucket has what was there before, and what is there now.',
        chapter: 'The audit table was touched',
      },
    },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
