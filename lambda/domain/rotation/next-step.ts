import type { GuardRefusal } from '../accounts/never-rotate.ts';
import type { DecidingEstate, NamedTenant } from './approval.ts';
import { reopening, validUntil } from './reopening.ts';
import type { InState } from './rotation.ts';

/**
 * What a person does about a failed rotation. `retry` keeps the approval, and the account is read again right before the reset; `start`
 * begins a new rotation, with all that is read and asked anew. Neither helps while what refused the first one still stands, so that the
 * sentence says what must change first.
 */
export interface NextStep {
  readonly step: 'retry' | 'start' | 'nothing';
  readonly sentence: string;
}

/** Codes by which a step refuses: those of the guards, of staging, and of Graph where it refuses a reset. */
export type RefusalCode =
  | GuardRefusal
  | 'last-global-administrator'
  | 'account-busy'
  | 'not-approved'
  | 'password-policy'
  | 'sign-in-refused'
  | 'Authorization_RequestDenied'
  | 'Authorization_IdentityNotFound'
  | 'Request_ResourceNotFound';

const whileSo = 'It must not be rotated while that is so. When it has changed, try again.';
const restore =
  'There is no account to rotate: nothing is left to do. Take it out of the estate where the estate names it.';
const doctor = 'Run `rotation doctor` for this tenant, do what it says, and try again.';

/** Staging judges by what discovery recorded, so that what was not told, or was read under other rules, takes a new rotation. */
const nextSteps: Readonly<Record<RefusalCode, NextStep>> = {
  gone: { step: 'nothing', sentence: restore },
  Request_ResourceNotFound: { step: 'nothing', sentence: restore },
  renamed: { step: 'start', sentence: 'A new rotation asks about it under the name that it has now.' },
  'other-account': { step: 'start', sentence: 'A new rotation asks about the account that is there now.' },
  'class-changed': {
    step: 'start',
    sentence: 'A new rotation asks about it as what it is now, if it is still to be rotated at all.',
  },
  'unknown-data': { step: 'start', sentence: 'Put right what was not told. A new rotation reads it again.' },
  'not-opted-in': { step: 'start', sentence: 'Once serviceOptIn chooses it, a new rotation asks about it.' },
  'not-approved': { step: 'start', sentence: 'A new rotation asks for an approval that stands.' },
  'break-glass': { step: 'retry', sentence: whileSo },
  listed: { step: 'retry', sentence: whileSo },
  synced: { step: 'retry', sentence: whileSo },
  federated: { step: 'retry', sentence: whileSo },
  'sync-service': { step: 'retry', sentence: whileSo },
  restricted: { step: 'retry', sentence: whileSo },
  guest: { step: 'retry', sentence: whileSo },
  disabled: { step: 'retry', sentence: whileSo },
  mailbox: { step: 'retry', sentence: whileSo },
  'ai-identity': { step: 'retry', sentence: whileSo },
  'last-global-administrator': {
    step: 'retry',
    sentence: 'When another Global Administrator can sign in and is not being rotated, try again.',
  },
  'account-busy': { step: 'retry', sentence: 'When the other rotation of this account has ended, try again.' },
  'password-policy': {
    step: 'retry',
    sentence: 'Give the estate a password profile that the policy of the tenant accepts, and try again.',
  },
  'sign-in-refused': { step: 'retry', sentence: doctor },
  Authorization_RequestDenied: { step: 'retry', sentence: doctor },
  Authorization_IdentityNotFound: { step: 'retry', sentence: doctor },
};

const byCode: ReadonlyMap<string, NextStep> = new Map(Object.entries(nextSteps));

/** What to do about a failure, by its reason alone; `undefined`: the reason is no refusal, and trying again may help. */
export function stepAfter(reason: string): NextStep | undefined {
  const code = /^(?:RotationRefused|ResetRefused|PasswordRefused): ([\w-]+): /.exec(reason)?.[1];
  return code === undefined ? undefined : byCode.get(code);
}

/** As `stepAfter`, where the approval is known: a retry needs one that still stands. */
export function nextStep(
  rotation: InState<'failed'>,
  tenant: NamedTenant,
  estate: DecidingEstate,
  now: Date,
): NextStep {
  const step = stepAfter(rotation.state.reason);
  if (step !== undefined && step.step !== 'retry') return step;
  const answer = reopening(rotation, 'retry', tenant, estate, now);
  const first = step === undefined ? [] : [step.sentence];
  return answer.allowed
    ? { step: 'retry', sentence: [...first, `The approval is valid until ${validUntil(rotation)}.`].join(' ') }
    : { step: 'start', sentence: [...first, answer.sentence].join(' ') };
}
