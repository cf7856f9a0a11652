import * as z from 'zod';
import { inputOf } from './input.ts';
import { AwsError, type Service, type ServiceContext } from './service.ts';
import type { Declarations } from './template/declarations.ts';

const describeInput = z.strictObject({ StackName: z.string().min(1) });

/**
 * CloudFormation, as far as telling what the one stack's outputs are. It was created when the cloud started; parameters, tags and the
 * descriptions of outputs are left out.
 */
export function startCloudFormation(
  { accountId, region, clock }: Pick<ServiceContext, 'accountId' | 'region' | 'clock'>,
  { stackName, outputs }: Pick<Declarations, 'stackName' | 'outputs'>,
): Service {
  const arn = stackArn({ accountId, region, stackName });
  const CreationTime = clock.now();
  const isIt = (name: string) => name === stackName || name === arn;
  return {
    name: 'cloudformation',
    actions: {
      async DescribeStacks(input) {
        const { StackName } = inputOf(describeInput, input);
        if (!isIt(StackName)) throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
        const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
        const stack = { StackId: arn, StackName: stackName, CreationTime, StackStatus: 'CREATE_COMPLETE', Outputs };
        return { Stacks: [stack] };
      },
    },
    requirementsOf({ input }) {
      const { StackName } = inputOf(describeInput, input);
      // Of a stack that does not exist, IAM sees the name alone.
      const resource = isIt(StackName) ? arn : `arn:aws:cloudformation:${region}:${accountId}:stack/${StackName}/*`;
      return [{ action: 'cloudformation:DescribeStacks', resource }];
    },
    close: async () => undefined,
  };
}

/** The id by which CloudFormation names a stack. */
const stackArn = (of: { readonly accountId: string; readonly region: string; readonly stackName: string }) =>
  `arn:aws:cloudformation:${of.region}:${of.accountId}:stack/${of.stackName}/local`;
