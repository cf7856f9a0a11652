import { expect, test } from '@jest/globals';
import type { Answer } from '../../../cli/messages/answer.ts';
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
  expect(text({ outcome: 'listed', letters: [letter], more: false })).toBe(
    'id-1  alert  2026-12-07-admin-monthly  contoso  sent 90 minutes ago  received 21 times\n' +
      '1 message of the queue messages could not be delivered. Looking hides them for a minute.\n',
  );
  expect(text({ outcome: 'listed', letters: [letter], more: false }, [], '2026-12-08T05:00:00.000Z')).toContain(
    '24 hours',
  );
  expect(text({ outcome: 'listed', letters: [letter], more: false }, [], '2026-12-10T05:00:00.000Z')).toContain(
    '3 days',
  );
});

test('what was put back, what was not found, and that there is more', () => {
  expect(text({ outcome: 'redriven', letters: [letter], more: true }, ['id-1', 'id-2'])).toMatch(
    /1 message put back into the queue messages\.\nid-2 was not found: .*\nThere may be more: run the command again\.\n$/,
  );
});

test('a refusal is its sentence', () => {
  expect(text({ outcome: 'refused', sentence: 'The estate has no queue vault.' })).toBe(
    'The estate has no queue vault.\n',
  );
});
