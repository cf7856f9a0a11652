/**
 * Keys of the rows that workflows write directly (a task token) and functions read: both sides must agree on them.
 * The other rows are known to `lambda/adapters/aws/dynamodb` alone.
 */
export const stateTableIndex = { openApprovals: 'OpenApprovals', openLinks: 'OpenLinks' } as const;

/**
 * What the index of open approvals holds besides its keys: all of a rotation but the facts that only guards look at, and the task token.
 * DynamoDB takes 20 at most.
 */
export const openApprovalAttributes = [
  'cycleId',
  'tenantId',
  'accountId',
  'rotationId',
  'account',
  'tenantDisplayName',
  'carryOutBefore',
  'emergency',
  'barred',
  'state',
  'closed',
  'countedAs',
  'reopened',
  'run',
  'replaced',
  'revision',
];

/** Attributes of the state table that the template names. */
export const stateAttribute = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, seconds since 1970. */
  expiresAt: 'expiresAt',
  /** Sparse index over rotations that wait for a decision: tenant id, and the deadline. */
  openFor: 'openFor',
  decideBefore: 'decideBefore',
  /** Sparse index over credential links whose passwords still wait for somebody: tenant id, and when the link expires. */
  collectIn: 'collectIn',
  collectBefore: 'collectBefore',
  status: 'status',
  /** The task token that the row's workflow waits on. It is a secret: it is sent to Step Functions and nowhere else. */
  taskToken: 'taskToken',
  /** Tenants of a cycle, or rotations of a tenant, that are not done yet. */
  openCount: 'openCount',
  /**
   * Names what a release must know to act on the row. A release that does not know one refuses the row, and leaves out other fields that it
   * does not know. None needs anything so far.
   */
  needs: 'needs',
} as const;

/** Attributes of the audit table's key: the chain, and the place in it. */
export const auditAttribute = { partitionKey: 'chain', sortKey: 'sequence' } as const;

/** Prefixes of the partitions of web sessions and of pending sign-ins. The function `sign-in` may reach no other partition. */
export const SESSION_PREFIX = 'session#';
export const SIGN_IN_PREFIX = 'login#';

/**
 * Begins the names of the chains about people's access, and the partitions of the state table that hold their ends and counts. The
 * function `sign-in` may add to no other chain.
 */
export const ACCESS_PREFIX = 'access#';

/** Begins the partitions of the links of customers' contacts. The function `contact-page` reads no other link. */
export const CONTACT_LINK_PREFIX = 'contact#';
/** Holds what contacts have stopped, and no pause that anybody else set: all that the function `contact-page` may write, besides records. */
export const CONTACT_STOPS_PARTITION = 'contact-stops';
/** Begins the partitions of the ends of chains. */
export const CHAIN_PREFIX = 'chain#';

export const CYCLES_PARTITION = 'cycles';
export const cyclePartition = (cycleId: string) => `cycle#${cycleId}`;
export const tenantSort = (tenantId: string) => `tenant#${tenantId}`;
export const tenantPartition = (cycleId: string, tenantId: string) => `cycle#${cycleId}#tenant#${tenantId}`;
export const rotationSort = (accountId: string) => `rotation#${accountId}`;
