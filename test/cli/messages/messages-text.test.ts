import { expect, test } from '@jest/globals';
import { type Answer, isDone } from '../../../cli/messages/answer.ts';
import { messagesText } from '../../../cli/messages/messages-text.ts';
import { estate } from '../../lambda/usecases/in-memory.ts';

const [contoso] = estate.tenants;
const letter = {
  id: 'id-1',
  kind: 'alert',
  cycleId: '2026-12-07-admin-monthly',
  tenantId: contoso?.tenantId ?? '',
  sentAt: '2026-12-07T05:00:00.000Z',
  receives: 21,
};
const text = (found: Answer, ids: readonly string[] = [], now = '2026-12-07T06:30:00.000Z') =>
  messagesText(found, { queue: 'messages', ids, estate, now: new Date(now) });

test('what lies there: id, kind, cycle, tenant, age, receives', () => {
  expect(text({ outcome: 'listed', letters: [letter], left: [], more: false })).toBe(
    'id-1  alert  2026-12-07-admin-monthly  contoso  sent 90 minutes ago  received 21 times\n' +
      '1 message of the queue messages could not be delivered. Looking hides them for a minute.\n',
  );
  expect(
    text({ outcome: 'listed', letters: [letter], left: [], more: false }, [], '2026-12-08T05:00:00.000Z'),
  ).toContain('24 hours');
  expect(
    text({ outcome: 'listed', letters: [letter], left: [], more: false }, [], '2026-12-10T05:00:00.000Z'),
  ).toContain('3 days');
});

test('what was put back, what was not found, and that there is more', () => {
  expect(text({ outcome: 'redriven', letters: [letter], left: [], more: true }, ['id-1', 'id-2'])).toMatch(
    /1 message put back into the queue messages\.\nid-2 was not found: .*\nThere may be more: run the command again\.\n$/,
  );
});

test('zero does not say that nothing is there: what somebody holds is not found', () => {
  const zero = { outcome: 'redriven', letters: [], left: [], more: false } as const;
  expect(text(zero)).toMatch(
    /^0 messages put back into the queue messages\.\n.*within the last minute.*again in a minute/,
  );
  expect(isDone(zero, [])).toBe(false);
  expect(text({ ...zero, outcome: 'listed' })).toMatch(/within the last minute/);
  expect(isDone({ ...zero, outcome: 'listed' }, [])).toBe(true);
});

test('what was left is told, and is a failure', () => {
  const some = { outcome: 'redriven', letters: [letter], left: [{ ...letter, id: 'id-2' }], more: false } as const;
  expect(text(some)).toMatch(/1 message put back.*\nid-2 could not be put back: .*again in a minute/);
  expect([isDone(some, []), isDone({ ...some, left: [] }, [])]).toEqual([false, true]);
});

test('an id that was left is not told as not found', () => {
  const left = { outcome: 'redriven', letters: [], left: [letter], more: false } as const;
  expect(text(left, ['id-1'])).not.toContain('not found');
});

test.each([
  [{ outcome: 'refused', sentence: 'No.' } as const, [], false],
  [{ outcome: 'redriven', letters: [letter], left: [], more: false } as const, ['id-1', 'id-2'], false],
  [{ outcome: 'redriven', letters: [letter], left: [], more: false } as const, ['id-1'], true],
])('%j, asked for %j: done is %s', (found, ids, done) => {
  expect(isDone(found, ids)).toBe(done);
});

test('a refusal is its sentence', () => {
  expect(text({ outcome: 'refused', sentence: 'The estate has no queue vault.' })).toBe(
    'The estate has no queue vault.\n',
  );
});
