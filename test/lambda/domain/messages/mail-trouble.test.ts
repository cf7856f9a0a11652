import { describe, expect, test } from '@jest/globals';
import {
  isLaterThan,
  isLost,
  isRecent,
  type MailTrouble,
  mailTroubleSchema,
  troubleReason,
  troubleWords,
  type Undelivered,
  undeliveredSchema,
} from '../../../../lambda/domain/messages/mail-trouble.ts';

const AT = '2026-12-07T08:00:00.000Z';
const bounced: Undelivered = { kind: 'bounced', type: 'Permanent/General', code: '5.1.1', at: AT };
const trouble: MailTrouble = { recipient: 'team', name: 'Team', address: 'team@msp.example', last: bounced };
const after = (ms: number) => new Date(Date.parse(AT) + ms);

describe('of what became of a mail', () => {
  test.each<[Undelivered['kind'], boolean, string]>([
    ['bounced', true, 'it came back'],
    ['complained', true, 'it was reported as spam, and SES sends no more to this address'],
    ['rejected', true, 'SES refused to send it'],
    ['delayed', false, 'it is late, and SES goes on trying'],
    ['answered', false, 'an automatic answer came back, such as out of office; it probably arrived'],
  ])('%s: lost: %p; %s', (kind, lost, words) => {
    expect(isLost({ kind })).toBe(lost);
    expect(troubleReason({ kind })).toBe(`mail-${kind}`);
    expect(troubleWords({ kind, type: 'Permanent/General', code: '5.1.1' })).toBe(
      `${words} (Permanent/General, 5.1.1)`,
    );
    expect(troubleWords({ kind, type: 'other' })).toBe(`${words} (other)`);
  });

  test.each([
    ['when it happened', 0, true],
    ['a millisecond before 30 days are over', 30 * 86_400_000 - 1, true],
    ['after 30 days', 30 * 86_400_000, false],
    ['later', 31 * 86_400_000, false],
    ['by a clock that is late', -60_000, true],
  ])('people are told, %s: %p', (_, ms, recent) => {
    expect(isRecent(trouble, after(ms))).toBe(recent);
  });
});

describe('the last that is known', () => {
  const told = (kind: Undelivered['kind'], ms = 0): Undelivered => ({
    kind,
    type: 'other',
    at: after(ms).toISOString(),
  });

  test('is the first that is told', () => {
    expect(isLaterThan(told('answered'), undefined)).toBe(true);
  });

  test.each<[Undelivered['kind'], number, Undelivered['kind'], boolean]>([
    ['delayed', 1, 'bounced', true],
    ['bounced', 1, 'delayed', true],
    ['bounced', -1, 'delayed', false],
    ['bounced', -1, 'bounced', false],
    ['bounced', 0, 'delayed', true],
    ['bounced', 0, 'complained', true],
    ['answered', 0, 'delayed', true],
    ['delayed', 0, 'bounced', false],
    ['answered', 0, 'rejected', false],
  ])('%s, %i ms after %s: %p', (kind, ms, known, later) => {
    expect(isLaterThan(told(kind, ms), told(known))).toBe(later);
  });

  test('is found by the instant, however it is written', () => {
    const short = { ...told('delayed'), at: '2026-12-07T08:00:00Z' };
    expect(isLaterThan(short, bounced)).toBe(false);
    expect(isLaterThan(bounced, short)).toBe(true);
  });
});

describe('what is kept', () => {
  test('says whose mail it was, and of which cycle', () => {
    const of = { ...bounced, cycleId: '2026-12-07-admin-monthly', mail: 'last-call' } as const;
    expect(mailTroubleSchema.parse({ ...trouble, last: of })).toEqual({ ...trouble, last: of });
  });

  test.each([
    ['type', 'other', true],
    ['type', 'Permanent/OnAccountSuppressionList', true],
    ['type', `${'a'.repeat(40)}/${'b'.repeat(40)}`, true],
    ['type', 'a'.repeat(41), false],
    ['type', `a/${'b'.repeat(41)}`, false],
    ['type', '', false],
    ['type', 'a/', false],
    ['type', 'a/b/c', false],
    ['type', 'call 555', false],
    ['code', undefined, true],
    ['code', '2.0.0', true],
    ['code', '4.123.456', true],
    ['code', '3.1.1', false],
    ['code', '5.1', false],
    ['code', '5.1234.1', false],
    ['code', '5.1.1234', false],
    ['code', '5.1.1 go to http://example.com', false],
    ['code', 'smtp 5.1.1', false],
    ['at', 'yesterday', false],
    ['kind', 'delivered', false],
    ['mail', 'newsletter', false],
    ['diagnostic', 'what a foreign server wrote', false],
  ])('is codes alone: %s %p: %p', (field, value, good) => {
    expect(undeliveredSchema.safeParse({ ...bounced, [field]: value }).success).toBe(good);
  });
});
