import { randomBytes, randomInt } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { variable } from '../../config/environment.ts';
import type { StateTable, Tables } from '../adapters/aws/audited-transaction.ts';
import type { RandomIntegers } from '../domain/password.ts';
import { read } from './environment.ts';

/** What most functions are wired with. Each handler adds its own clients, so that a bundle holds only what it uses. */

export const now = () => new Date();

/** 128 random bits, hex. */
export const newLinkId = () => randomBytes(16).toString('hex');

/** `randomInt` rejects what would make some numbers likelier than others. */
export const randomIntegers: RandomIntegers = (below, count) => Array.from({ length: count }, () => randomInt(below));

/** The state table alone: for functions that record nothing. */
export function stateTable(): StateTable {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });
  return { client, state: read(variable.stateTable) };
}

export const tables = (): Tables => ({ ...stateTable(), audit: read(variable.auditTable) });
