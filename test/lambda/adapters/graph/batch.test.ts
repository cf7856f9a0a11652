import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chance } from '../../../../bench/storm/weather.ts';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { type GraphAnswer, type GraphCall, NoAnswer } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { GraphThrottled, GraphUnavailable } from '../../../../lambda/domain/errors.ts';

interface Inner {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
}

interface Moment {
  /** 1: the longest waits. */
  readonly random?: number;
  /** Seconds for the reading. */
  readonly seconds?: number;
}

/** A Graph that answers each batch by a function of its requests and of how many batches came before. */
function reading(
  reply: (requests: readonly { id: string; url: string }[], nth: number) => Partial<GraphAnswer> | readonly Inner[],
  { random = 0, seconds = Number.POSITIVE_INFINITY }: Moment = {},
) {
  const asked: string[][] = [];
  const waits: number[] = [];
  const start = Date.parse('2026-12-07T05:00:00Z');
  let elapsed = 0;
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
    sleep: async (wait) => {
      waits.push(wait);
      elapsed += wait * 1_000;
    },
    now: () => new Date(start + elapsed),
    random: () => random,
    deadline: () => start + seconds * 1_000,
  });
  const pass = (passing: number) => {
    elapsed += passing * 1_000;
  };
  return { read: (...paths: string[]) => read('tenant', paths), asked, waits, pass };
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

describe('patience', () => {
  const sum = (waits: readonly number[]) => waits.reduce((total, each) => total + each, 0);
  const busyFirst = () => {
    const firstTime = new Set<string>();
    return (requests: readonly { id: string; url: string }[]) =>
      requests.map((each, i) => {
        if (i > 0 || firstTime.has(each.url)) return fine(each);
        firstTime.add(each.url);
        return busy(each, { 'retry-after': '5' });
      });
  };

  test('lasts as long as something is answered, and the time allows', async () => {
    const calm = reading(busyFirst());
    expect((await calm.read(...paths(400))).map(urlOf)).toEqual(paths(400));
    expect(sum(calm.waits)).toBeGreaterThan(30);
    const hurried = reading(busyFirst(), { seconds: 30 });
    await expect(hurried.read(...paths(400))).rejects.toEqual(new GraphThrottled(5));
    expect(sum(hurried.waits)).toBeLessThan(30);
  });

  test('ends after ten seconds where nothing was answered, for there is nothing to lose', async () => {
    const { read, waits } = reading((requests) => requests.map((each) => busy(each, { 'retry-after': '3' })));
    await expect(read('/p')).rejects.toEqual(new GraphThrottled(3));
    expect(waits).toEqual([3, 3, 3]);
  });

  test('ends after a minute in which nothing more was answered', async () => {
    const { read, waits } = reading((requests) =>
      requests.map((each) => (each.url === '/p0' ? busy(each, { 'retry-after': '25' }) : fine(each))),
    );
    await expect(read(...paths(2))).rejects.toEqual(new GraphThrottled(25));
    expect(waits).toEqual([25, 25]);
  });

  test('ends with the time: no batch is sent after it', async () => {
    const { read, asked, pass } = reading(
      (requests) => {
        pass(20);
        return requests.map(fine);
      },
      { seconds: 30 },
    );
    await expect(read(...paths(60))).rejects.toBeInstanceOf(GraphUnavailable);
    expect(asked).toHaveLength(2);
  });
});

describe('a request that fails for the moment', () => {
  const failing = (status: number, times: number) => {
    let nth = 0;
    return (requests: readonly { id: string; url: string }[]) =>
      requests.map((each) => (each.url === '/p1' && ++nth <= times ? { id: each.id, status } : fine(each)));
  };

  test.each([408, 500, 502, 503, 504])('%i: is asked again, alone', async (status) => {
    const { read, asked } = reading(failing(status, 3), { random: 1 });
    expect((await read(...paths(3))).map(urlOf)).toEqual(paths(3));
    expect(asked).toEqual([paths(3), ['/p1'], ['/p1'], ['/p1']]);
  });

  test('for ever: its failure is the answer, and the caller may do without it', async () => {
    const { read, asked } = reading(failing(500, 99), { random: 1 });
    expect((await read(...paths(3))).map(({ status }) => status)).toEqual([200, 500, 200]);
    expect(asked).toHaveLength(5);
  });

  test.each([400, 403, 404, 501])('%i is an answer', async (status) => {
    const { read, asked } = reading(failing(status, 1));
    expect((await read(...paths(3))).map((each) => each.status)).toEqual([200, status, 200]);
    expect(asked).toHaveLength(1);
  });

  test('a success without its object is one too', async () => {
    const { read } = reading(
      (requests, nth) =>
        requests.map((each) => (nth === 1 ? { id: each.id, status: 200, body: 'eyJ2YWx1ZSI6' } : fine(each))),
      { random: 1 },
    );
    expect((await read(...paths(2))).map(urlOf)).toEqual(paths(2));
  });
});

describe('a batch that is lost', () => {
  test('is sent again in halves, and in whole ones when they arrive: one slow request holds up the others', async () => {
    const { read, asked } = reading(
      (requests) => {
        if (requests.length > 5 && requests.some(({ url }) => url === '/p0')) throw new NoAnswer('too slow');
        return requests.map(fine);
      },
      { random: 1 },
    );
    expect((await read(...paths(40))).map(urlOf)).toEqual(paths(40));
    expect(asked.map((each) => each.length)).toEqual([20, 10, 5, 10, 20, 5]);
  });

  test('loses nothing that was read before', async () => {
    const { read, asked } = reading(
      (requests, nth) => {
        if (nth === 2) throw new NoAnswer('lost');
        return requests.map(fine);
      },
      { random: 1 },
    );
    await read(...paths(25));
    expect(asked.flat()).toHaveLength(30);
  });
});

describe('a token that has gone bad shows inside a batch that answers 200', () => {
  const refusing = (times: number) => {
    let forgotten = 0;
    const graph = reading((requests) => ({
      json: {
        responses: requests.map((each) =>
          each.url === '/p0' && forgotten < times ? { id: each.id, status: 401 } : fine(each),
        ),
      },
      forgetToken: () => void forgotten++,
    }));
    return { ...graph, forgotten: () => forgotten };
  };

  test('it is dropped, and what it refused is asked once more', async () => {
    const { read, asked, waits, forgotten } = refusing(1);
    expect((await read(...paths(3))).map(urlOf)).toEqual(paths(3));
    expect([asked, waits, forgotten()]).toEqual([[paths(3), ['/p0']], [], 1]);
  });

  test('refused with a new token, it is refused', async () => {
    const { read, asked, forgotten } = refusing(9);
    expect((await read(...paths(3))).map(({ status }) => status)).toEqual([401, 200, 200]);
    expect([asked.length, forgotten()]).toEqual([2, 1]);
  });
});

test('whatever goes wrong, each path is answered, nothing is asked that was answered, and no wait is cut short', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, count) => {
      let drawn = 0;
      const draw = () => chance(seed, drawn++);
      const done = new Set<string>();
      let notBefore = 0;
      const graph = reading(
        (requests) => {
          expect(graph.waits.reduce((total, each) => total + each, 0)).toBeGreaterThanOrEqual(notBefore);
          expect(requests.filter(({ url }) => done.has(url))).toEqual([]);
          const waited = graph.waits.reduce((total, each) => total + each, 0);
          if (draw() < 0.3) throw new NoAnswer('lost');
          return requests.map((each) => {
            const status = [429, 503, 200, 200][Math.floor(draw() * 4)] ?? 200;
            if (status === 200) done.add(each.url);
            if (status !== 429) return { ...fine(each), status };
            const seconds = 1 + Math.floor(draw() * 3);
            notBefore = Math.max(notBefore, waited + seconds);
            return busy(each, { 'retry-after': String(seconds) });
          });
        },
        { random: 0.1 },
      );
      const answers = await graph.read(...paths(count));
      expect(answers.map(urlOf)).toEqual(paths(count));
    }),
    { seed: 20_261_207, numRuns: 200 },
  );
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
    const { read, waits } = reading((requests) => requests.map((each) => busy(each, headers)), { random: 1 });
    await expect(read('/p')).rejects.toEqual(new GraphThrottled(30));
    expect(waits).toEqual([0.5, 1, 2, 4]);
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
    ['one comes twice, in place of another', (requests) => requests.map(() => fine({ id: '0', url: '/a' }))],
    ['nobody asked for one', (requests) => [...requests, { id: '99', url: '/other' }].map(fine)],
    ['an id is a number', (requests) => requests.map((each) => ({ ...fine(each), id: Number(each.id) }))],
    ['a status is text', (requests) => requests.map((each) => ({ ...fine(each), status: '200' }))],
    ['a status is none', (requests) => requests.map((each) => ({ ...fine(each), status: 0 }))],
    ['the list is an object', () => ({ json: { responses: {} } })],
    ['the body broke off', () => ({ json: undefined })],
  ])('%s', async (_what, reply) => {
    await expect(reading(reply, { random: 1 }).read('/a', '/b')).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test('no answer at all', async () => {
    const { read } = reading(
      () => {
        throw new NoAnswer('lost');
      },
      { random: 1 },
    );
    await expect(read('/a')).rejects.toBeInstanceOf(GraphUnavailable);
  });
});
