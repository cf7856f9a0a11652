import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Simulation, signInClientId, simulate } from '@m365-rotation/local-microsoft';
import { startWebServer, type WebServer } from '@m365-rotation/loopback';
import type { RotationKey } from '../../../lambda/domain/identifiers.ts';
import { credentialApp } from '../../../lambda/portal/credential/app.ts';
import { signInApp } from '../../../lambda/portal/sign-in/app.ts';
import { entra } from '../../../lambda/portal/sign-in/identity-provider.ts';
import { type Inbox, startInbox } from '../../../local/inbox/index.ts';
import { technician } from '../../../local/technician.ts';
import {
  ADVENTURE,
  administrator,
  CYCLE,
  credentialLink,
  estate,
  locatorOf,
  NOW,
  objectIdOf,
  rotation,
  World,
} from '../../lambda/portal/portal-world.ts';
import { wholePortal } from '../../lambda/portal/whole-portal.ts';
import { rowOf } from '../../lambda/usecases/in-memory-tables.ts';

/** The product's real pages over HTTP, with the simulated sign-in; behind them, tables in memory. */

const PASSWORD = 'Kq7#xW9<m&"v2Z';
const ops = rotation('ops');
const brunos = rotation('bruno.admin');
const elsewhere = rotation('adventurer', { tenantId: ADVENTURE, tenantDisplayName: 'Adventure Works' });

let folder: string;
let world: World;
let portal: WebServer;
let inbox: Inbox;
let microsoft: Simulation;
let passwordReads: number;
let failing: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'technician-'));
  world = new World([ops, brunos, elsewhere]);
  passwordReads = 0;
  failing = false;
  inbox = await startInbox({
    port: 0,
    folder,
    clock: { now: () => new Date(), elapsed: () => 0 },
    psa: { companies: [] },
  });
  portal = await startWebServer({ port: 0, what: 'the portal' }, (origin) => {
    const answer = pages(origin);
    return async (request) => (failing ? new Response('down', { status: 503 }) : answer(request));
  });
  microsoft = await simulate({
    homeTenant: {
      tenantId: estate.msp.homeTenantId,
      people: estate.technicians,
      clientId: signInClientId,
      redirectUri: `${portal.origin}/sign-in/callback`,
      optionalClaims: ['acct'],
    },
  });
});
afterEach(async () => {
  for (const each of [portal, inbox, microsoft]) await each.close();
  await rm(folder, { recursive: true });
});

function pages(origin: string): (request: Request) => Promise<Response> {
  const settings = world.settings(origin);
  const identityProvider = {
    begin: (...given: Parameters<ReturnType<typeof provider>['begin']>) => provider(origin).begin(...given),
    // The portal's clock stands still here, Microsoft's does not.
    complete: async (...given: Parameters<ReturnType<typeof provider>['complete']>) => ({
      ...(await provider(origin).complete(...given)),
      authenticatedAt: world.now,
    }),
  };
  const apps = [
    { prefix: '/sign-', app: signInApp(settings, { ...world, identityProvider }) },
    { prefix: '/passwords', app: credentialApp(settings, credentialPorts(origin)) },
    { prefix: '/', app: wholePortal(settings, world) },
  ];
  const event = { requestContext: { http: { sourceIp: '127.0.0.1', userAgent: 'test' } } };
  return async (request) => {
    const { app } = apps.find(({ prefix }) => new URL(request.url).pathname.startsWith(prefix)) ?? {};
    return app === undefined ? new Response(null, { status: 404 }) : app.fetch(request, { event });
  };
}

const provider = (origin: string) =>
  entra({
    authority: microsoft.addresses.authority,
    clientId: signInClientId,
    redirectUri: `${origin}/sign-in/callback`,
    maxAge: 3_600,
    clientAssertion: () => microsoft.assertion(),
  });

const credentialPorts = (origin: string) => ({
  ...world,
  signer: { addressOf: async () => `${origin}/c/none` },
  credentials: {
    read: async (_tenantId: string, _accountId: string, rotationId: string) => {
      passwordReads++;
      return { userPrincipalName: 'ops@contoso.example', password: PASSWORD, rotationId, createdAt: NOW.toISOString() };
    },
  },
  messageQueue: { send: async () => undefined },
  newLinkId: () => 'd'.repeat(32),
});

type Name = 'ada' | 'bruno';
const mailOf = (name: Name) => `${name}@northwind.example`;

const work = (name: Name) =>
  technician({
    portal: portal.origin,
    inboxApi: `${inbox.origin}/api/messages`,
    person: { objectId: objectIdOf(name), mail: mailOf(name) },
  });

const mail = (name: Name, address: string) =>
  inbox.addMail({ from: 'x@northwind.example', to: [mailOf(name)], subject: 'x', text: `Open ${address}.`, html: '' });

async function askFor(name: Name): Promise<void> {
  const linkId = (name === 'ada' ? 'a' : 'b').repeat(32);
  const expiresAt = Math.floor(NOW.getTime() / 1_000) + 3_600;
  const link = {
    purpose: 'approvals' as const,
    linkId,
    expiresAt,
    cycleId: CYCLE,
    recipientObjectId: objectIdOf(name),
  };
  world.tables.approvalsLinks.set(linkId, link);
  await mail(name, `${portal.origin}/a/${locatorOf(link)}`);
}

const statusOf = (key: RotationKey) => world.tables.rotationRows.get(rowOf(key))?.state.status;

test('approves everything that is offered, and leaves an own account to somebody else', async () => {
  await askFor('bruno');
  expect(await work('bruno').decideAll('approve')).toEqual({ done: 1, open: 0 });
  expect(statusOf(ops)).toBe('approved');
  expect(statusOf(brunos)).toBe('awaiting-approval');
  expect(statusOf(elsewhere)).toBe('awaiting-approval');

  await askFor('ada');
  const ada = work('ada');
  expect(await ada.decideAll('approve')).toEqual({ done: 2, open: 0 });
  expect(statusOf(brunos)).toBe('approved');
  expect(await ada.decideAll('approve')).toEqual({ done: 0, open: 0 });
});

test('approves as the second what another one has approved first', async () => {
  const root = rotation('root', { account: administrator('root') });
  world.put(root);
  await askFor('bruno');
  expect(await work('bruno').decideAll('approve')).toEqual({ done: 2, open: 0 });
  expect(statusOf(root)).toBe('awaiting-approval');
  await askFor('ada');
  expect(await work('ada').decideAll('approve')).toEqual({ done: 3, open: 0 });
  expect(statusOf(root)).toBe('approved');
});

test('rejects with a reason', async () => {
  await askFor('ada');
  expect(await work('ada').decideAll('reject')).toEqual({ done: 3, open: 0 });
  expect(world.facts.filter(({ action }) => action === 'approval.rejected')).toHaveLength(3);
  expect(world.facts.every(({ reason }) => reason === 'Decided unattended')).toBe(true);
});

test('follows no mail of somebody else', async () => {
  await askFor('bruno');
  expect(await work('ada').decideAll('approve')).toEqual({ done: 0, open: 0 });
  expect(statusOf(ops)).toBe('awaiting-approval');
});

test('asks no more about a link that is dead', async () => {
  await mail('ada', `${portal.origin}/a/1.2.3.4`);
  expect(await work('ada').decideAll('approve')).toEqual({ done: 0, open: 0 });
});

test('tries again what the portal could not answer', async () => {
  await askFor('ada');
  const ada = work('ada');
  failing = true;
  expect(await ada.decideAll('approve')).toEqual({ done: 0, open: 1 });
  failing = false;
  expect(await ada.decideAll('approve')).toEqual({ done: 3, open: 0 });
});

test('collects what waits on the page, many together, confirms it, and leaves it nowhere', async () => {
  const links = Array.from({ length: 30 }, (_, n) =>
    credentialLink({ recipientObjectId: objectIdOf('ada'), linkId: n.toString(16).padStart(32, '0') }),
  );
  for (const link of links) world.tables.credentialLinks.set(link.linkId, link);
  const ada = work('ada');
  // Nobody told of it: no page is opened.
  expect(await ada.collectAll()).toEqual({ done: 0, open: 0 });
  await mail('ada', `${portal.origin}/passwords`);
  expect(await ada.collectAll()).toEqual({ done: 30, open: 0 });
  expect(await ada.collectAll()).toEqual({ done: 0, open: 0 });
  expect(passwordReads).toBe(30);
  for (const { linkId } of links) {
    expect(world.tables.credentialLinks.get(linkId)?.state).toMatchObject({ storedAt: expect.any(String) });
  }
  // The one mail of a cycle tells of what comes later too.
  const late = credentialLink({ recipientObjectId: objectIdOf('ada'), linkId: 'f'.repeat(32) });
  world.tables.credentialLinks.set(late.linkId, late);
  expect(await ada.collectAll()).toEqual({ done: 1, open: 0 });
  for (const file of await readdir(folder)) expect(await readFile(join(folder, file), 'utf8')).not.toContain(PASSWORD);
});
