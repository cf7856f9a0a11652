import { expect, test } from '@jest/globals';
import type { OutgoingCall } from '../../../../lambda/adapters/outgoing-call.ts';
import { PACE_MS, pacedSend } from '../../../../lambda/adapters/psa/paced-send.ts';

const request: OutgoingCall = { system: 'A PSA', address: 'https://psa.example', timeoutMs: 1 };

/** A clock that goes on where somebody waits, and a PSA that answers as it is told. */
function paced(...answers: readonly (readonly [number, string?])[]) {
  let now = Date.parse('2026-12-07T05:00:00Z');
  const from = now;
  const at: number[] = [];
  const left = [...answers];
  const send = pacedSend({
    now: () => new Date(now),
    everyMs: PACE_MS,
    sleep: async (ms) => {
      now += ms;
    },
    send: async () => {
      at.push((now - from) / 1_000);
      const [status, wait] = left.shift() ?? [200];
      return new Response(null, { status, headers: wait === undefined ? {} : { 'retry-after': wait } });
    },
  });
  return { at, send: () => send(request), pass: (seconds: number) => (now += seconds * 1_000) };
}

test('a request every two seconds, and at once after a rest', async () => {
  const { at, send, pass } = paced();
  for (let n = 0; n < 3; n += 1) await send();
  pass(60);
  await send();
  expect(at).toEqual([0, 2, 4, 64]);
});

test('two runs keep what each PSA allows: 60 a minute, 300 in five minutes, half of 10,000 an hour', async () => {
  const { at, send } = paced();
  for (let n = 0; n < 1_800; n += 1) await send();
  const within = (seconds: number) => 2 * at.filter((each) => each < seconds).length;
  expect([within(60), within(300), within(3_600)]).toEqual([60, 300, 3_600]);
});

test('a short wait is sat out, and the request is sent again', async () => {
  const { at, send } = paced([429, '5'], [429, '7'], [200]);
  expect((await send()).status).toBe(200);
  expect(at).toEqual([0, 5, 12]);
});

test.each([
  ['a long wait', [[429, '600']], 600, 1],
  ['none that can be read', [[429, 'soon']], 30, 1],
  [
    'short ones again and again',
    [
      [429, '1'],
      [429, '1'],
      [429, '9'],
    ],
    9,
    3,
  ],
] as const)('%s is left to the queue', async (_, answers, retryAfterSeconds, sent) => {
  const { at, send } = paced(...answers);
  await expect(send()).rejects.toMatchObject({ name: 'PsaBusy', retryAfterSeconds });
  expect(at).toHaveLength(sent);
});

test('other failures are answers', async () => {
  expect((await paced([500]).send()).status).toBe(500);
});
