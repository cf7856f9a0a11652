import { gunzipSync, gzipSync } from 'node:zlib';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError, type Call } from '@m365-rotation/local-aws';
import { archiveReader } from '../../../../lambda/adapters/aws/archive-reader.ts';
import { checkpointSigner } from '../../../../lambda/adapters/aws/checkpoint-signer.ts';
import { checkpointStore } from '../../../../lambda/adapters/aws/checkpoint-store.ts';
import { cycleEnds } from '../../../../lambda/adapters/aws/cycle-ends.ts';
import { recordReader } from '../../../../lambda/adapters/aws/dynamodb/audit/record-reader.ts';
import { nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import type { AuditRecord } from '../../../../lambda/domain/audit/audit-record.ts';
import { readCheckpoint } from '../../../../lambda/domain/audit/checkpoint.ts';
import { isSignedBy, readNote } from '../../../../lambda/domain/audit/signed-note.ts';
import type { ArchivedObject } from '../../../../lambda/ports/checkpoints.ts';
import { makeCheckpoint } from '../../../../lambda/usecases/audit/make-checkpoint.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';
import { headOf, MAKER } from '../../usecases/audit/checkpoint-world.ts';
import { BUCKET, type Cloud, startCloud } from './dynamodb/local-tables.ts';

let cloud: Cloud;
let instant: Date;
beforeEach(async () => {
  cloud = await startCloud();
  instant = new Date('2026-12-07T05:00:00.000Z'); // as the bucket's clock has it, or earlier
});
afterEach(() => cloud.close());

const CYCLE = '2026-12-07-admin-monthly';
const ports = () => ({
  store: checkpointStore(cloud.s3, BUCKET),
  signer: checkpointSigner(cloud.kms, 'seals'),
  archive: archiveReader(cloud.s3, BUCKET),
  records: recordReader(cloud.client, cloud.tables.audit),
  cycleEnds: cycleEnds(cloud.s3, BUCKET),
  alarm: { doesNotFit: () => undefined, isBehind: () => undefined },
  now: () => instant,
});
async function made(cycleId?: string) {
  const result = await makeCheckpoint(ports(), MAKER, cycleId);
  if (result.kind !== 'made') throw new Error(result.kind);
  return result;
}

function chain(accountId: string, length: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let n = 0; n < length; n += 1) {
    records.push(
      nextRecord(records.at(-1), {
        action: 'approval.requested',
        outcome: 'success',
        time: instant.toISOString(),
        actor: { kind: 'system', name: 'test' },
        component: 'test',
        tenantId: 'tenant',
        accountId,
      }),
    );
  }
  return records;
}
const lineOf = (record: AuditRecord) =>
  JSON.stringify({
    Metadata: { EventName: { S: 'INSERT' }, SequenceNumber: { S: '1' }, ApproximateCreationDateTime: { N: '1' } },
    Keys: { chain: { S: record.chain }, sequence: { N: String(record.sequence) } },
    NewImage: imageOf(record),
  });
const put = (Key: string, Body: string | Buffer) => cloud.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const archive = (name: string, records: readonly AuditRecord[], hour = '2026/12/07/05') =>
  put(`records/${hour}/${name}.jsonl.gz`, gzipSync(records.map((each) => `${lineOf(each)}\n`).join('')));
const get = async (Key: string) => {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const keysUnder = async (Prefix: string) => {
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
  return Contents.map(({ Key }) => Key);
};

test('a checkpoint lies beside its heads and its key, signed by KMS', async () => {
  const [a, b] = [chain('a', 2), chain('b', 1)];
  await archive('1', [...a, ...b]);
  const { checkpoint } = await made();
  const [heads, note, key] = await keysUnder('checkpoints/');
  expect([heads, note]).toEqual([
    `checkpoints/000000/000000001-${checkpoint?.heads.hash}.heads.jsonl.gz`,
    'checkpoints/000000/000000001.checkpoint',
  ]);
  expect(
    gunzipSync(await get(heads ?? ''))
      .toString()
      .split('\n'),
  ).toHaveLength(3);
  const read = readNote((await get(note ?? '')).toString());
  expect(readCheckpoint(read?.text ?? '')).toEqual(checkpoint);
  const spki = await ports().signer.publicKey();
  expect(read && isSignedBy(read, MAKER.origin, spki)).toBe(true);
  expect(key).toMatch(/^checkpoints\/keys\/[0-9a-f]{64}\.pem$/);
  expect((await get(key ?? '')).toString()).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  const fingerprint = /keys\/(.*)\.pem/.exec(key ?? '')?.[1] ?? '';
  expect(await ports().store.publicKeys(fingerprint.slice(0, 8))).toEqual([Buffer.from(spki)]);
  expect(await ports().store.publicKeys('x')).toEqual([]);
});

test('the newest is found, in whatever folder, and other objects are not taken for one', async () => {
  const { store } = ports();
  expect(await store.newest()).toBe(0);
  for (const each of ['000000/000000999.checkpoint', '000000/000000998.checkpoint', 'keys/a.pem', 'z/x', 'x']) {
    await put(`checkpoints/${each}`, 'x');
  }
  expect(await store.newest()).toBe(999);
  await put('checkpoints/000001/000001000.checkpoint', 'x');
  await put('checkpoints/000001/000001001-ab.heads.jsonl.gz', 'x');
  expect(await store.newest()).toBe(1000);
});

describe('what is there stays', () => {
  test('a note: the same again is harmless, another one is refused', async () => {
    const { store } = ports();
    await store.storeNote(1, 'one\n');
    await store.storeNote(1, 'one\n');
    await expect(store.storeNote(1, 'two\n')).rejects.toMatchObject({ name: 'CheckpointExists' });
    expect(await store.note(1)).toBe('one\n');
  });

  test('heads', async () => {
    const { store } = ports();
    for (const lines of ['a\n', 'b\n']) await store.storeHeads(1, 'hash', lines);
    expect(await store.heads(1, 'hash')).toBe('a\n');
  });

  test('what another run is writing at this moment is for the next try', async () => {
    const { store } = ports();
    cloud.onCall = () => {
      throw new AwsError('ConditionalRequestConflict', 'conflict', 409);
    };
    await expect(store.storeNote(1, 'one\n')).rejects.toMatchObject({ name: 'StaleState' });
    await expect(store.storeHeads(1, 'hash', 'a\n')).rejects.toMatchObject({ name: 'StaleState' });
  });

  test('other errors are told as they are', async () => {
    cloud.onCall = () => {
      throw new AwsError('AccessDenied', 'no', 403);
    };
    await expect(ports().store.storeNote(1, 'one\n')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(ports().store.note(1)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the archive', () => {
  const read = async (since?: Date) => {
    const objects: ArchivedObject[] = [];
    for await (const each of ports().archive.storedSince(since)) objects.push(each);
    return objects;
  };

  test('is read whole, or from an instant on: by when objects were stored, a day after the hour of their name at most', async () => {
    // The clock of this bucket is at 2026-12-07T05:00 and some seconds.
    await archive('1', chain('a', 1), '2026/12/05/00');
    await archive('2', chain('a', 2), '2026/12/06/12');
    for (let n = 0; n < 20; n += 1) await archive(`3-${String(n).padStart(2, '0')}`, chain('a', 1));
    await put('seals/x.json', '{}');
    const keys = (objects: readonly ArchivedObject[]) => objects.map(({ key }) => key.split('/').at(-1));
    expect(await read()).toHaveLength(22);
    expect(keys(await read(new Date('2026-12-07T05:00:00.000Z')))).toHaveLength(21);
    expect(await read(new Date('2026-12-07T05:30:00.000Z'))).toEqual([]);
    expect((await read())[1]?.lines).toHaveLength(2);
  });

  test('what is no gzip, or a part of one, is told as unreadable', async () => {
    const whole = gzipSync('x\n');
    await put('records/2026/12/07/05/1.jsonl.gz', 'x');
    await put('records/2026/12/07/05/2.jsonl.gz', whole.subarray(0, -4));
    await put('records/2026/12/07/05/3.jsonl.gz', whole);
    expect((await read()).map(({ lines }) => lines)).toEqual([undefined, undefined, ['x']]);
  });
});

describe('the audit table', () => {
  test('gives the rows of a gap, as they stand', async () => {
    const records = chain('a', 5);
    const client = cloud.tables.client;
    for (const Item of records) await client.send(new PutCommand({ TableName: cloud.tables.audit, Item }));
    const gap = { chain: 'tenant#a', from: 2, to: 4 };
    expect(await ports().records.rowsIn(gap)).toEqual(records.slice(1, 4));
    expect(await ports().records.rowsIn({ ...gap, chain: 'tenant#b' })).toEqual([]);
  });

  test('gives the row after a number, and the last one', async () => {
    const records = chain('a', 3);
    const client = cloud.tables.client;
    for (const Item of records) await client.send(new PutCommand({ TableName: cloud.tables.audit, Item }));
    const { rowAfter, lastRow } = ports().records;
    expect([await rowAfter('tenant#a', 0), await rowAfter('tenant#a', 2)]).toEqual([records[0], records[2]]);
    expect([await rowAfter('tenant#a', 3), await rowAfter('tenant#b', 0)]).toEqual([undefined, undefined]);
    expect([await lastRow('tenant#a'), await lastRow('tenant#b')]).toEqual([records[2], undefined]);
  });

  test('a row that nobody should have written ends nothing', async () => {
    const row = { chain: { S: 'tenant#a' }, sequence: { N: '1' }, large: { N: '9007199254740993' } };
    await cloud.client.send(new PutItemCommand({ TableName: cloud.tables.audit, Item: row }));
    expect(await ports().records.rowsIn({ chain: 'tenant#a', from: 1, to: 1 })).toEqual([undefined]);
  });
});

test('the ends of a cycle are read as they were written', async () => {
  const ends = { closedAt: instant.toISOString(), heads: chain('a', 2).map(headOf) };
  await ports().cycleEnds.write(CYCLE, ends);
  expect(await ports().cycleEnds.read(CYCLE)).toEqual(ends);
  await expect(ports().cycleEnds.read('other')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

describe('stopped before or after any call of AWS, the next run seals the cycle once (R8)', () => {
  test.each(['before', 'after'] as const)('%s', async (when) => {
    const records = chain('a', 120);
    for (const Item of records) await cloud.tables.client.send(new PutCommand({ TableName: cloud.tables.audit, Item }));
    let stops = 0;
    for (let stop = 1; stop < 60; stop += 1) {
      const cycleId = `cycle-${stop}`;
      // The archive lacks every second record: the table has it.
      const heads = records.slice(stop * 2 - 1, stop * 2);
      await archive('always the same object, so that all runs have as many calls', heads);
      // Later than all checkpoints so far: none of them can be its seal, so that nobody looks for it far back.
      const closedAt = new Date(instant.getTime() + 11 * 60_000).toISOString();
      await ports().cycleEnds.write(cycleId, { closedAt, heads: heads.map(headOf) });
      let calls = 0;
      cloud.onCall = (_: Call) => {
        calls += 1;
        // Without an answer, the call before this one was carried out all the same.
        if (calls === (when === 'before' ? stop : stop + 1)) throw new AwsError('InternalFailure', 'down', 500);
      };
      const failed = await makeCheckpoint(ports(), MAKER, cycleId).then(
        () => false,
        () => true,
      );
      cloud.onCall = () => undefined;
      const { checkpoint } = await made(cycleId);
      expect(checkpoint).toMatchObject({ cycleId, number: stop, records: stop * 2 });
      instant = new Date(instant.getTime() + 1000);
      if (!failed) break;
      stops += 1;
    }
    expect(stops).toBeGreaterThan(8);
    expect(stops).toBeLessThan(40);
  });
});
