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
let mailFolder: string;

beforeEach(async () => {
  context = contextFor();
  mails = [];
  mailFolder = join(context.folder, 'mail');
  service = await startSes(context, { mailFolder, onMail: (mail) => mails.push(mail), account: () => undefined });
});
afterEach(() => context.remove());

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
  await expect(send({ ConfigurationSetName: 'x' })).rejects.toMatchObject({ code: 'ValidationException' });
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
  return startSes(context, { mailFolder, onMail: (mail) => mails.push(mail), account: () => account });
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
