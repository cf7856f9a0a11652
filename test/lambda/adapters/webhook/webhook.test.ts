import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { webhook } from '../../../../lambda/adapters/webhook/webhook.ts';
import type { CloudEvent } from '../../../../lambda/domain/audit/cloud-event.ts';
import { type Reply, type Seen, type Stub, startStub } from '../stub-server.ts';

const KEY = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64');
const NOW = new Date('2026-12-07T08:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;

const event = (n: number): CloudEvent => ({
  specversion: '1.0',
  id: `chain/${n}`,
  source: '/test',
  type: 'm365-password-rotation.reset.proven',
  subject: 'chain',
  time: '2026-12-07T07:00:00.000Z',
  datacontenttype: 'application/json',
  data: { sequence: n, userPrincipalName: 'zoë@contoso.example' },
});

let stub: Stub;
let reply: (request: Seen) => Reply;
beforeEach(async () => {
  reply = () => ({ status: 204 });
  stub = await startStub((request) => reply(request));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await stub.close();
});

const refusals: [string, number][] = [];
beforeEach(() => {
  refusals.splice(0);
});
const target = (secret = JSON.stringify({ keyId: '2026-12', key: KEY })) =>
  webhook({
    url: `${stub.address}/rotation`,
    secret: async () => secret,
    now: () => NOW,
    refused: (id, status) => void refusals.push([id, status]),
  });

/** The example of `docs/events.md`, as a receiver would copy it. */
type Verified = (
  headers: Readonly<Record<string, unknown>>,
  body: string,
  keys: Readonly<Record<string, string>>,
  nowSeconds: number,
) => unknown;
const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync('docs/events.md', 'utf8')) ?? [];
const verified: Verified = runInNewContext(`${example}; verified`, {
  require: createRequire(`${process.cwd()}/package.json`),
  Buffer,
});
const keys = { '2026-12': KEY };

describe('a delivery', () => {
  test('is one event in structured mode, and holds by the example of the documentation', async () => {
    expect(await target().send([event(1), event(2)])).toBe(2);
    expect(stub.seen).toHaveLength(2);
    const [first] = stub.seen;
    expect(first).toMatchObject({ method: 'POST', path: '/rotation' });
    expect(first?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(first?.headers['webhook-id']).toBe('chain/1');
    expect(verified(first?.headers ?? {}, first?.body ?? '', keys, SECONDS)).toEqual(event(1));
  });

  test.each<[string, (headers: Record<string, unknown>, body: string) => unknown]>([
    ['another body', (headers, body) => verified(headers, body.replace('zoë', 'zoe'), keys, SECONDS)],
    ['another id', (headers, body) => verified({ ...headers, 'webhook-id': 'chain/9' }, body, keys, SECONDS)],
    [
      'a newer instant',
      (headers, body) =>
        verified({ ...headers, 'webhook-timestamp': String(SECONDS + 3600) }, body, keys, SECONDS + 3600),
    ],
    ['an hour later, as it was', (headers, body) => verified(headers, body, keys, SECONDS + 3600)],
    ['a key of another id', (headers, body) => verified(headers, body, { other: KEY }, SECONDS)],
    [
      'another key',
      (headers, body) => verified(headers, body, { '2026-12': Buffer.alloc(32).toString('base64') }, SECONDS),
    ],
    ['no signature', (headers, body) => verified({ ...headers, 'webhook-signature': undefined }, body, keys, SECONDS)],
  ])('with %s does not hold', async (_, check) => {
    await target().send([event(1)]);
    const [seen] = stub.seen;
    expect(check({ ...seen?.headers }, seen?.body ?? '')).toBeUndefined();
  });
});

describe('what is not taken', () => {
  test.each([401, 403, 404, 408, 410, 429, 500, 502, 503, 302])(
    'with %i ends the batch there: it comes again, and nothing after it before',
    async (status) => {
      reply = ({ headers }) => ({ status: headers['webhook-id'] === 'chain/2' ? status : 200 });
      expect(await target().send([event(1), event(2), event(3)])).toBe(1);
      expect(stub.seen).toHaveLength(2);
      expect(refusals).toEqual([]);
    },
  );

  test.each(['lost', 'silent'] as const)('because the answer is %s, ends it too', async (fault) => {
    reply = () => ({ fault });
    expect(await target().send([event(1), event(2)])).toBe(0);
  });

  test('is told by its status, though the rest of the answer never comes', async () => {
    const fetching = jest.spyOn(globalThis, 'fetch');
    const broken = () => new ReadableStream({ start: (answer) => answer.error(new Error('the connection is gone')) });
    fetching.mockImplementation(
      async () => new Response(broken(), { status: fetching.mock.calls.length === 2 ? 503 : 200 }),
    );
    await expect(target().send([event(1), event(2), event(3)])).resolves.toBe(1);
  });

  test.each([400, 413, 415, 422])('for good, with %i, is told, and the next one goes on', async (status) => {
    reply = ({ headers }) => ({ status: headers['webhook-id'] === 'chain/2' ? status : 200, text: 'what a secret' });
    expect(await target().send([event(1), event(2), event(3)])).toBe(3);
    expect(refusals).toEqual([['chain/2', status]]);
  });
});

test.each([
  '',
  'not json',
  '{"key":"x"}',
  JSON.stringify({ keyId: '2026-12', key: 'c2hvcnQ=' }),
  JSON.stringify({ keyId: 'with space', key: KEY }),
])('a secret that is none is refused, and not repeated: %j', async (secret) => {
  const error = await target(secret)
    .send([event(1)])
    .catch((each) => each);
  expect(String(error)).toMatch(/^Error: the secret of the webhook is not/);
  if (secret.length > 20) expect(String(error)).not.toContain(KEY);
  expect(stub.seen).toEqual([]);
});
