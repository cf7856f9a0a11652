import type { FunctionAlarms, LogAlarm, TimeAlarm } from './function-entry.ts';
import { type AnyFunctionName, anyFunctionNames, functionTable } from './functions.ts';
import { failureLeaves, type MachineName, machineNames } from './machines.ts';

/**
 * How soon a person must look. `page`: now, at night too, since a password may stand between two states, somebody may be attacking, or
 * evidence is lost within a day. `ticket`: on the next working day, since it is tried again by itself, or nothing is lost until then.
 */
export type AlarmSeverity = 'page' | 'ticket';

/** Queues whose dead letters a person must look at. */
export type WatchedQueue =
  | 'messages'
  | 'mail-events'
  | 'trail-events'
  | 'tickets'
  | 'vault'
  | 'archive'
  | 'events'
  | 'schedules';

/** What an alarm looks at. The template makes the metric of it, and the game day causes it. */
export type AlarmWatch =
  | { readonly of: 'machine'; readonly machine: MachineName }
  | { readonly of: 'errors'; readonly functionName: AnyFunctionName }
  | { readonly of: 'log'; readonly functionName: AnyFunctionName; readonly log: LogAlarm }
  | { readonly of: 'late'; readonly functionName: AnyFunctionName; readonly minutes: number }
  | { readonly of: 'silence'; readonly functionName: AnyFunctionName; readonly minutes: number }
  | { readonly of: 'dead-letters'; readonly queue: WatchedQueue }
  | { readonly of: 'pages' };

/** One alarm, as the template makes it and the runbook explains it. */
export interface AlarmEntry {
  /** Id of its construct, by which runbook and game day call it; CloudWatch's own name begins with the stack's. */
  readonly name: string;
  readonly severity: AlarmSeverity;
  /** What happened, and what follows. */
  readonly means: string;
  /** Title of the chapter of `docs/runbook.md` that says where to look and what to do. */
  readonly chapter: string;
  readonly watches: AlarmWatch;
}

/** The alarms that page. All others become tickets. */
export const pagingAlarms: readonly string[] = [
  'AccountRotationFailed',
  'TenantRotationFailed',
  'RotationCycleFailed',
  'PausingFailed',
  'UncertainRotation',
  'AuditTableTouched',
  'ChainDoesNotFit',
  'ArchiveIsBehind',
  'WitnessDiffers',
  'ReachedPastProduct',
  'UnrecordedTrailEvents',
];

/** Errors of these functions have a chapter of their own, with what else tells of the same trouble. */
const chaptersOfErrors: Readonly<Partial<Record<AnyFunctionName, string>>> = {
  'archive-audit': 'Records do not reach the locked bucket',
  'publish-events': 'Events do not arrive',
  'call-webhook': 'Events do not arrive',
};

const deadLetters: readonly (Pick<AlarmEntry, 'name' | 'means' | 'chapter'> & { readonly queue: WatchedQueue })[] = [
  {
    name: 'UndeliverableMessages',
    queue: 'messages',
    means: 'A message could not be sent after 20 tries in about two hours. Its mail or card did not arrive.',
    chapter: 'A message was not sent',
  },
  {
    name: 'UnarchivedRecords',
    queue: 'archive',
    means:
      'Audit records did not reach the locked bucket within 23 hours, and are not sent there any more. The audit table has them.',
    chapter: 'Records do not reach the locked bucket',
  },
  {
    name: 'UnpublishedEvents',
    queue: 'events',
    means:
      'Audit records did not reach the event bus or the webhook within 23 hours, and are not sent any more. The audit table has them.',
    chapter: 'Events do not arrive',
  },
  {
    name: 'UnrecordedMailEvents',
    queue: 'mail-events',
    means:
      'What SES told of a mail could not be recorded after 10 tries. A technician may have no mail, and nobody knows.',
    chapter: 'A message was not sent',
  },
  {
    name: 'UnrecordedTrailEvents',
    queue: 'trail-events',
    means:
      'What CloudTrail told of people could not be recorded after 10 tries. Somebody may have read a password outside of the product, and nobody knows.',
    chapter: 'A message was not sent',
  },
  {
    name: 'UnwrittenTickets',
    queue: 'tickets',
    means: 'A ticket could not be written in three days. It lacks what happened since.',
    chapter: 'The PSA is down',
  },
  {
    name: 'UnwrittenPasswords',
    queue: 'vault',
    means:
      'A password was tried for the vault 900 times in about 90 hours, and neither written nor given up. Nobody has it but its credential.',
    chapter: 'The vault does not take passwords',
  },
  {
    name: 'MissedSchedules',
    queue: 'schedules',
    means: 'A schedule could not start its target. A cycle, a reminder run or a deletion run did not happen.',
    chapter: 'A schedule did not start',
  },
];

/**
 * Every alarm that a template can have, once: of machines, functions, pages and queues. Those of functions come with their entries in
 * `functions`. Which of them a template has, the estate decides: no vault, no alarm on it.
 */
export const alarmTable: readonly AlarmEntry[] = [
  ...machineNames.map((machine) => ({
    name: `${machine}Failed`,
    means: `An execution of ${machine} failed. ${failureLeaves[machine]}`,
    chapter: 'A workflow failed',
    watches: { of: 'machine', machine } as const,
  })),
  ...anyFunctionNames.flatMap((name) => alarmsOf(name, functionTable[name].alarms ?? {})),
  {
    // Pages tell their visitor of an error themselves, with status 503, so that Lambda counts none.
    name: 'PagesUnavailable',
    means: 'A page answered with a server error. Technicians may be unable to approve, or to collect a password.',
    chapter: 'A function failed',
    watches: { of: 'pages' } as const,
  },
  ...deadLetters.map(({ queue, ...text }) => ({ ...text, watches: { of: 'dead-letters', queue } as const })),
].map((each) => ({ ...each, severity: pagingAlarms.includes(each.name) ? 'page' : 'ticket' }));

function alarmsOf(
  functionName: AnyFunctionName,
  { errors, log = [], late, silent }: FunctionAlarms,
): Omit<AlarmEntry, 'severity'>[] {
  const prefix = pascalCase(functionName);
  const timed = (each: TimeAlarm | undefined, of: 'late' | 'silence', ending: string) =>
    each === undefined
      ? []
      : [
          {
            name: `${prefix}${ending}`,
            means: each.means,
            chapter: each.chapter,
            watches: { of, functionName, minutes: each.minutes },
          },
        ];
  return [
    ...(errors === undefined
      ? []
      : [
          {
            name: `${prefix}Errors`,
            means: errors,
            chapter: chaptersOfErrors[functionName] ?? 'A function failed',
            watches: { of: 'errors', functionName } as const,
          },
        ]),
    ...[log].flat().map((each) => ({
      name: each.name,
      means: each.means,
      chapter: each.chapter,
      watches: { of: 'log', functionName, log: each } as const,
    })),
    ...timed(late, 'late', 'Late'),
    ...timed(silent, 'silence', 'Silent'),
  ];
}

/** What raises an alarm, in words: for the runbook's table and the game day. */
export function causeOf(watches: AlarmWatch): string {
  switch (watches.of) {
    case 'machine':
      return `an execution of ${watches.machine} ended with an error that it does not handle`;
    case 'errors':
      return `${watches.functionName} ended with an error`;
    case 'log':
      return `${watches.functionName} logged “${watches.log.message}”`;
    case 'late':
      return `the oldest change that ${watches.functionName} got was ${watches.minutes} minutes old`;
    case 'silence':
      return `nothing ran ${watches.functionName} for ${watches.minutes} minutes`;
    case 'dead-letters':
      return `a message lies among the dead letters of ${watches.queue}`;
    case 'pages':
      return 'a page answered with status 500 or above';
  }
}

/** Address of a chapter of the runbook, as GitHub and GitLab make anchors of titles. */
export const chapterAddress = (chapter: string): string =>
  `docs/runbook.md#${chapter
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^\p{L}\p{N}_-]/gu, '')}`;

/** What CloudWatch sends with the alarm: how urgent it is, what happened and what follows, where it says what to do. */
export const alarmDescription = ({ severity, means, chapter }: Omit<AlarmEntry, 'watches'>): string =>
  `[${severity}] ${means} What to do: ${chapterAddress(chapter)}`;

/** `retire-credentials` as ids of constructs and alarms have it: `RetireCredentials`. */
export function pascalCase(name: AnyFunctionName): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
