import { COMMIT, type FunctionEntry } from '../function-entry.ts';
import { VAULT_WAITS } from '../log-messages.ts';

/** Functions that reach the MSP's vault. */
export const vaultFunctions = {
  'write-vault': {
    description: 'Writes new passwords into the vault',
    // A vault that asks to wait is waited for, up to 70 s; a write of several requests may take 80.
    timeoutSeconds: 180,
    onlyWhere: 'vault-is-used',
    uses: {
      estate: 'read',
      state: ['GetItem', 'ConditionCheckItem', ...COMMIT],
      records: ['add'],
      credentials: ['read'],
      vault: 'write',
      messages: 'send',
      tickets: 'send',
    },
    alarms: {
      errors:
        'A password could not be written into the vault, and not for a reason of the vault. It is tried again every seven minutes.',
      log: {
        message: VAULT_WAITS,
        name: 'VaultWaits',
        means:
          'The vault has not taken a new password for an hour. It is tried for 72 hours; then technicians get links instead. Nothing else waits for it.',
        chapter: 'The vault does not take passwords',
      },
    },
  },
  'check-vault': {
    description: 'Looks for the records of the vault the day before a cycle writes into them',
    timeoutSeconds: 900,
    onlyWhere: 'vault-is-used',
    // It reads no credential, and asks the vault for no password.
    uses: {
      estate: 'read',
      state: ['GetItem', 'Query', 'BatchGetItem', 'PutItem'],
      records: ['add'],
      vault: 'check',
      messages: 'send',
    },
    everyMinutes: 60,
    alarms: {
      errors:
        'Records of the vault could not be looked for before a cycle. The cycle begins all the same; the run of the next hour looks again.',
    },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
