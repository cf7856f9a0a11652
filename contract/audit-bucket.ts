/**
 * Where things lie in the audit bucket, which functions write, and policies, the command line and auditors name. Nothing there is ever
 * written twice.
 */
export const auditPrefix = {
  /** Changes of the audit table, minutes after they happened: `records/YYYY/MM/DD/HH/<first>-<last>.jsonl.gz`, by places in the stream. */
  records: 'records/',
  /** Checkpoints, their files of heads, and the public keys that they are signed with. */
  checkpoints: 'checkpoints/',
  /** Exports of the audit table by DynamoDB: `audit/period=YYYY-MM/AWSDynamoDB/…`. */
  exports: 'audit/',
  /** Estates that were deployed. */
  estates: 'estates/',
} as const;

const numbered = (number: number) =>
  `${auditPrefix.checkpoints}${String(Math.floor(number / 1000)).padStart(6, '0')}/${String(number).padStart(9, '0')}`;

/** A signed note. In folders of a thousand: two requests find the newest. */
export const checkpointKey = (number: number): string => `${numbered(number)}.checkpoint`;
/**
 * The ends of chains that a checkpoint is about, one per line, sorted by chain: all, or those that changed since the one before. It is
 * stored before the checkpoint that names it: one that a crash left without a checkpoint stands in nobody's way, since its name says what
 * it holds, and proves nothing.
 *
 * @param hash  SHA-256, hex, of the lines before compression
 */
export const headsKey = (number: number, hash: string): string => `${numbered(number)}-${hash}.heads.jsonl.gz`;
/** @param fingerprint  SHA-256, hex, over the key as SubjectPublicKeyInfo (DER) */
export const publicKeyKey = (fingerprint: string): string => `${auditPrefix.checkpoints}keys/${fingerprint}.pem`;

/** @param first  when the first change happened */
export function archiveKey(first: Date, firstSequenceNumber: string, lastSequenceNumber: string): string {
  const hour = first.toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  return `${auditPrefix.records}${hour}/${firstSequenceNumber}-${lastSequenceNumber}.jsonl.gz`;
}

/** In the work bucket: the ends of chains that the seal of a cycle must reach. */
export const cycleEndsKey = (cycleId: string): string => `cycles/${cycleId}-heads.json`;

/** Canonical JSON of an estate. @param hash  SHA-256, hex, over it: what records and checkpoints name */
export const estateKey = (hash: string): string => `${auditPrefix.estates}${hash}.json`;
