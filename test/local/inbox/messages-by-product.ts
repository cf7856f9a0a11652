import { call } from '../../../lambda/adapters/outgoing-call.ts';
import { connectWise } from '../../../lambda/adapters/psa/connectwise/connectwise.ts';
import { teamsChannel } from '../../../lambda/adapters/teams/teams-channel.ts';
import type { Inbox } from '../../../local/inbox/index.ts';

/** The product's own senders, connected to an inbox. */
export const senders = (inbox: Pick<Inbox, 'psas' | 'teamsWebhook'>) => ({
  tickets: connectWise({
    endpoint: inbox.psas.connectwise.endpoint,
    secret: async () => inbox.psas.connectwise.secret,
    now: () => new Date(),
    send: call,
    psa: { system: 'connectwise', site: 'psa.example', board: 'Security', openTickets: 'at-close' },
  }),
  team: teamsChannel(undefined, async () => inbox.teamsWebhook()),
  channel: (name?: string) => teamsChannel(name, async () => inbox.teamsWebhook(name)),
});
