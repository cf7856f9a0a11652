/** Name of the CloudFormation stack. Names of machines, and of roles that Entra knows, begin with it: it cannot change after a deployment. */
export const STACK_NAME = 'M365PasswordRotation';

/** Names of the stack's outputs. By them people and the command line find what was deployed. */
export const stackOutput = {
  portalUrl: 'PortalUrl',
  stateTable: 'StateTable',
  auditTable: 'AuditTable',
  auditBucket: 'AuditBucket',
  sealKeyId: 'SealKeyId',
  /** Only where the deployment makes the sender's identity. */
  mailDnsRecords: 'MailDnsRecords',
} as const;

export type StackOutput = (typeof stackOutput)[keyof typeof stackOutput];
