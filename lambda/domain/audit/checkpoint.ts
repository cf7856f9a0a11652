import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { canonicalJson, sha256 } from './audit-chain.ts';
import type { ChainHead } from './audit-record.ts';
import { leafHash, rootOf } from './merkle.ts';

/**
 * A checkpoint says where every chain of audit records ended at one time. It is a C2SP checkpoint (c2sp.org/tlog-checkpoint): origin, size
 * and root of a tree, then lines of our own. The tree is not a log that only grows: its leaves are the ends of all chains, sorted by
 * chain. What makes it impossible to roll back is that each checkpoint names the hash of the one before, and that a chain that once
 * reached a record must hold that record for ever.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const word = z.string().regex(/^[^\s+]+$/);

export const checkpointSchema = z.strictObject({
  /** Which product of which AWS account it is: `m365-password-rotation/<account>/<region>/<stack>`. */
  origin: word,
  /** How many chains there are. */
  chains: count,
  /** Root of the tree over the ends of all chains: hex. */
  root: hash,
  /** 1 for the first, and one more for each. */
  number: z.int().positive(),
  /** ISO 8601, UTC, milliseconds: when it was made. */
  time: z.iso.datetime({ precision: 3 }),
  /** How many records all chains hold together. */
  records: count,
  /** Hash of the checkpoint before; 64 zeros for the first. */
  previous: hash,
  /** What the file of heads beside it holds, and its SHA-256 before compression. */
  heads: z.strictObject({ holds: z.enum(['all', 'changed']), hash }),
  /** SHA-256 of the estate that the function had. */
  estate: hash,
  /** Version of the code that made it. */
  code: word,
  /** The cycle that it seals. Left out: it is one of the hourly ones. */
  cycleId: word.optional(),
});
export type Checkpoint = Immutable<z.output<typeof checkpointSchema>>;

/** The origin of a deployment. Its stack, account and Region have no spaces and no `+`. */
export const originOf = (aws: {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}): string => `m365-password-rotation/${aws.account}/${aws.region}/${aws.stackName}`;

/** What a leaf of the tree says, and a line of a file of heads: canonical JSON of chain, hash and sequence. */
export const leafOf = ({ chain, sequence, hash }: ChainHead): string => canonicalJson({ chain, sequence, hash });

/** By bytes: names of chains are ASCII. */
export const byChain = (a: Pick<ChainHead, 'chain'>, b: Pick<ChainHead, 'chain'>): number =>
  a.chain < b.chain ? -1 : Number(a.chain > b.chain);

/** @param heads  of all chains, sorted by chain; hex */
export const rootOfHeads = (heads: readonly ChainHead[]): string =>
  rootOf(heads.map((each) => leafHash(leafOf(each)))).toString('hex');

/** What is signed. */
export function checkpointText(given: Checkpoint): string {
  const { origin, chains, root, number, time, records, previous, heads, estate, code, cycleId } =
    checkpointSchema.parse(given);
  return [
    origin,
    String(chains),
    Buffer.from(root, 'hex').toString('base64'),
    `number ${number}`,
    `time ${time}`,
    `records ${records}`,
    `previous ${previous}`,
    `heads ${heads.holds} ${heads.hash}`,
    `estate ${estate}`,
    `code ${code}`,
    ...(cycleId === undefined ? [] : [`cycle ${cycleId}`]),
    '',
  ].join('\n');
}

/** @returns `undefined`: it is no text that `checkpointText` makes, to the byte */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, chains, root = '', ...lines] = text.split('\n');
  const members = new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const [holds, headsHash] = (members.get('heads') ?? '').split(' ');
  const read = checkpointSchema.safeParse({
    origin,
    chains: Number(chains),
    root: Buffer.from(root, 'base64').toString('hex'),
    number: Number(members.get('number')),
    time: members.get('time'),
    records: Number(members.get('records')),
    previous: members.get('previous'),
    heads: { holds, hash: headsHash },
    estate: members.get('estate'),
    code: members.get('code'),
    cycleId: members.get('cycle'),
  });
  return read.success && checkpointText(read.data) === text ? read.data : undefined;
}

/** SHA-256, hex, over what is signed: what the next checkpoint, mails and tickets name it by. */
export const hashOfCheckpoint = (checkpoint: Checkpoint): string => sha256(checkpointText(checkpoint));
