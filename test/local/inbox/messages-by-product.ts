import { connectWise } from '../../../lambda/adapters/psa/connectwise.ts';
import { teamsChannel } from '../../../lambda/adapters/teams/teams-channel.ts';
import type { Inbox } from '../../../local/inbox/index.ts';

/** The product's own senders, connected to an inbox. */
export const senders = (inbox: Pick<Inbox, 'psa' | 'teamsWebhook'>) => ({
  tickets: connectWise(async () => JSON.stringify(inbox.psa), 'Security'),
  team: teamsChannel(async () => inbox.teamsWebhook),
});
