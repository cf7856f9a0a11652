import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Fault, faultsBy, type SeenRequest } from '../faults.ts';
import { contosoId, readerClientId, type Simulation, simulate, textAt } from '../simulation.ts';

let microsoft: Simulation;
beforeAll(async () => {
  const faults = faultsBy([
    { matches: ({ path }) => path === '/organization', fault: { kind: 'throttle', retryAfter: '315' } },
  ]);
  microsoft = await simulate({ faults });
});
afterAll(() => microsoft.close());

const batch = (requests: unknown) =>
  microsoft.graph(readerClientId, contosoId, '/$batch', { method: 'POST', body: { requests } });
const get = (id: string, url: string) => ({ id, method: 'GET', url });

test('a batch answers each request for itself, in another order', async () => {
  const response = await batch([
    get('a', '/users?$select=id&$top=1'),
    get('b', '/users/nobody'),
    get('c', 'domains'),
    get('d', '/organization'),
  ]);
  expect(response.status).toBe(200);
  const { responses } = await response.json();
  expect(responses.map(({ id, status }: { id: string; status: number }) => [id, status])).toEqual([
    ['d', 429],
    ['c', 200],
    ['b', 404],
    ['a', 200],
  ]);
  expect(textAt(responses, 0, 'headers', 'retry-after')).toBe('315');
  expect(textAt(responses, 3, 'body', '@odata.nextLink')).toContain('/v1.0/users?');
});

test('more than twenty requests are refused as a whole', async () => {
  const requests = Array.from({ length: 21 }, (_, i) => get(String(i), '/domains'));
  expect((await batch(requests.slice(1))).status).toBe(200);
  expect((await batch(requests)).status).toBe(400);
});

test.each([
  ['two requests of one id', [get('1', '/domains'), get('1', '/users')]],
  ['no requests', []],
  ['something else', { id: '1' }],
])('%s are refused', async (_, requests) => {
  expect((await batch(requests)).status).toBe(400);
});

test('a request that depends on a failed one is not made', async () => {
  const { responses } = await (
    await batch([get('1', '/users/nobody'), { ...get('2', '/domains'), dependsOn: ['1'] }])
  ).json();
  expect(responses[0]).toMatchObject({ id: '2', status: 424 });
});

test('a batch leads nowhere else', async () => {
  const { responses } = await (await batch([get('1', 'https://example.com/users'), get('2', '/$batch')])).json();
  expect(responses.map(({ status }: { status: number }) => status)).toEqual([400, 400]);
});

test('requests are counted, those inside batches too', async () => {
  const before = microsoft.requests();
  await batch([get('1', '/domains'), get('2', '/domains')]);
  const after = microsoft.requests();
  expect((after['graph:GET /domains'] ?? 0) - (before['graph:GET /domains'] ?? 0)).toBe(2);
  expect((after['graph:POST /$batch'] ?? 0) - (before['graph:POST /$batch'] ?? 0)).toBe(1);
});

describe('faults', () => {
  const inside = ({ inBatch, path }: SeenRequest) => inBatch && path === '/domains';
  const outside = ({ path }: SeenRequest) => path === '/$batch';

  /** The statuses of two requests in a batch; or what became of the batch. */
  async function batchWith(matches: (request: SeenRequest) => boolean, fault: Fault) {
    const own = await simulate({ faults: faultsBy([{ matches, fault }]) });
    try {
      const body = { requests: [get('1', '/domains'), get('2', '/organization')] };
      const response = await own.graph(readerClientId, contosoId, '/$batch', { method: 'POST', body });
      if (response.status !== 200) return response.status;
      const { responses } = await response.json();
      return responses.map(({ status }: { status: number }) => status).reverse();
    } catch {
      return 'no answer';
    } finally {
      await own.close();
    }
  }

  test.each<[Fault, unknown, unknown]>([
    [{ kind: 'throttle', retryAfter: '2' }, [429, 200], 429],
    [{ kind: 'error', status: 504 }, [504, 200], 504],
    [{ kind: 'refuse-token' }, [401, 200], 401],
    [{ kind: 'lose-answer' }, 'no answer', 'no answer'],
    [{ kind: 'lose-request' }, 'no answer', 'no answer'],
    [{ kind: 'truncate' }, 'no answer', 'no answer'],
  ])('%j hits one request in a batch (%j), or the batch (%j)', async (fault, one, all) => {
    expect(await batchWith(inside, fault)).toEqual(one);
    expect(await batchWith(outside, fault)).toEqual(all);
  });
});
