import { randomBytes } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { estateKeeper } from '../../../../../lambda/adapters/aws/dynamodb/estate/estate-keeper.ts';
import { estateLog } from '../../../../../lambda/adapters/aws/dynamodb/estate/estate-log.ts';
import { publishedEstates } from '../../../../../lambda/adapters/aws/dynamodb/estate/published-estates.ts';
import type { PublishedEstates } from '../../../../../lambda/ports/estates.ts';
import { type Cloud, ESTATE_TABLE, startCloud } from './local-tables.ts';

let cloud: Cloud;
let published: PublishedEstates;
beforeAll(async () => {
  cloud = await startCloud();
  published = publishedEstates(cloud.client, ESTATE_TABLE);
});
afterAll(() => cloud.close());

const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
const keep = (hash: string, text: string) => estateKeeper(cloud.client, ESTATE_TABLE).keep(hash, text);

describe('the table of estates', () => {
  test('tells which is in force, as it was put in force', async () => {
    expect(await published.current()).toBeUndefined();
    await estateLog(cloud.tables, ESTATE_TABLE).move(undefined, { hash: one, revision: 1, requests: ['r'] }, []);
    expect(await published.current()).toBe(one);
  });

  test('gives back what was kept, and keeps it twice', async () => {
    expect(await published.text(one)).toBeUndefined();
    const text = JSON.stringify({ name: 'Zoë & Søn' });
    await keep(one, text);
    await keep(one, text);
    expect(await published.text(one)).toBe(text);
  });

  test('refuses what does not fit into a row, and says how large it is', async () => {
    const incompressible = randomBytes(330_000).toString('base64');
    await keep(other, incompressible);
    await expect(keep(other, `${incompressible}${randomBytes(90_000).toString('base64')}`)).rejects.toMatchObject({
      name: 'EstateTooLarge',
      bytes: expect.any(Number),
      most: 409_600 - 73,
    });
  });

  test.each([
    ['current', { hash: { S: 'no hash' } }],
    ['current', {}],
  ])('a row %s that is not as it should be is an error', async (id, attributes) => {
    await cloud.client.send(new PutItemCommand({ TableName: ESTATE_TABLE, Item: { id: { S: id }, ...attributes } }));
    await expect(published.current()).rejects.toThrow();
  });

  test.each([[{ content: { S: 'text' } }], [{ content: { B: Buffer.from('no gzip') } }], [{}]])(
    'an estate stored as %j is an error',
    async (attributes) => {
      await cloud.client.send(new PutItemCommand({ TableName: ESTATE_TABLE, Item: { id: { S: one }, ...attributes } }));
      await expect(published.text(one)).rejects.toThrow();
    },
  );
});
