import type { FunctionEntry } from '../function-entry.ts';
import {
  ARCHIVE_IS_BEHIND,
  AUDIT_TABLE_TOUCHED,
  CHAIN_DOES_NOT_FIT,
  WITNESS_DIFFERS,
  WITNESS_LACKS,
} from '../log-messages.ts';

/** Functions that keep what proves the audit records. */
export const evidenceFunctions = {
  'publish-estate': {
    description: 'Puts the estate of a deployment in force, and records what it changes; CloudFormation runs it',
    // A thousand tenants that changed take 25 transactions.
    timeoutSeconds: 300,
    uses: { estate: 'publish', state: ['BatchGetItem', 'PutItem'], records: ['add'] },
    alarms: {
      errors:
        'CloudFormation could not be told whether an estate came into force. The deployment waits half an hour for it, and is rolled back.',
    },
  },
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
      late: {
        minutes: 10,
        means:
          'Changes of the audit table wait longer than ten minutes for the locked bucket. Until they are there, they stand in the audit table alone.',
        chapter: 'Records do not reach the locked bucket',
      },
    },
  },
  checkpoint: {
    description: 'Signs where every chain of audit records ends: hourly, and to seal a cycle',
    // As long as Lambda allows: after a day without it, a day of changes is read.
    timeoutSeconds: 900,
    // 500,000 chains, and a whole processor: hashing is what it does.
    memoryMb: 1769,
    uses: { estate: 'read', checkpoints: 'make' },
    everyMinutes: 60,
    alarms: {
      errors:
        'No checkpoint was made. Records are archived all the same, and the next one covers them; until then nothing proves that their end was not cut off.',
      log: [
        {
          message: CHAIN_DOES_NOT_FIT,
          name: 'ChainDoesNotFit',
          // Told before the checkpoint is stored. Whoever tries again tells it again, and so does the next run, where it reads it again.
          withinMinutes: 180,
          means:
            'A chain of audit records does not fit: a record was changed, removed or put in between, or the archive lacks one. The checkpoint covers the others.',
          chapter: 'A chain does not fit',
        },
        {
          message: ARCHIVE_IS_BEHIND,
          name: 'ArchiveIsBehind',
          // Told every hour for as long as it lasts: one alarm.
          withinMinutes: 180,
          means:
            'The audit table has records that the locked bucket should have had half an hour ago. Nothing reads the changes of the table, or what reads them fails.',
          chapter: 'Records do not reach the locked bucket',
        },
        {
          message: WITNESS_DIFFERS,
          name: 'WitnessDiffers',
          withinMinutes: 180,
          means:
            'The bucket of the other account holds another checkpoint than ours of that number, or one that we do not have. Our checkpoints were cut off and made anew, or another deployment uses the bucket.',
          chapter: 'The witness does not agree',
        },
        {
          message: WITNESS_LACKS,
          name: 'WitnessLacks',
          withinMinutes: 180,
          means:
            'The bucket of the other account could not be given the newest checkpoint. It is tried with each one; until then nothing outside of this account proves what we hold.',
          chapter: 'The witness does not agree',
        },
      ],
      silent: {
        minutes: 180,
        means:
          'No checkpoint was tried for three hours, neither by its schedule nor by a cycle. Nothing proves that the end of the records since was not cut off.',
        chapter: 'Checkpoints have stopped',
      },
    },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
