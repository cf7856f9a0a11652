import type { Message } from '../../domain/cycle/message.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';

export type Alert = Extract<Message, { kind: 'alert' }>;

const subjects: Readonly<Record<Alert['subject'], { readonly title: string; readonly meaning: string }>> = {
  'uncertain-rotation': {
    title: 'Uncertain password reset',
    meaning:
      'A reset may or may not have taken effect. Both passwords are kept: one of them works. The directory is polled for a week, and no other rotation of this account begins before this one is settled. Follow the runbook before anybody changes this account.',
  },
  'rotation-settled': {
    title: 'A password rotation was settled',
    meaning:
      'This rotation had not ended well when its cycle counted it. By now the new password is proven, and is the current version of the credential.',
  },
  'retry-failed': {
    title: 'A password rotation failed again',
    meaning: 'This rotation was tried again, and failed. The password is unchanged.',
  },
  'undelivered-password': {
    title: 'A new password could not be handed over',
    meaning:
      'The password was reset and is the current version of the credential, but handing it over failed: a link may not have reached its technician. Where it goes into the vault, it is queued for that all the same. See the timeline of the account; what nobody has is in Secrets Manager, or rotate the account again.',
  },
  'vault-given-up': {
    title: 'A new password did not reach the vault',
    meaning:
      'The password was reset and is the current version of the credential. A technician gets it by a link, as where there is no vault, if any can show it. Mend what is said below before the next cycle, which tries the vault again.',
  },
  'nobody-may-decide': {
    title: 'Nobody may decide about an account',
    meaning:
      'Nobody was asked about this account, and its password stays as it is. Give the tenant another technician in the estate, or correct ownAccounts; then start a cycle for it.',
  },
  'link-reported': {
    title: 'A credential link was opened by somebody else',
    meaning:
      'A technician says that somebody else opened the link. Treat the password as known to others, and rotate the account again.',
  },
};

export function alertMail(alert: Alert, tenant: string, portalUrl: string): MailText {
  const { title, meaning } = subjects[alert.subject];
  return {
    subject: `${title}: ${alert.userPrincipalName} (${tenant})`,
    paragraphs: [meaning, `${alert.userPrincipalName}, ${tenant}, cycle ${alert.cycleId}: ${alert.detail}`],
    action: { label: 'Open the cycle', url: `${portalUrl}/cycles/${alert.cycleId}` },
    notes: [],
  };
}

export function alertCard(alert: Alert, tenant: string, portalUrl: string): TeamCard {
  const { title, meaning } = subjects[alert.subject];
  return {
    title,
    lines: [meaning],
    facts: [
      { name: 'Account', value: alert.userPrincipalName },
      { name: 'Tenant', value: tenant },
      { name: 'Cycle', value: alert.cycleId },
      { name: 'Detail', value: alert.detail },
    ],
    links: [{ title: 'Open the cycle', url: `${portalUrl}/cycles/${alert.cycleId}` }],
  };
}
