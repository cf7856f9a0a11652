/**
 * Name of the CloudFormation stack, where the estate gives no other; a second one is called so, and `Data`. Names of machines, of schedules' group and of roles that Entra knows
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

/**
 * Name of the stack that holds what must never go: records, passwords' keys and the tables. The other one, which may be deleted and made
 * again, has the estate's name.
 */
export const dataStackName = (stackName: string): string => `${stackName}Data`;

/**
 * Name of a role that somebody knows by it: Entra, or a policy of the data stack. Roles have no Region: without it in the name, a stack in
 * a second one would find the names taken.
 */
export const roleName = (
  { stackName, region }: { readonly stackName: string; readonly region: string },
  holder: string,
): string => `${stackName}-${region}-${holder}`;

/** Outputs of the data stack. All are exported, whether the other stack imports them or not: see ADR 49. */
export const dataOutput = {
  stateTable: 'StateTable',
  auditTable: 'AuditTable',
  auditStream: 'AuditStream',
  auditBucket: 'AuditBucket',
  sealKeyId: 'SealKeyId',
  credentialKeyId: 'CredentialKeyId',
} as const;

export type DataOutput = (typeof dataOutput)[keyof typeof dataOutput];

/** By which name the data stack exports an output: one per account and Region. */
export const exportName = (stackName: string, output: DataOutput): string => `${dataStackName(stackName)}:${output}`;

/** Names of both stacks' outputs. By them people and the command line find what was deployed. */
export const stackOutput = {
  ...dataOutput,
  portalUrl: 'PortalUrl',
  auditWorkgroup: 'AuditWorkgroup',
  /** Only where the deployment makes the sender's identity. */
  mailDnsRecords: 'MailDnsRecords',
} as const;

export type StackOutput = (typeof stackOutput)[keyof typeof stackOutput];

const dataOutputs: ReadonlySet<StackOutput> = new Set(Object.values(dataOutput));

/** Which of the two stacks tells an output. */
export const stackOfOutput = (stackName: string, output: StackOutput): string =>
  dataOutputs.has(output) ? dataStackName(stackName) : stackName;
