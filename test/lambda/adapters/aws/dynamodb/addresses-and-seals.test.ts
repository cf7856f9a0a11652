import { createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import { linkSigner, linkVerifier } from '../../../../../lambda/adapters/aws/link-mac.ts';
import { sealStore } from '../../../../../lambda/adapters/aws/seal-store.ts';
import { canonicalJson, NO_RECORD_BEFORE, sha256 } from '../../../../../lambda/domain/audit/audit-chain.ts';
import { BUCKET, type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const NOW = new Date('2026-12-07T08:00:00.000Z');
const expiresAt = NOW.getTime() / 1000 + 3600;
const id = (letter: string) => letter.repeat(32);

const link = { linkId: id('c'), expiresAt };

describe('addresses', () => {
  const signer = () => linkSigner(cloud.kms, 'links', 'https://portal.example');
  const verifier = () => linkVerifier(cloud.kms, 'links');
  const locatorOf = async (purpose: 'approvals' | 'credential' = 'credential') =>
    (await signer().addressOf(purpose, link)).split('/').at(-1) ?? '';

  test('lead to their page, are the same every time, and verify', async () => {
    const address = await signer().addressOf('credential', link);
    expect(address).toMatch(/^https:\/\/portal\.example\/c\/[0-9a-f]{32}\.\d{10}\.[0-9a-z]+\.[\w-]{43}$/);
    expect(await signer().addressOf('credential', link)).toBe(address);
    expect(await verifier().verify('credential', await locatorOf(), NOW)).toEqual({ linkId: link.linkId, expiresAt });
  });

  test('of one purpose do not verify for the other', async () => {
    expect(await verifier().verify('approvals', await locatorOf('credential'), NOW)).toBeUndefined();
    expect(await verifier().verify('credential', await locatorOf('approvals'), NOW)).toBeUndefined();
  });

  test('altered in any character they are refused', async () => {
    const locator = await locatorOf();
    for (let i = 0; i < locator.length; i += 1) {
      const altered = `${locator.slice(0, i)}${locator[i] === '1' ? '2' : '1'}${locator.slice(i + 1)}`;
      expect([i, await verifier().verify('credential', altered, NOW)]).toEqual([i, undefined]);
    }
  });

  test('are over at their instant', async () => {
    const locator = await locatorOf();
    expect(await verifier().verify('credential', locator, new Date(expiresAt * 1000 - 1))).toBeDefined();
    expect(await verifier().verify('credential', locator, new Date(expiresAt * 1000))).toBeUndefined();
  });

  test('that are none at all never reach KMS', async () => {
    let asked = 0;
    cloud.onCall = () => {
      asked += 1;
    };
    for (const text of ['', 'x', '....', `${link.linkId}.${expiresAt}..`, 'a'.repeat(5000)]) {
      expect(await verifier().verify('credential', text, NOW)).toBeUndefined();
    }
    expect(asked).toBe(0);
  });
});

describe('seals', () => {
  let now = NOW;
  const seals = () =>
    sealStore({
      tables: cloud.tables,
      kms: cloud.kms,
      s3: cloud.s3,
      bucket: BUCKET,
      signingKeyId: 'seals',
      now: () => now,
    });
  const sealOf = async (cycleId: string, previousSeal?: string) => ({
    schema: 1 as const,
    cycleId,
    sealedAt: NOW.toISOString(),
    previousSeal: previousSeal ?? (await seals().latestHash()),
    heads: [{ chain: 't#a', sequence: 3, hash: '1'.repeat(64) }],
  });
  const stored = async (cycleId: string) => {
    const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `seals/${cycleId}.json` }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };
  beforeEach(() => {
    now = NOW;
  });

  test('are signed over their canonical form, and name the one before', async () => {
    const first = await sealOf('one');
    const { hash } = await seals().seal(first);
    expect(first.previousSeal).toBe(NO_RECORD_BEFORE);
    expect(hash).toBe(sha256(canonicalJson(first)));
    expect(await seals().latestHash()).toBe(hash);
    const { PublicKey = new Uint8Array() } = await cloud.kms.send(new GetPublicKeyCommand({ KeyId: 'seals' }));
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    const { seal, signature } = await stored('one');
    expect(verify('sha256', Buffer.from(canonicalJson(seal)), key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  test('again: the stored one, whatever was recorded meanwhile', async () => {
    const { hash } = await seals().seal(await sealOf('one'));
    const later = { ...(await sealOf('one')), heads: [] };
    expect(await seals().seal(later)).toEqual({ hash, chains: 1 });
    expect((await stored('one')).seal.heads).toHaveLength(1);
  });

  test('of two cycles that end together follow one another: one comes again', async () => {
    const both = [await sealOf('one'), await sealOf('two')];
    const runs = await Promise.allSettled(both.map((each) => seals().seal(each)));
    expect(runs.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    for (const name of ['one', 'two']) await seals().seal(await sealOf(name));
    const [one, two] = [await stored('one'), await stored('two')];
    expect([one.seal.previousSeal, two.seal.previousSeal]).toContain(NO_RECORD_BEFORE);
    expect([one.hash, two.hash]).toContain(
      one.seal.previousSeal === NO_RECORD_BEFORE ? two.seal.previousSeal : one.seal.previousSeal,
    );
  });

  test('stopped after any call, the next run finishes', async () => {
    let stoppedAt = 0;
    for (let n = 1; n < 20; n += 1) {
      let calls = 0;
      cloud.onCall = () => {
        calls += 1;
        if (calls === n) throw new AwsError('InternalFailure', 'down', 500);
      };
      const name = `cycle-${n}`;
      const failed = await sealOf(name)
        .then((seal) => seals().seal(seal))
        .then(
          () => false,
          () => true,
        );
      cloud.onCall = () => undefined;
      if (failed) stoppedAt = n;
      const { hash } = await seals().seal(await sealOf(name));
      expect((await stored(name)).hash).toBe(hash);
      expect(await seals().latestHash()).toBe(hash);
    }
    expect(stoppedAt).toBeGreaterThan(4);
  });

  test('one that was given up half-way holds others up for a while only', async () => {
    const given = await sealOf('given-up');
    cloud.onCall = ({ action }) => {
      if (action === 'Sign') throw new AwsError('InternalFailure', 'down', 500);
    };
    await expect(seals().seal(given)).rejects.toThrow();
    cloud.onCall = () => undefined;
    await expect(seals().seal(await sealOf('next'))).rejects.toMatchObject({ name: 'StaleState' });
    now = new Date(NOW.getTime() + 21 * 60_000);
    await seals().seal(await sealOf('next'));
    await seals().seal(await sealOf('given-up'));
    expect((await stored('given-up')).seal.previousSeal).toBe((await stored('next')).hash);
  });
});
