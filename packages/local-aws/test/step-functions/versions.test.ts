import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { arnOf, roleArn } from '../../step-functions/with-stubs.ts';
import { newFolder, startCloud } from './cloud.ts';

const saying = (what: string, aliases: readonly string[] = ['live']) => ({
  logicalId: 'M',
  name: 'M',
  arn: arnOf('M'),
  roleArn,
  aliases,
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Pause',
    States: { Pause: { Type: 'Wait', Seconds: 60, Next: 'Say' }, Say: { Type: 'Pass', Output: what, End: true } },
  },
});
const described = z.object({
  stateMachineVersionArn: z.string().optional(),
  stateMachineAliasArn: z.string().optional(),
});

async function machineOf(what: string, folder = newFolder()) {
  const cloud = await startCloud({}, {}, { folder });
  cloud.deploy([saying(what)]);
  const start = async (qualifier: string) => {
    const stateMachineArn = `${arnOf('M')}${qualifier}`;
    const { executionArn } = await cloud.api('StartExecution', { stateMachineArn });
    const { stateMachineVersionArn, stateMachineAliasArn } = described.parse(
      await cloud.api('DescribeExecution', { executionArn }),
    );
    const says = async () => (await cloud.waitFor(String(executionArn))).output;
    return { version: stateMachineVersionArn?.split(':').at(-1), alias: stateMachineAliasArn?.split(':').at(-1), says };
  };
  return { cloud, start };
}

describe('a deployment that changes a machine', () => {
  test('publishes a version, moves the alias there, and leaves what runs alone', async () => {
    const { cloud, start } = await machineOf('one');
    const before = await start(':live');
    cloud.deploy([saying('two')]);
    const after = await start(':live');
    expect([before.version, before.alias, after.version]).toEqual(['1', 'live', '2']);
    expect([await before.says(), await after.says()]).toEqual(['"one"', '"two"']);
  });

  test('and is rolled back publishes a third one, with the first definition', async () => {
    const { cloud, start } = await machineOf('one');
    cloud.deploy([saying('two')]);
    cloud.deploy([saying('one')]);
    const live = await start(':live');
    expect([live.version, await live.says()]).toEqual(['3', '"one"']);
    expect(await (await start(':2')).says()).toBe('"two"');
  });

  test('is refused as a whole where one machine is not supported', async () => {
    const { cloud, start } = await machineOf('one');
    const broken = { ...saying('two'), definition: { StartAt: 'X', States: { X: { Type: 'Parallel' } } } };
    expect(() => cloud.deploy([saying('three'), { ...broken, name: 'N', arn: arnOf('N') }])).toThrow();
    expect(await (await start(':live')).says()).toBe('"one"');
  });
});

test('a deployment that changes nothing publishes nothing, also after a restart', async () => {
  const folder = newFolder();
  const { cloud } = await machineOf('one', folder);
  cloud.deploy([saying('one')]);
  await cloud.close();
  const { start } = await machineOf('one', folder);
  expect((await start(':live')).version).toBe('1');
});

test("the machine's own ARN starts what it is now, and is of no version", async () => {
  const { start } = await machineOf('one');
  expect(await start('')).toMatchObject({ version: undefined, alias: undefined });
  expect(await start(':1')).toMatchObject({ version: '1', alias: undefined });
});

test('a version or an alias that does not exist cannot be started, nor can what has none', async () => {
  const { cloud, start } = await machineOf('one');
  await expect(start(':2')).rejects.toThrow('State Machine Does Not Exist');
  await expect(start(':dead')).rejects.toThrow('State Machine Does Not Exist');
  cloud.deploy([{ ...saying('one', []), name: 'N', arn: arnOf('N') }]);
  await expect(cloud.api('StartExecution', { stateMachineArn: `${arnOf('N')}:1` })).rejects.toThrow('Does Not Exist');
});
