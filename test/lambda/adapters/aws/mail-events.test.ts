import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMailEvent } from '../../../../lambda/adapters/aws/mail-events.ts';

const mail = {
  timestamp: '2026-12-07T05:00:00.000Z',
  source: 'rotation@northwind.example',
  messageId: '010101860d89bc12-7ce77242',
  destination: ['ada@northwind.example'],
  headers: [{ name: 'Subject', value: 'Please decide: SECRET' }],
  commonHeaders: { subject: 'Please decide: SECRET' },
  tags: {
    'ses:configuration-set': ['rotation-mail'],
    cycle: ['2026-12-07-admin-monthly'],
    mail: ['request'],
  },
};
const bounce = {
  feedbackId: 'f',
  bounceType: 'Permanent',
  bounceSubType: 'General',
  bouncedRecipients: [
    { emailAddress: 'forwarded@elsewhere.example', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 SECRET' },
  ],
  timestamp: '2026-12-07T05:00:09.000Z',
  reportingMTA: 'dns; SECRET',
};
const transient = { bounceType: 'Transient', bounceSubType: 'General' };
const event = (detail: object) => ({ version: '0', source: 'aws.ses', 'detail-type': 'Email Bounced', detail });
const bounced = (changes: object = {}, about: object = {}) =>
  event({ eventType: 'Bounce', bounce: { ...bounce, ...changes }, mail: { ...mail, ...about } });

const common = {
  messageId: mail.messageId,
  address: 'ada@northwind.example',
  cycleId: '2026-12-07-admin-monthly',
  mail: 'request',
};

test.each([
  [
    'a bounce',
    bounced(),
    {
      id: `${mail.messageId}:bounced`,
      kind: 'bounced',
      type: 'Permanent/General',
      code: '5.1.1',
      at: bounce.timestamp,
    },
  ],
  [
    'a bounce by the suppression list',
    bounced({ bounceSubType: 'OnAccountSuppressionList' }),
    { kind: 'bounced', type: 'Permanent/OnAccountSuppressionList' },
  ],
  [
    'an automatic answer, which no server sent',
    bounced({ ...transient, bouncedRecipients: [{ emailAddress: 'ada@northwind.example' }] }),
    { id: `${mail.messageId}:answered`, kind: 'answered', type: 'Transient/General' },
  ],
  ['one without its recipients', bounced({ ...transient, bouncedRecipients: [] }), { kind: 'answered' }],
  [
    'a bounce of that type that a server sent',
    bounced({ ...transient, bouncedRecipients: [{ emailAddress: 'a@b.example', status: '5.0.0' }] }),
    { kind: 'bounced', type: 'Transient/General', code: '5.0.0' },
  ],
  [
    'one whose server gave no code that can be read',
    bounced({ ...transient, bouncedRecipients: [{ emailAddress: 'a@b.example', diagnosticCode: 'smtp; 550 SECRET' }] }),
    { kind: 'bounced', type: 'Transient/General' },
  ],
  [
    'another transient one',
    bounced({ bounceType: 'Transient', bounceSubType: 'MailboxFull', bouncedRecipients: [] }),
    { kind: 'bounced', type: 'Transient/MailboxFull' },
  ],
  [
    'a complaint',
    event({
      eventType: 'Complaint',
      complaint: { complaintFeedbackType: 'abuse', complaintSubType: null, timestamp: bounce.timestamp },
      mail,
    }),
    { id: `${mail.messageId}:complained`, kind: 'complained', type: 'abuse' },
  ],
  [
    'a complaint without a type',
    event({ eventType: 'Complaint', complaint: { timestamp: bounce.timestamp }, mail }),
    { kind: 'complained', type: 'other' },
  ],
  [
    'a rejection',
    event({ eventType: 'Reject', reject: { reason: 'Bad content' }, mail }),
    { kind: 'rejected', type: 'content', at: mail.timestamp },
  ],
  [
    'a delay',
    event({
      eventType: 'DeliveryDelay',
      deliveryDelay: {
        delayType: 'MailboxFull',
        delayedRecipients: [{ emailAddress: 'x@y.example', diagnosticCode: 'smtp; 452 4.2.2 over quota' }],
        timestamp: bounce.timestamp,
      },
      mail,
    }),
    { kind: 'delayed', type: 'MailboxFull', code: '4.2.2' },
  ],
])('%s is read', (_, given, expected) => {
  const read = readMailEvent(given);
  expect(read).toMatchObject({ ...common, ...expected });
  expect(JSON.stringify(read)).not.toMatch(/SECRET|elsewhere/);
});

test('without our tags it is read all the same', () => {
  for (const tags of [undefined, {}, { cycle: ['<script>'], mail: ['x'] }, { cycle: 'a', mail: [] }]) {
    const read = readMailEvent(bounced({}, { tags }));
    expect([read?.cycleId, read?.mail, read?.kind]).toEqual([undefined, undefined, 'bounced']);
  }
});

describe('what a foreign server has said', () => {
  test.each([
    ['smtp; 550 5.7.1 <script>alert(1)</script>', '5.7.1'],
    ['5.1.1; DROP TABLE', '5.1.1'],
    ['smtp; 550 no such user', undefined],
    ['1.2.3.4.5', undefined],
    ['9.1.1', undefined],
    ['5.1.1.1', undefined],
    [`${'x'.repeat(2_000)} 5.1.1`, undefined],
    [42, undefined],
    [null, undefined],
  ])('%j leaves its code alone', (diagnosticCode, code) => {
    const read = readMailEvent(bounced({ bouncedRecipients: [{ emailAddress: 'a@b.example', diagnosticCode }] }));
    expect(read?.code).toBe(code);
  });

  test('is never part of what is kept, whatever it is', () => {
    const hostile = fc.string({ unit: 'binary', minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(hostile, hostile, hostile, (type, status, diagnosticCode) => {
        const read = readMailEvent(
          bounced({ bounceType: type, bounceSubType: type, bouncedRecipients: [{ status, diagnosticCode }] }),
        );
        expect(read).toEqual({
          ...common,
          kind: 'bounced',
          id: expect.anything(),
          at: bounce.timestamp,
          type: 'other/other',
          ...(read?.code === undefined ? {} : { code: expect.stringMatching(/^[245]\.\d{1,3}\.\d{1,3}$/) }),
        });
      }),
    );
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'x'],
  ['another source', { ...bounced(), source: 'aws.s3' }],
  ['an event that is not asked for', event({ eventType: 'Open', open: {}, mail })],
  ['a bounce without what it says', event({ eventType: 'Bounce', mail })],
  ['a mail without an address', bounced({}, { destination: [] })],
  ['a mail to several', bounced({}, { destination: ['a@b.example', 'c@d.example'] })],
  ['a mail without an id', bounced({}, { messageId: '' })],
  ['a time that is none', bounced({ timestamp: 'yesterday' })],
])('%s is not read', (_, given) => {
  expect(readMailEvent(given)).toBeUndefined();
});
