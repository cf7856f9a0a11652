import { describe, expect, test } from '@jest/globals';
import { cycleReport } from '../../../../../lambda/domain/audit/report/cycle-report.ts';
import { type AccountStory, ada, bruno, CYCLE, LATER, Story, type Told } from './story.ts';

/** The report of the one account that is told of. */
function accountOf(tell: (account: AccountStory, story: Story) => unknown, opened: Told = {}) {
  const story = new Story();
  story.tell('cycle.opened', opened);
  tell(story.account('ops'), story);
  const account = cycleReport(CYCLE, story.records)
    .tenants.flatMap(({ accounts }) => accounts)
    .find(({ accountId }) => accountId === 'id-ops');
  if (account === undefined) throw new Error('there is no account');
  return account;
}

const unapproved = (tell: (account: AccountStory, story: Story) => unknown, opened?: Told) =>
  accountOf(tell, opened).exceptions.flatMap(({ kind, why }) => (kind === 'reset-without-approval' ? why : []));
const first = { actor: ada } as const;
const emergency = { evidence: { detail: 'an emergency, 1 tenants' } };

describe('a reset stands on an approval', () => {
  test('by a technician, before it', () => {
    const { decisions, resets, exceptions } = accountOf((each) => each.discovered().approved().reset().rotated());
    expect(decisions).toEqual([
      {
        kind: 'approved',
        at: '2026-12-07T05:04:00.000Z',
        sequence: 3,
        by: ada,
        reason: 'planned',
        from: '203.0.113.7',
      },
    ]);
    expect(resets).toEqual([
      {
        at: '2026-12-07T05:06:00.000Z',
        approval: { approved: true, by: decisions },
        clientRequestId: 'client-v1',
      },
    ]);
    expect(exceptions).toEqual([{ kind: 'not-collected', at: '2026-12-07T05:09:00.000Z' }]);
  });

  test('by two, where two were asked for', () => {
    const { resets } = accountOf((each) => each.discovered().tell('approval.first', first).approved(bruno).reset());
    expect(resets).toMatchObject([{ approval: { approved: true, by: [{ by: ada }, { by: bruno }] } }]);
  });

  test('that outlives a failure: it is tried again', () => {
    const again = (each: AccountStory) =>
      each
        .discovered()
        .approved()
        .tell('rotation.closed', { outcome: 'failed', reason: 'GraphUnavailable: no answer' })
        .tell('rotation.reopened', { actor: { kind: 'operator', name: 'arn' }, evidence: { detail: 'tried again' } })
        .reset();
    expect(unapproved(again)).toEqual([]);
  });

  test('given anew after it was withdrawn', () => {
    expect(
      unapproved((each) =>
        each.discovered().approved().tell('approval.withdrawn', { actor: bruno }).approved(bruno).reset(),
      ),
    ).toEqual([]);
  });

  test('by one, where the same person had been the first of two before a withdrawal', () => {
    const { resets } = accountOf((each) =>
      each.tell('approval.first', first).tell('approval.withdrawn', { actor: bruno }).approved(ada).reset(),
    );
    expect(resets).toMatchObject([{ approval: { approved: true, by: [{ kind: 'approved', by: ada }] } }]);
  });

  test('of one person in an emergency that two have approved', () => {
    expect(unapproved((each) => each.tell('approval.first', first).approved(bruno).reset(), emergency)).toEqual([]);
  });
});

describe('a reset without an approval is found', () => {
  test.each<readonly [string, string, (each: AccountStory, story: Story) => unknown, Told?]>([
    ['nobody was asked', 'never-asked-or-answered', (each) => each.reset()],
    ['nobody answered', 'never-asked-or-answered', (each) => each.discovered().reset()],
    ['it came after the reset', 'never-asked-or-answered', (each) => each.discovered().reset().approved()],
    ['it was withdrawn', 'withdrawn', (each) => each.approved().tell('approval.withdrawn', { actor: bruno }).reset()],
    ['it was rejected', 'rejected', (each) => each.tell('approval.rejected', { actor: ada, reason: 'no' }).reset()],
    ['it has expired', 'expired', (each) => each.tell('approval.expired').reset()],
    ['only the first of two came', 'first-of-two-only', (each) => each.tell('approval.first', first).reset()],
    [
      'the first of two was withdrawn, and the other alone stays',
      'first-of-two-only',
      (each) => each.approved(bruno).tell('approval.withdrawn', first).tell('approval.first', first).reset(),
    ],
    [
      'two are asked for anew after an approval',
      'first-of-two-only',
      (each) => each.approved(bruno).tell('approval.first', first).reset(),
    ],
    ['one person was both', 'same-person-twice', (each) => each.tell('approval.first', first).approved(ada).reset()],
    [
      'one person was both, in other letters',
      'same-person-twice',
      (each) =>
        each
          .tell('approval.first', first)
          .approved({ ...ada, objectId: 'ADA-OBJECT-ID', name: 'A.' })
          .reset(),
    ],
    ['a program approved', 'not-a-person', (each) => each.approved({ kind: 'system', name: 'remind' }).reset()],
    ['nobody knows who', 'not-a-person', (each) => each.approved({ kind: 'unknown' }).reset()],
    ['an operator approved', 'not-a-person', (each) => each.approved({ kind: 'operator', name: 'arn' }).reset()],
    ['one person in an emergency', 'one-person-in-emergency', (each) => each.approved().reset(), emergency],
    [
      'it was of another cycle',
      'never-asked-or-answered',
      (each, story) => {
        story.account('ops', { cycleId: LATER }).approved();
        each.reset();
      },
    ],
    [
      'it was of another account',
      'never-asked-or-answered',
      (each, story) => {
        story.account('mail').approved();
        each.reset();
      },
    ],
  ])('%s', (_, why, ...told) => {
    expect(unapproved(...told).at(0)).toBe(why);
  });

  test.each(['reset.succeeded', 'reset.uncertain', 'reset.proven', 'credential.promoted'] as const)(
    'also where %s alone tells of it',
    (action) => {
      expect(unapproved((each) => each.discovered().tell(action))).toEqual(['never-asked-or-answered']);
    },
  );

  test('the second attempt after the approval was taken back', () => {
    const { resets } = accountOf((each) =>
      each.approved().reset().tell('approval.withdrawn', { actor: ada }).tell('reset.attempted'),
    );
    expect(resets.map(({ approval }) => approval.approved)).toEqual([true, false]);
  });
});

test('a reset that several records tell of, without its attempt, is one', () => {
  const { resets } = accountOf((each) => each.tell('reset.succeeded').tell('reset.proven').tell('credential.promoted'));
  expect(resets).toHaveLength(1);
});

test('that nobody decided has no reason of a person', () => {
  expect(accountOf((each) => each.tell('approval.expired', { reason: 'expired' })).decisions).toMatchObject([
    { kind: 'expired', reason: undefined },
  ]);
});

test('records may come in any order, and with those of other cycles', () => {
  const story = new Story();
  story.tell('cycle.opened');
  story.account('ops').discovered().approved().reset().rotated();
  story.account('ops', { cycleId: LATER }).discovered();
  const mail = story.account('mail').tell('approval.first', first).approved(bruno).reset().rotated();
  // Of another cycle, though of the same version: it is told there.
  mail.tell('password.changed-elsewhere', { cycleId: LATER, evidence: { secretVersionId: 'v1' } });
  const shuffled = story.records.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  expect(cycleReport(CYCLE, shuffled)).toEqual(cycleReport(CYCLE, story.records));
  expect(cycleReport(CYCLE, shuffled)).toMatchObject({ records: 20 });
  expect(cycleReport(CYCLE, story.records.toReversed())).toEqual(cycleReport(CYCLE, story.records));
});
