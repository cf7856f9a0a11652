import { gzipSync } from 'node:zlib';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { estateAttribute, LARGEST_ROW_BYTES } from '../../../../../contract/estate.ts';
import { type EstateKeeper, EstateTooLarge } from '../../../../ports/estates.ts';

/**
 * Keeps estates in their table. The write has no condition: the name of a row says what it holds, so that writing it again changes nothing,
 * and repairs a row that somebody has touched.
 */
export const estateKeeper = (client: DynamoDBClient, table: string): EstateKeeper => ({
  async keep(hash, text) {
    const content = gzipSync(text, { level: 9 });
    const most = LARGEST_ROW_BYTES - [estateAttribute.id, hash, estateAttribute.content].join('').length;
    if (content.length > most) throw new EstateTooLarge(content.length, most);
    const Item = { [estateAttribute.id]: { S: hash }, [estateAttribute.content]: { B: content } };
    await client.send(new PutItemCommand({ TableName: table, Item }));
  },
});
