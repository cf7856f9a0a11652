import { describe, expect, test } from '@jest/globals';
import { functionTable } from '../../../contract/functions.ts';
import { eventHandler } from '../../../lambda/portal/event-handler.ts';
import { start } from './apps.ts';
import { CSRF, CYCLE, credentialLink, locatorOf, PORTAL, sessionIdOf } from './portal-world.ts';

/** What no route of the HTTP API matches, as `$default` hands it to the portal. */

const paths = [
  '/nothing',
  '/favicon.ico',
  '/.env',
  '/wp-login.php',
  '//evil.example/',
  '/cycles/',
  '/cycles//approvals',
  `/cycles/${CYCLE}/approvals/`,
  `/cycles/${CYCLE}/approvals/x`,
  '/a',
  '/a/x/y',
  `/c/${locatorOf(credentialLink())}`,
  `/c/${locatorOf(credentialLink())}/stored`,
  '/sign-in/elsewhere',
  '/..%2f..%2fetc/passwd',
  '/%00',
  '/%E2%80%AE',
  '/constructor',
  `/${'x'.repeat(9_000)}`,
];

const ask = async (method: string, rawPath: string, person?: 'ada') => {
  const { world, approvals } = start();
  const answer = await eventHandler(approvals, { portalUrl: PORTAL })({
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: { origin: PORTAL, 'content-type': 'application/x-www-form-urlencoded' },
    ...(person === undefined ? {} : { cookies: [`__Host-session=${sessionIdOf(person)}`] }),
    requestContext: { http: { method, path: rawPath, sourceIp: '203.0.113.7', userAgent: 'Test' } },
    ...(method === 'GET' ? {} : { body: `csrf=${CSRF}&step=confirm` }),
    isBase64Encoded: false,
  });
  return { ...answer, world };
};

test('the portal answers the rest, at a rate of its own', () => {
  const rest = Object.entries(functionTable).filter(([, { answersTheRest }]) => answersTheRest !== undefined);
  expect(rest.map(([name]) => name)).toEqual(['portal']);
  expect(rest[0]?.[1].answersTheRest?.perSecond).toBeLessThan(functionTable.portal.throttle?.perSecond ?? 0);
});

describe.each(paths.map((path) => ({ path, name: path.slice(0, 60) })))('$name', ({ path }) => {
  test.each(['GET', 'POST'])('%s, signed out: what every address shows, and no table is read', async (method) => {
    const { statusCode, body, world } = await ask(method, path);
    const known = await ask('GET', '/no-such-page');
    expect([statusCode, body]).toEqual([known.statusCode, known.body]);
    expect([world.reads, world.writes, world.failures]).toEqual([[], [], []]);
  });

  test.each(['GET', 'POST'])('%s, signed in: the portal’s own page says that nothing is there', async (method) => {
    const { statusCode, body, world } = await ask(method, path, 'ada');
    expect(statusCode).toBe(404);
    expect(body).toContain('There is nothing here for you');
    const unmarked = (page: string) => page.replaceAll(/ aria-current="\w+"/g, '');
    expect(unmarked(body)).toBe(unmarked((await ask('GET', '/no-such-page', 'ada')).body));
    expect([world.reads, world.writes, world.failures]).toEqual([['sessions.find'], [], []]);
  });
});

describe.each([
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'TRACK',
  'get',
  'PROPFIND',
  '',
  'x'.repeat(999),
  'G\r\nT',
])('the method %j', (method) => {
  test.each(['/', '/cycles', '/nothing', `/c/${locatorOf(credentialLink())}`])('at %s is none', async (path) => {
    for (const person of [undefined, 'ada'] as const) {
      const { statusCode, headers, body, world } = await ask(method, path, person);
      expect([statusCode, headers.Allow, body]).toEqual([405, 'GET, HEAD, POST', 'Method Not Allowed']);
      expect(headers['Cache-Control']).toBe('no-store');
      expect([world.reads, world.writes, world.failures]).toEqual([[], [], []]);
    }
  });
});

test('HEAD of an address that is known for GET alone is that page without its text, and changes nothing', async () => {
  const { statusCode, body, world } = await ask('HEAD', '/cycles', 'ada');
  expect([statusCode, body]).toEqual([200, '']);
  expect(world.writes).toEqual([]);
});
