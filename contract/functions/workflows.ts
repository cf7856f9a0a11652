import { COMMIT, type FunctionEntry, type LogAlarm } from '../function-entry.ts';
import { TENANT_NOT_STARTED, UNCERTAIN_ROTATION } from '../log-messages.ts';

/** An uncertain outcome is the one state that only a person may be able to end. */
const uncertain = (name: string): LogAlarm => ({
  message: UNCERTAIN_ROTATION,
  name,
  means: 'A password may or may not have been changed. Both versions are kept: one of them works.',
  chapter: 'An uncertain rotation',
});

/** Functions that workflows run, and what goes on beside them until a rotation has ended. */
export const workflowFunctions = {
  'open-cycle': {
    description: 'Opens a cycle once and writes its list of tenants',
    timeoutSeconds: 120,
    uses: {
      estate: 'read',
      state: ['GetItem', 'BatchGetItem', 'PutItem'],
      records: ['add'],
      tenantLists: true,
      messages: 'send',
      portalUrl: true,
    },
  },
  'discover-tenant': {
    description: 'Reads the directory of a tenant and records whom to rotate, and whom not',
    // As long as Lambda allows: in bad weather a large directory takes minutes, and what was read is lost when the function ends.
    timeoutSeconds: 900,
    uses: { estate: 'read', state: ['GetItem', 'Query', ...COMMIT], records: ['add'], graph: ['reader'] },
  },
  'request-approvals': {
    description: 'Asks the technicians of a tenant',
    timeoutSeconds: 120,
    uses: {
      estate: 'read',
      state: ['GetItem', 'Query', 'BatchGetItem', 'PutItem'],
      records: ['add'],
      links: ['GenerateMac'],
      messages: 'send',
      tickets: 'send',
      portalUrl: true,
    },
  },
  remind: {
    description: 'Reminds technicians, and completes task tokens of decisions whose completion was lost',
    timeoutSeconds: 300,
    uses: {
      estate: 'read',
      metrics: true,
      state: ['GetItem', 'Query', ...COMMIT],
      openLinks: true,
      records: ['add'],
      links: ['GenerateMac'],
      messages: 'send',
      tickets: 'send',
      completes: ['AccountRotation'],
      portalUrl: true,
    },
    everyMinutes: 30,
    alarms: {
      errors:
        'A reminder run failed. Technicians may not be reminded, and a decision whose token was not completed waits for the next run.',
    },
  },
  'stage-password': {
    description: 'Makes a new password durable before it is applied',
    timeoutSeconds: 60,
    uses: {
      estate: 'read',
      state: ['GetItem', 'ConditionCheckItem', ...COMMIT],
      records: ['add'],
      credentials: ['stage'],
    },
    // A credential that was deleted must be restored before its account can be rotated again.
    usesMore: { where: 'credentials-are-deleted', uses: { credentials: ['restore'] } },
  },
  'reset-password': {
    description: 'Checks the account once more and applies the staged password; tries a reset for doctor',
    // The check reads a dozen lists, in bad weather for a minute and more.
    timeoutSeconds: 180,
    uses: {
      estate: 'read',
      state: ['GetItem', ...COMMIT],
      records: ['add'],
      credentials: ['read'],
      graph: ['reader', 'writer'],
    },
  },
  'verify-reset': {
    description: 'Proves that the directory shows the reset',
    timeoutSeconds: 60,
    uses: { estate: 'read', state: ['GetItem', ...COMMIT], records: ['add'], graph: ['reader'] },
  },
  'promote-password': {
    description: 'Makes a proven password the current one',
    timeoutSeconds: 60,
    uses: { state: ['GetItem', ...COMMIT], records: ['add'], credentials: ['label'] },
  },
  'deliver-credential': {
    description: 'Hands a password over: by a link for a technician, or by the vault',
    timeoutSeconds: 60,
    uses: { estate: 'read', state: ['GetItem', ...COMMIT], records: ['add'], openLinks: true, messages: 'send' },
    usesMore: { where: 'vault-is-used', uses: { vault: 'queue' } },
  },
  'record-outcome': {
    description: 'Records how a rotation ended',
    timeoutSeconds: 60,
    uses: {
      estate: 'read',
      state: ['GetItem', ...COMMIT],
      records: ['add'],
      messages: 'send',
      tickets: 'send',
      completes: ['TenantRotation'],
      starts: ['SettleUncertain'],
    },
    usesMore: { where: 'vault-is-used', uses: { vault: 'queue' } },
    alarms: { log: uncertain('UncertainRotation') },
  },
  'reopen-rotation': {
    description: 'Reopens or resolves a rotation, for the command line or a technician',
    timeoutSeconds: 60,
    uses: { estate: 'read', state: ['GetItem', ...COMMIT], records: ['add'], tickets: 'send' },
  },
  'set-pause': {
    description: 'Pauses resets, ends a pause, or releases tenants, for the command line',
    // A release commits for each tenant and class.
    timeoutSeconds: 300,
    uses: { estate: 'read', state: COMMIT, records: ['add'] },
  },
  'plan-export': {
    description: 'Decides what of the audit table is exported next, and records what was',
    timeoutSeconds: 60,
    uses: { state: ['GetItem', 'BatchGetItem', 'PutItem'], records: ['add'] },
  },
  'close-tenant': {
    description: 'Closes a tenant within its cycle',
    timeoutSeconds: 60,
    uses: {
      state: ['GetItem', ...COMMIT],
      records: ['add'],
      messages: 'send',
      tickets: 'send',
      completes: ['RotationCycle'],
    },
    alarms: {
      log: {
        message: TENANT_NOT_STARTED,
        name: 'TenantNotStarted',
        means:
          'The workflow of a tenant could not be started for half an hour. The tenant is closed as failed in its cycle; nothing was asked or reset there.',
        chapter: 'A tenant was not started',
      },
    },
  },
  'close-cycle': {
    description: 'Adds up a cycle, and says what its seal must reach',
    timeoutSeconds: 300,
    uses: {
      metrics: true,
      state: ['GetItem', 'Query', ...COMMIT],
      records: ['add'],
      cycleEnds: true,
      messages: 'send',
    },
    alarms: { log: uncertain('UncertainAtClose') },
  },
  'announce-cycle': {
    description: 'Records the seal of a closed cycle, and has its summary and tickets written',
    timeoutSeconds: 120,
    uses: { state: ['GetItem', 'Query', ...COMMIT], records: ['add'], messages: 'send', tickets: 'send' },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
