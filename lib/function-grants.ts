import { Stack } from 'aws-cdk-lib';
import type { EveryUse, Uses } from '../contract/function-entry.ts';
import { variable } from '../contract/variables.ts';
import type { AuditEvents } from './audit-events.ts';
import type { StreamReader } from './audit-stream.ts';
import type { RotationBuckets } from './buckets.ts';
import type { Channels } from './channels.ts';
import type { Credentials } from './credentials.ts';
import { grantRedriving } from './dead-letters.ts';
import type { EstateTable } from './estate-table.ts';
import type { KmsKeys } from './kms-keys.ts';
import type { MailEvents } from './mail-events.ts';
import type { Messages } from './messages.ts';
import type { GraphApps } from './microsoft.ts';
import type { Portal } from './portal.ts';
import type { RotationFunction } from './rotation-function.ts';
import type { RotationTables } from './tables.ts';
import type { Tickets } from './tickets.ts';
import type { TrailEvents } from './trail-events.ts';
import type { Vault } from './vault.ts';
import { grantStart, grantTokens } from './workflows/machine.ts';

/** The constructs that functions use. Each knows the permissions that one use needs. */
export interface UsedConstructs {
  readonly tables: RotationTables;
  readonly buckets: RotationBuckets;
  readonly keys: KmsKeys;
  readonly estates: EstateTable;
  readonly credentials: Credentials;
  readonly messages: Messages;
  readonly mailEvents: MailEvents;
  readonly trailEvents: TrailEvents;
  readonly tickets: Tickets;
  readonly auditArchive: StreamReader;
  /** `undefined`: the estate has none. */
  readonly auditEvents: AuditEvents | undefined;
  readonly vault: Vault | undefined;
  readonly channels: Channels;
  readonly portal: Pick<Portal, 'url'>;
  readonly graphApps: GraphApps;
}

type Grants = {
  readonly [Kind in keyof EveryUse]: (user: RotationFunction, use: EveryUse[Kind], by: UsedConstructs) => void;
};

/** How each kind of use is granted. */
const grants: Grants = {
  state: (user, actions, { tables }) => tables.grantState(user, ...actions),
  sessions: (user, _, { tables }) => tables.grantSessions(user),
  accessLog: (user, _, { tables }) => tables.grantAccessLog(user),
  contactStops: (user, _, { tables }) => tables.grantContactStops(user),
  auditEvents: (user, to, { auditEvents }) => {
    if (auditEvents === undefined) throw new Error('the estate publishes no events');
    auditEvents.deliverTo(user, to);
  },
  auditArchive: (user, _, { auditArchive, buckets }) => {
    buckets.grantArchiving(user);
    auditArchive.feed(user);
  },
  openApprovals: (user, _, { tables }) => tables.grantOpenApprovals(user),
  openLinks: (user, _, { tables }) => tables.grantOpenLinks(user),
  records: (user, ways, { tables }) => {
    if (ways.includes('add')) tables.grantRecording(user);
    if (ways.includes('read')) tables.grantReadingRecords(user);
  },
  links: (user, actions, { keys }) => keys.grantLinks(user, ...actions),
  checkpoints: (user, use, { keys, buckets, tables }) => {
    if (use === 'read') {
      buckets.grantReadingCheckpoints(user);
      return;
    }
    keys.grantSigning(user);
    buckets.grantCheckpoints(user);
    tables.grantLookingForRecords(user);
  },
  cycleEnds: (user, _, { buckets }) => buckets.grantCycleEnds(user),
  estate: (user, use, { estates, buckets }) => {
    if (use === 'read') {
      estates.grantReading(user);
      return;
    }
    estates.grantPublishing(user);
    buckets.grantEstates(user);
  },
  tenantLists: (user, _, { buckets }) => buckets.grantTenantLists(user),
  credentials: (user, uses, { credentials }) => {
    for (const each of uses) credentials.grant(user, each);
  },
  messages: (user, direction, { messages }) => {
    if (direction === 'send') messages.grantSending(user);
    else messages.deliverTo(user);
  },
  redrives: (user, _, { messages, mailEvents, trailEvents, tickets, vault }) =>
    grantRedriving(user, {
      messages: { queue: messages.queue, deadLetters: messages.undeliverable },
      'mail-events': { queue: mailEvents.queue, deadLetters: mailEvents.undeliverable },
      'trail-events': { queue: trailEvents.queue, deadLetters: trailEvents.undeliverable },
      tickets: { queue: tickets.queue, deadLetters: tickets.unwritten },
      ...(vault === undefined ? {} : { vault: { queue: vault.queue, deadLetters: vault.unwritten } }),
    }),
  mailEvents: (user, _, { mailEvents }) => mailEvents.deliverTo(user),
  trailEvents: (user, _, { trailEvents }) => trailEvents.deliverTo(user),
  tickets: (user, direction, { tickets, channels }) => {
    if (direction === 'send') {
      tickets.grantSending(user);
      return;
    }
    channels.grantPsa(user);
    tickets.writeWith(user);
  },
  vault: (user, use, { vault }) => {
    if (vault === undefined) throw new Error('the estate has no vault');
    if (use === 'queue') vault.grantQueueing(user);
    else if (use === 'check') vault.grantCalling(user);
    else vault.deliverTo(user);
  },
  channels: (user, _, { channels }) => channels.grantUse(user),
  graph: (user, apps, { graphApps }) => graphApps.grantUse(user, ...apps),
  signIn: (user, _, { graphApps }) => graphApps.grantSignIn(user),
  completes: (user, machines) => {
    for (const each of machines) grantTokens(user, each);
  },
  starts: (user, machines) => {
    for (const each of machines) grantStart(user, each);
  },
  portalUrl: (user, _, { portal }) => {
    user.set(variable.portalUrl, portal.url);
  },
  metrics: (user) => {
    user.set(variable.metricNamespace, Stack.of(user).stackName);
  },
};

const isKind = (name: string): name is keyof EveryUse => Object.hasOwn(grants, name);

/** Gives a function's role, and its variables, what an entry of the table says. */
export function grantUses(user: RotationFunction, uses: Uses, by: UsedConstructs): void {
  const grant = <Kind extends keyof EveryUse>(kind: Kind) => {
    const use: EveryUse[Kind] | undefined = uses[kind];
    if (use !== undefined) grants[kind](user, use, by);
  };
  for (const kind of Object.keys(uses).filter(isKind)) grant(kind);
}

/** Whoever adds records names the estate in force in each. */
export function grantNamingTheEstate(user: RotationFunction, uses: Uses, { estates }: UsedConstructs): void {
  const records = uses.records?.includes('add') === true || uses.accessLog === true || uses.contactStops === true;
  if (records && uses.estate === undefined) estates.grantReadingName(user);
}
