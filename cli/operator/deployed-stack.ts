import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { Estate } from '../../config/estate.ts';
import type { StackOutput } from '../../contract/stack.ts';

/** What the deployed stack tells of itself. */
export type StackOutputs = (name: StackOutput) => string;

/** Where the stack is, and how it is called. */
export type Deployment = Pick<Estate['aws'], 'region' | 'stackName'>;

/**
 * Asks CloudFormation, not the services: what an earlier deployment left behind is not among the stack's outputs.
 *
 * @throws when the stack does not exist in the region, or an output that is asked for is not there yet
 */
export async function deployedStack(
  { region, stackName }: Deployment,
  client: Pick<CloudFormationClient, 'send'> = new CloudFormationClient({ region }),
): Promise<StackOutputs> {
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: unknown) => {
      const isAbsent = error instanceof CloudFormationServiceException && error.message.includes('does not exist');
      if (isAbsent) throw new Error(`the stack ${stackName} is not deployed in ${region}`);
      throw error;
    });
  const values = new Map(stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return (name) => {
    const value = values.get(name);
    if (value === undefined) {
      throw new Error(`the stack ${stackName} in ${region} has no output ${name}: deploy it once more`);
    }
    return value;
  };
}
