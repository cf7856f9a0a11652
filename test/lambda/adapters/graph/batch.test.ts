import { describe, expect, test } from '@jest/globals';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { type GraphAnswer, type GraphCall, NoAnswer } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { GraphThrottled, GraphUnavailable } from '../../../../lambda/domain/errors.ts';

interface Inner {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
}

/** A Graph that answers each batch by a function of its requests and of how many batches came before. */
function reading(
  reply: (requests: readonly { id: string; url: string }[], nth: number) => Partial<GraphAnswer> | readonly Inner[],
) {
  const asked: string[][] = [];
  const waits: number[] = [];
  const connection = async (_tenantId: string, call: GraphCall): Promise<GraphAnswer> => {
    const requests = requestsIn(call.body);
    asked.push(requests.map(({ url }) => url));
    const answer = reply(requests, asked.length);
    const inner = Array.isArray(answer) ? { json: { responses: answer } } : answer;
    return { status: 200, headers: new Headers(), json: undefined, ...inner };
  };
  const read = batchReader({
    connection,
    clientRequestId: () => 'id',
    sleep: async (seconds) => void waits.push(seconds),
    now: () => new Date('2026-12-07T05:00:00Z'),
  });
  return { read: (...paths: string[]) => read('tenant', paths), asked, waits };
}

function requestsIn(body: object | undefined): { id: string; url: string }[] {
  return body !== undefined && 'requests' in body && Array.isArray(body.requests) ? body.requests : [];
}

const fine = ({ id, url }: { id: string; url: string }): Inner => ({ id, status: 200, headers: {}, body: { url } });
const busy = ({ id }: { id: string }, headers: Inner['headers'] = {}): Inner => ({ id, status: 429, headers });
const paths = (count: number) => Array.from({ length: count }, (_, i) => `/p${i}`);
const urlOf = ({ json }: GraphAnswer) =>
  typeof json === 'object' && json !== null && 'url' in json ? json.url : undefined;

test('answers come in the order of the paths, whatever order Graph gives them in', async () => {
  const { read, asked } = reading((requests) => requests.map(fine).reverse());
  expect((await read(...paths(45))).map(urlOf)).toEqual(paths(45));
  expect(asked.map((each) => each.length)).toEqual([20, 20, 5]);
});

test('those that answered are not asked again', async () => {
  const { read, asked, waits } = reading((requests, nth) =>
    requests.map((each) =>
      nth === 1 && ['/p1', '/p3'].includes(each.url) ? busy(each, { 'Retry-After': '2' }) : fine(each),
    ),
  );
  expect((await read(...paths(5))).map(urlOf)).toEqual(paths(5));
  expect(asked).toEqual([paths(5), ['/p1', '/p3']]);
  expect(waits).toEqual([2]);
});

test('nothing further is sent while Graph asks to wait', async () => {
  const events: string[] = [];
  const { read } = reading((requests, nth) => {
    events.push(`batch ${nth}`);
    return nth === 1 ? { status: 429, headers: new Headers({ 'retry-after': '3' }) } : requests.map(fine);
  });
  await read(...paths(45));
  expect(events).toEqual(['batch 1', 'batch 2', 'batch 3', 'batch 4']);
  const long = reading(() => ({ status: 429, headers: new Headers({ 'retry-after': '315' }) }));
  await expect(long.read(...paths(45))).rejects.toEqual(new GraphThrottled(315));
  expect(long.asked).toHaveLength(1);
});

test('many short waits are one long wait: functions have a time limit', async () => {
  const firstTime = new Set<string>();
  const { read, waits } = reading((requests) =>
    requests.map((each, i) => {
      if (i > 0 || firstTime.has(each.url)) return fine(each);
      firstTime.add(each.url);
      return busy(each, { 'retry-after': '5' });
    }),
  );
  await expect(read(...paths(400))).rejects.toBeInstanceOf(GraphThrottled);
  expect(waits.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(30);
});

describe('how long to wait', () => {
  test.each<[string, Inner['headers'], number]>([
    ['seconds', { 'Retry-After': '315' }, 315],
    ['a number in place of text', { 'retry-after': 60 }, 60],
    ['part of a second more', { 'RETRY-AFTER': '59.2' }, 60],
    ['an HTTP date', { 'Retry-After': 'Mon, 07 Dec 2026 05:05:15 GMT' }, 315],
  ])('%s', async (_what, headers, seconds) => {
    const { read } = reading((requests) => requests.map((each) => busy(each, headers)));
    await expect(read('/p')).rejects.toEqual(new GraphThrottled(seconds));
  });

  test.each<[string, Inner['headers']]>([
    ['no headers', undefined],
    ['headers of another type', 'Retry-After: 9'],
    ['no time', {}],
    ['a negative time', { 'Retry-After': '-5' }],
    ['words', { 'Retry-After': '5 minutes' }],
    ['a date of another form', { 'Retry-After': '2026-12-07T05:05:15Z' }],
    ['what no header can hold', { 'Retry-After': '9\n9', 'x\ny': 'z' }],
  ])('%s: shortly, and longer each time', async (_what, headers) => {
    const { read, waits } = reading((requests) => requests.map((each) => busy(each, headers)));
    await expect(read('/p')).rejects.toEqual(new GraphThrottled(30));
    expect(waits).toEqual([1, 2]);
  });

  test('a date that has passed is no wait', async () => {
    const { read, waits } = reading((requests, nth) =>
      requests.map((each) => (nth === 1 ? busy(each, { 'Retry-After': 'Mon, 07 Dec 2026 04:00:00 GMT' }) : fine(each))),
    );
    await read('/p');
    expect(waits).toEqual([0]);
  });
});

describe('answers that cannot be trusted', () => {
  type Request = { id: string; url: string };
  test.each<[string, (requests: readonly Request[]) => Partial<GraphAnswer> | readonly Inner[]]>([
    ['one is missing', (requests) => requests.slice(1).map(fine)],
    ['one comes twice', (requests) => [...requests, ...requests.slice(0, 1)].map(fine)],
    [
      'one comes twice, in place of another',
      (requests) => requests.map(() => fine(requests[0] ?? { id: '', url: '' })),
    ],
    ['nobody asked for one', (requests) => [...requests, { id: '99', url: '/other' }].map(fine)],
    ['an id is a number', (requests) => requests.map((each) => ({ ...fine(each), id: Number(each.id) }))],
    ['a status is text', (requests) => requests.map((each) => ({ ...fine(each), status: '200' }))],
    ['a status is none', (requests) => requests.map((each) => ({ ...fine(each), status: 0 }))],
    ['the list is an object', () => ({ json: { responses: {} } })],
    ['the body broke off', () => ({ json: undefined })],
  ])('%s', async (_what, reply) => {
    await expect(reading(reply).read('/a', '/b')).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test('no answer at all', async () => {
    const { read } = reading(() => {
      throw new NoAnswer('lost');
    });
    await expect(read('/a')).rejects.toBeInstanceOf(GraphUnavailable);
  });
});
