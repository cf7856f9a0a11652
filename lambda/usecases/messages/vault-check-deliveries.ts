import { type VaultCheck, vaultRemedy } from '../../domain/credential/vault-check.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { teamNotice } from './channels.ts';
import { ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';

type Checked = Extract<Message, { kind: 'vault-checked' }>;

/** So many problems are told in words; a card and a mail must stay readable. */
const MOST_LINES = 40;

/** What the vault said about the records of a coming cycle, for the team: once per cycle. */
export const vaultCheckDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] =>
  ofKind(arrived, 'vault-checked').map((each) =>
    teamNotice(
      ports,
      'what the vault has for the next cycle',
      [each],
      ({ cycleId, since }) => `vault-checked:${cycleId}:${since}`,
      async ([message]) => {
        const checks = (await ports.vaultChecks.ofCycle(message.cycleId)).filter(({ at }) => at >= message.since);
        return checks.length === 0 ? 'nothing' : vaultCheckNotice(message, checks, ports);
      },
    ),
  );

export function vaultCheckNotice(
  { cycleId, startsAt }: Pick<Checked, 'cycleId' | 'startsAt'>,
  checks: readonly VaultCheck[],
  { estate, portalUrl }: Pick<NotifyPorts, 'estate' | 'portalUrl'>,
): TeamCard {
  const sum = (of: 'ready' | 'unseen' | 'troubled') => checks.reduce((total, each) => total + each[of], 0);
  const [ready, unseen, troubled] = [sum('ready'), sum('unseen'), sum('troubled')];
  const begins = `Cycle ${cycleId} begins ${localTime(startsAt, estate.msp.timeZone)}`;
  const nameOf = (wanted: string) => estate.tenants.find(({ tenantId }) => tenantId === wanted)?.displayName ?? wanted;
  const problems = checks.flatMap(({ tenantId, problems: told }) =>
    told.map(({ account, problem, detail }) => ({
      name: nameOf(tenantId),
      value: `${account}: ${detail}. What to do: ${vaultRemedy(problem)}.`,
    })),
  );
  const more = troubled - Math.min(problems.length, MOST_LINES);
  const unknown = checks
    .filter((each) => each.ready + each.unseen + each.troubled === 0)
    .map(({ tenantId }) => nameOf(tenantId));
  return {
    title:
      troubled === 0
        ? `The vault is ready for the next cycle: ${counted(ready, 'record')} found${unseen === 0 ? '' : `, ${unseen} not looked at`}`
        : `The vault is not ready for the next cycle: ${counted(troubled, 'record')} of ${ready + unseen + troubled}`,
    lines: [
      troubled === 0
        ? `${begins}. The records that it is known to write into can be found, and the key may write there, as far as the vault tells.`
        : `${begins}, whatever is found here. A password whose record is not ready by then reaches a technician by a link instead.`,
      ...(unseen === 0
        ? []
        : [
            'Of records that were not looked at the vault tells nothing without a password: their place and the key are right.',
          ]),
      ...(unknown.length === 0
        ? []
        : [`No account is known yet of ${unknown.join(', ')}: no cycle of this schedule has read these tenants.`]),
      ...(more > 0 ? [`${counted(more, 'more record')} not listed here: rotation doctor names them by tenant.`] : []),
    ],
    facts: problems.slice(0, MOST_LINES),
    links: [{ title: 'Open the portal', url: portalUrl }],
  };
}
