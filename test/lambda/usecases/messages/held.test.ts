import { expect, test } from '@jest/globals';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { World } from './world.ts';

const held = (cycleId: string, schedule = 'admin-monthly'): Message => ({ kind: 'start-held', cycleId, schedule });

test('that a schedule is on hold is told once, with what to do, however often it was to start', async () => {
  const world = new World();
  const ports = world.ports({ team: undefined });
  await notify(ports, [{ messageId: 'a', message: held('2026-12-07-admin-monthly') }]);
  await notify(ports, [{ messageId: 'b', message: held('2027-01-04-admin-monthly') }]);
  expect(world.mails).toHaveLength(1);
  expect(world.mails[0]?.subject).toBe('Schedule admin-monthly is on hold: nothing was started, and nothing will be');
  const text = JSON.stringify(world.mails[0]);
  expect(text).toContain('rotation -- start --dry-run --schedule admin-monthly');
  expect(text).toContain('rotation -- release --all --class admin');
});

test('of another schedule too, and of none that the estate does not have any more', async () => {
  const world = new World();
  const ports = world.ports({ team: undefined });
  await notify(ports, [
    { messageId: 'a', message: held('2026-12-07-admin-monthly') },
    { messageId: 'b', message: held('2027-01-04-service-quarterly', 'service-quarterly') },
    { messageId: 'c', message: held('2027-01-04-gone', 'gone') },
  ]);
  expect(world.mails).toHaveLength(2);
});
