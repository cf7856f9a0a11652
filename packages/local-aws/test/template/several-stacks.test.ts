import { describe, expect, test } from '@jest/globals';
import { readTemplate } from '../../template/read-template.ts';
import { assemblyFolder, type OtherStack } from './assembly-folder.ts';

const addresses = { portalUrl: 'http://127.0.0.1:8700', awsUrl: 'http://127.0.0.1:8701' };
const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
const exports = (name: string, Value: unknown) => ({ It: { Value, Export: { Name: name } } });
const imports = (name: string) => ({ It: { Value: { 'Fn::ImportValue': name } } });

const read = async (
  others: Readonly<Record<string, OtherStack>>,
  resources: Readonly<Record<string, unknown>> = {},
  outputs: Readonly<Record<string, unknown>> = {},
) => readTemplate(await assemblyFolder(resources, { outputs, others }), addresses);

describe('the stacks of an assembly', () => {
  const kept = {
    resources: { Queue: queue },
    outputs: exports('Kept:Queue', { 'Fn::GetAtt': ['Queue', 'QueueName'] }),
  };

  test('are one account: each has its own resources and outputs, also where their logical ids are alike', async () => {
    const { stacks, queues } = await read({ Kept: kept }, { Queue: queue }, imports('Kept:Queue'));
    expect(queues.map(({ name }) => name.replace(/-[A-Z0-9]{12}$/, ''))).toEqual(['Rotation-Queue', 'Kept-Queue']);
    const name = queues[1]?.name;
    expect(stacks).toEqual([
      { stackName: 'Rotation', outputs: { It: name } },
      { stackName: 'Kept', outputs: { It: name } },
    ]);
  });

  test('a stack imports what is in its own properties and names, too', async () => {
    const named = {
      ...queue,
      Properties: { QueueName: { 'Fn::Join': ['', ['of-', { 'Fn::ImportValue': 'Kept:Queue' }]] } },
    };
    const { queues } = await read({ Kept: kept }, { Mine: named });
    expect(queues.find(({ logicalId }) => logicalId === 'Mine')?.name).toMatch(/^of-Kept-Queue-/);
  });

  test.each<readonly [string, Readonly<Record<string, OtherStack>>, Readonly<Record<string, unknown>>, RegExp]>([
    ['what nobody exports', { Kept: kept }, imports('Kept:Table'), /It: no stack exports 'Kept:Table'/],
    [
      'an output that is not exported',
      { Kept: { outputs: { Queue: { Value: 'x' } } } },
      imports('Queue'),
      /no stack exports 'Queue'/,
    ],
    [
      'two exports of one name',
      { Kept: kept, Other: { outputs: exports('Kept:Queue', 'x') } },
      {},
      /Other: 'Kept:Queue' is exported by Kept already/,
    ],
    [
      'stacks that import from each other',
      { Kept: { outputs: { ...exports('Kept:A', 'a'), B: imports('Rotation:A').It } } },
      { ...exports('Rotation:A', 'a'), B: imports('Kept:A').It },
      /import from each other: neither can be deployed first/,
    ],
    [
      'a stack of another Region',
      { Kept: { environment: 'aws://111122223333/us-east-1' } },
      {},
      /one account and region is run here; Rotation is for .*eu-central-1, Kept for .*us-east-1/,
    ],
  ])('%s is refused', async (_, others, outputs, message) => {
    await expect(read(others, {}, outputs)).rejects.toThrow(message);
  });
});
