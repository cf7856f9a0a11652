import { expect, test } from '@jest/globals';
import { clockAt } from '@m365-rotation/loopback';
import { startCloudFormation } from '../cloudformation.ts';
import { callerOf, needsOf } from './service-context.ts';

const place = { accountId: '111122223333', region: 'eu-central-1', clock: clockAt(1) };
const service = startCloudFormation(place, [
  { stackName: 'RotationData', outputs: { Bucket: 'rotationdata-b-1' } },
  { stackName: 'Rotation', outputs: { Table: 'Rotation-T-1', Url: 'http://x' } },
]);
const arn = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Rotation/local';

test.each(['Rotation', arn])('a stack, asked for as %s, tells the outputs of the template', async (StackName) => {
  expect(await callerOf(service)('DescribeStacks', { StackName })).toEqual({
    Stacks: [
      {
        StackId: arn,
        StackName: 'Rotation',
        CreationTime: expect.any(Date),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [
          { OutputKey: 'Table', OutputValue: 'Rotation-T-1' },
          { OutputKey: 'Url', OutputValue: 'http://x' },
        ],
      },
    ],
  });
});

test('another stack does not exist', async () => {
  await expect(callerOf(service)('DescribeStacks', { StackName: 'Other' })).rejects.toMatchObject({
    code: 'ValidationError',
    message: 'Stack with id Other does not exist',
    httpStatus: 400,
  });
});

test('what is not supported is refused: all stacks, pages', async () => {
  for (const input of [{}, { StackName: 'Rotation', NextToken: 'n' }]) {
    await expect(callerOf(service)('DescribeStacks', input)).rejects.toMatchObject({ code: 'ValidationException' });
  }
});

test('whoever asks needs the permission for that stack', () => {
  expect(needsOf(service, 'DescribeStacks', { StackName: 'Rotation' })).toEqual([
    `cloudformation:DescribeStacks ${arn}`,
  ]);
  expect(needsOf(service, 'DescribeStacks', { StackName: 'Other' })).toEqual([
    'cloudformation:DescribeStacks arn:aws:cloudformation:eu-central-1:111122223333:stack/Other/*',
  ]);
});
