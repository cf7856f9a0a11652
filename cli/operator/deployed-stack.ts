import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { Estate } from '../../config/estate.ts';
import { dataStackName, type StackOutput, stackOfOutput } from '../../contract/stack.ts';

/** What the deployed stacks tell of themselves. @throws when a stack is not there, or has no such output yet */
export type StackOutputs = (name: StackOutput) => string;

/** Where the stacks are, and how they are called. */
export type Deployment = Pick<Estate['aws'], 'region' | 'stackName'>;

/**
 * Asks CloudFormation, not the services: what an earlier deployment left behind is not among the outputs of stacks. What is kept may be there
 * without the rest.
 *
 * @throws when neither stack exists in the region
 */
export async function deployedStack(
  { region, stackName }: Deployment,
  client: Pick<CloudFormationClient, 'send'> = new CloudFormationClient({ region }),
): Promise<StackOutputs> {
  const names = [dataStackName(stackName), stackName];
  const told = new Map(await Promise.all(names.map(async (name) => [name, await outputsOf(name, client)] as const)));
  const isAbsent = (name: string) => `the stack ${name} is not deployed in ${region}`;
  if (names.every((name) => told.get(name) === undefined)) throw new Error(isAbsent(stackName));
  return (output) => {
    const name = stackOfOutput(stackName, output);
    const outputs = told.get(name);
    if (outputs === undefined) throw new Error(isAbsent(name));
    const value = outputs.get(output);
    if (value === undefined)
      throw new Error(`the stack ${name} in ${region} has no output ${output}: deploy it once more`);
    return value;
  };
}

/** @returns `undefined`: there is no such stack */
async function outputsOf(
  StackName: string,
  client: Pick<CloudFormationClient, 'send'>,
): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return new Map(stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}
