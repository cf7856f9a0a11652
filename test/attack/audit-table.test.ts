import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Call, Fault, JsonObject, Principal } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { stackOutput } from '../../contract/stack.ts';
import { type ArchivedChange, archivedChangeSchema } from '../../lambda/domain/audit/archived-change.ts';
import { beginCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { technician } from '../../local/technician.ts';
import { crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { freePorts } from '../workflow/npm-start.ts';

/** Somebody with the rights of a function of the product tries to rewrite what happened, while the way to the locked bucket fails in turn. */

const out = mkdtempSync(join(tmpdir(), 'rotation-audit-table-'));
const { tenants, yaml } = crashEstate(1, { events: { bus: 'default' } });
/** What goes wrong with the first puts of `archive-audit`, in this order. */
const troubles: Fault[] = ['stop-after', 'lose-response', 'throttle', 'stop-before', 'twice'];
let product: RunningProduct;
let done = 0;

const isPutOfArchive = ({ service, action, principal }: Call) =>
  service === 's3' && action === 'PutObject' && principal.kind === 'role' && principal.name.endsWith('-archive-audit');

beforeAll(async () => {
  const config = join(out, 'estate.yaml');
  writeFileSync(config, yaml);
  const assembly = join(out, 'cdk.out');
  await synthesize(config, assembly);
  product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 900,
    shortestWindowMs: 100,
    microsoft: { tenants },
    faults: {
      faultFor(call) {
        if (!isPutOfArchive(call)) return undefined;
        done += 1;
        return troubles[done - 1];
      },
    },
  });
  await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
  const ada = technician({
    portal: product.cloud.addresses.portal,
    inboxApi: `${product.inbox.origin}/api/messages`,
    person: TECHNICIAN,
  });
  while (!(await table()).some(({ action }) => action === 'link.revealed')) {
    await ada.decideAll('approve').catch(() => undefined);
    await ada.collectAll().catch(() => undefined);
  }
});
afterAll(async () => {
  await product.close();
  rmSync(out, { recursive: true, force: true });
});

const output = (name: string) =>
  product.cloud.declarations.stacks.map(({ outputs }) => outputs[name]).find(Boolean) ?? '';
const roleOf = (name: string): Principal => {
  const role = product.cloud.declarations.roles.find(({ logicalId }) => logicalId.startsWith(`Functions${name}Role`));
  if (role === undefined) throw new Error(`no role of ${name}`);
  return { kind: 'role', roleArn: role.arn, name: role.name };
};
const call = (service: string, action: string, principal: Principal, input: JsonObject) =>
  product.cloud.dispatch({ service, action, principal, input });

const image = z.record(z.string(), z.looseObject({ S: z.string().optional(), N: z.string().optional() }));
const rowOf = (item: z.output<typeof image>) => ({
  place: `${item.chain?.S}/${item.sequence?.N}`,
  action: item.action?.S,
  item,
});
async function table() {
  const TableName = output(stackOutput.auditTable);
  const answer = await call('dynamodb', 'Scan', { kind: 'operator' }, { TableName, ConsistentRead: true });
  return z
    .object({ Items: z.array(image) })
    .parse(answer)
    .Items.map(rowOf);
}

/** All changes in the locked bucket, in the order of the stream, each once. */
function archive() {
  const folder = join(out, 'aws', 's3', output(stackOutput.auditBucket), 'records');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.gz'));
  const lines = files.flatMap((each) =>
    gunzipSync(readFileSync(join(folder, each)))
      .toString('utf8')
      .trimEnd()
      .split('\n'),
  );
  const changes = lines.map((line) => archivedChangeSchema.parse(JSON.parse(line)));
  const byPlace = new Map(changes.map((each) => [each.Metadata.SequenceNumber.S, each]));
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
const rest = () => new Promise((resolve) => setTimeout(resolve, 100));
/** Waits for a change: functions that run by the hour record things meanwhile. */
async function archived(isIt: (change: ArchivedChange) => boolean): Promise<ArchivedChange> {
  for (;;) {
    const found = archive().find(isIt);
    if (found !== undefined) return found;
    await rest();
  }
}
const logOfArchive = () =>
  readdirSync(join(out, 'logs'))
    .filter((each) => each.includes('archiveaudit'))
    .map((each) => readFileSync(join(out, 'logs', each), 'utf8'))
    .join('');

/** Alarms that were raised. */
const calls = () => product.cloud.raisedAlarms().map(({ metricName }) => metricName);

test('every record is in the locked bucket as it was written, whatever happened to the calls', async () => {
  const rows = await table();
  while (archive().length < rows.length) await rest();
  const changes = archive();
  expect(done).toBeGreaterThan(troubles.length);
  expect(new Set(changes.map(({ Metadata }) => Metadata.EventName.S))).toEqual(new Set(['INSERT']));
  const kept = new Map(changes.map(({ NewImage }) => [rowOf(image.parse(NewImage)).place, NewImage]));
  for (const { place, item } of rows) expect(kept.get(place)).toEqual(item);
  // Within a chain, in its order.
  const last = new Map<string, number>();
  for (const { Keys } of changes) {
    const { chain, sequence } = image.parse(Keys);
    const before = last.get(chain?.S ?? '') ?? 0;
    expect(Number(sequence?.N)).toBe(before + 1);
    last.set(chain?.S ?? '', before + 1);
  }
  expect(calls()).not.toContain('AuditTableTouched');
});

test('a reveal that a role of the product rewrites is kept as it was, and a person is called', async () => {
  const reveal = (await table()).find(({ action }) => action === 'link.revealed');
  if (reveal === undefined) throw new Error('nobody has seen a password');
  const forged = { ...reveal.item, component: { S: 'somebody-else' } };
  await call('dynamodb', 'PutItem', roleOf('credentialpage'), {
    TableName: output(stackOutput.auditTable),
    Item: forged,
  });
  const change = await archived(({ Metadata }) => Metadata.EventName.S === 'MODIFY');
  expect(change.OldImage).toEqual(reveal.item);
  expect(change.NewImage).toEqual(forged);
  while (!calls().includes('AuditTableTouched')) await rest();
  expect(logOfArchive()).toContain('"what":"changed"');
});

test('a row that is no record is kept to the letter, and what comes after it follows', async () => {
  const Item = { chain: { S: '-#-' }, sequence: { N: '99999' }, huge: { N: '123456789012345678901234567890' } };
  await call('dynamodb', 'PutItem', roleOf('credentialpage'), { TableName: output(stackOutput.auditTable), Item });
  const isIts = ({ Keys }: ArchivedChange) => isDeepStrictEqual(Keys, { chain: Item.chain, sequence: Item.sequence });
  expect((await archived(isIts)).NewImage).toEqual(Item);
  await call(
    'dynamodb',
    'DeleteItem',
    { kind: 'operator' },
    {
      TableName: output(stackOutput.auditTable),
      Key: { chain: Item.chain, sequence: Item.sequence },
    },
  );
  const removed = await archived((each) => isIts(each) && each.Metadata.EventName.S === 'REMOVE');
  expect(removed.OldImage).toEqual(Item);
  while (!logOfArchive().includes('"what":"removed"')) await rest();
  expect(logOfArchive()).toContain('"what":"foreign"');
});

describe('nobody but archive-audit writes there', () => {
  const Key = 'records/2026/12/07/09/1-1.jsonl.gz';
  const put = (principal: Principal) =>
    call('s3', 'PutObject', principal, { Bucket: output(stackOutput.auditBucket), Key, Body: '' });

  test('a function that writes elsewhere in the bucket, the machine of a cycle, and the person at the terminal', async () => {
    const machine = product.cloud.declarations.machines.find(({ name }) => name.endsWith('RotationCycle'));
    const strangers: Principal[] = [
      { kind: 'operator' },
      { kind: 'service', name: 'logging.s3.amazonaws.com' },
      { kind: 'role', roleArn: machine?.roleArn ?? '', name: 'machine' },
    ];
    for (const each of strangers) await expect(put(each)).rejects.toThrow(/explicit deny in a resource-based policy/);
  });

  test('archive-audit writes nothing but what is new there, and reads nothing', async () => {
    const Bucket = output(stackOutput.auditBucket);
    const own = roleOf('archiveaudit');
    for (const key of ['checkpoints/000000/000000001.checkpoint', 'audit/x', 'x']) {
      await expect(call('s3', 'PutObject', own, { Bucket, Key: key, Body: '' })).rejects.toThrow(/not authorized/);
    }
    await expect(call('s3', 'GetObject', own, { Bucket, Key })).rejects.toThrow(/not authorized/);
    await expect(call('s3', 'ListObjectsV2', own, { Bucket })).rejects.toThrow(/not authorized/);
  });
});
