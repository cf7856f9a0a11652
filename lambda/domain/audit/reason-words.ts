import { exclusionLabel, exclusionReasons } from '../accounts/exclusion-reasons.ts';

/**
 * Codes that records have as reasons, in words that follow what happened: "Decision refused, after the deadline". Why an account is left
 * out has words of its own.
 */
const words: Readonly<Record<string, string>> = {
  'other-tenant': 'of a tenant that is not theirs',
  'own-account': 'about an own account',
  'own-account-not-found': 'an own account was not found in the tenant',
  'too-late': 'after the deadline',
  decided: 'decided already',
  'first-not-seen': 'before seeing what the first of two said',
  'approved-by-you': 'approved by the same person already',
  'nothing-to-withdraw': 'there was nothing to take back',
  'not-approved': 'without an approval that stands',
  'no-such-approvals': 'no such approvals',
  'not-offered': 'about what was not offered',
  starting: 'being started already',
  'of-today': 'started today already',
  'no-schedule': 'no schedule for such accounts',
  'stop-ended': 'to stop again what was ended',
  'nothing-to-retry': 'nothing to retry',
  'dry-run': 'in a dry run',
  'on-hold': 'not released yet',
  'black-out': 'on days on which nothing starts',
  'claim-disproven': 'it named somebody else',
  gone: 'the account does not exist any more',
  'other-account': 'the directory answered with another account',
  renamed: 'the account has another name now',
  'class-changed': 'the account is of another class now',
  'account-busy': 'another rotation of this account is under way',
  'password-policy': 'the policy of the tenant refuses the password',
  'sign-in-refused': 'Entra does not let the app in',
  'pending-version': 'a password is pending',
  superseded: 'a later password took its place',
  'not-confirmed': 'nobody has confirmed that it is stored',
  'no-credential': 'there is no such credential',
  'record-not-found': 'the vault has no such record',
  'record-ambiguous': 'the vault has several such records',
  'vault-not-allowed': 'the vault does not let us',
  'vault-refused': 'the vault refused it',
  'vault-not-reached': 'the vault did not take it in time',
  'no-record-named': 'the estate names no record for the account',
  'record-shared': 'the estate names two records for the account, or one for two accounts',
  'vault-not-wanted': 'the estate does not hand it over by the vault any more',
  rotated: 'rotated',
  rejected: 'rejected',
  expired: 'nobody decided in time',
  forged: 'not made by us',
  'forged-or-expired': 'not made by us, or expired',
  unknown: 'does not exist any more',
  foreign: "somebody else's",
  'no-show': 'nothing left to show',
  'no-hand-over': 'nothing that may be handed over',
  'not-yours': 'not theirs to hand over',
  'not-theirs': 'that technician may not have it',
  'not-open': 'opened or changed meanwhile',
  'no-renew': 'no further link',
  'no-stored': 'nothing to confirm',
  'no-report': 'nothing to report',
  'not-signed-in': 'not signed in',
  'foreign-origin': 'sent from another site',
  'not-a-form': 'was not a form',
  'wrong-token': 'of another session',
  'auditors-only-read': 'sent by an auditor, who only reads',
  'too-large': 'was too large',
  'old-sign-in': 'the sign-in was too old or too weak',
  'not-started-here': 'not started in this browser, used before, or too old',
  'microsoft-refused': 'by Microsoft',
  'invalid-response': "Microsoft's answer did not hold",
  'not-a-technician': 'not a technician here',
  'account-unknown': 'not said whether a member or a guest of the home tenant',
  'time-unknown': 'not said when the person signed in',
  'mail-bounced': 'it came back',
  'mail-complained': 'it was reported as spam',
  'mail-rejected': 'SES refused to send it',
  'mail-delayed': 'it is late',
  'mail-answered': 'an automatic answer came back; it probably arrived',
  'too-old': 'the sign-in at Microsoft was too old',
  'context-missing': 'without the authentication context',
};

/** Names of errors, where the error says nothing else. */
const errors: Readonly<Record<string, string>> = {
  GraphThrottled: 'Microsoft asked to wait too long',
  GraphUnavailable: 'Microsoft did not answer',
  TenantNotReady: 'the tenant is not ready',
  RotationRefused: 'a guard refused it',
  ResetRefused: 'Microsoft refused it',
  PasswordRefused: 'the policy of the tenant refuses the password',
  ResetOutcomeUnknown: 'no answer came that can be read',
  ResetNotVisible: 'the directory does not show the change',
  AlreadyDecided: 'it was decided meanwhile',
  StaleState: 'somebody else changed it first',
  NotStarted: 'its workflow could not be started',
  'States.Timeout': 'it took too long',
  'States.TaskFailed': 'a step failed',
};

const wordsOf: ReadonlyMap<string, string> = new Map([
  ...exclusionReasons.map((each) => [each, exclusionLabel(each)] as const),
  ...Object.entries(words),
  ...Object.entries(errors),
]);

/** Whether a code has words that were thought of. */
export const hasWords = (code: string): boolean => wordsOf.has(code);

const ERROR = new RegExp(`^(${Object.keys(errors).join('|').replaceAll('.', '\\.')}): (.+)$`, 's');
/** The code with which an error's message begins, ours or Microsoft's. */
const CODE = /^([A-Za-z]+(?:[-_][A-Za-z]+)*): (.+)$/s;
/** One word with a hyphen, or of Microsoft's form. */
const BARE_CODE = /^[a-z]+(-[a-z]+)+$/;

/**
 * The reason of a record, a failure or a refusal, as people read it: a code in words, an error by what it says. Microsoft's own codes
 * stay, behind the sentence: its support asks for them. What a person wrote stays as it is.
 */
export function reasonWords(reason: string): string {
  const known = wordsOf.get(reason);
  if (known !== undefined) return known;
  const said = ERROR.exec(reason)?.[2];
  if (said !== undefined) return withoutCode(said);
  return BARE_CODE.test(reason) ? reason.replaceAll('-', ' ') : reason;
}

function withoutCode(said: string): string {
  const [, code = '', sentence = ''] = CODE.exec(said) ?? [];
  if (sentence === '') return wordsOf.get(said) ?? said;
  if (code.includes('_')) return `${sentence} (Microsoft's code: ${code})`;
  return wordsOf.has(code) ? sentence : said;
}
