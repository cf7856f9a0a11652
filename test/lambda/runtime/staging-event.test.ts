import { expect, test } from '@jest/globals';
import { stagingEvent } from '../../../lambda/runtime/events/staging-event.ts';

const id = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
const rotation = { cycleId: '2026-12-07-admin-monthly', tenantId: id, accountId: id, rotationId: 'ab'.repeat(16) };

test('a workflow that knows no line is sent into none: it would take that answer for leave to reset', () => {
  expect(stagingEvent.parse(rotation).hasWaited).toBe(true);
  expect(stagingEvent.parse({ ...rotation, hasWaited: false }).hasWaited).toBe(false);
});
