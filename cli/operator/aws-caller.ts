import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Estate } from '../../config/estate.ts';

/**
 * ARN of the AWS identity in the shell.
 *
 * @throws when it is not one of the account that the estate is deployed to
 */
export async function awsCaller({ account, region }: Estate['aws']): Promise<string> {
  const { Arn: caller = '', Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  if (Account !== account) {
    throw new Error(`the estate is deployed to AWS account ${account}; the shell is signed in to ${Account}`);
  }
  return caller;
}
