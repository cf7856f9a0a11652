import { hash } from 'node:crypto';
import * as z from 'zod';
import { wellFormedTexts } from '../text/well-formed.ts';
import {
  type AuditFact,
  type AuditRecord,
  auditFactSchema,
  type ChainHead,
  chainHeadSchema,
  chainOf,
} from './audit-record.ts';

/** What the first record of a chain links to. */
export const NO_RECORD_BEFORE = '0'.repeat(64);

export const sha256 = (text: string): string => hash('sha256', text);

/**
 * Canonical JSON by RFC 8785, for values made of strings, integers, booleans, null, lists and objects: members sorted by UTF-16
 * code units, no white space. Members that are `undefined` are left out, as they are in a table.
 *
 * @throws {TypeError} for a number that is no safe integer, for a text with half of a surrogate pair, and for anything that JSON has
 *   no form for
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return canonicalText(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`no canonical form for the number ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`no canonical form for a ${typeof value}`);
  const members = new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  const sorted = [...members.keys()].sort(); // without a comparison of ours: by UTF-16 code units
  return `{${sorted.map((name) => `${canonicalText(name)}:${canonicalJson(members.get(name))}`).join(',')}}`;
}

function canonicalText(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('no canonical form for half of a surrogate pair');
  return JSON.stringify(text);
}

/**
 * Gives a fact its place: after `head`, or first in its chain. Texts are made well-formed before they are hashed, as a table keeps them:
 * an act must neither fail for want of its record, nor have one whose hash does not fit what was stored (R5).
 */
export function nextRecord(head: ChainHead | undefined, given: AuditFact): AuditRecord {
  const fact: AuditFact = auditFactSchema.parse(wellFormedTexts(given));
  const unhashed = {
    ...fact,
    schema: 1 as const,
    chain: chainOf(fact),
    sequence: (head?.sequence ?? 0) + 1,
    prevHash: head?.hash ?? NO_RECORD_BEFORE,
  };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** SHA-256, hex, over the canonical JSON of a record without its own hash. */
export function hashOf({ hash: _, ...record }: Readonly<Record<string, unknown>>): string {
  return sha256(canonicalJson(record));
}

/** The fields of a record that make the chain; others are hashed as they stand, also those a later version adds. */
export const chainedRecordSchema = z.looseObject({ ...chainHeadSchema.shape, prevHash: z.string() });
export type ChainedRecord = Readonly<z.output<typeof chainedRecordSchema>>;

/** What is kept of a record once its content is checked: enough to check its chain, and small, however many records there are. */
export interface ChainLink extends ChainHead {
  readonly prevHash: string;
  /** Whether the content fits the hash. */
  readonly intact: boolean;
}

export const linkOf = (record: ChainedRecord): ChainLink => ({
  chain: record.chain,
  sequence: record.sequence,
  hash: record.hash,
  prevHash: record.prevHash,
  intact: isIntact(record),
});

function isIntact(record: ChainedRecord): boolean {
  try {
    return hashOf(record) === record.hash;
  } catch {
    return false; // holds something that has no canonical form: we never wrote that
  }
}

/**
 * Checks one chain. Whether records are missing after the last one, only a seal can show.
 *
 * @param records  all records of one chain, in any order
 * @returns a sentence for each problem; empty when nothing was changed, removed, or put in between
 */
export const problemsOfChain = (records: readonly ChainedRecord[]): readonly string[] =>
  problemsOfLinks(records.map(linkOf));

/** As `problemsOfChain`, for records whose content was checked when they were read. */
export function problemsOfLinks(links: readonly ChainLink[]): readonly string[] {
  const ordered = [...links].sort((a, b) => a.sequence - b.sequence);
  const problems: string[] = [];
  let before: ChainLink | undefined;
  for (const link of ordered) {
    const name = `${link.chain} record ${link.sequence}`;
    const expected = (before?.sequence ?? 0) + 1;
    if (link.sequence < expected) problems.push(`${name} exists twice`);
    if (link.sequence > expected) problems.push(`${link.chain} lacks ${missing(expected, link.sequence - 1)}`);
    if (link.sequence === expected && link.prevHash !== (before?.hash ?? NO_RECORD_BEFORE)) {
      problems.push(`${name} does not link to the record before it`);
    }
    if (!link.intact) problems.push(`${name} was changed: its hash does not fit its content`);
    before = link;
  }
  return problems;
}

const missing = (from: number, to: number) => (from === to ? `record ${from}` : `records ${from} to ${to}`);
