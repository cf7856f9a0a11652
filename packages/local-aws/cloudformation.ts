import * as z from 'zod';
import { inputOf } from './input.ts';
import { AwsError, type Service, type ServiceContext } from './service.ts';
import type { StackDeclaration } from './template/declarations.ts';

const describeInput = z.strictObject({ StackName: z.string().min(1) });

/**
 * CloudFormation, as far as telling what the outputs of stacks are. They were created when the cloud started; parameters, tags and the
 * descriptions of outputs are left out.
 */
export function startCloudFormation(
  { accountId, region, clock }: Pick<ServiceContext, 'accountId' | 'region' | 'clock'>,
  stacks: readonly StackDeclaration[],
): Service {
  const CreationTime = clock.now();
  const arnOf = (stackName: string) => stackArn({ accountId, region, stackName });
  const named = (name: string) => stacks.find(({ stackName }) => name === stackName || name === arnOf(stackName));
  return {
    name: 'cloudformation',
    actions: {
      async DescribeStacks(input) {
        const { StackName } = inputOf(describeInput, input);
        const found = named(StackName);
        if (found === undefined) throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
        const { stackName, outputs } = found;
        const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
        const StackId = arnOf(stackName);
        return { Stacks: [{ StackId, StackName: stackName, CreationTime, StackStatus: 'CREATE_COMPLETE', Outputs }] };
      },
    },
    requirementsOf({ input }) {
      const { StackName } = inputOf(describeInput, input);
      const found = named(StackName);
      // Of a stack that does not exist, IAM sees the name alone.
      const absent = `arn:aws:cloudformation:${region}:${accountId}:stack/${StackName}/*`;
      return [
        { action: 'cloudformation:DescribeStacks', resource: found === undefined ? absent : arnOf(found.stackName) },
      ];
    },
    close: async () => undefined,
  };
}

/** The id by which CloudFormation names a stack. */
const stackArn = (of: { readonly accountId: string; readonly region: string; readonly stackName: string }) =>
  `arn:aws:cloudformation:${of.region}:${of.accountId}:stack/${of.stackName}/local`;
