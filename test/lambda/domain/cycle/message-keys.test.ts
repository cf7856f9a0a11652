import { expect, test } from '@jest/globals';
import {
  lastCallMailKey,
  readyMailKey,
  requestMailKey,
  requestQueuedKey,
} from '../../../../lambda/domain/cycle/message-keys.ts';

test('what is told to one technician about one cycle has a key of its own', () => {
  const who = (technicianObjectId: string, cycleId = '2026-12-07-admin-monthly') => ({ cycleId, technicianObjectId });
  const keys = [requestMailKey, requestQueuedKey, readyMailKey, lastCallMailKey].flatMap((keyOf) => [
    keyOf(who('ada')),
    keyOf(who('bruno')),
    keyOf(who('ada', '2027-01-04-admin-monthly')),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
  // Rows of earlier versions are found under these.
  expect([requestMailKey(who('ada')), requestQueuedKey(who('ada'))]).toEqual([
    'approval-request:2026-12-07-admin-monthly:ada',
    'approval-request-queued:2026-12-07-admin-monthly:ada',
  ]);
});
