/**
 * Why an account that would have been rotated is left out. All but the last six are never-rotate reasons, which the guards at staging
 * and right before the reset check again.
 */
export const exclusionReasons = [
  'break-glass',
  'synced',
  'federated',
  'sync-service',
  'restricted',
  'guest',
  'disabled',
  'mailbox',
  'ai-identity',
  'listed',
  'unknown-data',
  'not-opted-in',
  'other-class',
  'not-in-scope',
  'not-asked-for',
  'nobody-may-decide',
  'last-global-administrator',
  'under-way',
] as const;

export type ExclusionReason = (typeof exclusionReasons)[number];

const sentences: Readonly<Record<ExclusionReason, string>> = {
  'break-glass': 'Designated as break-glass account: emergency access is never touched.',
  synced: 'Its password comes from the on-premises directory: change it there.',
  federated: 'Its domain is federated: the password is kept by another identity provider.',
  'sync-service': 'Entra Connect works with this account: a reset would stop the synchronization.',
  restricted: 'Member of a restricted management administrative unit: only administrators of that unit may change it.',
  guest: 'Guest: the password is kept by the home organization.',
  disabled: 'Sign-in is blocked: there is no use in a new password.',
  mailbox: 'Sign-in is blocked and there is no licence: most likely a shared, room or equipment mailbox.',
  'ai-identity': 'Identity of an AI agent: it signs in without a password.',
  listed: 'Listed under neverRotate in the estate.',
  'unknown-data': 'The directory did not tell enough about this account to be sure that it may be rotated.',
  'not-opted-in': 'Service account without opt-in: this tenant rotates only those that are chosen by serviceOptIn too.',
  'other-class': 'Belongs to the other class of accounts, which has a schedule of its own.',
  'not-in-scope': 'No admin by the roles that count, and no service account by the rules of the estate.',
  'not-asked-for': 'This cycle was started by hand for other accounts.',
  'nobody-may-decide':
    'Too few technicians may decide about it, so that nobody is asked: give this tenant another technician in the estate.',
  'last-global-administrator':
    'All other Global Administrators are rotated in this cycle: one keeps its password until they are proven.',
  'under-way': 'A rotation of another cycle is under way for it: a second one would ask people twice.',
};

const labels: Readonly<Record<ExclusionReason, string>> = {
  'break-glass': 'break-glass account',
  synced: 'synced from on premises',
  federated: 'federated domain',
  'sync-service': 'account of Entra Connect',
  restricted: 'under restricted management',
  guest: 'guest',
  disabled: 'sign-in blocked',
  mailbox: 'mailbox without sign-in',
  'ai-identity': 'AI agent',
  listed: 'listed as never to be rotated',
  'unknown-data': 'not enough told',
  'not-opted-in': 'not opted in',
  'other-class': 'of the other class',
  'not-in-scope': 'neither admin nor service account',
  'not-asked-for': 'not asked for',
  'nobody-may-decide': 'nobody may decide',
  'last-global-administrator': 'kept as Global Administrator',
  'under-way': 'under way in another cycle',
};

/** Why accounts were left out, in a few words for a list or a count. A code of a later release is told as another reason. */
export const exclusionLabel = (reason: string): string =>
  new Map(Object.entries(labels)).get(reason) ?? 'another reason';

/** Why an account was left out, in a sentence for technicians. */
export const exclusionSentence = (reason: ExclusionReason): string => sentences[reason];

/** As `exclusionSentence`, with what stands behind it in this case. */
export const whyExcluded = (reason: ExclusionReason, details: readonly string[] = []): string =>
  [sentences[reason], ...details].join(' ');

/** As `exclusionSentence`, for a reason from stored counts, which is any text; empty for a reason that is not known. */
export const exclusionSentenceOf = (reason: string): string => new Map(Object.entries(sentences)).get(reason) ?? '';
