import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Inbox, startInbox } from '../../../local/inbox/index.ts';
import { FIRST_PASSWORD, type FilledOrganization } from '../../../local/vendors/vault/record-store.ts';

const filled: readonly FilledOrganization[] = [
  {
    name: 'Contoso <b>Ltd</b>',
    records: [
      { name: 'M365 <script>alert(1)</script>', username: 'a' },
      { name: 'M365 b', username: 'b' },
    ],
  },
];
const clock = { now: () => new Date('2026-12-07T05:00:00Z'), elapsed: () => 0 };

let folder: string;
let inbox: Inbox;
const start = (vault?: Parameters<typeof startInbox>[0]['vault']) =>
  startInbox({ port: 0, folder, clock, psa: { companies: [] }, ...(vault === undefined ? {} : { vault }) });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  inbox = await start({ system: 'hudu', filled });
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true });
});

const page = async () => (await fetch(`${inbox.origin}/vault`)).text();

function storeOf({ vault }: Inbox) {
  if (vault === undefined) throw new Error('there is no vault');
  return vault.store;
}

test('shows which records were written, when and how often, and no password', async () => {
  expect(await page()).toContain('Nothing was written yet');
  const [record] = storeOf(inbox).records();
  storeOf(inbox).write(record?.id ?? '', 'SECRET-ONE');
  storeOf(inbox).write(record?.id ?? '', 'SECRET-TWO');
  const html = await page();
  for (const text of [
    'M365 &lt;script&gt;',
    'Contoso &lt;b&gt;',
    '2026-12-07 05:00:00 UTC',
    '2 times',
    ': 1 record<',
    'Vault (1)',
  ]) {
    expect(html).toContain(text);
  }
  expect(html).toContain(storeOf(inbox).folder);
  expect(html).toContain(basename(storeOf(inbox).fileOf(record?.id ?? '')));
  for (const text of ['SECRET', FIRST_PASSWORD, '<script']) expect(html).not.toContain(text);
});

test('a restart keeps what was written, and lets in who had the key', async () => {
  const before = inbox.vault?.secret;
  const [, record] = storeOf(inbox).records();
  storeOf(inbox).write(record?.id ?? '', 'SECRET-ONE');
  await inbox.close();
  inbox = await start({ system: 'hudu', filled });
  expect(inbox.vault?.secret).toBe(before);
  expect(await page()).toContain('M365 b');
});

test('where the estate has no vault, the inbox has no page of it', async () => {
  await inbox.close();
  inbox = await start();
  expect((await fetch(`${inbox.origin}/vault`)).status).toBe(404);
  expect(await (await fetch(inbox.origin)).text()).not.toContain('Vault');
  expect(inbox.vault).toBeUndefined();
});

test('the vault answers under its own address, to who has the key', async () => {
  const { endpoint, secret } = inbox.vault ?? { endpoint: '', secret: '{}' };
  const ask = (key: string) => fetch(`${endpoint}/api/v1/companies`, { headers: { 'x-api-key': key } });
  expect((await ask(JSON.parse(secret).apiKey)).status).toBe(200);
  expect((await ask('other')).status).toBe(401);
});
