import { hash } from 'node:crypto';
import { chainOf } from '../../../lambda/domain/audit/audit-record.ts';
import { recordShape, type Shape } from './record-shape.ts';

/** A record as it was read, with what follows from its content. */
export interface StoredRecord {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
  readonly prevHash: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The same: milliseconds since 1970. */
  readonly at: number;
  readonly action: string;
  /** Whether the content fits the hash. */
  readonly intact: boolean;
  /** Whether the content belongs to the chain. */
  readonly inItsChain: boolean;
  /** How many characters the shortest JSON of the row has. */
  readonly shortest: number;
  /** All of it but the hash, members in canonical order. */
  readonly content: Plain;
}

export interface Plain {
  readonly [name: string]: string | number | Plain;
}

/** Why a row is not an audit record. */
export class NotARecord extends Error {}

/**
 * The record of a row, as DynamoDB writes rows in JSON: each value wrapped in an object that names its type.
 *
 * @throws {NotARecord} it has another member, lacks one, or one has another type or form than the product writes
 */
export function storedRecord(row: unknown): StoredRecord {
  const wrapping = { characters: 0 };
  const { hash: claimed, ...content } = membersOf(row, recordShape, 'a row', wrapping);
  const { chain, sequence, prevHash, time, action, tenantId, accountId, accessOf } = content;
  if (
    typeof claimed !== 'string' ||
    typeof chain !== 'string' ||
    typeof sequence !== 'number' ||
    typeof prevHash !== 'string' ||
    typeof time !== 'string' ||
    typeof action !== 'string'
  ) {
    throw new NotARecord('a row lacks its place in a chain');
  }
  if (content.schema !== 1 || sequence < 1) throw new NotARecord('a row has a schema or a sequence that no record has');
  // Members are in order, and made of texts and integers: this is their canonical form (RFC 8785).
  const canonical = JSON.stringify(content);
  return {
    chain,
    sequence,
    hash: claimed,
    prevHash,
    time,
    at: Date.parse(time),
    action,
    intact: hash('sha256', canonical) === claimed,
    shortest: canonical.length + wrapping.characters + HASH_MEMBER,
    inItsChain: chain === chainOf({ tenantId: text(tenantId), accountId: text(accountId), accessOf: text(accessOf) }),
    content,
  };
}

const text = (value: string | number | Plain | undefined) => (typeof value === 'string' ? value : undefined);

/** What a hash adds to a row, besides its wrapping. */
const HASH_MEMBER = `,"hash":"${'0'.repeat(64)}"`.length;

/** What the types of DynamoDB add to a text, an object, and an integer. */
const WRAPPING = { S: '{"S":}'.length, M: '{"M":}'.length, N: '{"N":""}'.length } as const;

/** How many characters the types add, so far. */
interface Wrapping {
  characters: number;
}

type Members = Record<string, string | number | Plain>;

function membersOf(row: unknown, shape: Shape, name: string, wrapping: Wrapping): Members {
  if (shape.type === 'kinds') return membersOf(row, kindOf(row, shape, name), name, wrapping);
  if (shape.type !== 'M' || !isObject(row)) throw new NotARecord(`${name} is no object`);
  const read: Members = {};
  let [found, required] = [0, 0];
  for (const member of shape.members) {
    const value = row[member.name];
    if (value === undefined) continue;
    found += 1;
    if (member.isRequired) required += 1;
    read[member.name] = typedValue(value, member.shape, member.name, wrapping);
  }
  if (required !== shape.required) throw new NotARecord(`${name} lacks a member that records have`);
  let names = 0;
  for (const _ in row) names += 1;
  if (names !== found) {
    const unknown = Object.keys(row).find((each) => !shape.members.some((member) => member.name === each));
    throw new NotARecord(`${name} has a member that records do not have: ${JSON.stringify(unknown)}`);
  }
  return read;
}

function typedValue(value: unknown, shape: Shape, name: string, wrapping: Wrapping): string | number | Plain {
  const type = shape.type === 'kinds' ? 'M' : shape.type;
  if (!isObject(value)) throw new NotARecord(`${name} has no type`);
  for (const other in value) if (other !== type) throw new NotARecord(`${name} is not of the type ${type} alone`);
  wrapping.characters += WRAPPING[type];
  const inner = value[type];
  if (shape.type === 'kinds' || shape.type === 'M') return membersOf(inner, shape, name, wrapping);
  if (typeof inner !== 'string') throw new NotARecord(`${name} is not of the type ${type} alone`);
  if (shape.type === 'N') return integerOf(inner, name);
  if (shape.values?.has(inner) === false || shape.pattern?.test(inner) === false) {
    throw new NotARecord(`${name} has a value that records do not have: ${JSON.stringify(inner)}`);
  }
  return inner;
}

function kindOf(row: unknown, { by, kinds }: Extract<Shape, { type: 'kinds' }>, name: string): Shape {
  const value = isObject(row) ? row[by] : undefined;
  const kind = isObject(value) && typeof value.S === 'string' ? kinds.get(value.S) : undefined;
  if (kind === undefined) throw new NotARecord(`${name} is of a kind that records do not have`);
  return kind;
}

/** DynamoDB takes 3, 3.0 and 3e0 for the same number, and gives back the first. */
function integerOf(digits: string, name: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value) || String(value) !== digits) {
    throw new NotARecord(`${name} is not written as integers are: ${JSON.stringify(digits)}`);
  }
  return value;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
