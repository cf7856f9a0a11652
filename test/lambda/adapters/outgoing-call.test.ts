import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { requireEncrypted } from '../../../lambda/adapters/encrypted-address.ts';
import { call, LARGEST_ANSWER_BYTES, letGo } from '../../../lambda/adapters/outgoing-call.ts';
import { type Reply, type Stub, startStub } from './stub-server.ts';

let stub: Stub | undefined;
afterEach(async () => stub?.close());

async function calling(reply: Reply) {
  stub = await startStub(() => reply);
  return call({ system: 'the PSA', address: `${stub.address}/SECRET`, timeoutMs: 5_000 });
}

describe('an address', () => {
  test.each([
    'https://login.microsoftonline.com/x/v2.0',
    'http://127.0.0.1:8703/x',
    'http://localhost/x',
    'http://[::1]/x',
  ])('%s may be used', (address) => expect(requireEncrypted(address).href).toBe(address));

  test.each(['http://login.example/x', 'http://127.0.0.1.evil.example/', 'ftp://localhost/'])('%s may not', (address) =>
    expect(() => requireEncrypted(address)).toThrow('https'),
  );

  test('that is none is not quoted, as it may be a secret', async () => {
    const error: unknown = await call({ system: 'x', address: 'SECRET', timeoutMs: 1 }).catch((thrown) => thrown);
    if (!(error instanceof Error)) throw new Error('expected an error');
    expect(`${error} ${JSON.stringify({ ...error })}`).not.toContain('SECRET');
  });
});

describe('a call', () => {
  test('takes any status for an answer, and sends once', async () => {
    expect((await calling({ status: 503 })).status).toBe(503);
    expect(stub?.seen).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ['a lost connection', { fault: 'lost' }],
    ['no answer in time', { fault: 'silent' }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('%s is an error that tells the system and nothing of the request', async (_what, reply) => {
    const error: unknown = await calling(reply).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new Error('the PSA did not answer'));
    expect(error).not.toHaveProperty('cause');
    expect(stub?.seen).toHaveLength(1);
    expect(stub?.limits).toEqual(new Set([5_000]));
  });
});

describe('an answer', () => {
  test('may be as large as the limit, with its status and headers', async () => {
    const answer = await calling({
      status: 429,
      headers: { 'retry-after': '7' },
      text: 'x'.repeat(LARGEST_ANSWER_BYTES),
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await answer.text()).length).toBe(LARGEST_ANSWER_BYTES);
  });

  test('that is larger breaks off, and its status holds', async () => {
    const answer = await calling({ text: 'x'.repeat(LARGEST_ANSWER_BYTES + 1) });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('more than 8388608 bytes');
  });

  test('that grows when it is unpacked is counted unpacked, and never comes whole', async () => {
    const packed = gzipSync(Buffer.alloc(20 * LARGEST_ANSWER_BYTES));
    expect(packed.length).toBeLessThan(LARGEST_ANSWER_BYTES);
    const answer = await calling({ headers: { 'content-encoding': 'gzip' }, bytes: packed });
    await expect(answer.arrayBuffer()).rejects.toThrow('more than 8388608 bytes');
  });

  test('without a body stays without', async () => {
    expect((await calling({ status: 204 })).body).toBeNull();
  });
});

test('an answer that breaks off is let go as any other: what it said with its status holds', async () => {
  const broken = new ReadableStream({ start: (answer) => answer.error(new Error('the connection is gone')) });
  await expect(letGo(new Response(broken))).resolves.toBeUndefined();
  await expect(letGo(new Response(null, { status: 204 }))).resolves.toBeUndefined();
});
