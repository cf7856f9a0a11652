import { expect, test } from '@jest/globals';
import { Hono } from 'hono';
import { mounted } from '../../../local/vendors/mounted.ts';
import type { Exchange, Fault } from '../../../local/vendors/simulation.ts';

const simulated = () => {
  const done: string[] = [];
  const app = new Hono();
  app.all('*', async (c) => {
    done.push(await c.req.text());
    return c.json({ done: done.length });
  });
  const vendor = mounted({ app, refusal: (status) => Response.json({ error: 'no' }, { status }) }, '/vendor');
  const send = (body: string) =>
    vendor.answer(new Request('http://127.0.0.1:1/vendor/things?x=1', { method: 'POST', body, headers: { key: 'k' } }));
  return { vendor, send, done };
};

test.each<[Fault, number | undefined, number]>([
  [{ kind: 'down' }, undefined, 0],
  [{ kind: 'lost' }, undefined, 1],
  [{ kind: 'throttled', retryAfterSeconds: 7 }, 429, 0],
  [{ kind: 'broken' }, 500, 0],
  [{ kind: 'unauthorized' }, 401, 0],
])('%j', async (fault, status, times) => {
  const { vendor, send, done } = simulated();
  vendor.fail(({ nth }) => (nth === 1 ? fault : undefined));
  const response = await send('first');
  expect([response?.status, done.length]).toEqual([status, times]);
  expect(response?.headers.get('retry-after') ?? null).toBe(fault.kind === 'throttled' ? '7' : null);
  expect((await send('second'))?.status).toBe(200);
});

test('a slow answer comes when the test wants it, and the work was done before', async () => {
  const { vendor, send, done } = simulated();
  let resolve = () => {};
  const until = new Promise<void>((kept) => {
    resolve = kept;
  });
  const worked = new Promise<void>((kept) => vendor.watch(() => kept()));
  vendor.fail(() => ({ kind: 'slow', until }));
  const answer = send('x');
  await worked;
  expect(done).toEqual(['x']);
  resolve();
  expect((await answer)?.status).toBe(200);
});

test('who watches is told of each exchange, also of one whose answer is lost', async () => {
  const { vendor, send } = simulated();
  const seen: Exchange[] = [];
  vendor.watch((exchange) => seen.push(exchange));
  vendor.fail(({ method, path }) => (method === 'POST' && path === '/things' ? { kind: 'lost' } : undefined));
  await send('body');
  expect(seen).toMatchObject([
    {
      method: 'POST',
      path: '/things',
      query: { x: '1' },
      headers: { key: 'k' },
      body: 'body',
      status: 200,
      answer: '{"done":1}',
    },
  ]);
});

test('faults end when nobody wants them', async () => {
  const { vendor, send } = simulated();
  vendor.fail(() => ({ kind: 'down' }));
  expect(await send('x')).toBeUndefined();
  vendor.fail();
  expect((await send('x'))?.status).toBe(200);
});
