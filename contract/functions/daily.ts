import { COMMIT, type FunctionEntry } from '../function-entry.ts';

/** Functions that run once a day, where the estate chooses so. */
export const dailyFunctions = {
  'propose-rotations': {
    description: 'Starts cycles for accounts whose passwords people have seen some hours ago',
    timeoutSeconds: 120,
    onlyWhere: 'rotations-are-proposed',
    uses: { state: ['GetItem', 'Query', ...COMMIT], records: ['add'], starts: ['RotationCycle'] },
    everyMinutes: 24 * 60,
    alarms: {
      errors:
        'Rotations could not be proposed for passwords that people have seen. The run of the next day proposes them.',
    },
  },
  'retire-credentials': {
    description: 'Deletes credentials whose passwords are in the vault, as technicians say or its receipts',
    timeoutSeconds: 60,
    onlyWhere: 'credentials-are-deleted',
    uses: { state: ['GetItem', 'Query', 'DeleteItem', ...COMMIT], records: ['add'], credentials: ['delete'] },
    everyMinutes: 24 * 60,
    alarms: {
      errors: 'Some stored credentials could not be deleted. They stay readable here until the run of the next day.',
    },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
