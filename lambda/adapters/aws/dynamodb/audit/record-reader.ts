import { type DynamoDBClient, paginateQuery, QueryCommand } from '@aws-sdk/client-dynamodb';
import { auditAttribute } from '../../../../../contract/table-keys.ts';
import { plainImage } from '../../../../domain/audit/stored-image.ts';
import type { RecordReader } from '../../../../ports/checkpoints.ts';

/**
 * Rows of the audit table as they stand: whether they are records, the caller looks. Not by the document client: it fails for a number that
 * is too large to be exact, and one such row, written by somebody else, would end all checkpoints.
 */
export const recordReader = (client: DynamoDBClient, auditTable: string): RecordReader => ({
  async rowsIn({ chain, from, to }) {
    const query = {
      TableName: auditTable,
      ConsistentRead: true,
      KeyConditionExpression: '#chain = :chain AND #sequence BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey, '#sequence': auditAttribute.sortKey },
      ExpressionAttributeValues: { ':chain': { S: chain }, ':from': { N: String(from) }, ':to': { N: String(to) } },
    };
    const rows: unknown[] = [];
    for await (const { Items = [] } of paginateQuery({ client }, query)) rows.push(...Items.map(plainImage));
    return rows;
  },
  async rowAfter(chain, sequence) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: auditTable,
        ConsistentRead: true,
        KeyConditionExpression: '#chain = :chain AND #sequence > :sequence',
        ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey, '#sequence': auditAttribute.sortKey },
        ExpressionAttributeValues: { ':chain': { S: chain }, ':sequence': { N: String(sequence) } },
        Limit: 1,
      }),
    );
    return Items.map(plainImage)[0];
  },
  async lastRow(chain) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: auditTable,
        ConsistentRead: true,
        KeyConditionExpression: '#chain = :chain',
        ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey },
        ExpressionAttributeValues: { ':chain': { S: chain } },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    return Items.map(plainImage)[0];
  },
});
