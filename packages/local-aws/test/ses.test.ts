import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonObject, Service } from '../service.ts';
import { type MailAccount, verifiedIdentity } from '../ses/account.ts';
import { type SentMail, startSes } from '../ses.ts';
import { callerOf, callOf, contextFor, needsOf } from './service-context.ts';

let context: ReturnType<typeof contextFor>;
let service: Service;
let mails: SentMail[];
let events: JsonObject[];
let mailFolder: string;

beforeEach(async () => {
  context = contextFor();
  mails = [];
  events = [];
  mailFolder = join(context.folder, 'mail');
  service = await start(() => undefined);
});
afterEach(() => context.remove());

const start = (account: () => MailAccount | undefined) =>
  startSes(context, {
    mailFolder,
    onMail: (mail) => mails.push(mail),
    account,
    configurationSets: [
      { logicalId: 'Mail', name: 'rotation-mail', publishes: ['bounce', 'complaint', 'reject', 'deliveryDelay'] },
      { logicalId: 'Silent', name: 'bounces-only', publishes: ['bounce'] },
    ],
    publish: async (event) => void events.push(event),
  });

const mail = {
  Source: 'rotation@northwind.example',
  Destination: { ToAddresses: ['ada@northwind.example'] },
  Message: {
    Subject: { Data: 'Décidez', Charset: 'UTF-8' },
    Body: { Text: { Data: 'plain' }, Html: { Data: '<p>rich</p>' } },
  },
};
const send = (more: JsonObject = {}) => callerOf(service)('SendEmail', { ...mail, ...more });

test('a mail is told of, and lies in files that sort by time', async () => {
  const ids = [];
  for (const subject of ['1', '2', '3']) {
    const Message = { ...mail.Message, Subject: { Data: subject } };
    ids.push((await send({ Message })).MessageId);
  }
  const files = readdirSync(mailFolder).sort();
  expect(files).toHaveLength(9);
  const read = (name: string) => readFileSync(join(mailFolder, name), 'utf8');
  const stored = files.filter((each) => each.endsWith('.json')).map((each) => JSON.parse(read(each)));
  expect(stored).toEqual(mails);
  expect(stored.map(({ id, subject }) => [id, subject])).toEqual(ids.map((id, at) => [id, `${at + 1}`]));
  expect(stored[0]).toMatchObject({ to: ['ada@northwind.example'], text: 'plain', html: '<p>rich</p>' });
  expect(read(files.find((each) => each.endsWith('.html')) ?? '')).toBe('<p>rich</p>');
});

test.each([
  { Destination: {} },
  { Destination: { ToAddresses: ['nobody'] } },
  { Destination: { ToAddresses: Array.from({ length: 51 }, (_, at) => `a${at}@b.example`) } },
  { Source: 'rotation' },
  { Message: { ...mail.Message, Body: {} } },
])('%j is refused', async (wrong) => {
  await expect(send(wrong)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  expect(mails).toEqual([]);
});

test('what is not supported is refused', async () => {
  await expect(send({ ReturnPath: 'x@y.example' })).rejects.toMatchObject({ code: 'ValidationException' });
});

test('a call needs the permission on the address of the sender', () => {
  const needed = (Source: string) => service.requirementsOf(callOf(service, 'SendEmail', { ...mail, Source }));
  expect(needed('Rotation <rotation@northwind.example>')).toMatchObject([
    {
      action: 'ses:SendEmail',
      resource: 'arn:aws:ses:eu-central-1:111122223333:identity/rotation@northwind.example',
      context: { 'ses:FromAddress': 'rotation@northwind.example', 'ses:Recipients': ['ada@northwind.example'] },
    },
  ]);
});

/** SES as it knows an account, with these identities verified. */
const sesOf = (names: readonly string[], sandbox: boolean) => {
  const account: MailAccount = { sandbox, identities: names.map(verifiedIdentity), suppressed: {} };
  return start(() => account);
};
const identity = (name: string) => `ses:SendEmail arn:aws:ses:eu-central-1:111122223333:identity/${name}`;

test('outside the sandbox, only the sender must be verified, by its address or its domain', async () => {
  await callerOf(await sesOf(['northwind.example'], false))('SendEmail', mail);
  await callerOf(await sesOf(['rotation@northwind.example'], false))('SendEmail', mail);
  expect(mails).toHaveLength(2);
  const unverified = callerOf(await sesOf(['other.example'], false))('SendEmail', mail);
  await expect(unverified).rejects.toMatchObject({
    code: 'MessageRejected',
    message: expect.stringContaining('failed the check in region EU-CENTRAL-1: rotation@northwind.example'),
  });
});

test('in the sandbox, a recipient who is not verified gets nothing', async () => {
  const ses = await sesOf(['rotation@northwind.example'], true);
  await expect(callerOf(ses)('SendEmail', mail)).rejects.toMatchObject({
    code: 'MessageRejected',
    message: expect.stringMatching(/: ada@northwind\.example$/),
  });
  expect(mails).toEqual([]);
});

test('in the sandbox, a call needs the permission on the identity of each recipient too', async () => {
  const names = ['northwind.example', 'ada@northwind.example'];
  expect(needsOf(await sesOf(names, false), 'SendEmail', mail)).toEqual([identity('northwind.example')]);
  expect(needsOf(await sesOf(names, true), 'SendEmail', mail)).toEqual(names.map(identity));
});

const to = (address: string, more: JsonObject = {}) =>
  send({
    Destination: { ToAddresses: [address] },
    ConfigurationSetName: 'rotation-mail',
    Tags: [{ Name: 'cycle', Value: '2026-12-07-admin-monthly' }],
    ...more,
  });

test.each([
  [
    'bounce@simulator.amazonses.com',
    'Email Bounced',
    { bounce: { bounceType: 'Permanent', bounceSubType: 'General' } },
    0,
  ],
  [
    'suppressionlist@simulator.amazonses.com',
    'Email Bounced',
    { bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' } },
    0,
  ],
  [
    'ooto@simulator.amazonses.com',
    'Email Bounced',
    {
      bounce: {
        bounceType: 'Transient',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'ooto@simulator.amazonses.com' }],
      },
    },
    1,
  ],
  [
    'complaint@simulator.amazonses.com',
    'Email Complaint Received',
    { complaint: { complaintFeedbackType: 'abuse' } },
    1,
  ],
])('mail to %s is taken, and published as "%s"', async (address, type, detail, arrived) => {
  const { MessageId } = await to(address);
  expect(events).toMatchObject([
    {
      source: 'aws.ses',
      'detail-type': type,
      detail: {
        ...detail,
        mail: {
          messageId: MessageId,
          destination: [address],
          tags: { cycle: ['2026-12-07-admin-monthly'], 'ses:configuration-set': ['rotation-mail'] },
        },
      },
    },
  ]);
  expect(mails).toHaveLength(arrived);
});

test.each([
  ['bounce', 'Bounce'],
  ['mailbox-full', 'Bounce'],
  ['out-of-office', 'Bounce'],
  ['complaint', 'Complaint'],
  ['reject', 'Reject'],
  ['delay', 'DeliveryDelay'],
] as const)('an address that is told to have a %s has one', async (outcome, eventType) => {
  const outcomes = { 'ada@northwind.example': outcome };
  service = await start(() => ({
    sandbox: false,
    identities: [verifiedIdentity('northwind.example')],
    suppressed: {},
    outcomes,
  }));
  await to('Ada@northwind.example');
  expect(events).toMatchObject([{ detail: { eventType } }]);
});

test('mail that arrives, and mail without a configuration set that publishes the event, is published nowhere', async () => {
  await to('success@simulator.amazonses.com');
  await to('ada@northwind.example');
  await to('bounce@simulator.amazonses.com', { ConfigurationSetName: undefined });
  await to('complaint@simulator.amazonses.com', { ConfigurationSetName: 'bounces-only' });
  expect(events).toEqual([]);
});

test('an address that bounced is suppressed from then on, after a restart too; one that is full is not', async () => {
  const outcomes = { 'ada@northwind.example': 'bounce', 'bob@northwind.example': 'mailbox-full' } as const;
  const account = { sandbox: false, identities: [verifiedIdentity('northwind.example')], suppressed: {}, outcomes };
  service = await start(() => account);
  await to('ada@northwind.example');
  await to('bob@northwind.example');
  service = await start(() => ({ ...account, outcomes: {} }));
  await to('ada@northwind.example');
  await to('bob@northwind.example');
  const bounces = events.map(({ detail }) => JSON.stringify(detail).match(/"bounceSubType":"(\w+)"/)?.[1]);
  expect(bounces).toEqual(['General', 'MailboxFull', 'OnAccountSuppressionList']);
  const list = (EmailAddress: string) => callerOf(service)('GetSuppressedDestination', { EmailAddress });
  expect(await list('ada@northwind.example')).toMatchObject({ SuppressedDestination: { Reason: 'BOUNCE' } });
  await expect(list('bob@northwind.example')).rejects.toMatchObject({ code: 'NotFoundException' });
});

test('a configuration set must exist, and needs a permission of its own', async () => {
  await expect(to('ada@northwind.example', { ConfigurationSetName: 'other' })).rejects.toMatchObject({
    code: 'ConfigurationSetDoesNotExist',
  });
  expect(needsOf(service, 'SendEmail', { ...mail, ConfigurationSetName: 'rotation-mail' })).toEqual([
    identity('rotation@northwind.example'),
    'ses:SendEmail arn:aws:ses:eu-central-1:111122223333:configuration-set/rotation-mail',
  ]);
});

test('a tag with a character that SES does not allow is refused', async () => {
  await expect(to('ada@northwind.example', { Tags: [{ Name: 'cycle', Value: 'a b' }] })).rejects.toMatchObject({
    code: 'ValidationException',
  });
});
