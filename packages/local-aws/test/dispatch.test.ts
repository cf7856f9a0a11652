import { beforeEach, describe, expect, test } from '@jest/globals';
import { Dispatcher } from '../dispatch.ts';
import type { Fault } from '../faults.ts';
import { Iam } from '../iam.ts';
import { QuotaGate } from '../quotas.ts';
import { AwsError, type JsonObject, type Principal } from '../service.ts';

const roleArn = 'arn:aws:iam::111122223333:role/notify';
const role: Principal = { kind: 'role', roleArn, name: 'notify', session: 'notify@1' };
const statements = [{ effect: 'Allow', actions: ['sqs:SendMessage'], resources: ['*'], conditions: {} }] as const;

let sent: unknown[];
let stopped: Principal[];
let fault: Fault | undefined;
let dispatcher: Dispatcher;

beforeEach(() => {
  [sent, stopped, fault] = [[], [], undefined];
  const iam = new Iam([{ logicalId: 'R', name: 'notify', arn: roleArn, trustedServices: [], statements }], '1', 'x');
  dispatcher = new Dispatcher({
    iam,
    faults: { faultFor: () => fault },
    stopCaller: async (principal) => void stopped.push(principal),
  });
  dispatcher.add({
    name: 'sqs',
    actions: {
      SendMessage: async ({ MessageBody }) => ({ MessageId: String(sent.push(MessageBody)) }),
      DeleteMessage: async () => ({}),
    },
    requirementsOf: ({ action }) => [{ action: `sqs:${action}`, resource: 'arn:aws:sqs:x:1:q' }],
    close: async () => undefined,
  });
});

const send = (principal: Principal = role, action = 'SendMessage', service = 'sqs') =>
  dispatcher.dispatch({ service, action, input: { MessageBody: 'x' }, principal });

describe('a call', () => {
  test('is carried out and counted, by caller', async () => {
    expect(await send()).toEqual({ MessageId: '1' });
    await send();
    await send({ kind: 'operator' });
    expect(dispatcher.calls()).toEqual({ 'sqs:SendMessage': 2 });
    expect(dispatcher.callsByCaller()).toEqual({
      notify: { 'sqs:SendMessage': 2 },
      operator: { 'sqs:SendMessage': 1 },
    });
  });

  test('that the role may not make is neither carried out nor counted', async () => {
    await expect(send(role, 'DeleteMessage')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(dispatcher.calls()).toEqual({});
  });

  test('that comes too fast is counted and refused, as its service refuses it', async () => {
    const clock = { elapsed: () => 0 };
    const size = { capacity: 1, perSecond: 1 };
    const quotas = new QuotaGate([{ name: 'messages', calls: ['sqs:SendMessage'], size }], clock);
    const limited = new Dispatcher({
      iam: new Iam([{ logicalId: 'R', name: 'notify', arn: roleArn, trustedServices: [], statements }], '1', 'x'),
      faults: { faultFor: () => undefined },
      quotas,
      stopCaller: async () => undefined,
    });
    const done: JsonObject[] = [];
    limited.add({
      name: 'sqs',
      actions: { SendMessage: async (input) => ({ done: done.push(input) }) },
      requirementsOf: () => [],
      close: async () => undefined,
    });
    const call = { service: 'sqs', action: 'SendMessage', input: {}, principal: role };
    await limited.dispatch(call);
    await expect(limited.dispatch(call)).rejects.toMatchObject({ code: 'RequestThrottled' });
    expect(done).toHaveLength(1);
    expect(limited.calls()).toEqual({ 'sqs:SendMessage': 2 });
    expect(quotas.refused()).toEqual({ messages: 1 });
  });

  test('that nobody supports is refused clearly', async () => {
    await expect(send(role, 'PurgeQueue')).rejects.toThrow(/sqs:PurgeQueue/);
    await expect(send(role, 'X', 'athena')).rejects.toThrow(/'athena'/);
  });
});

describe('faults', () => {
  test.each<[Fault, number, number]>([
    ['stop-before', 0, 1],
    ['stop-after', 1, 1],
    ['lose-response', 1, 0],
  ])('%s', async (given, carriedOut, stops) => {
    fault = given;
    await expect(send()).rejects.toMatchObject({ name: 'ResponseLost' });
    expect(sent).toHaveLength(carriedOut);
    expect(stopped).toEqual(Array(stops).fill(role));
  });

  test('throttle', async () => {
    fault = 'throttle';
    await expect(send()).rejects.toEqual(new AwsError('RequestThrottled', 'Request is throttled.'));
    expect(sent).toEqual([]);
  });

  test('twice', async () => {
    fault = 'twice';
    expect(await send()).toEqual({ MessageId: '2' });
  });

  test('never hit the operator', async () => {
    fault = 'throttle';
    expect(await send({ kind: 'operator' })).toEqual({ MessageId: '1' });
  });
});
