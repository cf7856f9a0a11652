import { COMMIT, type FunctionEntry, type LogAlarm } from '../function-entry.ts';
import { MANY_REFUSED } from '../log-messages.ts';

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

/** Functions that answer requests of browsers. */
export const pageFunctions = {
  approvals: {
    description: 'Pages: decide, what became of it, and taking approvals back',
    timeoutSeconds: 29,
    // One whole processor: a page about 5,000 accounts takes a fifth of a second of one (`bench portal`), of which 512 MB are less than a third.
    memoryMb: 1769,
    uses: {
      estate: 'read',
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
      estate: 'read',
      state: ['GetItem', 'Query', ...COMMIT],
      openApprovals: true,
      openLinks: true,
      records: ['add', 'read'],
      starts: ['RotationCycle', 'Reopening'],
      checkpoints: 'read',
      portalUrl: true,
    },
    routes: {
      '/': ['GET', 'HEAD'],
      '/cycles': ['GET'],
      '/cycles/{cycleId}': ['GET'],
      '/cycles/{cycleId}/tenants/{tenantId}': ['GET'],
      '/cycles/{cycleId}/reports/{tenantId}': ['GET'],
      '/cycles/{cycleId}/accounts/{tenantId}/{accountId}': ['GET'],
      '/cycles/{cycleId}/accounts/{tenantId}/{accountId}/rotate': ['GET', 'POST'],
      '/cycles/{cycleId}/accounts/{tenantId}/{accountId}/retry': ['GET', 'POST'],
      '/tenants/{tenantId}/pause': ['GET', 'POST'],
      '/exposure': ['GET'],
      '/access': ['GET'],
      '/evidence': ['GET'],
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
      estate: 'read',
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
    description: 'Signs technicians and auditors in with the home tenant',
    timeoutSeconds: 29,
    uses: { estate: 'read', sessions: true, accessLog: true, signIn: true, portalUrl: true },
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
    uses: {
      estate: 'read',
      contactStops: true,
      accessLog: true,
      links: ['VerifyMac'],
      messages: 'send',
      portalUrl: true,
    },
    routes: { '/n/{locator}': ['GET', 'HEAD', 'POST'] },
    // One contact per tenant and cycle opens it once or twice.
    throttle: { perSecond: 5, atOnce: 10 },
    alarms: {
      errors: "The page of customers' contacts failed. A contact may have been unable to stop resets.",
      log: manyRefused('ManyRefusedContactLinks'),
    },
  },
} as const satisfies Readonly<Record<string, FunctionEntry>>;
