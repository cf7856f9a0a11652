import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkpointKey } from '../../contract/audit-bucket.ts';
import { roleName } from '../../contract/stack.ts';
import { becomes, Site } from '../../gameday/site.ts';
import { readDeployedEstate } from '../../local/assembled-estate.ts';
import { awsAccountOf } from '../../local/aws-account.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';
import { witnessBucket } from './witness-account.ts';

/** The deployed function gives each checkpoint to a bucket of another account, with the policy that the documentation's template has. */

const witness = { bucket: 'northwind-rotation-witness', account: '999988887777' };
const aws = { stackName: 'M365PasswordRotation', region: 'eu-central-1' };
const folder = mkdtempSync(join(tmpdir(), 'witness-'));
const out = join(folder, 'run');
const config = join(folder, 'estate.yaml');
const bucketFolder = (name: string) => join(out, 'aws/s3', name);
const { yaml } = crashEstate(1, { audit: { witness } });
const theirs = witnessBucket({
  ...witness,
  checkpointRoleArn: `arn:aws:iam::123456789012:role/${roleName(aws, 'checkpoint')}`,
});

let product: RunningProduct;
let site: Site;
/** Buckets of other accounts that there are: none, at first. */
const otherBuckets: (typeof theirs)[] = [];
beforeAll(async () => {
  writeFileSync(config, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  const account = { ...awsAccountOf(readDeployedEstate(assembly), false), otherBuckets };
  product = await startProduct({ assembly, out, port: await freePorts(), speed: 20, account });
  site = new Site(product);
});
afterAll(async () => {
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
});

const notesIn = (bucket: string) =>
  readdirSync(join(bucketFolder(bucket), 'checkpoints/000000')).filter((each) => each.endsWith('.checkpoint'));
const auditBucket = () => product.cloud.declarations.buckets.find(({ objectLock }) => objectLock)?.name ?? '';

test('while the bucket is not there, checkpoints are made, and somebody is called', async () => {
  const made = await site.invoke('checkpoint');
  expect(made).not.toHaveProperty('FunctionError');
  expect(site.wasRaised('WitnessLacks')).toBe(true);
  expect(site.wasRaised('WitnessDiffers')).toBe(false);
  expect(notesIn(auditBucket())).toHaveLength(1);
});

test('each checkpoint is in the bucket of the other account, to the byte', async () => {
  otherBuckets.push(theirs);
  // What the deployment has recorded.
  await becomes(() => existsSync(join(bucketFolder(auditBucket()), 'records')));
  for (let hour = 0; hour < 2; hour += 1) await site.invoke('checkpoint');
  const copies = notesIn(witness.bucket);
  expect(copies.length).toBeGreaterThanOrEqual(2);
  expect(copies).toEqual(notesIn(auditBucket()).slice(-copies.length));
  const rotation = rotationCommand(product, config);
  const evidence = join(folder, 'evidence');
  for (const prefix of ['records', 'checkpoints', 'estates']) {
    cpSync(join(bucketFolder(auditBucket()), prefix), join(evidence, prefix), { recursive: true });
  }
  const copy = join(folder, 'copy');
  cpSync(join(bucketFolder(witness.bucket), 'checkpoints'), join(copy, 'checkpoints'), { recursive: true });
  const verified = await rotation('audit', 'verify', evidence, '--witness', copy);
  expect(verified.printed).toContain(`the witness holds ${copies.length} checkpoints, the newest is number`);
  expect(verified.exitCode).toBe(0);
  rmSync(join(evidence, 'checkpoints/000000', copies.at(-1) ?? ''));
  const cut = await rotation('audit', 'verify', evidence, '--witness', copy);
  expect(cut.printed).toContain('[checkpoint-witnessed]');
  expect(cut.exitCode).toBe(1);
});

test('nobody of the own account writes there, reads there or deletes there', async () => {
  const object = { Bucket: witness.bucket, Key: checkpointKey(3) };
  await expect(site.call('s3', 'PutObject', { ...object, Body: '' })).rejects.toThrow(/no resource-based policy/);
  await expect(site.call('s3', 'GetObject', object)).rejects.toThrow(/no resource-based policy/);
});

test('checkpoints that are cut off and made anew call somebody, at the first run', async () => {
  const before = notesIn(witness.bucket);
  for (const each of before) rmSync(join(bucketFolder(auditBucket()), 'checkpoints/000000', each));
  await site.invoke('checkpoint');
  expect(site.wasRaised('WitnessDiffers')).toBe(true);
  expect(notesIn(witness.bucket)).toEqual(before);
});
