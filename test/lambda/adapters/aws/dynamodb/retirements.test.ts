import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../../../../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { linkStore, putLink } from '../../../../../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { retirementStore } from '../../../../../lambda/adapters/aws/dynamodb/credential/retirement-store.ts';
import { rotationStore } from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { key } from '../../../../../lambda/adapters/aws/dynamodb/state-keys.ts';
import { credentialDeletion } from '../../../../../lambda/adapters/aws/secrets-manager/credential-deletion.ts';
import { credentialLabels } from '../../../../../lambda/adapters/aws/secrets-manager/credential-labels.ts';
import { credentialRestoring } from '../../../../../lambda/adapters/aws/secrets-manager/credential-restoring.ts';
import { credentialStaging } from '../../../../../lambda/adapters/aws/secrets-manager/credential-staging.ts';
import type { AuditFact } from '../../../../../lambda/domain/audit/audit-record.ts';
import type { CredentialLink } from '../../../../../lambda/domain/credential/link.ts';
import { daysAfter, type Retirement, retirementOf } from '../../../../../lambda/domain/credential/retirement.ts';
import { rotation } from '../../../portal/portal-world.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const NOW = new Date('2026-12-07T08:00:00.000Z');
const id = (letter: string) => letter.repeat(32);
const fact: AuditFact = {
  action: 'credential.stored',
  outcome: 'success',
  time: NOW.toISOString(),
  actor: { kind: 'system', name: 'test' },
  component: 'test',
};
const waiting = rotation('ops');
const { cycleId, tenantId, accountId } = waiting;
const link: CredentialLink = {
  purpose: 'credential',
  linkId: id('c'),
  expiresAt: NOW.getTime() / 1000 + 3600,
  cycleId,
  tenantId,
  accountId,
  rotationId: id('f'),
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: id('f'),
  recipientObjectId: 'ada',
  approvedBy: 'Ada Lindqvist',
  resetAt: NOW.toISOString(),
  number: 0,
  state: { status: 'revealed', at: NOW.toISOString(), address: '192.0.2.1' },
};
const rule = { credentials: 'until-stored', days: 7, recoveryDays: 30 } as const;
const due = daysAfter(NOW, 8);
const store = () => retirementStore(cloud.tables);

async function confirm(more: Partial<CredentialLink> = {}): Promise<Retirement> {
  const confirmed = { ...link, ...more };
  const retirement = retirementOf(confirmed, NOW, rule);
  if (retirement === undefined) throw new Error('it is kept');
  await commit(cloud.tables, [putLink(cloud.tables, confirmed)], [fact]);
  const stored = { ...link.state, storedAt: NOW.toISOString(), deleteAt: retirement.dueAt };
  if (confirmed.state.status === 'revealed') {
    await linkStore(cloud.tables).change(confirmed, { ...confirmed.state, ...stored }, fact, retirement);
  }
  return retirement;
}

describe('a confirmation', () => {
  test('makes the retirement of its account, which is due some days later', async () => {
    const retirement = await confirm();
    expect(await store().find(waiting)).toEqual(retirement);
    expect(await store().due(daysAfter(NOW, 6.9), 10)).toEqual([]);
    expect(await store().due(due, 10)).toEqual([retirement]);
  });

  test('keeps its link for longer than the credential: who deletes looks at it once more', async () => {
    await confirm();
    const { Item } = await cloud.tables.client.send(
      new GetCommand({ TableName: cloud.tables.state, Key: key.link(link.linkId) }),
    );
    expect(Item?.expiresAt).toBeGreaterThan(daysAfter(NOW, 90).getTime() / 1000);
    expect((await linkStore(cloud.tables).findCredential(link.linkId))?.state).toMatchObject({
      storedAt: NOW.toISOString(),
      deleteAt: daysAfter(NOW, 7).toISOString(),
    });
  });

  test('of a later password takes the place of an earlier one, and not the other way round', async () => {
    await confirm();
    const later = await confirm({ linkId: id('d'), versionId: id('e'), resetAt: due.toISOString() });
    expect(await store().find(waiting)).toEqual(later);
    await confirm({ linkId: id('b') });
    expect(await store().find(waiting)).toEqual(later);
  });

  test('twice at the same moment makes one, and says so to one', async () => {
    await commit(cloud.tables, [putLink(cloud.tables, link)], [fact]);
    const retirement = retirementOf(link, NOW, rule);
    const stored = { ...link.state, status: 'revealed' as const, storedAt: 'now', at: '', address: '' };
    const both = await Promise.allSettled(
      [1, 2].map(() => linkStore(cloud.tables).change(link, stored, fact, retirement)),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.flatMap((each) => (each.status === 'rejected' ? each.reason : []))).toMatchObject([
      { name: 'StaleState' },
    ]);
  });
});

test('many are read whole, the longest due first, a page at a time', async () => {
  for (let i = 0; i < 12; i += 1) {
    const name = String(i).padStart(2, '0');
    await confirm({ linkId: name.repeat(16), accountId: `account-${name}` });
    const made = await store().find({ tenantId, accountId: `account-${name}` });
    if (made !== undefined) await store().putOff(made, daysAfter(NOW, 7 - i / 100));
  }
  const first = await store().due(due, 5);
  expect(first.map((each) => each.accountId)).toEqual([11, 10, '09', '08', '07'].map((each) => `account-${each}`));
});

describe('an account', () => {
  const rotations = () => rotationStore(cloud.tables);
  const until = (from: Date) => new Date(from.getTime() + 90_000);
  const minuteLater = new Date(due.getTime() + 60_000);
  const muchLater = new Date(due.getTime() + 91_000);

  test('that is being rotated is not reserved', async () => {
    const retirement = await confirm();
    expect(await rotations().acquireLock(waiting, due)).toBe('acquired');
    expect(await store().reserve(retirement, due, until(due))).toBe(false);
    expect(await store().reserve(retirement, muchLater, until(muchLater))).toBe(false);
    await expect(store().finish(retirement, fact)).rejects.toMatchObject({ name: 'StaleState' });
    await expect(store().attempt(retirement, fact)).rejects.toMatchObject({ name: 'StaleState' });
  });

  test('that is reserved is not rotated, until it is released', async () => {
    const retirement = await confirm();
    expect(await store().reserve(retirement, due, until(due))).toBe(true);
    expect(await store().reserve(retirement, minuteLater, until(minuteLater))).toBe(false);
    await expect(rotations().acquireLock(waiting, minuteLater)).rejects.toMatchObject({ name: 'StaleState' });
    await store().release(retirement);
    expect(await rotations().acquireLock(waiting, minuteLater)).toBe('acquired');
  });

  test('whose reservation has lapsed is rotated, and nothing is deleted for it any more', async () => {
    const retirement = await confirm();
    await store().reserve(retirement, due, until(due));
    expect(await rotations().acquireLock(waiting, muchLater)).toBe('acquired');
    await expect(store().attempt(retirement, fact)).rejects.toMatchObject({ name: 'StaleState' });
    await store().release(retirement); // not ours to give back
    expect(await rotations().acquireLock({ ...waiting, rotationId: id('9') }, muchLater)).toBe('account-busy');
  });

  test('of many at the same moment, one has it', async () => {
    const retirement = await confirm();
    const tries = [
      ...Array.from({ length: 4 }, () => store().reserve(retirement, due, until(due))),
      ...Array.from({ length: 4 }, () => rotations().acquireLock(waiting, due)),
    ];
    const answers = await Promise.allSettled(tries);
    const have = answers.map((each) => each.status === 'fulfilled' && each.value);
    const [reserved, rotated] = [have.slice(0, 4).filter(Boolean), have.slice(4).filter(Boolean)];
    expect(Math.min(reserved.length, rotated.length)).toBe(0);
    expect(reserved.length).toBeLessThanOrEqual(1);
    expect(reserved.length + rotated.length).toBeGreaterThan(0);
  });

  test('is released with the end of the retirement, in one transaction with its record', async () => {
    const retirement = await confirm();
    await store().reserve(retirement, due, until(due));
    await store().attempt(retirement, fact);
    await store().finish(retirement, fact);
    expect(await store().find(waiting)).toBeUndefined();
    expect(await rotations().acquireLock(waiting, due)).toBe('acquired');
  });

  test('with a later confirmation is left to that one', async () => {
    const retirement = await confirm();
    await store().reserve(retirement, due, until(due));
    const later = await confirm({ linkId: id('d'), versionId: id('e'), resetAt: due.toISOString() });
    await expect(store().attempt(retirement, fact)).rejects.toMatchObject({ name: 'StaleState' });
    await expect(store().finish(retirement, fact)).rejects.toMatchObject({ name: 'StaleState' });
    await store().putOff(retirement, daysAfter(due, 1));
    expect(await store().find(waiting)).toEqual(later);
  });
});

describe('a credential', () => {
  const staging = () => credentialStaging(cloud.secrets, 'credentials');
  const deletion = () => credentialDeletion(cloud.secrets);
  const restoring = () => credentialRestoring(cloud.secrets);
  const content = { userPrincipalName: 'ops@x', password: 'p', rotationId: id('a'), createdAt: 'now' };

  beforeEach(async () => {
    await staging().stage('t', 'a', id('a'), content);
  });

  test('is seen by its labels, with what is pending', async () => {
    expect(await deletion().view('t', 'a')).toEqual({ currentVersionId: id('0'), hasPending: true });
    await credentialLabels(cloud.secrets).promote('t', 'a', id('a'));
    expect(await deletion().view('t', 'a')).toEqual({ currentVersionId: id('a'), hasPending: false });
    expect(await deletion().view('t', 'other')).toBeUndefined();
  });

  test('that is deleted tells until when, takes no version and says what to do, and comes back whole', async () => {
    await credentialLabels(cloud.secrets).promote('t', 'a', id('a'));
    expect(await restoring().recoverableUntil('t', 'a')).toBeUndefined();
    const until = await deletion().scheduleDeletion('t', 'a', 30);
    expect(await restoring().recoverableUntil('t', 'a')).toBe(until);
    expect(await deletion().view('t', 'a')).toEqual({
      currentVersionId: id('a'),
      hasPending: false,
      recoverableUntil: until,
    });
    await expect(staging().stage('t', 'a', id('b'), content)).rejects.toThrow('restore-secret --secret-id m365/t/a');
    await restoring().restore('t', 'a');
    await staging().stage('t', 'a', id('b'), { ...content, password: 'q' });
    expect(await deletion().view('t', 'a')).toEqual({ currentVersionId: id('a'), hasPending: true });
  });
});
