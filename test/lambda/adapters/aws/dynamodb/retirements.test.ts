import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../../../../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { linkStore, putLink } from '../../../../../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { key } from '../../../../../lambda/adapters/aws/dynamodb/state-keys.ts';
import { credentialDeletion } from '../../../../../lambda/adapters/aws/secrets-manager/credential-deletion.ts';
import { credentialLabels } from '../../../../../lambda/adapters/aws/secrets-manager/credential-labels.ts';
import { credentialNames } from '../../../../../lambda/adapters/aws/secrets-manager/credential-name.ts';
import { credentialRestoring } from '../../../../../lambda/adapters/aws/secrets-manager/credential-restoring.ts';
import { credentialStaging } from '../../../../../lambda/adapters/aws/secrets-manager/credential-staging.ts';
import type { CredentialLink } from '../../../../../lambda/domain/credential/link.ts';
import { daysAfter, type Retirement, retirementOf } from '../../../../../lambda/domain/credential/retirement.ts';
import { fact as aFact, id, NOW, link as readyLink, revealed } from '../../../../contract/stores/values.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const fact = aFact({ action: 'credential.stored' });
const link: CredentialLink = { ...readyLink, state: revealed };
const rule = { credentials: 'until-stored', days: 7, recoveryDays: 30 } as const;

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

test('a confirmation keeps its link for longer than the credential: who deletes looks at it once more', async () => {
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

describe('a credential', () => {
  const names = credentialNames('m365');
  const staging = () => credentialStaging(cloud.secrets, names, 'credentials');
  const deletion = () => credentialDeletion(cloud.secrets, names);
  const restoring = () => credentialRestoring(cloud.secrets, names);
  const content = { userPrincipalName: 'ops@x', password: 'p', rotationId: id('a'), createdAt: 'now' };

  beforeEach(async () => {
    await staging().stage('t', 'a', id('a'), content);
  });

  test('is seen by its labels, with what is pending', async () => {
    expect(await deletion().view('t', 'a')).toEqual({ currentVersionId: id('0'), hasPending: true });
    await credentialLabels(cloud.secrets, names).promote('t', 'a', id('a'), async () => {});
    expect(await deletion().view('t', 'a')).toEqual({ currentVersionId: id('a'), hasPending: false });
    expect(await deletion().view('t', 'other')).toBeUndefined();
  });

  test('that is deleted tells until when, takes no version and says what to do, and comes back whole', async () => {
    await credentialLabels(cloud.secrets, names).promote('t', 'a', id('a'), async () => {});
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
