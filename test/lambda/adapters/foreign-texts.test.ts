import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rotationRow } from '../../../lambda/adapters/aws/dynamodb/rotation/rotation-row.ts';
import { mailSender } from '../../../lambda/adapters/aws/mail-sender.ts';
import { messageQueue } from '../../../lambda/adapters/aws/message-queue.ts';
import { readerCalls } from '../../../lambda/adapters/graph/calls.ts';
import { renderedMail } from '../../../lambda/adapters/mail/rendered-mail.tsx';
import { call } from '../../../lambda/adapters/outgoing-call.ts';
import { connectWise } from '../../../lambda/adapters/psa/connectwise/connectwise.ts';
import { cardMessage } from '../../../lambda/adapters/teams/adaptive-card.ts';
import { messageSchema } from '../../../lambda/domain/cycle/message.ts';
import { inState, states } from '../domain/rotation/rotations.ts';
import { HOSTILE, nasty, survivors } from '../domain/text/hostile.ts';
import { type Seen, type Stub, startStub } from './stub-server.ts';

/** Every edge where a text leaves the product: whatever it is made of, it leaves, and nobody's program obeys it. */

let stub: Stub | undefined;
afterEach(async () => stub?.close());

const texts = fc
  .sample(nasty, { numRuns: 20, seed: 1 })
  .concat(HOSTILE, '\ud83d', 'a\ude00', '👩\u200d', '\uffff', '\u0000');

const at = async (reply: (request: Seen) => object) => {
  stub = await startStub((request) => ({ json: {}, ...reply(request) }));
  return {
    endpoint: stub.address,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
};

const link = { label: 'Open', url: 'https://portal.example/' };
const mailWith = (text: string) => ({
  subject: text,
  preview: text,
  paragraphs: [text],
  sections: [{ title: text, rows: [text, { text, ...link }] }],
  action: link,
  notes: [text],
});
/** The marks that keep what is written from right to left to itself are the product's own. */
const withoutOwnMarks = (text: string) => text.replace(/\u2068([^\u2066-\u2069]*)\u2069/g, '$1');

test('a mail is sent whatever its texts are', async () => {
  const sent =
    '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>';
  const ses = new SESClient(await at(() => ({ json: undefined, text: sent, headers: { 'content-type': 'text/xml' } })));
  const sender = mailSender(ses, 'rotation@northwind.example', 'rotation-mail');
  for (const text of texts) {
    await sender.send('ada@northwind.example', mailWith(text));
  }
  expect(stub?.seen).toHaveLength(texts.length);
});

test('what a mail holds is safe to show', () =>
  fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const { subject, text: plain, html } = await renderedMail(mailWith(text));
      expect([subject, plain, html].map(withoutOwnMarks).flatMap(survivors)).toEqual([]);
      expect(subject).not.toContain('\n');
    }),
  ));

test('a card is safe to show', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      const card = cardMessage({ title: text, lines: [text], facts: [{ name: text, value: text }], links: [] });
      expect(survivors(withoutOwnMarks(card))).toEqual([]);
      expect(card.isWellFormed()).toBe(true);
      expect(card).not.toMatch(/\\u(?:d[89a-f]|00|20|ff)/i); // nor escaped
    }),
  ));

test('a ticket is safe to show', async () => {
  const endpoint = await at(({ method }) => ({ json: method === 'GET' ? [] : { id: 1 } }));
  const secret = { companyId: 'c', publicKey: 'p', privateKey: 'k', clientId: 'i' };
  const tickets = connectWise({
    ...endpoint,
    secret: async () => JSON.stringify(secret),
    now: () => new Date(),
    send: call,
    psa: { system: 'connectwise', site: 'psa.example', openTickets: 'at-close' },
  });
  for (const text of texts) await tickets.create({ key: 'key', company: 'C', summary: text, body: `1\n${text}` });
  const created = (stub?.seen ?? []).filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body));
  expect(created).toHaveLength(texts.length);
  for (const { summary, initialInternalAnalysis } of created) {
    expect([summary, initialInternalAnalysis].map(withoutOwnMarks).flatMap(survivors)).toEqual([]);
    expect(summary).not.toContain('\n');
  }
});

describe('the message queue', () => {
  /** SQS refuses a message with any other: `InvalidMessageContents`. */
  const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

  test('takes a message whatever is in it, and gives it back', async () => {
    const { createHash } = await import('node:crypto');
    const client = new SQSClient(
      await at(({ body }) => ({
        json: {
          MessageId: '1',
          MD5OfMessageBody: createHash('md5')
            .update(String(JSON.parse(body).MessageBody))
            .digest('hex'),
        },
      })),
    );
    const queue = messageQueue(client, `${stub?.address}/1/queue`);
    for (const detail of texts) {
      await queue.send({
        kind: 'alert',
        cycleId: '2026-12-07-admin-monthly',
        tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
        subject: 'retry-failed',
        userPrincipalName: detail,
        detail,
      });
    }
    const bodies = (stub?.seen ?? []).map(({ body }) => String(JSON.parse(body).MessageBody));
    expect(bodies).toHaveLength(texts.length);
    bodies.forEach((body, i) => {
      expect(body).toMatch(allowed);
      const message = messageSchema.parse(JSON.parse(body));
      expect(message).toMatchObject({ detail: texts[i]?.toWellFormed() });
    });
  });
});

test('a row is stored as it is read again', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      const rotation = inState(states.awaiting);
      const account = { ...rotation.account, displayName: text, userPrincipalName: text };
      const written = rotationRow.write({ ...rotation, account, tenantDisplayName: text });
      const kept: unknown = JSON.parse(Buffer.from(JSON.stringify(written)).toString());
      expect(JSON.stringify(kept)).toBe(JSON.stringify(written));
      expect(JSON.stringify(written)).not.toMatch(/\\ud[89a-f]/);
    }),
  ));

test('an address is made whatever the id is', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      expect(new URL(`https://graph.example${readerCalls.user(text, false)}`).pathname).toMatch(/^\/users\//);
      expect(readerCalls.groupUsers(text)).toMatch(/^\/groups\//);
    }),
  ));
