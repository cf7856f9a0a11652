import { createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { commit } from '../../../../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { linkStore, putLink } from '../../../../../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { sentMessages } from '../../../../../lambda/adapters/aws/dynamodb/messages/sent-messages.ts';
import { readRow } from '../../../../../lambda/adapters/aws/dynamodb/reading.ts';
import { rowKind } from '../../../../../lambda/adapters/aws/dynamodb/row-kind.ts';
import { sessionStore } from '../../../../../lambda/adapters/aws/dynamodb/sessions/session-store.ts';
import { key } from '../../../../../lambda/adapters/aws/dynamodb/state-keys.ts';
import { linkSigner, linkVerifier } from '../../../../../lambda/adapters/aws/link-mac.ts';
import { sealStore } from '../../../../../lambda/adapters/aws/seal-store.ts';
import { canonicalJson, NO_RECORD_BEFORE, sha256 } from '../../../../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact } from '../../../../../lambda/domain/audit/audit-record.ts';
import type { ApprovalsLink, CredentialLink } from '../../../../../lambda/domain/credential/link.ts';
import { BUCKET, type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const NOW = new Date('2026-12-07T08:00:00.000Z');
const expiresAt = NOW.getTime() / 1000 + 3600;
const fact: AuditFact = {
  action: 'link.created',
  outcome: 'success',
  time: NOW.toISOString(),
  actor: { kind: 'system', name: 'test' },
  component: 'test',
};
const id = (letter: string) => letter.repeat(32);

const link: CredentialLink = {
  purpose: 'credential',
  linkId: id('c'),
  expiresAt,
  cycleId: '2026-12-07-admin-monthly',
  tenantId: 'tenant',
  accountId: 'account',
  rotationId: id('f'),
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: id('f'),
  recipientObjectId: 'ada',
  approvedBy: 'Ada Lindqvist',
  resetAt: NOW.toISOString(),
  number: 0,
  state: { status: 'ready' },
};
const revealed = { status: 'revealed', at: NOW.toISOString(), address: '192.0.2.1' } as const;

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

describe('links', () => {
  const links = () => linkStore(cloud.tables);
  const approvals: ApprovalsLink = {
    purpose: 'approvals',
    linkId: id('a'),
    expiresAt,
    cycleId: link.cycleId,
    recipientObjectId: 'ada',
  };
  beforeEach(async () => {
    await links().approvalsLink(approvals, fact);
    const rotation = { ...key.rotation(link), revision: 7, state: { status: 'rotated', linkId: link.linkId } };
    await commit(
      cloud.tables,
      [putLink(cloud.tables, link), { Put: { TableName: cloud.tables.state, Item: rotation } }],
      [fact],
    );
  });

  test('one approvals link per technician and cycle, however many are made at once', async () => {
    const another = (letter: string) => ({ ...approvals, recipientObjectId: 'bruno', linkId: id(letter) });
    const made = await Promise.all(['1', '2', '3'].map((each) => links().approvalsLink(another(each), fact)));
    expect(new Set(made.map((each) => each.linkId)).size).toBe(1);
    expect(await links().findApprovals(made[0]?.linkId ?? '')).toEqual(made[0]);
  });

  test('of one purpose are not found as the other', async () => {
    expect(await links().findCredential(link.linkId)).toEqual(link);
    expect(await links().findApprovals(link.linkId)).toBeUndefined();
    expect(await links().findCredential(approvals.linkId)).toBeUndefined();
    expect(await links().findCredential(id('0'))).toBeUndefined();
  });

  test('are viewed once, under any concurrency (R6)', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => links().claim(link, revealed, NOW, fact)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await links().findCredential(link.linkId)).toEqual({ ...link, state: revealed });
  });

  test('are not viewed when over, revoked, or by another', async () => {
    expect(await links().claim(link, revealed, new Date(expiresAt * 1000), fact)).toBe(false);
    expect(await links().claim({ ...link, recipientObjectId: 'bruno' }, revealed, NOW, fact)).toBe(false);
    await links().change(link, { status: 'revoked', at: NOW.toISOString() }, fact);
    expect(await links().claim(link, revealed, NOW, fact)).toBe(false);
  });

  test('change only from the state that was seen', async () => {
    await links().claim(link, revealed, NOW, fact);
    const revoked = { status: 'revoked', at: NOW.toISOString() } as const;
    await expect(links().change(link, revoked, fact)).rejects.toMatchObject({ name: 'StaleState' });
  });

  test('are renewed once', async () => {
    await links().claim(link, revealed, NOW, fact);
    const old = { ...link, state: revealed };
    const runs = await Promise.allSettled(
      ['1', '2'].map((each) => links().renew(old, { ...link, linkId: id(each), number: 1 }, fact)),
    );
    expect(runs.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    const renewed = (await links().findCredential(link.linkId))?.state;
    expect(renewed).toMatchObject({ status: 'revoked', renewedAs: expect.stringMatching(/^(1{32}|2{32})$/) });
    // The rotation names the link that is good now, and whoever read it before must read it again.
    const rotation = await readRow(
      cloud.tables,
      key.rotation(link),
      rowKind({ name: 'any', value: z.looseObject({}) }),
    );
    const linkId = renewed?.status === 'revoked' ? renewed.renewedAs : undefined;
    expect(rotation).toMatchObject({ revision: 8, state: { status: 'rotated', linkId } });
  });
});

describe('sessions', () => {
  const sessions = () => sessionStore(cloud.tables);
  const session = {
    objectId: 'ada',
    tenantId: 'home',
    name: 'Ada',
    csrfToken: 'x',
    expiresAt: new Date(expiresAt * 1000),
  };
  const pending = {
    nonce: 'n',
    codeVerifier: 'v',
    wantedPath: '/',
    browserHash: 'b',
    expiresAt: new Date(expiresAt * 1000),
  };

  test('are there until they are over or removed', async () => {
    await sessions().create('hash', session);
    expect(await sessions().find('hash', NOW)).toEqual(session);
    expect(await sessions().find('hash', session.expiresAt)).toBeUndefined();
    await sessions().remove('hash');
    expect(await sessions().find('hash', NOW)).toBeUndefined();
  });

  test('a sign-in is finished once, and in time', async () => {
    await sessions().startSignIn('state', pending);
    const taken = await Promise.all([1, 2, 3].map(() => sessions().takeSignIn('state', NOW)));
    expect(taken.filter((each) => each !== undefined)).toEqual([pending]);
    await sessions().startSignIn('late', pending);
    expect(await sessions().takeSignIn('late', pending.expiresAt)).toBeUndefined();
  });
});

test('what was sent is remembered, however long its key', async () => {
  const sent = sentMessages(cloud.tables);
  const long = 'k'.repeat(3000);
  expect(await sent.has(long)).toBe(false);
  await sent.add(long, NOW);
  await sent.add(long, NOW);
  expect(await sent.has(long)).toBe(true);
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
    expect(await seals().seal(later)).toEqual({ hash });
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
