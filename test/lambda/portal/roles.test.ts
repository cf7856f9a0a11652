import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Hono } from 'hono';
import type { PortalEnvironment } from '../../../lambda/portal/environment.ts';
import { start } from './apps.ts';
import { ADVENTURE, account, auditedEstate, CONTOSO, CSRF, CYCLE, type Person, PORTAL } from './portal-world.ts';
import { open, submit } from './requests.ts';

/** Every page and form of the portal, walked by each role: what a route lets an auditor do is written here, and nowhere assumed. */

const ACCOUNT = account('ops').accountId;
const values = {
  cycleId: CYCLE,
  tenantId: CONTOSO,
  accountId: ACCOUNT,
  locator: 'a'.repeat(60),
  file: 'portal.css',
};

type Started = ReturnType<typeof start>;
type AppName = 'approvals' | 'decisions' | 'others' | 'credential' | 'signIn' | 'contact';
const apps = ['decisions', 'others', 'credential', 'signIn', 'contact'] as const satisfies readonly AppName[];

let started: Started;
beforeEach(() => {
  started = start(PORTAL, auditedEstate);
});

const routesOf = (app: Hono<PortalEnvironment>) =>
  app.routes
    .filter(({ path, method }) => path !== '/*' && (method === 'GET' || method === 'POST'))
    .map(({ method, path }) => ({
      method,
      path: path.replaceAll(
        /:(\w+)(\{[^}]*\})?/g,
        (_, name) => Object.entries(values).find(([each]) => each === name)?.[1] ?? '?',
      ),
    }));

const all = apps.flatMap((name) => routesOf(start(PORTAL, auditedEstate)[name]).map((route) => ({ name, ...route })));

/** What an auditor may open. */
const readable = [
  `/cycles`,
  `/cycles/${CYCLE}`,
  `/cycles/${CYCLE}/tenants/${CONTOSO}`,
  `/cycles/${CYCLE}/reports/${CONTOSO}`,
  `/cycles/${CYCLE}/accounts/${CONTOSO}/${ACCOUNT}`,
  '/exposure',
  '/access',
  '/evidence',
  '/sessions',
];
/** What everybody may open, signed in or not. */
const open_ = ['/assets/portal.css', '/sign-in', '/sign-in/callback', `/n/${values.locator}`];
/** Forms that are about the visitor's own session, or need none at all. */
const ownForms = ['/sign-out', '/sessions/end', `/n/${values.locator}`];

test('every route is walked', () => {
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter(({ path }) => path.includes('?'))).toEqual([]);
  for (const path of readable) expect(all.map((each) => each.path)).toContain(path);
});

const gets = all.filter(({ method, path }) => method === 'GET' && !open_.includes(path));
const posts = all.filter(({ method, path }) => method === 'POST' && !ownForms.includes(path));

describe.each(['ines', 'otto'] as const)('%s, an auditor', (person) => {
  test.each(gets)('opens $path of $name, or is told that it is not for auditors', async ({ name, path }) => {
    const answer = await open(started[name], path, person);
    const text = await answer.text();
    if (readable.includes(path)) {
      expect(answer.status).toBe(200);
      // Nothing to press but what is about the own session, and no way to a page that acts.
      const forms = [...text.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"/g)].map(([, action]) => action);
      expect(forms.filter((each) => each !== '/sign-out' && each !== '/sessions/end')).toEqual([]);
      expect(text).not.toMatch(/href="[^"]*\/(rotate|retry|pause|approvals|decisions)"/);
      expect(text).not.toContain('href="/passwords');
    } else if (path === '/') {
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/evidence']);
    } else {
      expect([403, 404]).toContain(answer.status);
      expect(text).not.toContain('ops@contoso.example');
    }
    expect(started.world.writes).toEqual([]);
  });

  test.each(posts)('is refused at POST $path of $name, and it is recorded', async ({ name, path }) => {
    const answer = await submit(started[name], path, person, { csrf: CSRF });
    expect(answer.status).toBe(403);
    expect(started.world.refused).toEqual(['form.refused auditors-only-read']);
    expect(started.world.writes).toEqual([]);
    expect(started.world.started.size).toBe(0);
    const [record] = started.world.tables.records;
    expect(record?.actor).toMatchObject({ kind: 'auditor' });
  });
});

describe('a technician', () => {
  test.each(gets.filter(({ path }) => !path.includes('/c/') && !path.includes('/a/')))(
    'opens $path of $name',
    async ({ name, path }) => {
      expect((await open(started[name], path, 'ada')).status).not.toBe(403);
    },
  );
});

describe('a stranger', () => {
  test.each([...gets, ...posts])('learns nothing at $method $path of $name', async ({ name, method, path }) => {
    const ask = (person: Person | undefined) =>
      method === 'GET' ? open(started[name], path, person) : submit(started[name], path, person);
    for (const person of [undefined, 'stranger'] as const) {
      const text = await (await ask(person)).text();
      expect(text).toContain('Sign in');
      expect(text).not.toContain('contoso');
    }
    expect(started.world.writes).toEqual([]);
  });
});

describe('an auditor of one tenant', () => {
  test.each([
    `/cycles/${CYCLE}/tenants/${ADVENTURE}`,
    `/cycles/${CYCLE}/tenants/${ADVENTURE}?format=csv`,
    `/cycles/${CYCLE}/tenants/${ADVENTURE}?left-out=all&format=csv`,
    `/cycles/${CYCLE}/reports/${ADVENTURE}`,
    `/cycles/${CYCLE}/reports/${ADVENTURE}?format=csv`,
    `/cycles/${CYCLE}/accounts/${ADVENTURE}/${ACCOUNT}`,
    `/cycles/${CYCLE}/accounts/${ADVENTURE}/${ACCOUNT}?format=csv`,
  ])('finds nothing of another one at %s', async (path) => {
    const answer = await open(started.others, path, 'otto');
    expect(answer.status).toBe(404);
  });

  test('does not learn what is told of the whole estate', async () => {
    const closed = {
      status: 'closed' as const,
      closedAt: '2026-12-07T07:55:00.000Z',
      totals: {
        ...{ tenants: 2, tenantsFailed: 0, accountsSeen: 99, excluded: {}, approved: 7, rejected: 0, expired: 0 },
        ...{ rotated: 7, failed: 0, uncertain: 0, linksIssued: 7 },
      },
      seal: { hash: 'f'.repeat(64), chains: 3 },
    };
    started.world.changeCycle(closed);
    const pages = async (person: Person) =>
      Promise.all(
        ['/cycles', `/cycles/${CYCLE}`, '/cycles?format=csv'].map(async (path) =>
          (await open(started.others, path, person)).text(),
        ),
      );
    for (const text of await pages('otto')) {
      expect(text).not.toContain('Adventure');
      expect(text).not.toContain('7 rotated');
      expect(text).not.toContain('whole estate');
    }
    expect((await pages('ines')).join('')).toContain('whole estate');
  });

  test('loses access with the estate, whatever the session says', async () => {
    const other = start(PORTAL);
    expect(await (await open(other.others, '/cycles', 'otto')).text()).toContain('Sign in to go on');
  });
});

test('somebody who is listed as both is a technician', async () => {
  const [ada] = auditedEstate.technicians;
  if (ada === undefined) throw new Error('no technician');
  const both = start(PORTAL, {
    ...auditedEstate,
    auditors: [{ name: 'Ada the auditor', objectId: ada.objectId.toUpperCase(), tenants: 'all' }],
  });
  const text = await (await open(both.others, '/', 'ada')).text();
  expect(text).toContain('Waiting for me');
  expect(text).toContain('Ada Lindqvist');
});
