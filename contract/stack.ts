/** Name of the CloudFormation stack. Names of machines, and of roles that Entra knows, begin with it: it cannot change after a deployment. */
export const STACK_NAME = 'M365PasswordRotation';
