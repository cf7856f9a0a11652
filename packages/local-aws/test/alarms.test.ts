import { expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import { Alarms, apiServerError, functionError } from '../alarms.ts';
import type { AlarmDeclaration } from '../template/declarations.ts';

const alarm = (more: Partial<AlarmDeclaration>): AlarmDeclaration => ({
  logicalId: 'A',
  description: '',
  namespace: 'AWS/ApiGateway',
  metricName: '5xx',
  dimensions: { ApiId: 'api' },
  periodSeconds: 300,
  raisedBy: 'too much',
  threshold: 2,
  actions: [],
  ...more,
});

test('an alarm is raised by as many events in one period as its threshold says, and stays raised', async () => {
  const clock = virtualClock();
  const alarms = new Alarms([alarm({})], clock);
  alarms.count(apiServerError('api'));
  await clock.pass(300_000);
  alarms.count(apiServerError('api'));
  expect(alarms.raised()).toEqual([]);
  alarms.count(apiServerError('api'));
  await clock.pass(300_000);
  expect(alarms.raised()).toMatchObject([{ logicalId: 'A' }]);
});

test('an alarm on too little is never raised, least of all by what there is enough of', () => {
  const alarms = new Alarms([alarm({ raisedBy: 'too little', threshold: 1 })], virtualClock());
  alarms.count(apiServerError('api'));
  expect(alarms.raised()).toEqual([]);
});

test('events of another metric or of another resource count for nothing', () => {
  const alarms = new Alarms([alarm({ threshold: 1 })], virtualClock());
  alarms.count(apiServerError('another'));
  alarms.count(functionError('api'));
  expect(alarms.raised()).toEqual([]);
});
