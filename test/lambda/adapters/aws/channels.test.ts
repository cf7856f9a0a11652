import { SESClient } from '@aws-sdk/client-ses';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { identityToken } from '../../../../lambda/adapters/aws/identity-token.ts';
import { mailSender } from '../../../../lambda/adapters/aws/mail-sender.ts';
import { type Reply, type Stub, startStub } from '../stub-server.ts';

let stub: Stub | undefined;
afterEach(async () => stub?.close());

async function client(reply: Reply) {
  stub = await startStub(() => reply);
  return {
    endpoint: stub.address,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

const xml = (text: string): Reply => ({ text, headers: { 'content-type': 'text/xml' } });

test('an identity token is asked for one audience, briefly, in the algorithm that Entra takes', async () => {
  const sts = new STSClient(
    await client(
      xml(
        '<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult><WebIdentityToken>a.b.c</WebIdentityToken><Expiration>2026-12-07T05:05:00Z</Expiration></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>',
      ),
    ),
  );
  expect(await identityToken(sts, 'api://AzureADTokenExchange')()).toBe('a.b.c');
  expect(Object.fromEntries(new URLSearchParams(stub?.seen[0]?.body))).toMatchObject({
    Action: 'GetWebIdentityToken',
    'Audience.member.1': 'api://AzureADTokenExchange',
    SigningAlgorithm: 'RS256',
    DurationSeconds: '300',
  });
});

test('mail goes out as text and HTML, from the sender of the estate', async () => {
  const ses = new SESClient(
    await client(
      xml(
        '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
      ),
    ),
  );
  const says = { subject: 'Grüße', paragraphs: ['Ein <b>Text</b>'], notes: [] };
  const sender = mailSender(ses, 'rotation@northwind.example', 'rotation-mail');
  await sender.send('ada@northwind.example', says, { mail: 'request', cycleId: '2026-12-07-admin-monthly' });
  expect(Object.fromEntries(new URLSearchParams(stub?.seen[0]?.body))).toMatchObject({
    Action: 'SendEmail',
    Source: 'rotation@northwind.example',
    'Destination.ToAddresses.member.1': 'ada@northwind.example',
    ConfigurationSetName: 'rotation-mail',
    'Tags.member.1.Name': 'mail',
    'Tags.member.1.Value': 'request',
    'Tags.member.2.Name': 'cycle',
    'Tags.member.2.Value': '2026-12-07-admin-monthly',
    'Message.Subject.Data': 'Grüße',
    'Message.Subject.Charset': 'UTF-8',
    'Message.Body.Text.Data': 'Ein <b>Text</b>\n\n',
    'Message.Body.Html.Data': expect.stringContaining('>Ein &lt;b&gt;Text&lt;/b&gt;</p>'),
  });
});
