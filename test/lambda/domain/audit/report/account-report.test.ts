import { describe, expect, test } from '@jest/globals';
import type { AccountReport } from '../../../../../lambda/domain/audit/report/account-report.ts';
import { cycleReport } from '../../../../../lambda/domain/audit/report/cycle-report.ts';
import { type AccountStory, ada, bruno, CYCLE, Story, type Told } from './story.ts';

const olga = { actor: { kind: 'operator', name: 'arn:aws:iam::1:user/olga' } } as const;
const closed = (outcome: 'failed' | 'uncertain', reason = 'GraphUnavailable: no answer'): Told => ({ outcome, reason });
const link = (detail?: string): Told => ({
  evidence: { secretVersionId: 'v1', ...(detail === undefined ? {} : { detail }) },
});

function accountOf(tell: (account: AccountStory) => unknown, cycleIsClosed = false): AccountReport {
  const story = new Story();
  story.tell('cycle.opened');
  tell(story.account('ops'));
  if (cycleIsClosed) story.tell('cycle.closed');
  const [account] = cycleReport(CYCLE, story.records).tenants.flatMap(({ accounts }) => accounts);
  if (account === undefined) throw new Error('there is no account');
  return account;
}
const kinds = ({ exceptions }: AccountReport) => exceptions.map(({ kind }) => kind);

test('tells who the account is, why it is rotated, and what was known of its password', () => {
  expect(
    accountOf((each) => each.discovered().tell('tokens.revoked', { userPrincipalName: 'new@contoso.example' })),
  ).toMatchObject({
    accountId: 'id-ops',
    userPrincipalName: 'new@contoso.example',
    class: 'admin',
    rotationId: `${CYCLE}/ops`,
    because: 'Exchange Administrator, whole tenant, direct',
    passwordChangedBefore: '2026-01-05T05:00:00Z',
    askedAt: '2026-12-07T05:03:00.000Z',
  });
});

test('nobody was asked, where nobody may decide', () => {
  const account = accountOf((each) =>
    each.tell('account.discovered').tell('approval.requested', { outcome: 'failed', reason: 'nobody-may-decide' }),
  );
  expect(account.askedAt).toBeUndefined();
  expect(account.because).toBeUndefined();
});

describe('the result', () => {
  test.each<readonly [string, Partial<AccountReport['result']>, (account: AccountStory) => unknown]>([
    [
      'rotated',
      { kind: 'rotated', at: '2026-12-07T05:11:00.000Z', reopened: 0 },
      (each) => each.discovered().approved().reset().rotated(),
    ],
    ['under way', { kind: 'under-way', countedAs: undefined }, (each) => each.discovered().approved().reset()],
    ['proposed by a dry run', { kind: 'proposed' }, (each) => each.tell('account.discovered', { reason: 'dry-run' })],
    [
      'rejected, with the words of who rejected',
      { kind: 'rejected', reason: 'in use', at: '2026-12-07T05:03:00.000Z' },
      (each) =>
        each
          .tell('approval.rejected', { actor: ada, reason: 'in use' })
          .tell('rotation.closed', { reason: 'rejected' }),
    ],
    ['expired', { kind: 'expired' }, (each) => each.tell('approval.expired', { reason: 'expired' })],
    [
      'failed',
      { kind: 'failed', reason: 'GraphUnavailable: no answer' },
      (each) => each.tell('rotation.closed', closed('failed')),
    ],
    ['uncertain', { kind: 'uncertain' }, (each) => each.tell('rotation.closed', closed('uncertain'))],
    [
      'an end that this version does not know is none',
      { kind: 'under-way' },
      (each) => each.tell('rotation.closed', { reason: 'moved' }),
    ],
    [
      'settled after the cycle had counted it',
      { kind: 'rotated', countedAs: 'uncertain' },
      (each) => each.tell('rotation.closed', closed('uncertain')).tell('rotation.settled', { reason: 'rotated' }),
    ],
    [
      'tried again, and under way',
      { kind: 'under-way', countedAs: 'failed', reopened: 1 },
      (each) =>
        each.tell('rotation.closed', closed('failed')).tell('rotation.reopened', { ...olga, ...link('tried again') }),
    ],
    [
      'polled once more, and as uncertain as before',
      { kind: 'uncertain', countedAs: undefined, reopened: 1 },
      (each) =>
        each
          .tell('rotation.closed', closed('uncertain'))
          .tell('rotation.reopened', { ...olga, ...link('the directory is polled once more') }),
    ],
    [
      'failed, because the old password works',
      {
        kind: 'failed',
        countedAs: 'uncertain',
        reason: 'a person has signed in with the old password',
        at: '2026-12-07T05:03:00.000Z',
      },
      (each) =>
        each
          .tell('rotation.closed', closed('uncertain'))
          .tell('rotation.resolved', { ...olga, ...link('a person has signed in with the old password') }),
    ],
    [
      'under way again, because the new password works',
      { kind: 'under-way', reopened: 1 },
      (each) =>
        each
          .tell('rotation.closed', closed('uncertain'))
          .tell('rotation.resolved', { ...olga, ...link('a person has signed in with the new password') }),
    ],
    [
      'open again after a withdrawal',
      { kind: 'under-way' },
      (each) => each.approved().tell('approval.withdrawn', { actor: ada }),
    ],
    [
      'failed, where a retry was withdrawn',
      { kind: 'failed', reason: 'approval.withdrawn', reopened: 1 },
      (each) =>
        each
          .approved()
          .tell('rotation.closed', closed('failed'))
          .tell('rotation.reopened', { ...olga, ...link('tried again') })
          .tell('approval.withdrawn', { actor: ada }),
    ],
  ])('%s', (_, result, tell) => {
    expect(accountOf(tell).result).toMatchObject(result);
  });
});

describe('the collection', () => {
  const rotated = (each: AccountStory) => each.approved().reset().rotated();
  test.each<readonly [string, AccountReport['collection']['state'], (account: AccountStory) => unknown]>([
    ['there is no new password', 'no-password', (each) => each.approved().reset()],
    ['nobody has it', 'waits', rotated],
    [
      'it was handed over and renewed, and nobody has it',
      'waits',
      (each) => rotated(each).tell('link.handed-over', link()).tell('link.renewed', link()),
    ],
    ['a person has seen it', 'collected', (each) => rotated(each).tell('link.revealed', { ...link(), actor: ada })],
    [
      'the vault has it',
      'collected',
      (each) => each.approved().reset().current().tell('vault.written', link('record 7')),
    ],
    [
      'a person says that it is stored',
      'collected',
      (each) => rotated(each).tell('credential.stored', { ...link(), actor: ada }),
    ],
    [
      'somebody else has opened the link',
      'reported',
      (each) => rotated(each).tell('link.revealed', link()).tell('link.reported', link()),
    ],
    ['a later password took its place', 'replaced', (each) => rotated(each).tell('link.superseded', link())],
    [
      'a later password took its place on the way into the vault',
      'replaced',
      (each) => rotated(each).tell('vault.given-up', { ...link(), outcome: 'failed', reason: 'superseded' }),
    ],
    [
      'it was seen before a later one took its place',
      'collected',
      (each) => rotated(each).tell('link.revealed', link()).tell('link.superseded', link()),
    ],
    [
      'the vault did not take it, and nobody has seen it',
      'waits',
      (each) => rotated(each).tell('vault.given-up', { ...link(), outcome: 'failed', reason: 'vault-refused' }),
    ],
  ])('%s', (_, state, tell) => {
    expect(accountOf(tell).collection.state).toBe(state);
  });

  test('says which version it is, since when, and who has it', () => {
    const { collection } = accountOf((each) =>
      rotated(each)
        .tell('link.handed-over', { ...link('from Ada to Bruno'), actor: ada })
        .tell('link.revealed', { ...link(), actor: bruno })
        .tell('credential.stored', { ...link(), actor: bruno }),
    );
    expect(collection).toMatchObject({
      versionId: 'v1',
      currentSince: '2026-12-07T05:07:00.000Z',
      links: [{ detail: 'for Ada' }, { detail: 'from Ada to Bruno', by: ada }],
      seen: [{ by: bruno, at: '2026-12-07T05:11:00.000Z', detail: undefined }],
      stored: [{ by: bruno }],
      vaulted: [],
      reported: [],
    });
  });
});

describe('proof', () => {
  test('by the directory, with the request of Microsoft Graph, once', () => {
    expect(accountOf((each) => each.approved().reset())).toMatchObject({
      proof: {
        by: 'directory',
        at: '2026-12-07T05:06:00.000Z',
        detail: 'lastPasswordChangeDateTime 2026-12-07T05:05:00Z',
      },
      graphRequestIds: ['graph-v1'],
    });
  });

  test('by a person alone is an exception', () => {
    const account = accountOf((each) =>
      each
        .approved()
        .tell('reset.attempted')
        .tell('rotation.closed', closed('uncertain'))
        .tell('rotation.resolved', { ...olga, ...link('a person has signed in with the new password') })
        .current()
        .tell('link.revealed', link())
        .tell('rotation.settled', { reason: 'rotated' }),
    );
    expect(account.proof).toMatchObject({ by: 'person', detail: 'a person has signed in with the new password' });
    expect(kinds(account)).toEqual(['proven-by-a-person-only']);
  });

  test('there is none of a reset that somebody resolved for the old password', () => {
    const account = accountOf((each) =>
      each
        .approved()
        .tell('reset.attempted')
        .tell('rotation.resolved', { ...olga, ...link('a person has signed in with the old password') }),
    );
    expect(account.proof).toBeUndefined();
  });

  test('missing where a rotation is called rotated', () => {
    expect(
      kinds(
        accountOf((each) => each.approved().tell('reset.attempted').tell('rotation.closed', { reason: 'rotated' })),
      ),
    ).toEqual(['not-proven']);
  });
});

describe('exceptions', () => {
  test('there are none where all went well', () => {
    const account = accountOf(
      (each) =>
        each
          .discovered()
          .approved()
          .reset()
          .rotated()
          .tell('link.revealed', { ...link(), actor: ada }),
      true,
    );
    expect(account.exceptions).toEqual([]);
  });

  test('a closed cycle leaves nothing open', () => {
    expect(kinds(accountOf((each) => each.discovered(), true))).toEqual(['not-ended']);
    expect(kinds(accountOf((each) => each.discovered(), false))).toEqual([]);
  });

  test.each<readonly [AccountReport['exceptions'][number]['kind'], (account: AccountStory) => unknown]>([
    ['failed', (each) => each.tell('rotation.closed', closed('failed'))],
    ['uncertain', (each) => each.tell('rotation.closed', closed('uncertain'))],
    ['sessions-not-ended', (each) => each.tell('rotation.requested').tell('tokens.revoked', { outcome: 'failed' })],
    ['reset-refused', (each) => each.tell('reset.refused', { outcome: 'refused', reason: 'break-glass' })],
    ['read-outside', (each) => each.discovered().tell('credential.read-outside', olga)],
    ['changed-elsewhere', (each) => each.discovered().tell('password.changed-elsewhere')],
    ['link-reported', (each) => each.approved().reset().rotated().tell('link.reported', link())],
    ['replaced-uncollected', (each) => each.approved().reset().rotated().tell('link.superseded', link())],
  ])('%s', (kind, tell) => {
    expect(kinds(accountOf(tell))).toEqual([kind]);
  });

  test('of a vault that did not take it, beside that nobody has it', () => {
    const account = accountOf((each) =>
      each
        .approved()
        .reset()
        .rotated()
        .tell('vault.given-up', { ...link(), outcome: 'failed', reason: 'vault-refused' }),
    );
    expect(kinds(account)).toEqual(['not-collected', 'vault-given-up']);
  });

  test('what became of its password later, outside of any cycle, is told; of another password it is not', () => {
    const later = (evidence: Told['evidence']) =>
      kinds(
        accountOf((each) =>
          each
            .approved()
            .reset()
            .rotated()
            .tell('link.revealed', { ...link(), actor: ada })
            .tell('password.changed-elsewhere', { cycleId: undefined, evidence })
            .tell('credential.read-outside', { ...olga, cycleId: undefined, evidence })
            .tell('rotation.requested', { cycleId: undefined, evidence }),
        ),
      );
    expect(later({ secretVersionId: 'v1' })).toEqual(['changed-elsewhere', 'read-outside']);
    expect(later({ secretVersionId: 'v0' })).toEqual([]);
    expect(later(undefined)).toEqual(['changed-elsewhere', 'read-outside']);
  });

  test('a look past the product that AWS refused is none', () => {
    expect(
      kinds(accountOf((each) => each.discovered().tell('credential.read-outside', { ...olga, outcome: 'refused' }))),
    ).toEqual([]);
  });

  test('sessions that were ended are none', () => {
    expect(kinds(accountOf((each) => each.discovered().tell('tokens.revoked')))).toEqual([]);
  });
});
