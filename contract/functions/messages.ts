import { COMMIT, type FunctionEntry } from '../function-entry.ts';
import { EVENT_REFUSED, REACHED_PAST, TEAM_MAIL_LOST, TICKETS_WAIT } from '../log-messages.ts';

/** Functions that tell people and other systems what happened. */
export const messageFunctions = {
  notify: {
    description: 'Sends mail and Teams cards',
    timeoutSeconds: 60,
    uses: {
      estate: 'read',
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
      estate: 'read',
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
      estate: 'read',
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
  'record-trail': {
    description: 'Records what CloudTrail says that people did from outside',
    timeoutSeconds: 60,
    uses: { estate: 'read', state: ['Query', 'BatchGetItem', 'PutItem'], records: ['add'], trailEvents: true },
    alarms: {
      errors:
        'What CloudTrail told of people is not recorded yet. The queue delivers it again for about an hour; until then nobody is called for it.',
      log: {
        message: REACHED_PAST,
        name: 'ReachedPastProduct',
        means:
          'CloudTrail shows that somebody read or changed a stored password outside of the product, changed what protects records, or named somebody else in a command. If nobody knows why, it is an attack.',
        chapter: 'Somebody reached past the product',
      },
    },
  },
  'publish-events': {
    description: 'Puts each audit record on an event bus, without secrets',
    timeoutSeconds: 60,
    onlyWhere: 'events-are-published',
    uses: { estate: 'read', auditEvents: 'bus' },
    alarms: {
      errors: 'Audit records did not reach the event bus. They are tried for 23 hours; the audit table has them all.',
    },
  },
  'call-webhook': {
    description: 'Posts each audit record to the webhook, signed and without secrets',
    timeoutSeconds: 60,
    onlyWhere: 'webhook-is-called',
    uses: { estate: 'read', auditEvents: 'webhook' },
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
} as const satisfies Readonly<Record<string, FunctionEntry>>;
