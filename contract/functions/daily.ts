import { COMMIT, type FunctionEntry } from '../function-entry.ts';
import { MANY_TENANTS_FAIL, READER_CERTIFICATE_ENDS } from '../log-messages.ts';

/** Functions that do something once a day, or every hour. */
export const dailyFunctions = {
  'propose-rotations': {
    description: 'Starts cycles for accounts whose passwords people have seen some hours ago',
    timeoutSeconds: 120,
    onlyWhere: 'rotations-are-proposed',
    uses: { estate: 'read', state: ['GetItem', 'Query', ...COMMIT], records: ['add'], starts: ['RotationCycle'] },
    everyMinutes: 24 * 60,
    alarms: {
      errors:
        'Rotations could not be proposed for passwords that people have seen. The run of the next day proposes them.',
    },
  },
  'start-moved': {
    description: 'Starts cycles that black-outs have moved to another day',
    timeoutSeconds: 60,
    uses: { estate: 'read', starts: ['RotationCycle'] },
    everyMinutes: 30,
    alarms: {
      errors:
        'A cycle that a black-out had moved to today may not have been started. Runs of the next day try again, every half hour.',
    },
  },
  'retire-credentials': {
    description: 'Deletes credentials whose passwords are in the vault, as technicians say or its receipts',
    timeoutSeconds: 60,
    onlyWhere: 'credentials-are-deleted',
    uses: {
      estate: 'read',
      state: ['GetItem', 'Query', 'DeleteItem', ...COMMIT],
      records: ['add'],
      credentials: ['delete'],
    },
    everyMinutes: 24 * 60,
    alarms: {
      errors: 'Some stored credentials could not be deleted. They stay readable here until the run of the next day.',
    },
  },
  'watch-passwords': {
    description: 'Looks once a day for passwords that somebody else has changed since we set them',
    // 50,000 accounts of 1,000 tenants take three minutes; what does not fit is left to the next run.
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: {
      estate: 'read',
      metrics: true,
      state: ['Query', 'BatchGetItem', 'PutItem', 'ConditionCheckItem'],
      records: ['add'],
      graph: ['reader'],
    },
    everyMinutes: 60,
    alarms: {
      errors: 'Passwords could not be compared with the directories. A change by somebody else shows at a later run.',
    },
  },
  'inspect-tenants': {
    description: 'Looks daily at consents and permissions of tenants, and each quarter at their break-glass accounts',
    // What does not fit is left to the next run: a thousand tenants need no more than that.
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: {
      estate: 'read',
      metrics: true,
      state: ['Query', 'BatchGetItem', 'PutItem'],
      records: ['add'],
      graph: ['reader'],
      messages: 'send',
      tickets: 'send',
    },
    everyMinutes: 60,
    alarms: {
      errors:
        'Tenants could not be looked at: Entra does not take the reader app’s proof from this function, or AWS failed. What changes in tenants shows later; cycles do not wait for it.',
      log: [
        {
          message: MANY_TENANTS_FAIL,
          name: 'ManyTenantsFail',
          means:
            'Ten tenants or more have begun to fail together. That has one cause, mostly ours or Microsoft’s. Their tickets wait for a day.',
          chapter: 'Many tenants fail together',
        },
        {
          message: READER_CERTIFICATE_ENDS,
          name: 'ReaderCertificateEnds',
          means: 'The certificate of the reader app ends within 30 days. From then on no tenant can be read.',
          chapter: 'A certificate ends',
        },
      ],
    },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
