import { expect, test } from '@jest/globals';
import * as errors from '../../../lambda/domain/errors.ts';

/** Workflows retry and catch by name. */
test('every error is called as its class, and tells what it was given', () => {
  const made: Readonly<Record<keyof typeof errors, Error>> = {
    GraphThrottled: new errors.GraphThrottled(7),
    GraphUnavailable: new errors.GraphUnavailable('what happened'),
    TenantNotReady: new errors.TenantNotReady('what happened'),
    RotationRefused: new errors.RotationRefused('code', 'what happened'),
    ResetRefused: new errors.ResetRefused('code', 'what happened', 'request'),
    NotNow: new errors.NotNow('what happened'),
    PasswordRefused: new errors.PasswordRefused('what happened'),
    ResetOutcomeUnknown: new errors.ResetOutcomeUnknown('what happened'),
    ResetNotVisible: new errors.ResetNotVisible('what happened'),
    AlreadyDecided: new errors.AlreadyDecided('what happened'),
  };
  for (const [name, error] of Object.entries(made)) {
    expect(error.name).toBe(name);
    const withCode = name === 'RotationRefused' || name === 'ResetRefused';
    expect(error.message).toBe(
      name === 'GraphThrottled' ? 'Graph asks to wait 7 s' : `${withCode ? 'code: ' : ''}what happened`,
    );
  }
});

test('what Graph asked for, the cause, and the codes of refusals stay with the error', () => {
  const cause = new Error('HTTP 429');
  expect(new errors.GraphThrottled(7, { cause })).toMatchObject({ retryAfterSeconds: 7, cause });
  expect(new errors.RotationRefused('guest', 'w')).toMatchObject({ reason: 'guest' });
  expect(new errors.ResetRefused('denied', 'w', 'r-1')).toMatchObject({ code: 'denied', graphRequestId: 'r-1' });
});
