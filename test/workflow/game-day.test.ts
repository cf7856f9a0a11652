import { expect, test } from '@jest/globals';
import { alarmTable } from '../../contract/alarms.ts';
import { gameDay } from '../../gameday/game-day.ts';
import { freePorts } from './npm-start.ts';

/** With the whole product: an alarm that nothing can raise, or that never ends, is none. */
test('every alarm of the table is raised by what the table says, and ends when its cause is gone', async () => {
  const walked = await gameDay(await freePorts(), () => undefined);
  expect(walked.map(({ name }) => name).sort()).toEqual(alarmTable.map(({ name }) => name).sort());
  expect(walked.filter(({ raised, ended }) => !raised || !ended)).toEqual([]);
});
