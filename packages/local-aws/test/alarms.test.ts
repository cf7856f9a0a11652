import { expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import { Alarms, apiServerError, ofFunction } from '../alarms.ts';
import type { AlarmDeclaration } from '../template/declarations.ts';

const alarm = (more: Partial<AlarmDeclaration>): AlarmDeclaration => ({
  logicalId: 'A',
  description: '',
  namespace: 'AWS/ApiGateway',
  metricName: '5xx',
  dimensions: { ApiId: 'api' },
  statistic: 'Sum',
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

test('an alarm on too little is never among those that were raised: nobody runs anything while days pass here', () => {
  const alarms = new Alarms([alarm({ raisedBy: 'too little', threshold: 1 })], virtualClock());
  alarms.count(apiServerError('api'));
  expect(alarms.raised()).toEqual([]);
});

test('events of another metric or of another resource count for nothing', () => {
  const alarms = new Alarms([alarm({ threshold: 1 })], virtualClock());
  alarms.count(apiServerError('another'));
  alarms.count(ofFunction('Errors', 'api'));
  expect(alarms.raised()).toEqual([]);
});

const stateOf = (alarms: Alarms, at?: Date) => alarms.states(at).map(({ state }) => state);

test('an alarm on too much goes back when a whole period has passed without another event', async () => {
  const clock = virtualClock();
  const alarms = new Alarms([alarm({ threshold: 1 })], clock);
  expect(stateOf(alarms)).toEqual(['OK']);
  alarms.count(apiServerError('api'));
  expect(stateOf(alarms)).toEqual(['ALARM']);
  expect(stateOf(alarms, new Date(clock.now().getTime() + 600_000))).toEqual(['OK']);
  await clock.pass(600_000);
  expect(stateOf(alarms)).toEqual(['OK']);
});

test('of a maximum the largest point counts, however many there are', () => {
  const alarms = new Alarms([alarm({ statistic: 'Maximum', threshold: 3 })], virtualClock());
  alarms.count(apiServerError('api'), 2);
  alarms.count(apiServerError('api'), 2);
  expect(stateOf(alarms)).toEqual(['OK']);
  alarms.count(apiServerError('api'), 3);
  alarms.count(apiServerError('api'), 1);
  expect(stateOf(alarms)).toEqual(['ALARM']);
});

test('an alarm on too little is raised after a whole period without enough, and ended by the next event', async () => {
  const clock = virtualClock();
  const alarms = new Alarms([alarm({ raisedBy: 'too little', threshold: 1 })], clock);
  expect(stateOf(alarms)).toEqual(['OK']);
  await clock.pass(600_000);
  expect(stateOf(alarms)).toEqual(['ALARM']);
  alarms.count(apiServerError('api'));
  expect(stateOf(alarms)).toEqual(['OK']);
});

test('what is measured when it is asked for counts as it is then', () => {
  let depth = 2;
  const alarms = new Alarms([alarm({})], virtualClock(), ({ name }) => (name === '5xx' ? depth : undefined));
  expect(stateOf(alarms)).toEqual(['ALARM']);
  depth = 1;
  expect(stateOf(alarms)).toEqual(['OK']);
});
