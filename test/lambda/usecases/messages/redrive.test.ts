import { beforeEach, describe, expect, test } from '@jest/globals';
import { type DeadLetter, shownOf } from '../../../../lambda/domain/messages/dead-letter.ts';
import { operator } from '../../../../lambda/usecases/facts.ts';
import { listDeadLetters, type RedrivePorts, redrive } from '../../../../lambda/usecases/messages/redrive.ts';
import { Stop, World, watched } from '../in-memory.ts';

let world: World;
let dead: DeadLetter[];
let queue: string[];
let tried: string[];
/** Letters that SQS does not take now. */
let refused: (id: string) => boolean;
beforeEach(() => {
  world = new World();
  queue = [];
  refused = () => false;
  tried = [];
  dead = ['a', 'b', 'c'].map((id) => ({ id, kind: 'alert', sentAt: '2026-12-07T05:00:00.000Z', receives: 21 }));
});

const ports = (): RedrivePorts => ({
  rotations: world.ports.rotations,
  now: world.ports.now,
  deadLetters: (name) =>
    name === 'vault'
      ? undefined
      : {
          hold: async (most) =>
            dead.slice(0, most).map((letter) => ({
              letter,
              redrive: async () => {
                tried.push(letter.id);
                if (refused(letter.id)) throw new Error('SQS does not answer');
                queue.push(letter.id);
                dead = dead.filter(({ id }) => id !== letter.id);
              },
            })),
        },
});
const by = operator('arn:aws:iam::123456789012:user/otto');
const wanted = (ids: readonly string[] = []) => ({ queue: 'messages', ids, reason: 'SES is back' }) as const;
const records = () =>
  world.tables.records.map(({ action, reason, evidence, actor }) => [action, reason, evidence?.detail, actor]);

test('looking changes nothing and records nothing', async () => {
  expect(await listDeadLetters(ports(), 'messages')).toMatchObject({ outcome: 'listed', letters: dead, more: false });
  expect([dead.length, queue, records()]).toEqual([3, [], []]);
});

test('all are put back, on record with who asked and why', async () => {
  expect(await redrive(ports(), by, wanted())).toMatchObject({ outcome: 'redriven', more: false });
  expect([dead, queue]).toEqual([[], ['a', 'b', 'c']]);
  expect(records()).toEqual([['messages.redriven', 'SES is back', 'messages: alert a, alert b, alert c', by.actor]]);
});

test('some are put back, and those that are not there are not told as if they were', async () => {
  const answer = await redrive(ports(), by, wanted(['b', 'z']));
  expect(answer).toMatchObject({ outcome: 'redriven', letters: [{ id: 'b' }] });
  expect([dead.map(({ id }) => id), queue]).toEqual([['a', 'c'], ['b']]);
});

test('one that SQS does not take stops no other one, and is told and recorded as left (R9)', async () => {
  refused = (id) => id === 'b';
  const answer = await redrive(ports(), by, wanted());
  expect(answer).toMatchObject({ outcome: 'redriven', letters: [{ id: 'a' }, { id: 'c' }], left: [{ id: 'b' }] });
  expect([dead.map(({ id }) => id), queue]).toEqual([['b'], ['a', 'c']]);
  expect(world.tables.records.map(({ outcome, evidence }) => [outcome, evidence?.detail])).toEqual([
    ['success', 'messages: alert a, alert b, alert c'],
    ['failed', 'messages: not put back: alert b'],
  ]);
});

test('while SQS takes nothing, not all are tried, and each is told as left', async () => {
  dead = Array.from({ length: 200 }, (_, i) => ({
    id: `id-${i}`,
    kind: 'alert',
    sentAt: '2026-12-07T05:00:00.000Z',
    receives: 21,
  }));
  refused = (id) => Number(id.slice(3)) >= 100;
  const answer = await redrive(ports(), by, wanted());
  if (answer.outcome === 'refused') throw new Error(answer.sentence);
  expect([answer.letters.length, answer.left.length]).toEqual([100, 100]);
  expect(tried.length).toBeLessThan(110);
});

test('nothing that is there is nothing to record', async () => {
  dead = [];
  await redrive(ports(), by, wanted());
  expect(records()).toEqual([]);
});

test('a queue that the estate does not have is refused, on record', async () => {
  expect(await redrive(ports(), by, { ...wanted(), queue: 'vault' })).toEqual({
    outcome: 'refused',
    sentence: 'The estate has no queue vault.',
  });
  expect(records()).toMatchObject([['command.refused', 'The estate has no queue vault.', expect.anything(), by.actor]]);
});

test.each(['before', 'after'] as const)(
  'stopped %s any call: each is on record before it is put back, and none is lost',
  async (moment) => {
    for (let n = 1; ; n += 1) {
      world = new World();
      queue = [];
      dead = ['a', 'b'].map((id) => ({ id, kind: 'alert', sentAt: '2026-12-07T05:00:00.000Z', receives: 1 }));
      const stop = new Stop(n, moment);
      await redrive(watched(ports(), stop.watch), by, wanted()).catch(() => undefined);
      if (queue.length > 0) expect(records()).toHaveLength(1);
      stop.restart();
      await redrive(ports(), by, wanted());
      expect([n, dead, new Set(queue)]).toEqual([n, [], new Set(['a', 'b'])]);
      if (!stop.happened) return;
    }
  },
);

describe('what is shown of a message', () => {
  test.each<[unknown, object]>([
    [
      {
        kind: 'alert',
        cycleId: '2026-12-07-admin-monthly',
        tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
        detail: 'SECRET',
      },
      { kind: 'alert', cycleId: '2026-12-07-admin-monthly', tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11' },
    ],
    [{ 'detail-type': 'Email Bounced', detail: { mail: { subject: 'SECRET' } } }, { kind: 'Email Bounced' }],
    [{ kind: '\u001b[2J SECRET', cycleId: 'x; SECRET', tenantId: 7 }, { kind: '-' }],
    [undefined, { kind: '-' }],
    ['SECRET', { kind: '-' }],
    [[], { kind: '-' }],
  ])('%j', (given, expected) => {
    expect(shownOf(given)).toEqual(expected);
  });
});
