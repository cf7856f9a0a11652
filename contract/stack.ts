/**
 * Name of the CloudFormation stack, where the estate gives no other. Names of machines, of schedules' group and of roles that Entra knows
 * begin with it, so that several stacks fit into one account; it cannot change after a deployment.
 */
export const STACK_NAME = 'M365PasswordRotation';

/**
 * What the names of a stack's secrets begin with. A second stack of one account and Region has secrets of its own, credentials too: two
 * stages of one estate would move each other's labels, and the functions of a test stage could read what production has made.
 */
const secretPrefix = (stackName: string): string => (stackName === STACK_NAME ? '' : `${stackName}/`);

/** Name of a secret that an engineer fills, such as `m365-rotation/psa`. */
export const filledSecretName = (stackName: string, name: string): string =>
  `${secretPrefix(stackName)}m365-rotation/${name}`;

/** Credentials are called `<this>/<tenant id>/<account id>`. Nothing else is: roles are granted the prefix. */
export const credentialPrefix = (stackName: string): string => `${secretPrefix(stackName)}m365`;

/** Name of the database of audit records in Glue: lower-case letters, digits and underscores. */
export const auditDatabaseName = (stackName: string): string => `${stackName.toLowerCase().replaceAll('-', '_')}_audit`;

/** Name of Athena's workgroup for questions about audit records. */
export const auditWorkgroupName = (stackName: string): string => `${stackName}-Audit`;

/** Names of the stack's outputs. By them people and the command line find what was deployed. */
export const stackOutput = {
  portalUrl: 'PortalUrl',
  stateTable: 'StateTable',
  auditTable: 'AuditTable',
  auditBucket: 'AuditBucket',
  sealKeyId: 'SealKeyId',
  auditWorkgroup: 'AuditWorkgroup',
  /** Only where the deployment makes the sender's identity. */
  mailDnsRecords: 'MailDnsRecords',
} as const;

export type StackOutput = (typeof stackOutput)[keyof typeof stackOutput];
