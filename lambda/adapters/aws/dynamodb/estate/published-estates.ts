import { gunzipSync } from 'node:zlib';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { CURRENT_ESTATE, estateAttribute } from '../../../../../contract/estate.ts';
import type { PublishedEstates } from '../../../../ports/estates.ts';

/** A row has 400 KB: JSON that is a hundred times as large is no estate. */
const LARGEST_BYTES = 40 * 1024 * 1024;

const currentRow = z.object({ [estateAttribute.hash]: z.object({ S: z.string().regex(/^[0-9a-f]{64}$/) }) });
const estateRow = z.object({ [estateAttribute.content]: z.object({ B: z.instanceof(Uint8Array) }) });

/** Estates in their table. It is the raw client's business: two functions use no other table. */
export function publishedEstates(client: DynamoDBClient, table: string): PublishedEstates {
  const rowOf = async (id: string) => {
    const Key = { [estateAttribute.id]: { S: id } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item;
  };
  return {
    async current() {
      const row = await rowOf(CURRENT_ESTATE);
      return row === undefined ? undefined : currentRow.parse(row).hash.S;
    },
    async text(hash) {
      const row = await rowOf(hash);
      if (row === undefined) return undefined;
      return gunzipSync(estateRow.parse(row).content.B, { maxOutputLength: LARGEST_BYTES }).toString('utf8');
    },
  };
}
