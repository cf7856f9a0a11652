import * as z from 'zod';
import { type ChainedRecord, type ChainLink, linkOf, problemsOfLinks } from '../../lambda/domain/audit/audit-chain.ts';
import { chainOf } from '../../lambda/domain/audit/audit-record.ts';
import type { StoredSeal } from '../../lambda/domain/audit/seal.ts';
import { sentenceOf } from '../operator/sentence-of.ts';
import { findExports, recordsIn } from './exported-records.ts';
import { readPublicKey, readSeals } from './stored-seals.ts';

export interface Verification {
  readonly records: number;
  /** How many of them are about people's access: what they were refused, and their sign-ins. */
  readonly accessRecords: number;
  /** Chains without any problem. */
  readonly chainsVerified: number;
  /** Whether there is a seal, and all seals are genuine, in order, and fit the records. */
  readonly sealVerified: boolean;
  /** One sentence each. */
  readonly problems: readonly string[];
}

export interface VerifyPaths {
  /** Holds one or more exports of the audit table, at any depth. */
  readonly exportFolder: string;
  readonly sealsFolder: string;
  readonly publicKeyFile: string;
}

/** Checks, from files alone, that no audit record was changed, removed or put in between. */
export async function verifyExport({ exportFolder, sealsFolder, publicKeyFile }: VerifyPaths): Promise<Verification> {
  const { chains, closedCycles, records, accessRecords, problems: exportProblems } = await readExports(exportFolder);
  const publicKey = await readPublicKey(publicKeyFile);
  const { seals, problems: ownProblems } = await readSeals(sealsFolder, publicKey);
  const sealProblems = [...ownProblems, ...seals.flatMap((each) => problemsOfHeads(each, chains))];
  const sealed = new Set(seals.map((each) => each.seal.cycleId));
  for (const cycleId of closedCycles) {
    if (!sealed.has(cycleId)) sealProblems.push(`the records say that ${cycleId} is closed, but it has no seal`);
  }
  if (seals.length === 0) sealProblems.push('there is no seal: nothing tells that the last records are still there');

  const chainProblems = [...chains.values()].map((links) => problemsOfLinks([...links.values()]));
  return {
    records,
    accessRecords,
    chainsVerified: chainProblems.filter((each) => each.length === 0).length,
    sealVerified: sealProblems.length === 0,
    problems: [...exportProblems, ...chainProblems.flat(), ...sealProblems],
  };
}

/** Records by chain and place. */
type Chains = Map<string, Map<number, ChainLink>>;

interface Read {
  readonly chains: Chains;
  /** Cycles that the records call closed. */
  readonly closedCycles: Set<string>;
  readonly problems: string[];
  /** How many different records there are. */
  records: number;
  accessRecords: number;
}

async function readExports(folder: string): Promise<Read> {
  const read: Read = { chains: new Map(), closedCycles: new Set(), problems: [], records: 0, accessRecords: 0 };
  const sizes: number[] = [];
  for (const files of (await findExports(folder)).values()) {
    let size = 0;
    for (const file of files) {
      try {
        for await (const record of recordsIn(file)) {
          size += 1;
          take(read, record);
        }
      } catch (error) {
        read.problems.push(`${file} cannot be read: ${sentenceOf(error)}`);
      }
    }
    sizes.push(size);
  }
  if (sizes.length === 0) read.problems.push(`there is no export under ${folder}`);
  // The table only grows, so the largest export holds whatever any other holds.
  const largest = Math.max(0, ...sizes);
  if (largest < read.records) {
    read.problems.push(`${read.records - largest} records of older exports are missing from the newest one`);
  }
  return read;
}

/** What of a record decides to which chain it belongs. */
const owner = z.object({
  tenantId: z.string().optional(),
  accountId: z.string().optional(),
  accessOf: z.string().optional(),
});

function take(read: Read, record: ChainedRecord): void {
  const link = linkOf(record);
  const links = read.chains.get(link.chain) ?? new Map<number, ChainLink>();
  read.chains.set(link.chain, links);
  const known = links.get(link.sequence);
  if (known === undefined) {
    links.set(link.sequence, link);
    read.records += 1;
    if (typeof record.accessOf === 'string') read.accessRecords += 1;
    const own = owner.safeParse(record);
    if (!own.success || chainOf(own.data) !== link.chain) {
      read.problems.push(`${link.chain} record ${link.sequence} belongs to another chain by its content`);
    }
  } else if (known.hash !== link.hash || known.intact !== link.intact) {
    read.problems.push(`${link.chain} record ${link.sequence} differs between exports`);
    if (!link.intact) links.set(link.sequence, link);
  }
  if (record.action === 'cycle.closed' && link.chain === chainOf({}) && typeof record.cycleId === 'string') {
    read.closedCycles.add(record.cycleId);
  }
}

/** Each sealed end of a chain must still be a record of that chain. */
function problemsOfHeads({ seal }: StoredSeal, chains: Chains): string[] {
  return seal.heads.flatMap(({ chain, sequence, hash }) => {
    const record = chains.get(chain)?.get(sequence);
    if (record === undefined) return [`${chain} record ${sequence}, sealed with ${seal.cycleId}, is missing`];
    return record.hash === hash
      ? []
      : [`${chain} record ${sequence} is not the one that was sealed with ${seal.cycleId}`];
  });
}
