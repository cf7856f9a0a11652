import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { longestWaitHours } from '../config/change-window.ts';
import type { Estate } from '../config/estate.ts';
import type { Uses } from '../contract/function-entry.ts';
import type { AnyFunctionName } from '../contract/functions.ts';
import { type StackOutput, stackOutput } from '../contract/stack.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { auditArchiveOf } from './audit-archive.ts';
import { AuditEvents } from './audit-events.ts';
import { AuditQueries } from './audit-queries.ts';
import { RotationBuckets } from './buckets.ts';
import { Channels } from './channels.ts';
import { Credentials } from './credentials.ts';
import { OperationsDashboard } from './dashboard.ts';
import { EstateTable } from './estate-table.ts';
import { Functions } from './functions.ts';
import { KeptData } from './kept-data.ts';
import { KmsKeys } from './kms-keys.ts';
import { MailEvents } from './mail-events.ts';
import { Messages } from './messages.ts';
import { GraphApps } from './microsoft.ts';
import { Portal } from './portal.ts';
import { PublishedEstate } from './published-estate.ts';
import { makeRemovable } from './removable.ts';
import { acceptNist } from './reviewed-findings.ts';
import type { RotationFunction } from './rotation-function.ts';
import { Schedules } from './schedules.ts';
import { RotationTables } from './tables.ts';
import { Tickets } from './tickets.ts';
import { TrailEvents } from './trail-events.ts';
import { vaultOf } from './vault.ts';
import { AccountRotation } from './workflows/account-rotation.ts';
import { AuditExport } from './workflows/audit-export.ts';
import { Inspecting } from './workflows/inspecting.ts';
import { Pausing } from './workflows/pausing.ts';
import { Proving } from './workflows/proving.ts';
import { Redriving } from './workflows/redriving.ts';
import { Reopening } from './workflows/reopening.ts';
import { RotationCycle } from './workflows/rotation-cycle.ts';
import { SettleUncertain } from './workflows/settle-uncertain.ts';
import { TenantRotation } from './workflows/tenant-rotation.ts';

export interface RotationStackProps {
  readonly estate: Estate;
  /** Folder of each function's bundle. */
  readonly code: ReadonlyMap<AnyFunctionName, string>;
}

/**
 * After the approval window, a rotation may take this long before its tenant stops waiting; the cycle waits twice that. Most take
 * minutes: this is for one where no function finds room for hours, Graph throttles for an hour again and again, and everything else
 * fails in between.
 */
const ROTATION_TAIL = Duration.hours(60);

const longestWindowHours = ({ approvals, schedules }: Estate): number =>
  Math.max(
    approvals.windowHours,
    ...schedules.flatMap(({ windowHours = 0, runs = [] }) => [
      windowHours,
      ...runs.map((each) => each.windowHours ?? 0),
    ]),
  );

const longestChangeWait = ({ tenants }: Estate): number =>
  Math.max(0, ...tenants.map(({ changeWindow }) => (changeWindow === undefined ? 0 : longestWaitHours(changeWindow))));

/** What can be made again: functions, workflows, pages, queues, alarms. What must never go is in `DataStack`, and imported from there. */
export class RotationStack extends Stack {
  constructor(scope: Construct, { estate, code }: RotationStackProps) {
    const { account, region, stackName } = estate.aws;
    super(scope, stackName, {
      env: { account, region },
      description: `M365 password rotation for ${estate.msp.name}`,
      terminationProtection: true,
    });
    const publishes = estate.events.bus !== undefined || estate.events.webhook !== undefined;
    const data = new KeptData(this, 'Data');
    const tables = new RotationTables(data);
    const { auditStreamArn: streamArn } = tables;
    const auditArchive = auditArchiveOf(this, streamArn);
    const auditEvents = publishes ? new AuditEvents(this, 'AuditEvents', { ...estate.events, streamArn }) : undefined;
    const buckets = new RotationBuckets(this, 'Buckets', {
      data,
      stage: estate.deployment.stage,
      witness: estate.audit.witness,
    });
    const keys = new KmsKeys(this, 'Keys', data);
    const estates = new EstateTable(this, 'EstateTable');
    const credentials = new Credentials(this, 'Credentials', keys, estate.retention);
    const messages = new Messages(this, 'Messages');
    const mailEvents = new MailEvents(this, 'MailEvents');
    const trailEvents = new TrailEvents(this, 'TrailEvents');
    const channels = new Channels(this, 'Channels', estate, mailEvents);
    const tickets = new Tickets(this, 'Tickets');
    const vault = vaultOf(this, estate.vault);
    const portal = new Portal(this, estate);
    const graphApps = new GraphApps(this, 'GraphApps', estate);
    const { all, byName: functions } = new Functions(this, {
      estate,
      code,
      tables,
      buckets,
      keys,
      estates,
      credentials,
      messages,
      mailEvents,
      trailEvents,
      tickets,
      vault,
      auditArchive,
      auditEvents,
      channels,
      portal,
      graphApps,
    });

    const published = new PublishedEstate(this, 'Estate', {
      estate,
      publisher: functions['publish-estate'],
      readers: all.filter(({ name }) => name !== 'publish-estate'),
    });

    const longestWindow = Duration.hours(longestWindowHours(estate));
    const untilAccountsAreDone = longestWindow.plus(Duration.hours(longestChangeWait(estate))).plus(ROTATION_TAIL);
    const accounts = new AccountRotation(this, { functions, stateTable: tables.state, longestWindow });
    const settling = new SettleUncertain(this, { functions, accountRotation: accounts.machine });
    const reopening = new Reopening(this, { functions, accountRotation: accounts.machine });
    const pausing = new Pausing(this, { functions });
    const proving = new Proving(this, { functions });
    const redriving = new Redriving(this, { functions });
    const inspecting = new Inspecting(this, { functions });
    const tenants = new TenantRotation(this, {
      functions,
      stateTable: tables.state,
      accountRotation: accounts.machine,
      patience: untilAccountsAreDone,
    });
    const auditExport = new AuditExport(this, { functions, auditTable: tables.audit, auditBucket: buckets.audit });
    const cycle = new RotationCycle(this, {
      functions,
      stateTable: tables.state,
      workBucket: buckets.work,
      auditExport: auditExport.machine,
      tenantRotation: tenants.machine,
      patience: untilAccountsAreDone.plus(ROTATION_TAIL),
    });
    const schedules = new Schedules(this, {
      estate,
      rotationCycle: cycle.machine,
      auditExport: auditExport.machine,
      functions: all,
    });
    // Nothing runs by itself before there is an estate to work with.
    schedules.node.addDependency(published);
    const machines = {
      RotationCycle: cycle.machine,
      TenantRotation: tenants.machine,
      AccountRotation: accounts.machine,
      SettleUncertain: settling.machine,
      Reopening: reopening.machine,
      Pausing: pausing.machine,
      Proving: proving.machine,
      Redriving: redriving.machine,
      Inspecting: inspecting.machine,
      AuditExport: auditExport.machine,
    };
    trailEvents.watch({
      starters: [
        ...[cycle, tenants, settling, reopening].map(({ machine }) => machine.role.roleArn),
        ...rolesThat(all, ({ starts }) => starts !== undefined),
        ...schedules.roleArns,
      ],
      credentialUsers: rolesThat(all, ({ credentials: used }) => used !== undefined),
      auditBucket: buckets.audit.bucketName,
      auditTable: tables.audit,
      keys: [keys.seal, keys.credential, keys.link],
    });
    const { all: alarms } = new Alarms(this, {
      machines,
      functions: all,
      portal,
      topic: new AlarmTopic(this, 'AlarmTopic', estate).topic,
      undeliverable: messages.undeliverable,
      unrecorded: mailEvents.undeliverable,
      unproven: trailEvents.undeliverable,
      tickets,
      unwritten: vault?.unwritten,
      unarchived: auditArchive.givenUp,
      unpublished: auditEvents?.unpublished,
      missed: schedules.missed,
    });
    new OperationsDashboard(this, {
      alarms,
      machines,
      functions: all,
      portal,
      schedules: estate.schedules.map(({ name }) => name),
    });
    const { workgroup } = new AuditQueries(this, 'AuditQueries', {
      auditBucket: buckets.audit,
      accessLogs: buckets.accessLogs,
      stage: estate.deployment.stage,
    });
    this.output(stackOutput.portalUrl, portal.url, 'Where technicians go');
    this.output(stackOutput.auditWorkgroup, workgroup, 'Questions about audit records, in Athena');
    const { mailDnsRecords } = channels;
    if (mailDnsRecords !== undefined)
      this.output(stackOutput.mailDnsRecords, mailDnsRecords, 'For the DNS of the sender');
    if (portal.dnsTarget !== undefined)
      this.output(
        stackOutput.portalDnsTarget,
        portal.dnsTarget,
        "Where the portal's name leads in DNS: CNAME, or an alias",
      );
    acceptNist(
      this,
      'IAMNoInlinePolicy',
      'Each role has one policy of its own, which no other role can be given, and which goes with it. All are written in the template, reviewed there, and held by tests to what the function uses.',
    );
    acceptNist(
      this,
      'CloudWatchLogGroupEncrypted',
      'Encrypted by CloudWatch Logs itself (AES-256). No password, key, token or locator of a link is ever logged, which tests hold; and who looks into a failure at night needs no further key.',
    );
    if (estate.deployment.stage === 'test') makeRemovable(this);
  }

  private output(name: StackOutput, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

/** ARNs of the roles of functions that use something. */
const rolesThat = (functions: readonly RotationFunction[], use: (uses: Uses) => boolean): readonly string[] =>
  functions
    .filter(({ entry: { uses, usesMore } }) => use(uses) || (usesMore !== undefined && use(usesMore.uses)))
    .map(({ role }) => role.roleArn);
