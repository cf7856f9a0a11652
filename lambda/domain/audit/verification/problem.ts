/**
 * What can be wrong with a folder of evidence. The names are stable: scripts of auditors read them.
 */
export const problemKinds = [
  // Files and lines
  'symbolic-link',
  'unexpected-file',
  'unreadable-file',
  'unreadable-line',
  'misplaced-object',
  'export-manifest',
  'export-missing',
  // Changes of the table that the product never makes
  'record-overwritten',
  'record-removed',
  // Records and chains
  'record-changed',
  'record-differs',
  'record-twice',
  'wrong-chain',
  'records-missing',
  'broken-link',
  'missing-in-export',
  'missing-in-archive',
  'back-dated',
  'added-later',
  // What was signed
  'sealed-record-missing',
  'sealed-record-replaced',
  'checkpoint-unreadable',
  'checkpoint-unsigned',
  'checkpoint-missing',
  'checkpoint-order',
  'checkpoint-heads',
  'checkpoint-root',
  'checkpoint-rolled-back',
  'checkpoint-overdue',
  'checkpoint-expected',
  'checkpoint-witnessed',
  'key-unknown',
  'key-file',
  'seal-unreadable',
  'seal-unsigned',
  'seal-missing',
  'seal-order',
  'cycle-unsealed',
  'nothing-sealed',
  // Extracts
  'extract-proof',
  'extract-tenant',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** Where a problem is. What is not known is left out. */
export interface ProblemPlace {
  /** By its path in the folder, and the number of the line in it, from 1. */
  readonly file?: string;
  readonly line?: number;
  /** Number of a checkpoint. */
  readonly checkpoint?: number;
  readonly cycleId?: string;
  readonly chain?: string;
  /** The first record that it is about. */
  readonly sequence?: number;
}

/** What the records say about the one that a problem is about. */
export interface ProblemSubject {
  readonly tenantId?: string;
  readonly tenantName?: string;
  readonly accountId?: string;
  readonly userPrincipalName?: string;
  /** ISO 8601, UTC: when it happened, as the record claims. */
  readonly time?: string;
  readonly action?: string;
}

/** @template Kind  of those that the finder can find */
export interface Finding<Kind extends ProblemKind = ProblemKind> extends ProblemPlace {
  readonly kind: Kind;
  /** What is wrong, without saying with which record: that is added from its subject. */
  readonly what: string;
  readonly subject?: ProblemSubject;
}
