import * as z from 'zod';
import { AwsError, type JsonObject } from '../service.ts';
import type { TableDeclaration } from '../template/declarations.ts';
import type { Engine } from './engine.ts';

const attributes = z.record(z.string(), z.unknown());

/** A request may name a table by its ARN too. @throws {AwsError} `ResourceNotFoundException` */
export function tableOf(nameOrArn: unknown, tables: readonly TableDeclaration[]): TableDeclaration {
  const table = tables.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
  if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  return table;
}

export const nameOf = (nameOrArn: unknown, tables: readonly TableDeclaration[]): string =>
  tableOf(nameOrArn, tables).name;

export interface RowKey {
  readonly TableName: string;
  readonly Key: JsonObject;
}

/** Which row a write is about. */
export function rowKeyOf(input: JsonObject, tables: readonly TableDeclaration[]): RowKey {
  const { name, partitionKey, sortKey } = tableOf(input.TableName, tables);
  const given = attributes.safeParse(input.Key ?? input.Item).data ?? {};
  const names = [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])];
  return { TableName: name, Key: Object.fromEntries(names.map((each) => [each, given[each]])) };
}

/** The row as it is now; `undefined` if there is none. */
export async function readRow(engine: Engine, key: RowKey): Promise<JsonObject | undefined> {
  const { Item } = await engine.read('GetItem', { ...key, ConsistentRead: true });
  return attributes.optional().parse(Item);
}
