import { type Clock, startWebServer } from '@m365-rotation/loopback';
import { Hono } from 'hono';
import { type Mounted, mounted } from '../vendors/mounted.ts';
import type { PsaSetting } from '../vendors/psa-setting.ts';
import { type PsaName, psaNames, psas } from '../vendors/psas.ts';
import type { VaultStore } from '../vendors/vault/record-store.ts';
import type { VaultSystem } from '../vendors/vaults.ts';
import { connectionsIn } from './connections.ts';
import { type Mail, messageStore } from './messages.ts';
import { pages } from './pages.ts';
import { serviceDesk } from './service-desk.ts';
import { simulatedVault, type WantedVault } from './simulated-vault.ts';
import { type TeamsSink, teamsSink } from './teams-sink.ts';
import { type WebhookSink, webhookSink } from './webhook-sink.ts';

export interface InboxOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Keeps all messages, and by what senders are let in. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  /** How the PSA is set up, as far as it is not as usual: customers above all. Every PSA that is simulated is set up so. */
  readonly psa: Pick<PsaSetting, 'companies'> & Partial<PsaSetting>;
  /** No vault, if left out. */
  readonly vault?: WantedVault | undefined;
  /** What the inbox says about the run; asked for each page. */
  readonly notice?: () => string | undefined;
}

export interface Inbox {
  readonly origin: string;
  addMail(mail: Mail): Promise<void>;
  /** What the secret of a Teams workflow must hold; the team's own, where no channel is named. */
  teamsWebhook(channel?: string): string;
  /** Lets the workflow of a channel fail, the team's own where none is named; `undefined`: it works again. */
  readonly failTeams: TeamsSink['fail'];
  readonly psas: Readonly<Record<PsaName, VendorPlace>>;
  readonly vault: (VendorPlace & { readonly system: VaultSystem; readonly store: VaultStore }) | undefined;
  /** Somebody's own system, which gets events. */
  readonly webhook: { readonly endpoint: string } & Pick<WebhookSink, 'secret' | 'fail'>;
  counts(): { readonly mail: number; readonly teams: number; readonly tickets: number };
  close(): Promise<void>;
}

/** A simulated system of another vendor. */
export interface VendorPlace extends Pick<Mounted, 'fail' | 'watch'> {
  /** Where the product calls it, without a slash at the end. */
  readonly endpoint: string;
  /** What its secret must hold. */
  readonly secret: string;
}

const usual = {
  places: ['Service Desk', 'Security'],
  closedStatus: 'Closed',
  priorities: ['Priority 3 - Normal', 'Priority 1 - Emergency'],
} as const;

/** Where everything arrives that the product sends: mail, cards of a Teams workflow, tickets of a PSA, passwords of a vault. */
export async function startInbox(options: InboxOptions): Promise<Inbox> {
  const { clock, folder } = options;
  const messages = await messageStore(folder, clock.now);
  const connections = connectionsIn(folder);
  const mountedPsas = psaNames.map((name) => {
    const { newKeys, simulation } = psas[name];
    const keys = connections.keysOf(name, newKeys);
    const setting = { desk: serviceDesk(messages, name), ...usual, now: clock.now, ...options.psa };
    return { name, secretAt: () => JSON.stringify(keys), ...mounted(simulation(setting, keys), `/${name}`) };
  });
  const vault = options.vault === undefined ? undefined : simulatedVault(options.vault, folder, clock, connections);
  const vendors = [...mountedPsas, ...(vault === undefined ? [] : [vault])];
  const app = new Hono();
  const { teamsSecret } = connections;
  const teams = teamsSink(teamsSecret, messages, options.clock);
  app.route('/teams', teams.app);
  const webhook = webhookSink(folder, connections, clock);
  app.route('/webhook', webhook.app);
  app.route('/', pages(messages, options.notice, vault));
  const server = await startWebServer({ port: options.port, what: 'the inbox' }, () => async (request) => {
    const vendor = vendors.find(({ name }) => new URL(request.url).pathname.startsWith(`/${name}/`));
    return vendor === undefined ? app.fetch(request) : vendor.answer(request);
  });
  const place = (wanted: PsaName | VaultSystem): VendorPlace => {
    const vendor = vendors.find(({ name }) => name === wanted);
    if (vendor === undefined) throw new Error(`${wanted} is not simulated`);
    const { secretAt, fail, watch } = vendor;
    const secret = secretAt(new URL(server.origin).host);
    return { endpoint: `${server.origin}/${wanted}`, secret, fail, watch };
  };
  const countOf = (kind: 'mail' | 'teams' | 'ticket') =>
    messages.all().filter((message) => message.kind === kind).length;
  return {
    origin: server.origin,
    addMail: async (mail) => {
      messages.add({ kind: 'mail', ...mail, to: [...mail.to] });
    },
    teamsWebhook: (channel) => `${server.origin}/teams/${teamsSecret}${channel === undefined ? '' : `/${channel}`}`,
    failTeams: teams.fail,
    psas: { autotask: place('autotask'), connectwise: place('connectwise'), halopsa: place('halopsa') },
    vault: vault === undefined ? undefined : { ...place(vault.name), system: vault.name, store: vault.store },
    webhook: { endpoint: `${server.origin}/webhook`, secret: webhook.secret, fail: webhook.fail },
    counts: () => ({ mail: countOf('mail'), teams: countOf('teams'), tickets: countOf('ticket') }),
    close: server.close,
  };
}
