import { join } from 'node:path';
import {
  type AwsAccount,
  type AwsQuota,
  type Cloud,
  type CloudSetting,
  type Faults,
  operatorArn,
  type PoolLimits,
  startCloud,
} from '@m365-rotation/local-aws';
import {
  type AppCredential,
  exampleTenants,
  type GraphQuotas,
  type MicrosoftOptions,
  newAppCredential,
  type SimulatedMicrosoft,
  startMicrosoft,
} from '@m365-rotation/local-microsoft';
import { type Clock, clockAt, privateFolder } from '@m365-rotation/loopback';
import { type DeployedEstate, readDeployedEstate } from './assembled-estate.ts';
import { awsAccountOf } from './aws-account.ts';
import { type Inbox, startInbox } from './inbox/index.ts';
import { keepPrivate } from './private-files.ts';
import { psaSettingOf } from './psa-of-estate.ts';
import { vaultOfEstate } from './vault-of-estate.ts';
import { psaNames } from './vendors/psas.ts';
import { vaultSystems } from './vendors/vaults.ts';

export interface ProductSetting {
  /** The cloud assembly. */
  readonly assembly: string;
  /** Everything goes here. */
  readonly out: string;
  /** Of the portal; the AWS endpoint, the inbox and the simulated Microsoft cloud follow it. */
  readonly port: number;
  readonly speed: number;
  /** In place of one of that speed: a virtual clock, and how long functions take on it. */
  readonly virtual?: { readonly clock: Clock } & NonNullable<CloudSetting['onClock']>;
  /** Tenants' directories elsewhere. */
  readonly elsewhere?: { readonly graph: string; readonly login: string };
  readonly faults?: Faults;
  /** Told of every call that a service of AWS carried out. */
  readonly onAnswer?: CloudSetting['onAnswer'];
  /** How fast AWS and Graph may be called; as fast as this machine can if left out. */
  readonly quotas?: {
    readonly aws: readonly AwsQuota[];
    /** Invocations of functions at once; no limit if left out. */
    readonly concurrency?: number;
    readonly graph: GraphQuotas;
  };
  /** Whether the AWS account is a new one: SES is in its sandbox, and everybody who gets mail is verified there. */
  readonly newAccount?: boolean;
  /** What the AWS account is like, where it is not as usual. */
  readonly account?: AwsAccount;
  /** How many threads functions may have. */
  readonly functionLimits?: PoolLimits;
  /** What pages and inbox say about this run; asked for each page. */
  readonly notice?: () => string | undefined;
  /** The shortest batching window of the message queue, in real ms. */
  readonly shortestWindowMs?: number;
  /** The simulated Microsoft cloud, where it is another than the examples. */
  readonly microsoft?: Pick<MicrosoftOptions, 'tenants' | 'faults' | 'showAfterMs' | 'onAnswer'>;
}

/** The whole product on this machine, with everything around it that it talks to. */
export interface RunningProduct {
  readonly cloud: Cloud;
  readonly microsoft: SimulatedMicrosoft;
  readonly inbox: Inbox;
  readonly estate: DeployedEstate;
  /** Stops everything; what was begun goes on with the next start in the same folder. */
  close(): Promise<void>;
}

export async function startProduct(setting: ProductSetting): Promise<RunningProduct> {
  const { assembly, out, port } = setting;
  keepPrivate(out);
  const clock = setting.virtual?.clock ?? clockAt(setting.speed);
  const estate = readDeployedEstate(assembly);
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const folder = (name: string) => privateFolder(join(out, name));
  try {
    const vault = vaultSystems.find((name) => name === estate.vault.system);
    const directories = setting.elsewhere === undefined ? exampleTenants : [];
    const inbox = await startInbox({
      port: port + 2,
      folder: folder('inbox'),
      clock,
      psa: psaSettingOf(estate),
      ...(vault === undefined
        ? {}
        : { vault: { system: vault, filled: vaultOfEstate(estate, setting.microsoft?.tenants ?? directories) } }),
      ...(setting.notice === undefined ? {} : { notice: setting.notice }),
    });
    stops.push(inbox.close);
    const psa = psaNames.find((name) => name === estate.psa.system);
    const psaPlace = psa === undefined ? undefined : inbox.psas[psa];
    const simulated = `http://127.0.0.1:${port + 3}`;
    const cloud = await startCloud({
      assembly,
      out,
      clock,
      ports: { portal: port, aws: port + 1 },
      overrides: {
        PORTAL_URL: `http://127.0.0.1:${port}`,
        GRAPH_ENDPOINT: setting.elsewhere?.graph ?? simulated,
        LOGIN_ENDPOINT: setting.elsewhere?.login ?? simulated,
        ...(psaPlace === undefined ? {} : { PSA_ENDPOINT: psaPlace.endpoint }),
        ...(inbox.vault === undefined ? {} : { VAULT_ENDPOINT: inbox.vault.endpoint }),
        WEBHOOK_URL: inbox.webhook.endpoint,
        SIGN_IN_AUTHORITY: `${simulated}/${estate.msp.homeTenantId}/v2.0`,
      },
      ...(setting.functionLimits === undefined ? {} : { functionLimits: setting.functionLimits }),
      ...(setting.faults === undefined ? {} : { faults: setting.faults }),
      ...(setting.onAnswer === undefined ? {} : { onAnswer: setting.onAnswer }),
      ...(setting.quotas === undefined ? {} : { quotas: setting.quotas.aws, concurrency: setting.quotas.concurrency }),
      onClock: setting.virtual,
      shortestWindowMs: setting.shortestWindowMs,
      pageNotice: setting.notice,
      account: setting.account ?? awsAccountOf(estate, setting.newAccount === true),
      onMail: ({ from, to, subject, text, html }) => {
        inbox.addMail({ from, to: [...to], subject, text, html }).catch(() => undefined); // the mail is in DIR/mail too
      },
    });
    stops.push(cloud.close);
    const apps = await appCredentials(estate, clock.now());
    // Before anybody can be signed in: a function that works on from a former start finds what is registered now.
    await fillSecrets(cloud, {
      'teams-webhook': inbox.teamsWebhook(),
      ...Object.fromEntries(
        estate.teams.channels.map((channel) => [`teams-webhook/${channel}`, inbox.teamsWebhook(channel)]),
      ),
      ...(psaPlace === undefined ? {} : { psa: psaPlace.secret }),
      ...(inbox.vault === undefined ? {} : { vault: inbox.vault.secret }),
      webhook: inbox.webhook.secret,
      ...(apps === undefined ? {} : { 'graph/reader': apps.reader.secret, 'graph/writer': apps.writer.secret }),
    });
    const microsoft = await startMicrosoft({
      ...setting.microsoft,
      ...(setting.quotas === undefined ? {} : { quotas: setting.quotas.graph }),
      port: port + 3,
      folder: folder('microsoft'),
      clock,
      homeTenant: {
        tenantId: estate.msp.homeTenantId,
        // An outside auditor is a guest of the home tenant.
        people: [...estate.technicians, ...estate.auditors.map((each) => ({ ...each, mail: 'auditor', guest: true }))],
        clientId: estate.msp.signInClientId,
        redirectUri: `${cloud.addresses.portal}/sign-in/callback`,
        optionalClaims: ['acct'],
      },
      assertionKeys: () => cloud.sts.publicKeys(),
      // An engineer may look into directories; resetting passwords and signing technicians in is for functions alone.
      federatedCredentials: (clientId) => [
        {
          audience: 'api://AzureADTokenExchange',
          subject: (subject) =>
            subject !== operatorArn(cloud.declarations.accountId) || clientId === estate.graph.readerClientId,
        },
      ],
      ...(apps === undefined ? {} : { registered: registeredOf(estate, apps) }),
      readerClientId: estate.graph.readerClientId,
      writerClientId: estate.graph.writerClientId,
    });
    stops.push(microsoft.close);
    return { cloud, microsoft, inbox, estate, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What proves the two apps; `undefined` where AWS vouches. */
async function appCredentials({ graph: { credential } }: DeployedEstate, now: Date) {
  if (credential === 'federated') return undefined;
  return {
    reader: await newAppCredential(credential, 'reader', now),
    writer: await newAppCredential(credential, 'writer', now),
  };
}

const registeredOf =
  ({ graph }: DeployedEstate, apps: Readonly<Record<'reader' | 'writer', AppCredential>>) =>
  (clientId: string) =>
    new Map([
      [graph.readerClientId, apps.reader.registered],
      [graph.writerClientId, apps.writer.registered],
    ]).get(clientId);

/** What an engineer does once after deploying: puts addresses of channels and proofs of apps where the product reads them. */
async function fillSecrets({ dispatch, declarations }: Cloud, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [suffix, SecretString] of Object.entries(values)) {
    const declared = declarations.secrets.find(({ name }) => name.endsWith(`/${suffix}`));
    if (declared === undefined) continue;
    await dispatch({
      service: 'secretsmanager',
      action: 'PutSecretValue',
      input: { SecretId: declared.name, SecretString },
      principal: { kind: 'operator' },
    });
  }
}
