import { COMMIT, type FunctionEntry, type LogAlarm } from './function-entry.ts';
import {
  EVENT_REFUSED,
  MANY_REFUSED,
  TEAM_MAIL_LOST,
  TENANT_NOT_STARTED,
  TICKETS_WAIT,
  UNCERTAIN_ROTATION,
  VAULT_WAITS,
} from './log-messages.ts';

/** An uncertain outcome is the one state that only a person may be able to end. */
const uncertain = (name: string): LogAlarm => ({
  message: UNCERTAIN_ROTATION,
  name,
  means: 'A password may or may not have been changed. Both versions are kept: one of them works.',
  chapter: 'An uncertain rotation',
});

/** Somebody tries what is not allowed, or cannot do what should be. */
const manyRefused = (name: string): LogAlarm => ({
  message: MANY_REFUSED,
  name,
  means:
    'A visitor of the portal was refused the same thing twenty times within ten minutes. Somebody may be attacking, or a technician cannot work.',
  chapter: 'Many refusals',
});

/** Who has no session is answered without a read of a table, in some ms: a flood of a route must be large to reach its limit. */
const PAGES_THROTTLE = { perSecond: 50, atOnce: 100 } as const;

/**
 * Every function, once: its key is the name of its handler in `lambda/handlers` and of its construct. What it may do, which variables it
 * has, what it alarms on and which requests it answers all follow from here.
 */
const entries = {
  'open-cycle': {
    description: 'Opens a cycle once and writes its list of tenants',
    timeoutSeconds: 120,
    uses: { state: ['GetItem', 'BatchGetItem', 'PutItem'], records: ['add'], tenantLists: true, portalUrl: true },
  },
  'discover-tenant': {
    description: 'Reads the directory of a tenant and records whom to rotate, and whom not',
    // As long as Lambda allows: in bad weather a large directory takes minutes, and what was read is lost when the function ends.
    timeoutSeconds: 900,
    uses: { state: ['GetItem', 'Query', ...COMMIT], records: ['add'], graph: ['reader'] },
  },
  'request-approvals': {
    description: 'Asks the technicians of a tenant',
    timeoutSeconds: 120,
    uses: {
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
    uses: { state: ['GetItem', 'ConditionCheckItem', ...COMMIT], records: ['add'], credentials: ['stage'] },
    // A credential that was deleted must be restored before its account can be rotated again.
    usesMore: { where: 'credentials-are-deleted', uses: { credentials: ['restore'] } },
  },
  'reset-password': {
    description: 'Checks the account once more and applies the staged password',
    // The check reads a dozen lists, in bad weather for a minute and more.
    timeoutSeconds: 180,
    uses: {
      state: ['GetItem', ...COMMIT],
      records: ['add'],
      credentials: ['read'],
      graph: ['reader', 'writer'],
    },
  },
  'verify-reset': {
    description: 'Proves that the directory shows the reset',
    timeoutSeconds: 60,
    uses: { state: ['GetItem', ...COMMIT], records: ['add'], graph: ['reader'] },
  },
  'promote-password': {
    description: 'Makes a proven password the current one',
    timeoutSeconds: 60,
    uses: { state: ['GetItem', ...COMMIT], records: ['add'], credentials: ['label'] },
  },
  'deliver-credential': {
    description: 'Hands a password over: by a link for a technician, or by the vault',
    timeoutSeconds: 60,
    uses: {
      state: ['GetItem', ...COMMIT],
      records: ['add'],
      openLinks: true,
      messages: 'send',
    },
    usesMore: { where: 'vault-is-used', uses: { vault: 'queue' } },
  },
  'write-vault': {
    description: 'Writes new passwords into the vault',
    // A vault that asks to wait is waited for, up to 70 s; a write of several requests may take 80.
    timeoutSeconds: 180,
    onlyWhere: 'vault-is-used',
    uses: {
      state: ['GetItem', 'ConditionCheckItem', ...COMMIT],
      records: ['add'],
      credentials: ['read'],
      vault: 'write',
      messages: 'send',
      tickets: 'send',
    },
    alarms: {
      errors:
        'A password could not be written into the vault, and not for a reason of the vault. It is tried again every six minutes.',
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
  'record-outcome': {
    description: 'Records how a rotation ended',
    timeoutSeconds: 60,
    uses: {
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
    uses: { state: ['GetItem', ...COMMIT], records: ['add'], tickets: 'send' },
  },
  'set-pause': {
    description: 'Pauses resets, or ends a pause, for the command line',
    timeoutSeconds: 60,
    uses: { state: COMMIT, records: ['add'] },
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
    description: 'Adds up a cycle and seals its records',
    timeoutSeconds: 300,
    uses: { state: ['GetItem', 'Query', ...COMMIT], records: ['add'], seals: true, messages: 'send', tickets: 'send' },
    alarms: { log: uncertain('UncertainAtClose') },
  },
  approvals: {
    description: 'Pages: decide, what became of it, and taking approvals back',
    timeoutSeconds: 29,
    // One whole processor: a page about 5,000 accounts takes a fifth of a second of one (`bench portal`), of which 512 MB are less than a third.
    memoryMb: 1769,
    uses: {
      state: ['GetItem', 'Query', ...COMMIT],
      openApprovals: true,
      records: ['add'],
      links: ['VerifyMac'],
      completes: ['AccountRotation'],
      portalUrl: true,
    },
    routes: {
      '/a/{locator}': ['GET', 'HEAD'],
      '/cycles/{cycleId}/approvals': ['GET', 'POST'],
      '/cycles/{cycleId}/decisions': ['GET', 'POST'],
    },
    throttle: PAGES_THROTTLE,
    alarms: {
      errors:
        'A page failed. Technicians may be unable to approve, and what nobody approves before its deadline is not rotated.',
      log: manyRefused('ManyRefusedApprovals'),
    },
  },
  portal: {
    description: 'Pages: what waits, status, timelines, and what technicians start from there',
    timeoutSeconds: 29,
    // As `approvals`: it counts what waits among 5,000 accounts.
    memoryMb: 1769,
    uses: {
      state: ['GetItem', 'Query', ...COMMIT],
      openApprovals: true,
      openLinks: true,
      records: ['add', 'read'],
      starts: ['RotationCycle', 'Reopening'],
      portalUrl: true,
    },
    routes: {
      '/': ['GET', 'HEAD'],
      '/cycles': ['GET'],
      '/cycles/{cycleId}': ['GET'],
      '/cycles/{cycleId}/tenants/{tenantId}': ['GET'],
      '/cycles/{cycleId}/accounts/{tenantId}/{accountId}': ['GET'],
      '/cycles/{cycleId}/accounts/{tenantId}/{accountId}/rotate': ['GET', 'POST'],
      '/cycles/{cycleId}/accounts/{tenantId}/{accountId}/retry': ['GET', 'POST'],
      '/tenants/{tenantId}/pause': ['GET', 'POST'],
      '/exposure': ['GET'],
      '/access': ['GET'],
      '/assets/{file}': ['GET'],
    },
    throttle: PAGES_THROTTLE,
    answersTheRest: { perSecond: 10, atOnce: 20 },
    alarms: {
      errors: 'A page failed. Technicians may not see what waits for them, nor pause or retry anything.',
      log: manyRefused('ManyRefusedInPortal'),
    },
  },
  'credential-page': {
    description: 'Page: passwords to collect, each shown once',
    timeoutSeconds: 29,
    uses: {
      state: ['GetItem', ...COMMIT],
      openLinks: true,
      records: ['add'],
      links: ['VerifyMac', 'GenerateMac'],
      credentials: ['read'],
      messages: 'send',
      portalUrl: true,
    },
    // The counts of cycles, which say how many passwords are in the vault.
    usesMore: { where: 'vault-is-used', uses: { state: ['Query'] } },
    routes: {
      '/passwords': ['GET', 'HEAD'],
      '/passwords/show': ['POST'],
      '/passwords/stored': ['POST'],
      '/passwords/renew': ['POST'],
      '/passwords/report': ['POST'],
      '/passwords/hand-over': ['POST'],
      '/c/{locator}': ['GET', 'HEAD'],
      '/c/{locator}/report': ['POST'],
      '/c/{locator}/renew': ['POST'],
    },
    alarms: {
      errors: 'The page of passwords to collect failed. A technician may have used a link without seeing the password.',
      log: manyRefused('ManyRefusedLinks'),
    },
  },
  'sign-in': {
    description: 'Signs technicians in with the home tenant',
    timeoutSeconds: 29,
    uses: { sessions: true, accessLog: true, signIn: true, portalUrl: true },
    routes: {
      '/sign-in': ['GET'],
      '/sign-in/callback': ['GET'],
      '/sign-out': ['POST'],
      '/sessions': ['GET'],
      '/sessions/end': ['POST'],
    },
    alarms: {
      errors: 'A sign-in failed. Technicians may be unable to approve rotations or to collect passwords.',
      log: manyRefused('ManyRefusedSignIns'),
    },
  },
  'contact-page': {
    description: "Page: a customer's contact stops resets, and can do nothing else",
    timeoutSeconds: 15,
    onlyWhere: 'contacts-may-stop',
    uses: { contactStops: true, accessLog: true, links: ['VerifyMac'], messages: 'send', portalUrl: true },
    routes: { '/n/{locator}': ['GET', 'HEAD', 'POST'] },
    // One contact per tenant and cycle opens it once or twice.
    throttle: { perSecond: 5, atOnce: 10 },
    alarms: {
      errors: "The page of customers' contacts failed. A contact may have been unable to stop resets.",
      log: manyRefused('ManyRefusedContactLinks'),
    },
  },
  notify: {
    description: 'Sends mail and Teams cards',
    timeoutSeconds: 60,
    uses: {
      state: ['GetItem', 'Query', 'BatchGetItem', 'PutItem'],
      openLinks: true,
      records: ['add'],
      messages: 'receive',
      channels: true,
      portalUrl: true,
    },
    alarms: {
      errors:
        'A batch of messages failed. Mail and cards arrive late: the queue delivers them again for about two hours.',
    },
  },
  'write-tickets': {
    description: 'Writes the ticket of each tenant and cycle into the PSA',
    // Ten tickets of six requests each, at the pace that every PSA allows.
    timeoutSeconds: 300,
    uses: {
      state: ['GetItem', 'Query', ...COMMIT],
      records: ['add'],
      tickets: 'receive',
      portalUrl: true,
    },
    alarms: {
      errors: 'A batch of tickets failed. Tickets are written late: the queue delivers them again for three days.',
      log: {
        message: TICKETS_WAIT,
        name: 'TicketsWait',
        // It is logged at each try, which are half an hour apart.
        withinMinutes: 60,
        means:
          'A ticket has waited for two hours. The PSA is down, or refuses it. It is tried for three days; nothing else waits for it.',
        chapter: 'The PSA is down',
      },
    },
  },
  'redrive-messages': {
    description: 'Lists dead letters, or puts them back into their queue, for the command line',
    timeoutSeconds: 120,
    uses: { state: ['BatchGetItem', 'PutItem'], records: ['add'], redrives: true },
  },
  'record-mail-events': {
    description: 'Records which mails did not arrive, and sees to it that somebody else is asked',
    timeoutSeconds: 60,
    uses: {
      state: ['GetItem', 'Query', 'BatchGetItem', 'PutItem'],
      records: ['add'],
      links: ['GenerateMac'],
      mailEvents: true,
      messages: 'send',
      portalUrl: true,
    },
    alarms: {
      errors:
        'What SES told of some mails is not recorded yet. The queue delivers it again for about an hour; until then nobody stands in for a technician whom no mail reaches.',
      log: {
        message: TEAM_MAIL_LOST,
        name: 'TeamMailLost',
        means: "A mail to the team's address did not arrive. Nobody may learn of failures, nor read the summary.",
        chapter: 'Mail does not arrive',
      },
    },
  },
  'publish-events': {
    description: 'Puts each audit record on an event bus, without secrets',
    timeoutSeconds: 60,
    onlyWhere: 'events-are-published',
    uses: { auditEvents: 'bus' },
    alarms: {
      errors: 'Audit records did not reach the event bus. They are tried for 23 hours; the audit table has them all.',
    },
  },
  'call-webhook': {
    description: 'Posts each audit record to the webhook, signed and without secrets',
    timeoutSeconds: 60,
    onlyWhere: 'webhook-is-called',
    uses: { auditEvents: 'webhook' },
    alarms: {
      errors:
        'Audit records could not be posted to the webhook. They are tried for 23 hours; the audit table has them all.',
      log: {
        message: EVENT_REFUSED,
        name: 'EventRefused',
        means: 'The webhook refused an event for good. It is not sent again; the audit table has it.',
        chapter: 'Events do not arrive',
      },
    },
  },
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

/** Every function that a template can have. */
export type AnyFunctionName = keyof typeof entries;
/** Functions that every template has. */
export type FunctionName = {
  [Name in AnyFunctionName]: (typeof entries)[Name] extends { readonly onlyWhere: string } ? never : Name;
}[AnyFunctionName];

export const functionTable: Readonly<Record<AnyFunctionName, FunctionEntry>> = entries;

const isFunctionName = (name: string): name is AnyFunctionName => Object.hasOwn(entries, name);
const isInEveryTemplate = (name: AnyFunctionName): name is FunctionName => functionTable[name].onlyWhere === undefined;

/** All functions, including those that the estate's choice leaves out. */
export const anyFunctionNames: readonly AnyFunctionName[] = Object.keys(entries).filter(isFunctionName);
export const functionNames: readonly FunctionName[] = anyFunctionNames.filter(isInEveryTemplate);
