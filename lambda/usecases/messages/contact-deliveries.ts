import type { EstateTenant } from '../../../config/estate.ts';
import { contactWords } from '../../domain/contact/contact-words.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { contactStoppedKey, contactToldKey } from '../../domain/cycle/message-keys.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { lapsesAt } from '../../domain/rotation/approval.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import { factAboutTenant } from '../facts.ts';
import { carriedOutFrom } from '../rotation/carry-out.ts';
import { teamNotice } from './channels.ts';
import { delivery, ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts, Sent, Unsent } from './notify-ports.ts';
import { mailed, theContact } from './receipts.ts';

type ContactTold = Extract<Message, { kind: 'contact-told' }>;
type ContactStopped = Extract<Message, { kind: 'contact-stopped' }>;

/** More accounts than these are counted: a contact is told of what happens, and keeps no list. */
const NAMED = 50;

/** What customers' contacts are told, and what the team is told of what they did. */
export const contactDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] => [
  ...ofKind(arrived, 'contact-told').map((each) => contactMail(ports, each)),
  ...ofKind(arrived, 'contact-stopped').map((each) =>
    teamNotice(ports, "notice of a contact's stop", [each], contactStoppedKey, ([message]) =>
      stoppedNotice(ports, message),
    ),
  ),
];

/** Once per tenant, cycle and contact. None where its link is not that of the contact of now, and where nothing waits any more. */
const contactMail = (ports: NotifyPorts, told: Arrived<ContactTold>): Delivery => ({
  ...delivery(
    'mail',
    "mail to a customer's contact",
    [told],
    contactToldKey,
    async ([message]): Promise<Unsent | Sent> => {
      const { cycleId, tenantId, mailFingerprint } = message;
      const tenant = ports.estate.tenants.find((each) => each.tenantId === tenantId);
      const waiting = (await ports.rotations.ofTenant(cycleId, tenantId)).filter(({ closed }) => !closed);
      if (tenant?.contact === undefined || fingerprintOf(tenant.contact.mail) !== mailFingerprint) return 'nothing';
      if (waiting.length === 0) return 'nothing';
      const says = mailText(ports, tenant, tenant.contact, waiting, message.url);
      const receipt = await mailed(ports, theContact(tenant, tenant.contact), says, { mail: 'contact', cycleId });
      await ports.rotations.note(
        factAboutTenant(message, {
          action: 'contact.told',
          evidence: { detail: `mail to ${tenant.contact.name}: ${waiting.length} accounts` },
          component: 'notify',
          now: ports.now(),
        }),
      );
      return [receipt];
    },
  ),
  reserved: true,
});

function mailText(
  { estate, now }: Pick<NotifyPorts, 'estate' | 'now'>,
  tenant: EstateTenant,
  { language }: NonNullable<EstateTenant['contact']>,
  waiting: readonly Rotation[],
  url: string,
): MailText {
  const { locale, accounts, mail } = contactWords[language];
  const { name: msp, timeZone } = estate.msp;
  const zone = tenant.changeWindow?.timeZone ?? timeZone;
  const from = carriedOutFrom(estate, { tenantId: tenant.tenantId }, now());
  const until = new Date(Math.max(...waiting.map((each) => lapsesAt(each).getTime())));
  return {
    subject: mail.subject(tenant.displayName),
    paragraphs: [
      mail.what(msp, tenant.displayName, accounts(waiting.length)),
      from === undefined ? mail.atOnce : mail.window(localTime(from, zone, locale)),
      mail.until(localTime(until, zone, locale)),
      mail.choice,
    ],
    action: { label: mail.button, url },
    sections: [
      {
        title: mail.listTitle,
        rows: [
          ...waiting.slice(0, NAMED).map(({ account }) => account.userPrincipalName),
          ...(waiting.length > NAMED ? [mail.more(waiting.length - NAMED)] : []),
        ],
      },
    ],
    notes: [mail.only, mail.noSecret(msp)],
    language,
    letterhead: msp,
  };
}

/** Nothing where a technician has ended the stop meanwhile. */
async function stoppedNotice(
  { pauses, estate, portalUrl }: NotifyPorts,
  { cycleId, tenantId }: ContactStopped,
): Promise<TeamCard | 'nothing'> {
  const pause = (await pauses.active()).find(
    ({ scope, by }) =>
      by.kind === 'contact' &&
      scope.of === 'tenant-in-cycle' &&
      scope.cycleId === cycleId &&
      scope.tenantId === tenantId,
  );
  if (pause === undefined) return 'nothing';
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId)?.displayName ?? tenantId;
  return {
    title: `${tenant} has stopped its changes (${cycleId})`,
    lines: [
      "The customer's contact has stopped the resets of this tenant in this cycle. What is approved waits, and lapses if nobody ends the stop.",
      'Whoever decides for the tenant can end it, after a call to the customer.',
    ],
    facts: [
      { name: 'By', value: 'name' in pause.by ? pause.by.name : 'not known' },
      { name: 'Why', value: pause.reason },
      { name: 'Approvals lapse', value: pause.until === undefined ? '' : localTime(pause.until, estate.msp.timeZone) },
    ],
    links: [{ title: 'Open the pauses of the tenant', url: `${portalUrl}/tenants/${tenantId}/pause` }],
  };
}
