import type { Message } from '../../domain/cycle/message.ts';
import { type Inspection, quarterOf } from '../../domain/inspection/inspection.ts';
import { findingLine, inspectionTitle } from '../../domain/inspection/inspection-words.ts';
import { counted } from '../../domain/text/counted.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { teamNotice } from './channels.ts';
import { ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';

type Changed = Extract<Message, { kind: 'inspection-changed' }>;

/** So many findings are told in words; a card and a mail must stay readable. */
const MOST_LINES = 40;

/** What looks at tenants found anew, for the team: one notice per run that found something. */
export const inspectionDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] =>
  ofKind(arrived, 'inspection-changed').map((each) =>
    teamNotice(
      ports,
      'what a look at tenants found',
      [each],
      ({ inspection, since, until }) => `inspection:${inspection}:${since}:${until}`,
      async ([message]) => {
        const all = await ports.inspections.ofKind(message.inspection);
        const changed = all.filter(({ changedAt }) => changedAt >= message.since && changedAt <= message.until);
        return isWorthIt(message, changed) ? inspectionNotice(message, changed, ports) : 'nothing';
      },
    ),
  );

/** A drill is a proof, so that one that passed is told too. That a consent is as it should be goes without saying. */
const isWorthIt = ({ inspection }: Changed, changed: readonly Inspection[]): boolean =>
  inspection === 'break-glass' ? changed.length > 0 : changed.some((each) => fails(each) || isMended(each));

const fails = ({ verdict }: Inspection) => verdict === 'failed';
const isMended = ({ mendedAt, changedAt }: Inspection) => mendedAt === changedAt;

export function inspectionNotice(
  { inspection }: Pick<Changed, 'inspection'>,
  changed: readonly Inspection[],
  { portalUrl }: Pick<NotifyPorts, 'portalUrl'>,
): TeamCard {
  const failed = changed.filter(fails);
  const mended = changed.filter(isMended).map(({ tenantName }) => tenantName);
  const unknown = changed.filter(({ verdict }) => verdict === 'unknown');
  const lines = failed.flatMap(({ tenantName, findings }) =>
    findings.filter(({ state }) => state === 'failed').map((each) => ({ name: tenantName, value: findingLine(each) })),
  );
  const more = lines.length - MOST_LINES;
  const quarter = inspection === 'break-glass' ? ` ${quarterOf(changed[0]?.changedAt ?? '')}` : '';
  const title = `${inspectionTitle[inspection]}${quarter}`;
  return {
    title:
      failed.length === 0
        ? `${title}: nothing fails in ${counted(changed.length, 'tenant')}`
        : `${title}: ${counted(failed.length, 'tenant')} of ${changed.length} failed`,
    lines: [
      ...(failed.length === 0 ? [] : ['Each of them is looked at again every day. Nothing was changed in any tenant.']),
      ...(mended.length === 0 ? [] : [`Mended: ${mended.join(', ')}.`]),
      ...(unknown.length === 0
        ? []
        : [`Not known in full in ${counted(unknown.length, 'tenant')}: rotation drill --show says why.`]),
      ...(more > 0 ? [`${counted(more, 'more finding')} not listed here.`] : []),
    ],
    facts: lines.slice(0, MOST_LINES),
    links: [{ title: 'Open the portal', url: portalUrl }],
  };
}
