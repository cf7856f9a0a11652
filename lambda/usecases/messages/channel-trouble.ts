import { teamsSecretName } from '../../../contract/teams.ts';
import type { MailText, NotPosted } from '../../ports/messages.ts';

interface Troubled {
  /** `undefined`: the team's own. */
  readonly channel: string | undefined;
  readonly trouble: NotPosted;
  readonly stackName: string;
}

/** Names the channel as people do. */
export const channelWords = (channel: string | undefined): string =>
  channel === undefined ? "the team's channel" : `the channel ${channel}`;

/** What a person is to do so that cards arrive again. */
function remedy({ channel, trouble, stackName }: Troubled): string {
  const store = `put its address into the secret ${teamsSecretName(stackName, channel)} (docs/deploy.md, step 7)`;
  switch (trouble.kind) {
    case 'unusable':
      return `Make a workflow for the channel in Teams ("When a Teams webhook request is received"), and ${store}.`;
    case 'retired':
      return `The workflow is gone or turned off: it ends with the account of the person who owns it. Turn it on, or make another one with a co-owner, and ${store}.`;
    case 'unauthorized':
      return `The signature in the address does not count any more, or the workflow lets only some people post. Let anyone post, copy the address anew, and ${store}.`;
    case 'refused':
      return 'The workflow does not take cards. Look at its last runs in Teams: its trigger must be "When a Teams webhook request is received", and its next step "Post card in a chat or channel".';
    case 'throttled':
      return 'Too many cards come to this workflow. Give further tenants a channel of their own, and keep other senders away from it.';
    case 'down':
    case 'silent':
      return "Nothing, if it is over soon. If it lasts, look at the workflow's last runs in Teams.";
  }
}

/** That a channel takes no cards: once a day. */
export const channelTroubleMail = (troubled: Troubled): MailText => ({
  subject: `Teams: ${channelWords(troubled.channel)} takes no cards`,
  paragraphs: [
    `A card for ${channelWords(troubled.channel)} was not taken: ${troubled.trouble.seen}.`,
    remedy(troubled),
    'Until it works again, what belongs there comes by mail to this address. This mail comes once a day at most.',
  ],
  notes: ['The address of a workflow lets anybody post: send it to nobody, and keep it in the secret alone.'],
});

/**
 * What a mail says that comes in place of a card.
 * @param trouble  `undefined`: it is not known any more
 */
export function insteadOfCard(channel: string | undefined, trouble: NotPosted | undefined): string {
  const mayBeThere = trouble === undefined || trouble.kind === 'down' || trouble.kind === 'silent';
  const seen = trouble === undefined ? '' : `: ${trouble.seen}`;
  return `This was a card for ${channelWords(channel)} in Teams, which did not take it${seen}.${
    mayBeThere ? ' It may be there all the same.' : ''
  }`;
}
