import { describe, expect, test } from '@jest/globals';
import { cycleDigestSchema, digestOf } from '../../../../lambda/domain/cycle/cycle-digest.ts';
import { digestParts } from '../../../../lambda/domain/cycle/digest-words.ts';
import type { Decision, Rotation, RotationState } from '../../../../lambda/domain/rotation/rotation.ts';
import { inState, states } from '../rotation/rotations.ts';

const AT = new Date('2026-12-07T05:00:00.000Z');
const person = (name: string) => ({ kind: 'technician', objectId: name, tenantId: 'home', name }) as const;
const by = (name: string, second?: string): Decision => ({
  by: person(name),
  at: '2026-12-07T04:00:00.000Z',
  ...(second === undefined ? {} : { second: { by: person(second), at: '2026-12-07T04:30:00.000Z' } }),
});
const rotation = (state: RotationState, passwordChangedAt?: string): Rotation => {
  const { passwordChangedAt: _, ...account } = inState(state).account;
  return {
    ...inState(state),
    account: { ...account, ...(passwordChangedAt === undefined ? {} : { passwordChangedAt }) },
  };
};
const rotated = (decision: Decision, before?: string, after = '2026-12-07T04:40:00.000Z') =>
  rotation({ ...states.rotated, decision, passwordChangedAt: after }, before);

describe('who approved', () => {
  test('each technician is counted, and what two approved is told of both', () => {
    const { approvers, byTwo } = digestOf(
      [
        rotated(by('Ada')),
        rotated(by('Bruno')),
        rotated(by('Bruno', 'Ada')),
        rotated(by('Bruno')),
        rotation({ status: 'failed', decision: by('Bruno'), reason: 'no' }),
      ],
      [],
      AT,
    );
    expect(approvers).toEqual([
      { objectId: 'Bruno', name: 'Bruno', approved: 4, together: 1 },
      { objectId: 'Ada', name: 'Ada', approved: 2, together: 1 },
    ]);
    expect(byTwo).toBe(1);
  });

  test('who rejected, and what nobody decided, is not counted', () => {
    const none = digestOf(
      [
        rotation({ ...states.rejected, decision: by('Ada') }),
        rotation({ status: 'expired' }),
        rotation({ status: 'failed', reason: 'before anybody was asked' }),
      ],
      [],
      AT,
    );
    expect([none.approvers, none.byTwo]).toEqual([[], 0]);
  });
});

describe('password ages', () => {
  test('the oldest before is that of all accounts, the oldest after that of those without a new one', () => {
    const { ages } = digestOf(
      [
        rotated(by('Ada'), '2024-12-07T05:00:00.000Z'),
        rotation({ status: 'failed', reason: 'no' }, '2026-06-07T05:00:00.000Z'),
      ],
      [],
      AT,
    );
    expect(ages).toEqual({
      oldestBefore: '2024-12-07T05:00:00.000Z',
      oldestAfter: '2026-06-07T05:00:00.000Z',
      unknown: 0,
    });
  });

  test('an age that is not known counts as unknown, until the account has a new password', () => {
    expect(digestOf([rotation({ status: 'expired' }), rotated(by('Ada'))], [], AT).ages).toEqual({
      oldestAfter: '2026-12-07T04:40:00.000Z',
      unknown: 1,
    });
  });

  test('of accounts left out, those older than a year are counted: one of a year exactly is not', () => {
    const out = ['2025-12-07T05:00:00.000Z', '2025-12-07T04:59:59.999Z', undefined].map((passwordChangedAt) => ({
      ...(passwordChangedAt === undefined ? {} : { passwordChangedAt }),
    }));
    expect(digestOf([], out, AT).oldLeftOut).toBe(1);
  });
});

test('a digest can be stored', () => {
  const digest = digestOf([rotated(by('Ada', 'Bruno'), '2024-12-07T05:00:00.000Z')], [{}], AT);
  expect(cycleDigestSchema.parse(digest)).toEqual(digest);
});

test('mail, card and page say it in the same words', () => {
  const digest = digestOf(
    [rotated(by('Bruno', 'Ada'), '2025-12-06T05:00:00.000Z'), rotated(by('Bruno')), rotation({ status: 'expired' })],
    [{ passwordChangedAt: '2020-01-01T00:00:00.000Z' }],
    AT,
  );
  expect(digestParts({ digest, seal: { hash: 'ab12', chains: 37 } }, AT.toISOString())).toEqual([
    {
      title: 'Who approved',
      lines: [
        'Bruno: 2 accounts, 1 together with another technician',
        'Ada: 1 account, all together with another technician',
        '1 account had the approval of two persons',
      ],
    },
    {
      title: 'Password ages',
      lines: [
        'The oldest password was 366 days old before, and is 0 days old now',
        '1 account without a new password: the directory does not tell the age of its old one',
        '1 account that was left out has a password older than a year',
      ],
    },
    { title: 'Seal', lines: ['ab12', expect.stringMatching(/^It covers the ends of 37 chains/)] },
  ]);
  expect(digestParts({}, AT.toISOString())).toEqual([]);
});
