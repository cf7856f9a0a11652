import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import * as z from 'zod';
import { functionTable } from '../../../contract/functions.ts';
import { eventHandler } from '../../../lambda/portal/event-handler.ts';
import { pathParametersSchema } from '../../../lambda/portal/path-parameters.ts';
import { ops, start } from './apps.ts';
import { CONTOSO, CSRF, CYCLE, credentialLink, locatorOf, PORTAL, sessionIdOf } from './portal-world.ts';
import { decisionField, submit } from './requests.ts';

const approvalsPath = `/cycles/${CYCLE}/approvals`;
const KIB = 1024;

const fieldsOf = (count: number, more: Readonly<Record<string, string>> = {}) => ({
  ...more,
  ...Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, ''])),
});

describe('a form', () => {
  const confirm = { step: 'confirm', [decisionField(ops)]: 'approve' };

  test.each([
    ['of more than 1 MB', { ...confirm, padding: 'x'.repeat(1024 * KIB) }],
    ['of more than 12,000 fields', fieldsOf(12_000, confirm)],
    ['of 40,000 fields', fieldsOf(40_000, confirm)],
  ])('%s is refused with a page that says so, and changes nothing', async (_, fields) => {
    const { world, approvals } = start();
    const answer = await submit(approvals, approvalsPath, 'ada', fields);
    expect(answer.status).toBe(413);
    const page = await answer.text();
    expect(page).toContain('too large');
    expect(page).toContain('Nothing was changed');
    expect([world.writes, world.failures]).toEqual([[], []]);
  });

  test('of 11,900 fields counts', async () => {
    const { world, approvals } = start();
    expect((await submit(approvals, approvalsPath, 'ada', fieldsOf(11_900, confirm))).status).toBe(200);
    expect(world.writes).toContain('approval.approved');
  });

  test('is looked at no further when its token is wrong', async () => {
    const { approvals } = start();
    expect((await submit(approvals, approvalsPath, 'ada', fieldsOf(12_500), { csrf: 'foreign' })).status).toBe(403);
  });

  test('that sends its token or a field twice: neither counts', async () => {
    const { world, approvals } = start();
    const send = (body: string) =>
      approvals.request(approvalsPath, {
        method: 'POST',
        headers: {
          cookie: `__Host-session=${sessionIdOf('ada')}`,
          origin: PORTAL,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
      });
    const fields = new URLSearchParams(confirm).toString();
    expect((await send(`csrf=${CSRF}&${fields}&csrf=${CSRF}`)).status).toBe(403);
    expect((await send(`csrf=${CSRF}&${fields}&${decisionField(ops)}=approve`)).status).toBe(200);
    expect(world.writes).toEqual([]);
  });
});

const parts = {
  portal: 'others',
  approvals: 'decisions',
  'credential-page': 'credential',
  'sign-in': 'signIn',
  'contact-page': 'contact',
} as const;
type PageFunction = keyof typeof parts;
const pageFunctions = z
  .array(z.enum(['portal', 'approvals', 'credential-page', 'sign-in', 'contact-page']))
  .parse(Object.entries(functionTable).flatMap(([name, { routes }]) => (routes === undefined ? [] : [name])));

/** Every route with a parameter, as the HTTP API has it. */
const parameterRoutes = pageFunctions.flatMap((name) =>
  Object.entries(functionTable[name].routes ?? {})
    .filter(([path]) => path.includes('{') && !path.startsWith('/assets/'))
    .flatMap(([path, methods]) => methods.map((method) => [method, path, name] as const)),
);

const goodValues: Readonly<Record<string, string>> = {
  cycleId: CYCLE,
  tenantId: CONTOSO,
  accountId: ops.accountId,
  locator: locatorOf(credentialLink()),
};

const hostileValues = [
  'x'.repeat(1_100),
  'x'.repeat(9_000),
  `${CYCLE}${'-x'.repeat(600)}`,
  `${CONTOSO}${'0'.repeat(1_100)}`,
  '%00',
  '%zz',
  '%ff%fe',
  '%F0%9F',
  '..%2f..%2fadmin',
  '%252e%252e',
  "'%3B--",
  '%7B%22$ne%22:1%7D',
  '%E2%80%AE',
  'constructor',
  '__proto__',
  ' ',
];

/** The event that an HTTP API makes of a request: what a function gets in production. */
const eventOf = (method: string, rawPath: string, more: Readonly<Record<string, unknown>> = {}) => ({
  version: '2.0',
  routeKey: `${method} ${rawPath}`,
  rawPath,
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: {
    accountId: '111122223333',
    apiId: 'abc',
    domainName: 'portal.example',
    domainPrefix: 'portal',
    http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'Test' },
    requestId: 'r',
    routeKey: '$default',
    stage: '$default',
    time: '07/Dec/2026:08:00:00 +0000',
    timeEpoch: 0,
  },
  ...more,
});

/** Calls a function as Lambda does. */
async function invoke(part: (typeof parts)[PageFunction], event: object, apps = start()) {
  const { statusCode, headers } = await eventHandler(apps[part], { portalUrl: PORTAL })(event);
  return { statusCode, headers, world: apps.world };
}

describe.each(parameterRoutes)('%s %s', (method, path, name) => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, each = '']) => each);
  const addresses = names.flatMap((hostile) =>
    hostileValues.map((value) =>
      path.replace(/\{(\w+)\}/g, (_, each: string) => (each === hostile ? value : (goodValues[each] ?? ''))),
    ),
  );

  test('a parameter that is none is not found, before any table or key is asked', async () => {
    for (const address of addresses) {
      const { statusCode, world } = await invoke(
        parts[name],
        eventOf(method, address, {
          cookies: [`__Host-session=${sessionIdOf('ada')}`],
          headers: { origin: PORTAL, 'content-type': 'application/x-www-form-urlencoded' },
          ...(method === 'POST' ? { body: `csrf=${CSRF}&step=confirm` } : {}),
        }),
      );
      expect({ address: address.slice(0, 150), statusCode, reads: world.reads, failures: world.failures }).toEqual({
        address: address.slice(0, 150),
        statusCode: 404,
        // Customers' contacts do not sign in.
        reads: name === 'contact-page' ? [] : ['sessions.find'],
        failures: [],
      });
      expect(world.writes).toEqual([]);
    }
  });
});

test('every parameter of a route has a schema, and no page reads one by another way', () => {
  const used = parameterRoutes.flatMap(([, path]) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  expect(new Set(used)).toEqual(new Set(Object.keys(pathParametersSchema.shape)));
  const readers = readdirSync('lambda/portal', { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && readFileSync(join('lambda/portal', file), 'utf8').includes('req.param('),
  );
  expect(readers.toSorted()).toEqual(['assets/serve-asset.ts', 'path-parameters.ts']);
});

describe('whatever arrives', () => {
  const paths = [
    '/',
    '/cycles',
    approvalsPath,
    `/cycles/${CYCLE}`,
    `/cycles/${CYCLE}/accounts/${CONTOSO}/${ops.accountId}`,
    `/c/${goodValues.locator}`,
    `/c/${goodValues.locator}/report`,
    `/n/${goodValues.locator}`,
    '/passwords',
    '/passwords/show',
    '/passwords/hand-over',
    '/sign-in',
    '/sign-in/callback',
    '/sign-out',
    '/assets/portal.css',
    '/assets/constructor',
  ];
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ maxLength: 80 }),
    fc.constantFrom(...hostileValues, '\ud800', 'a\u0000b', 'é', '\u202e', '=;,"\\', '%'.repeat(50)),
  );
  const headers = fc.dictionary(
    fc.constantFrom('origin', 'content-type', 'sec-fetch-site', 'host', 'accept', 'x-forwarded-host', 'content-length'),
    fc.oneof(
      odd,
      fc.constantFrom(PORTAL, 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'null'),
    ),
  );
  const cookies = fc.array(
    fc.oneof(
      odd,
      odd.map((value) => `__Host-session=${value}`),
      odd.map((value) => `__Host-sign-in=${value}`),
      fc.constant(`__Host-session=${sessionIdOf('ada')}`),
    ),
    { maxLength: 4 },
  );
  const requests = fc.record({
    part: fc.constantFrom(...Object.values(parts)),
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'BREW'),
    path: fc.oneof(
      fc.constantFrom(...paths),
      fc.tuple(fc.constantFrom(...paths), odd).map(([path, more]) => `${path}${path.endsWith('/') ? '' : '/'}${more}`),
    ),
    rawQueryString: fc.oneof(
      fc.constant(''),
      odd,
      fc.tuple(fc.constantFrom('to', 'account', 'state', 'error', 'tenant', 'code'), odd).map(([n, v]) => `${n}=${v}`),
    ),
    headers,
    cookies,
    domainName: fc.oneof(fc.constant('portal.example'), fc.constantFrom('evil.example', 'a b', '[::', ''), odd),
    body: fc.option(
      fc.oneof(
        odd,
        odd.map((value) => `csrf=${CSRF}&step=${value}`),
        fc.constant(`csrf=${CSRF}&csrf=${CSRF}&step=confirm`),
        fc.constant('&=&&==&csrf'),
      ),
      { nil: undefined },
    ),
    isBase64Encoded: fc.boolean(),
  });

  test('is answered: never with 5xx, never with a change, but that a sign-in begins', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ part, method, path, domainName, body, ...more }) => {
        const event = eventOf(method, path, { ...more, ...(body === undefined ? {} : { body }) });
        const { statusCode, world } = await invoke(part, {
          ...event,
          requestContext: { ...event.requestContext, domainName },
        });
        expect(statusCode).toBeLessThan(500);
        expect(world.failures).toEqual([]);
        expect(world.writes.filter((each) => !/^sessions\.(startSignIn|remove)$/.test(each))).toEqual([]);
      }),
      { numRuns: 1_000, seed: 20261130 },
    );
  });

  test('the answer to an event that is no request has the headers too', async () => {
    for (const event of [eventOf('GET', 'https://evil.example/'), eventOf('BREW', '/'), {}]) {
      const { statusCode, headers } = await invoke('decisions', event);
      expect([400, 405]).toContain(statusCode);
      expect(headers).toMatchObject({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    }
  });
});
