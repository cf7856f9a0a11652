import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import type { AnyFunctionName, FunctionName } from '../contract/functions.ts';
import { variable } from '../contract/variables.ts';
import type { RotationBuckets } from './buckets.ts';
import type { Channels } from './channels.ts';
import type { Credentials } from './credentials.ts';
import type { RotationKeys } from './kms-keys.ts';
import type { Messages } from './messages.ts';
import type { GraphApps } from './microsoft.ts';
import type { Portal } from './portal.ts';
import { RotationFunction } from './rotation-function.ts';
import { COMMIT, type RotationTables } from './tables.ts';
import { grantStart, grantTokens } from './workflows/machine.ts';

export interface FunctionsProps {
  readonly estate: Estate;
  /** Folder of each function's bundle. */
  readonly code: ReadonlyMap<AnyFunctionName, string>;
  readonly tables: RotationTables;
  readonly buckets: RotationBuckets;
  readonly keys: RotationKeys;
  readonly credentials: Credentials;
  readonly messages: Messages;
  readonly channels: Channels;
  readonly portal: Portal;
  readonly graphApps: GraphApps;
}

/** What each function is for, and how long it may take. */
const descriptions: Readonly<Record<AnyFunctionName, readonly [text: string, timeoutSeconds: number]>> = {
  'open-cycle': ['Opens a cycle once and writes its list of tenants', 120],
  'discover-tenant': ['Reads the directory of a tenant and records whom to rotate, and whom not', 300],
  'request-approvals': ['Asks the technicians of a tenant', 120],
  remind: ['Reminds technicians, and tells workflows of decisions again', 300],
  'stage-password': ['Makes a new password durable before it is applied', 60],
  'reset-password': ['Checks the account once more and applies the staged password', 120],
  'verify-reset': ['Proves that the directory shows the reset', 60],
  'promote-password': ['Makes a proven password the current one', 60],
  'deliver-credential': ['Makes the link by which a technician collects a password', 60],
  'record-outcome': ['Records how a rotation ended', 60],
  'reopen-rotation': ['Reopens or resolves a rotation for the command line', 60],
  'close-tenant': ['Closes a tenant within its cycle', 60],
  'close-cycle': ['Adds up a cycle and seals its records', 300],
  portal: ['Pages: what waits, approvals, status, timelines', 29],
  'credential-page': ['Page: one password, once', 29],
  'sign-in': ['Signs technicians in with the home tenant', 29],
  notify: ['Sends mail, Teams cards and tickets', 60],
  'retire-credentials': ['Deletes credentials whose passwords technicians have put into the vault', 60],
};

/** Functions whose roles the app registrations trust, by ARN. */
const knownToEntra: ReadonlySet<AnyFunctionName> = new Set([
  'discover-tenant',
  'reset-password',
  'verify-reset',
  'sign-in',
]);

/** All functions. Each is granted here what it uses: see the use case of the same name. */
export class Functions extends Construct {
  readonly all: Readonly<Record<FunctionName, RotationFunction>>;
  /** Only where the estate has stored credentials deleted. */
  readonly retireCredentials: RotationFunction | undefined;

  constructor(scope: Construct, props: FunctionsProps) {
    super(scope, 'Functions');
    const make = (name: AnyFunctionName) => {
      const [description, seconds] = descriptions[name];
      const code = props.code.get(name);
      if (code === undefined) throw new Error(`there is no bundle for ${name}`);
      const namedRole = knownToEntra.has(name);
      return new RotationFunction(this, { name, code, description, timeout: Duration.seconds(seconds), namedRole });
    };
    this.all = {
      'open-cycle': make('open-cycle'),
      'discover-tenant': make('discover-tenant'),
      'request-approvals': make('request-approvals'),
      remind: make('remind'),
      'stage-password': make('stage-password'),
      'reset-password': make('reset-password'),
      'verify-reset': make('verify-reset'),
      'promote-password': make('promote-password'),
      'deliver-credential': make('deliver-credential'),
      'record-outcome': make('record-outcome'),
      'reopen-rotation': make('reopen-rotation'),
      'close-tenant': make('close-tenant'),
      'close-cycle': make('close-cycle'),
      portal: make('portal'),
      'credential-page': make('credential-page'),
      'sign-in': make('sign-in'),
      notify: make('notify'),
    };
    this.grantCycleSteps(props);
    this.grantAccountSteps(props);
    this.grantPages(props);
    this.grantNotify(props);
    const { retention } = props.estate;
    this.retireCredentials = retention.credentials === 'keep' ? undefined : make('retire-credentials');
    if (this.retireCredentials !== undefined) this.grantRetention(props, this.retireCredentials);
  }

  private grantCycleSteps({ tables, buckets, keys, messages, portal, graphApps }: FunctionsProps): void {
    const { all } = this;
    tables.grantState(all['open-cycle'], 'GetItem', 'BatchGetItem', 'PutItem');
    buckets.grantTenantLists(all['open-cycle']);
    all['open-cycle'].set(variable.portalUrl, portal.url);

    tables.grantState(all['discover-tenant'], 'GetItem', 'Query', ...COMMIT);
    graphApps.grantUse(all['discover-tenant'], 'reader');

    tables.grantState(all['request-approvals'], 'GetItem', 'Query', 'BatchGetItem', 'PutItem');
    tables.grantState(all.remind, 'GetItem', 'Query', ...COMMIT);
    grantTokens(all.remind, 'AccountRotation');
    for (const asking of [all['request-approvals'], all.remind]) {
      keys.grantLinks(asking, 'GenerateMac');
      asking.set(variable.portalUrl, portal.url);
    }

    tables.grantState(all['close-tenant'], 'GetItem', ...COMMIT);
    grantTokens(all['close-tenant'], 'RotationCycle');

    tables.grantState(all['close-cycle'], 'GetItem', 'Query', ...COMMIT);
    keys.grantSealing(all['close-cycle']);
    buckets.grantSeals(all['close-cycle']);

    for (const sender of ['request-approvals', 'remind', 'close-tenant', 'close-cycle'] as const) {
      messages.grantSending(all[sender]);
    }
    for (const recorder of [
      'open-cycle',
      'discover-tenant',
      'request-approvals',
      'remind',
      'close-tenant',
      'close-cycle',
    ] as const) {
      tables.grantRecording(all[recorder]);
    }
  }

  private grantAccountSteps({ tables, keys, credentials, messages, portal, graphApps }: FunctionsProps): void {
    const { all } = this;
    credentials.grantStaging(all['stage-password']);
    tables.grantState(all['stage-password'], 'ConditionCheckItem');
    credentials.grantReading(all['reset-password']);
    graphApps.grantUse(all['reset-password'], 'reader', 'writer');
    graphApps.grantUse(all['verify-reset'], 'reader');
    credentials.grantLabels(all['promote-password']);
    keys.grantLinks(all['deliver-credential'], 'GenerateMac');
    all['deliver-credential'].set(variable.portalUrl, portal.url);
    messages.grantSending(all['deliver-credential']);
    messages.grantSending(all['record-outcome']);
    grantTokens(all['record-outcome'], 'TenantRotation');
    grantStart(all['record-outcome'], 'SettleUncertain', variable.settleUncertainArn);
    for (const step of [
      'stage-password',
      'reset-password',
      'verify-reset',
      'promote-password',
      'deliver-credential',
      'record-outcome',
      'reopen-rotation',
    ] as const) {
      tables.grantState(all[step], 'GetItem', ...COMMIT);
      tables.grantRecording(all[step]);
    }
  }

  private grantPages({ tables, keys, credentials, messages, portal, graphApps }: FunctionsProps): void {
    const { all } = this;
    tables.grantState(all.portal, 'GetItem', 'Query', ...COMMIT);
    tables.grantRecording(all.portal);
    tables.grantOpenApprovals(all.portal);
    tables.grantReadingRecords(all.portal);
    keys.grantLinks(all.portal, 'VerifyMac');
    grantTokens(all.portal, 'AccountRotation');

    tables.grantState(all['credential-page'], 'GetItem', ...COMMIT);
    tables.grantRecording(all['credential-page']);
    keys.grantLinks(all['credential-page'], 'VerifyMac', 'GenerateMac');
    credentials.grantReading(all['credential-page']);
    messages.grantSending(all['credential-page']);

    tables.grantSessions(all['sign-in']);
    graphApps.grantSignIn(all['sign-in']);
    for (const page of ['portal', 'credential-page', 'sign-in'] as const) {
      all[page].set(variable.portalUrl, portal.url);
    }
    portal.serve(all);
  }

  private grantNotify({ tables, channels, messages, portal }: FunctionsProps): void {
    const { notify } = this.all;
    tables.grantState(notify, 'GetItem', 'Query', ...COMMIT);
    tables.grantRecording(notify);
    channels.grantUse(notify);
    notify.set(variable.portalUrl, portal.url);
    messages.deliverTo(notify);
  }
  /** A credential that was deleted must come back before its account can be rotated again. */
  private grantRetention({ estate, tables, credentials }: FunctionsProps, retire: RotationFunction): void {
    tables.grantState(retire, 'GetItem', 'Query', 'DeleteItem', ...COMMIT);
    tables.grantRecording(retire);
    credentials.grantDeletion(retire, estate.retention.recoveryDays);
    credentials.grantRestoring(this.all['stage-password']);
  }
}
