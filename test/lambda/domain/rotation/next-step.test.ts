import { describe, expect, test } from '@jest/globals';
import { type NextStep, nextStep, type RefusalCode, stepAfter } from '../../../../lambda/domain/rotation/next-step.ts';
import type { InState, Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { aDecision, BRUNO, inState } from './rotations.ts';
import { contoso, estate } from './technicians.ts';

const NOW = new Date('2026-12-07T12:00:00.000Z');
const DEADLINE = '2026-12-08T06:30:00.000Z';
const prefixes = ['RotationRefused', 'ResetRefused', 'PasswordRefused'] as const;

const WHILE_SO = 'It must not be rotated while that is so. When it has changed, try again.';
const NO_ACCOUNT =
  'There is no account to rotate: nothing is left to do. Take it out of the estate where the estate names it.';
const DOCTOR = 'Run `rotation doctor` for this tenant, do what it says, and try again.';
const VALID = 'The approval is valid until 2026-12-08T06:30:00.000Z.';
const START = '`rotation start` begins a new one, with an approval of its own.';

const nothing = (sentence: string): NextStep => ({ step: 'nothing', sentence });
const start = (sentence: string): NextStep => ({ step: 'start', sentence });
const retry = (sentence: string): NextStep => ({ step: 'retry', sentence });

const expected: Readonly<Record<RefusalCode, NextStep>> = {
  gone: nothing(NO_ACCOUNT),
  Request_ResourceNotFound: nothing(NO_ACCOUNT),
  renamed: start('A new rotation asks about it under the name that it has now.'),
  'other-account': start('A new rotation asks about the account that is there now.'),
  'class-changed': start('A new rotation asks about it as what it is now, if it is still to be rotated at all.'),
  'unknown-data': start('Put right what was not told. A new rotation reads it again.'),
  'not-opted-in': start('Once serviceOptIn chooses it, a new rotation asks about it.'),
  'not-approved': start('A new rotation asks for an approval that stands.'),
  'break-glass': retry(WHILE_SO),
  listed: retry(WHILE_SO),
  synced: retry(WHILE_SO),
  federated: retry(WHILE_SO),
  'sync-service': retry(WHILE_SO),
  restricted: retry(WHILE_SO),
  guest: retry(WHILE_SO),
  disabled: retry(WHILE_SO),
  mailbox: retry(WHILE_SO),
  'ai-identity': retry(WHILE_SO),
  'last-global-administrator': retry(
    'When another Global Administrator can sign in and is not being rotated, try again.',
  ),
  'account-busy': retry('When the other rotation of this account has ended, try again.'),
  'password-policy': retry('Give the estate a password profile that the policy of the tenant accepts, and try again.'),
  'sign-in-refused': retry(DOCTOR),
  Authorization_RequestDenied: retry(DOCTOR),
  Authorization_IdentityNotFound: retry(DOCTOR),
};

const codes = Object.entries(expected);
const final = codes.filter(([, { step }]) => step !== 'retry');
const retriable = codes.filter(([, { step }]) => step === 'retry');

const failed = (reason: string, more: Partial<Rotation> = {}): InState<'failed'> =>
  inState({ status: 'failed', reason, decision: aDecision() }, { decideBefore: DEADLINE, ...more });
const unapproved = (reason: string): InState<'failed'> =>
  inState({ status: 'failed', reason }, { decideBefore: DEADLINE });
const advised = (rotation: InState<'failed'>, now = NOW, of = estate) => nextStep(rotation, contoso, of, now);

const nobody = { ...estate, technicians: [] };
const late = new Date(DEADLINE);

describe('the step after a refusal', () => {
  test.each(codes)('as %s has a sentence of its own', (code, step) => {
    for (const prefix of prefixes) expect(stepAfter(`${prefix}: ${code}: some words.`)).toEqual(step);
  });

  test('does not depend on the words that follow the code', () => {
    for (const words of ['', 'gone: renamed: x', 'two\nlines']) {
      expect(stepAfter(`RotationRefused: synced: ${words}`)).toEqual(retry(WHILE_SO));
    }
  });
});

describe('there is no step by code', () => {
  test.each([
    ['without a reason', ''],
    ['without a prefix', 'gone: The account does not exist any more.'],
    ['with only a colon for a prefix', ': gone: x'],
    ['with only a prefix', 'RotationRefused: '],
    ['with another prefix', 'GraphUnavailable: gone: x'],
    ['with a prefix in other letters', 'rotationrefused: gone: x'],
    ['with a longer prefix', 'RotationRefusedAgain: gone: x'],
    ['with a part of a prefix', 'Refused: gone: x'],
    ['with text before the prefix', 'Error: RotationRefused: gone: x'],
    ['with letters before the prefix', 'NotResetRefused: gone: x'],
    ['with a blank before the prefix', ' PasswordRefused: gone: x'],
    ['with a line before the prefix', 'x\nRotationRefused: gone: x'],
    ['with two prefixes', 'RotationRefused: ResetRefused: gone: x'],
    ['with an unknown code', 'RotationRefused: unheard-of: x'],
    ['with a code in other letters', 'RotationRefused: Gone: x'],
    ['with a longer code', 'RotationRefused: gone-again: x'],
    ['with a code of one letter', 'RotationRefused: g: x'],
    ['with a code that every object has', 'RotationRefused: constructor: x'],
    ['without a code', 'RotationRefused: : x'],
    ['with the code in second place', 'RotationRefused: no: gone: x'],
    ['without the first colon', 'RotationRefused gone: x'],
    ['without the first blank', 'RotationRefused:gone: x'],
    ['without the second colon', 'RotationRefused: gone x'],
    ['without the second blank', 'RotationRefused: gone:x'],
    ['with nothing after the code', 'RotationRefused: gone'],
    ['with nothing after the second colon', 'RotationRefused: gone:'],
    ['with a full stop in the code', 'RotationRefused: gone.: x'],
    ['with a blank in the code', 'RotationRefused: unknown data: x'],
    ['with a blank before the code', 'RotationRefused:  gone: x'],
    ['with a blank after the code', 'RotationRefused: gone : x'],
    ['with a code in quotes', "RotationRefused: 'gone': x"],
    ['with a code of signs', 'RotationRefused: !?: x'],
    ['with a letter that is not ASCII in the code', 'RotationRefused: göne: x'],
  ])('%s', (_, reason) => {
    expect(stepAfter(reason)).toBeUndefined();
  });
});

describe('after a failure that no retry helps', () => {
  test.each(final)('as %s, the step is what the code says', (code, step) => {
    expect(advised(failed(`RotationRefused: ${code}: x`))).toEqual(step);
  });

  test.each(final)('as %s, it is the same without an approval that stands', (code, step) => {
    const reason = `RotationRefused: ${code}: x`;
    expect(advised(unapproved(reason))).toEqual(step);
    expect(advised(failed(reason), late)).toEqual(step);
    expect(advised(failed(reason), NOW, nobody)).toEqual(step);
  });
});

describe('after a failure that a retry may help', () => {
  test.each(retriable)('as %s, it says until when the approval is valid', (code, { sentence }) => {
    expect(advised(failed(`ResetRefused: ${code}: x`))).toEqual(retry(`${sentence} ${VALID}`));
  });

  test.each(retriable)('as %s, it takes a new rotation once the approval has run out', (code, { sentence }) => {
    expect(advised(failed(`ResetRefused: ${code}: x`), late)).toEqual(
      start(`${sentence} Its approval was valid until 2026-12-08T06:30:00.000Z. ${START}`),
    );
  });

  test('the approval is valid until its deadline, and not at it (R1)', () => {
    const reason = 'RotationRefused: synced: x';
    expect(advised(failed(reason), new Date(late.getTime() - 1)).step).toBe('retry');
    expect(advised(failed(reason), late).step).toBe('start');
  });

  test('it names the deadline of this rotation', () => {
    const decideBefore = '2026-12-24T18:00:00.000Z';
    expect(advised(failed('RotationRefused: guest: x', { decideBefore }))).toEqual(
      retry(`${WHILE_SO} The approval is valid until 2026-12-24T18:00:00.000Z.`),
    );
  });

  test('it takes a new rotation where nobody had approved', () => {
    expect(advised(unapproved('RotationRefused: account-busy: x'))).toEqual(
      start(
        `When the other rotation of this account has ended, try again. Nobody had approved this rotation. ${START}`,
      ),
    );
  });

  test('it takes a new rotation where the approval does not stand any more (R1)', () => {
    expect(advised(failed('ResetRefused: sign-in-refused: x'), NOW, nobody)).toEqual(
      start(
        `${DOCTOR} Its approval does not stand any more: Ada Lindqvist is not a technician of this estate. ${START}`,
      ),
    );
  });

  test('the approval is judged for the tenant of the rotation (R1)', () => {
    const { by } = aDecision();
    const decision = aDecision({ by: { ...by, objectId: BRUNO, name: 'Bruno Keller' } });
    const reason = 'RotationRefused: disabled: x';
    const rotation = inState({ status: 'failed', reason, decision }, { decideBefore: DEADLINE });
    expect(nextStep(rotation, contoso, estate, NOW)).toEqual(retry(`${WHILE_SO} ${VALID}`));
    expect(nextStep(rotation, { name: 'adventure-works', displayName: 'Adventure Works' }, estate, NOW)).toEqual(
      start(
        `${WHILE_SO} Its approval does not stand any more: Bruno Keller does not decide for adventure-works. ${START}`,
      ),
    );
  });
});

describe.each(['GraphUnavailable: HTTP 503', 'ResetRefused', 'RotationRefused: unheard-of: x', ''])(
  'after the failure "%s", which has no known code',
  (reason) => {
    test('a retry is possible while the approval stands', () => {
      expect(advised(failed(reason))).toEqual(retry(VALID));
    });

    test('a new rotation is needed when it does not, and only that is said', () => {
      expect(advised(failed(reason), late)).toEqual(
        start(`Its approval was valid until 2026-12-08T06:30:00.000Z. ${START}`),
      );
      expect(advised(unapproved(reason))).toEqual(start(`Nobody had approved this rotation. ${START}`));
      expect(advised(failed(reason), NOW, nobody)).toEqual(
        start(`Its approval does not stand any more: Ada Lindqvist is not a technician of this estate. ${START}`),
      );
    });
  },
);
