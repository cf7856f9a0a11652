import { type Clock, startWebServer } from '@m365-rotation/loopback';
import { Hono } from 'hono';
import { connectionsIn } from './connections.ts';
import { connectWise, type PsaKeys } from './connectwise/connectwise.ts';
import { type Mail, messageStore } from './messages.ts';
import { pages } from './pages.ts';
import { type TeamsSink, teamsSink } from './teams-sink.ts';

export interface InboxOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Keeps all messages, and by what senders are let in. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Customers that the PSA knows, by identifier. */
  readonly companies: readonly string[];
  /** What the inbox says about the run; asked for each page. */
  readonly notice?: () => string | undefined;
  /** Service boards that the PSA has, by name; the first takes tickets that name none. */
  readonly boards?: readonly string[];
}

export interface Inbox {
  readonly origin: string;
  addMail(mail: Mail): Promise<void>;
  /** What the secret of a Teams workflow must hold; the team's own, where no channel is named. */
  teamsWebhook(channel?: string): string;
  /** Lets the workflow of a channel fail, the team's own where none is named; `undefined`: it works again. */
  readonly failTeams: TeamsSink['fail'];
  /** What the secret of the PSA must hold, as JSON. */
  readonly psa: PsaKeys;
  /** Where the product calls the PSA. */
  readonly psaEndpoint: string;
  counts(): { readonly mail: number; readonly teams: number; readonly tickets: number };
  close(): Promise<void>;
}

/** Where everything arrives that the product sends: mail, cards of a Teams workflow, tickets of ConnectWise PSA. */
export async function startInbox(options: InboxOptions): Promise<Inbox> {
  const messages = await messageStore(options.folder, options.clock.now);
  const { teamsSecret, psa } = connectionsIn(options.folder);
  const { companies, boards = ['Service Desk', 'Security'] } = options;
  const app = new Hono();
  const teams = teamsSink(teamsSecret, messages, options.clock);
  app.route('/teams', teams.app);
  app.mount('/connectwise', connectWise({ keys: psa, messages, companies, boards }).fetch);
  app.route('/', pages(messages, options.notice));
  const server = await startWebServer(
    { port: options.port, what: 'the inbox' },
    () => async (request) => app.fetch(request),
  );
  const countOf = (kind: 'mail' | 'teams' | 'ticket') =>
    messages.all().filter((message) => message.kind === kind).length;
  return {
    origin: server.origin,
    addMail: async (mail) => {
      messages.add({ kind: 'mail', ...mail, to: [...mail.to] });
    },
    teamsWebhook: (channel) => `${server.origin}/teams/${teamsSecret}${channel === undefined ? '' : `/${channel}`}`,
    failTeams: teams.fail,
    psa,
    psaEndpoint: `${server.origin}/connectwise`,
    counts: () => ({ mail: countOf('mail'), teams: countOf('teams'), tickets: countOf('ticket') }),
    close: server.close,
  };
}
