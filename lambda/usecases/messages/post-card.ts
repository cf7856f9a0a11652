import type { NotPosted, TeamCard, TeamChannel, TeamChannels } from '../../ports/messages.ts';
import { channelTroubleMail, channelWords, insteadOfCard } from './channel-trouble.ts';
import { noticeMail } from './notice-mail.ts';
import type { NotifyPorts, Receipt, Sent, Unsent } from './notify-ports.ts';
import { mailed, theTeam } from './receipts.ts';
import { sentReserved } from './reserved.ts';

type Ports = Pick<NotifyPorts, 'sent' | 'mail' | 'estate' | 'now'>;

const throttledKey = (key: string) => `card-throttled:${key}`;
/** A card that was not taken is not posted again: it may be in the channel, and its mail is on its way. */
const byMailKey = (key: string) => `card-by-mail:${key}`;

/**
 * Posts a card. One that is not taken goes to the team by mail, so that nothing is lost, and the team is told once a day that the channel
 * does not work. A throttled one is posted once more, some minutes later: it was surely not taken.
 *
 * @param keys  of the messages that it tells of
 */
export async function postCard(
  ports: Ports,
  channel: TeamChannel,
  keys: readonly string[],
  card: TeamCard,
): Promise<Unsent | Sent> {
  const posted = { by: 'Teams', to: channelWords(channel.name) } as const;
  if (await isAnyNoted(ports, keys.map(byMailKey))) return [await mailInstead(ports, channel, undefined, card)];
  const trouble = await channel.post(card);
  if (trouble === undefined) return [posted];
  if (trouble.kind === 'throttled' && !(await isAnyNoted(ports, keys.map(throttledKey)))) {
    await noteAll(ports, keys.map(throttledKey));
    return 'later';
  }
  await noteAll(ports, keys.map(byMailKey));
  const told = await tellTrouble(ports, channel.name, trouble);
  const refused = { ...posted, refused: `${trouble.kind}: ${trouble.seen}` };
  return [refused, ...told, await mailInstead(ports, channel, trouble, card)];
}

async function isAnyNoted({ sent }: Ports, keys: readonly string[]): Promise<boolean> {
  for (const key of keys) if (await sent.has(key)) return true;
  return false;
}

async function noteAll({ sent, now }: Ports, keys: readonly string[]): Promise<void> {
  for (const key of keys) await sent.add(key, now());
}

const mailInstead = (
  ports: Ports,
  { name }: TeamChannel,
  trouble: NotPosted | undefined,
  card: TeamCard,
): Promise<Receipt> => mailed(ports, theTeam(ports), { ...noticeMail(card), notes: [insteadOfCard(name, trouble)] });

/** Once per channel and day. */
async function tellTrouble(ports: Ports, channel: string | undefined, trouble: NotPosted): Promise<readonly Receipt[]> {
  const { sent, estate, now } = ports;
  const key = `channel-trouble:${channel ?? ''}:${now().toISOString().slice(0, 10)}`;
  if (await sent.has(key)) return [];
  const { stackName } = estate.aws;
  const told = await sentReserved(ports, [key], async () => {
    const receipt = await mailed(ports, theTeam(ports), channelTroubleMail({ channel, trouble, stackName }));
    await sent.add(key, now());
    return [receipt];
  }).catch(() => []); // another run tells it, or no mail goes out: then that of the card does not either, and comes again
  return typeof told === 'string' ? [] : told;
}

/** Troubles that the next card of the same run would meet too: it would wait ten seconds for the same answer. */
const LASTING: readonly NotPosted['kind'][] = ['unusable', 'unauthorized', 'retired', 'down', 'silent'];

/** Channels that are not asked again in a run after they failed, so that one that hangs does not use up the time of the run. */
export function failingOnce(channels: TeamChannels): TeamChannels {
  const failed = new Map<string | undefined, NotPosted>();
  return {
    channel(name) {
      const channel = channels.channel(name);
      return {
        name,
        async post(card) {
          const before = failed.get(name);
          if (before !== undefined) return before;
          const trouble = await channel.post(card);
          if (trouble !== undefined && LASTING.includes(trouble.kind)) failed.set(name, trouble);
          return trouble;
        },
      };
    },
  };
}
