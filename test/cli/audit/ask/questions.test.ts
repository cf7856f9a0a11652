import { describe, expect, test } from '@jest/globals';
import { questionIn, questionNamed, questions } from '../../../../cli/audit/ask/questions.ts';
import {
  ada,
  bruno,
  CONTOSO,
  CYCLE,
  FABRIKAM,
  LATER,
  Story,
  type Told,
} from '../../../lambda/domain/audit/report/story.ts';
import { ask } from './asked.ts';

const OPERATOR = { actor: { kind: 'operator', name: 'arn:aws:iam::1:user/olga' } } as const;
const about = (version: string, more: Told = {}): Told => ({ evidence: { secretVersionId: version }, ...more });
const links = (version: string, detail = 'for Ada') => ({ evidence: { secretVersionId: version, detail } });
const answersOf = async (story: Story, question: string, ...columns: readonly string[]) =>
  (await ask(story.records, question)).lines.map((line) => columns.map((name) => line[name]));

test('every question answers, also where there is nothing to say', async () => {
  const story = new Story();
  story.tell('cycle.opened');
  expect(questions().length).toBeGreaterThanOrEqual(8);
  for (const { name, none } of questions()) {
    const { statement, lines } = await ask(story.records, name);
    expect([name, statement]).toEqual([name, none.replaceAll('{of}', '0')]);
    expect(lines).toEqual([]);
  }
});

test('an unknown question is told which there are; a file without its head is none', () => {
  expect(() => questionNamed('who')).toThrow(/there is no question who: ask one of approvals, exclusions/);
  expect(() => questionIn('x', '-- asks: What?\nSELECT 1')).toThrow('the question x does not say "-- some: …"');
});

test('a customer or a cycle that nobody knows is no empty answer', async () => {
  const story = new Story();
  story.account('ops').discovered();
  await expect(ask(story.records, 'failures', { tenant: 'Contosso' })).rejects.toThrow(
    'no record is about a customer Contosso. Records name: Contoso Ltd',
  );
  await expect(ask(story.records, 'failures', { cycle: LATER })).rejects.toThrow(
    `no record is about a cycle ${LATER}. The newest are: ${CYCLE}`,
  );
});

test('two customers of one name are told apart by id', async () => {
  const story = new Story();
  for (const tenantId of [CONTOSO, FABRIKAM]) story.account('ops', { tenantId }).discovered();
  await expect(ask(story.records, 'population', { tenant: 'Contoso Ltd' })).rejects.toThrow(FABRIKAM);
  expect((await ask(story.records, 'population', { tenant: FABRIKAM })).lines).toHaveLength(1);
});

describe('approvals', () => {
  test('each decision with who, when and why, and the reset that followed it', async () => {
    const story = new Story();
    story.account('ops').discovered().approved().tell('approval.withdrawn', { actor: bruno, reason: 'wrong day' });
    story.account('ops').approved(bruno, 'now').reset();
    story.account('mail').discovered().tell('approval.rejected', { actor: ada, reason: 'in use' });
    story.account('old').discovered().tell('approval.expired', { reason: 'expired' });
    expect(await answersOf(story, 'approvals', 'account', 'decision', 'who', 'reason', 'reset')).toEqual([
      ['ops@contoso.example', 'approved', 'Ada', 'planned', null],
      ['ops@contoso.example', 'withdrawn', 'Bruno', 'wrong day', null],
      ['ops@contoso.example', 'approved', 'Bruno', 'now', '2026-12-07 05:07:00'],
      ['mail@contoso.example', 'rejected', 'Ada', 'in use', null],
      ['old@contoso.example', 'expired', 'test', null, null],
    ]);
  });

  test('both of two persons', async () => {
    const story = new Story();
    story.account('root').tell('approval.first', { actor: ada }).approved(bruno).reset();
    expect(await answersOf(story, 'approvals', 'decision', 'who')).toEqual([
      ['first', 'Ada'],
      ['approved', 'Bruno'],
    ]);
  });
});

describe('never-collected', () => {
  const rotated = (story: Story, name: string, more: Told = {}) =>
    story.account(name, more).approved().reset().rotated();

  test('only what nobody has seen, stored or got into the vault', async () => {
    const story = new Story();
    rotated(story, 'waits');
    rotated(story, 'seen').tell('link.revealed', { ...about('v1'), actor: ada });
    story
      .account('vaulted')
      .approved()
      .reset()
      .current()
      .tell('vault.queued', about('v1'))
      .tell('vault.written', about('v1'));
    story.account('queued').approved().reset().current().tell('vault.queued', about('v1'));
    rotated(story, 'handed').tell('link.handed-over', { ...links('v1', 'from Ada to Bruno, by link x'), actor: ada });
    rotated(story, 'renewed').tell('link.renewed', { ...about('v1'), actor: ada });
    rotated(story, 'reported').tell('link.reported', { ...about('v1'), actor: ada });
    story.account('nolink').approved().reset().current();
    story.account('failed').approved().reset('v1').tell('rotation.closed', { outcome: 'failed', reason: 'x' });
    const { statement, lines } = await ask(story.records, 'never-collected');
    expect(statement).toBe('6 of 8 new passwords have never been collected.');
    expect(lines.map(({ account, now }) => [String(account).split('@')[0], now])).toEqual([
      ['handed', 'waits for its recipient'],
      ['nolink', 'nobody can collect it: there is no link'],
      ['queued', 'on its way into the vault'],
      ['renewed', 'waits for its recipient'],
      ['reported', 'its recipient reports that somebody else opened the link'],
      ['waits', 'waits for its recipient'],
    ]);
  });

  test('one that a later password replaced waits for nobody, and the later one has an answer of its own', async () => {
    const story = new Story();
    rotated(story, 'ops');
    story
      .account('ops', { cycleId: LATER })
      .approved()
      .reset('v2')
      .current('v2')
      .tell('link.created', links('v2'))
      .tell('link.revealed', { ...about('v2'), actor: ada });
    story.account('ops').tell('link.superseded', about('v1'));
    expect(await answersOf(story, 'never-collected', 'cycle', 'now')).toEqual([
      [CYCLE, 'replaced by a later password on 2026-12-07 05:14'],
    ]);
  });

  test('a second reset of a reopened rotation is one password', async () => {
    const story = new Story();
    story
      .account('ops')
      .approved()
      .reset()
      .tell('rotation.closed', { outcome: 'uncertain', reason: 'ResetNotVisible' })
      .tell('rotation.resolved', { ...OPERATOR, evidence: { detail: 'a person has signed in with the new password' } })
      .current('v1')
      .tell('link.created', links('v1'))
      .tell('link.revealed', { ...about('v1'), actor: ada });
    expect(await ask(story.records, 'never-collected')).toEqual({
      statement: 'Each of 1 new passwords was collected: shown to a technician, or taken by the vault.',
      lines: [],
    });
  });
});

describe('oldest-passwords', () => {
  const at =
    (name: string, passwordChangedAt: string | undefined, more: Told = {}) =>
    (story: Story) =>
      story.account(name, more).tell('account.discovered', { passwordChangedAt });

  test('of each customer one, with its age when the newest record was written', async () => {
    const story = new Story();
    at('new', '2026-11-07T00:00:00Z')(story);
    at('old', '2020-12-07T00:00:00Z')(story);
    at('unknown', undefined)(story);
    story
      .account('bg', {})
      .tell('account.excluded', { reason: 'break-glass', passwordChangedAt: '2019-12-07T00:00:00Z' });
    at('x', '2025-12-07T00:00:00Z', { tenantId: FABRIKAM, tenantName: 'Fabrikam' })(story);
    expect(
      await answersOf(
        story,
        'oldest-passwords',
        'tenant',
        'account',
        'age_days',
        'left_out_as',
        'accounts',
        'of_unknown_age',
      ),
    ).toEqual([
      ['Contoso Ltd', 'bg@contoso.example', 2557, 'break-glass', 4, 1],
      ['Fabrikam', 'x@contoso.example', 365, '', 1, 0],
    ]);
  });

  test('a reset that the directory shows, and a change by somebody else, make it younger', async () => {
    const story = new Story();
    for (const name of ['ops', 'mail', 'failed']) at(name, '2020-01-01T00:00:00Z')(story);
    story.account('ops').approved().reset().rotated();
    story.account('mail').tell('password.changed-elsewhere');
    story.account('failed').approved().tell('reset.attempted').tell('reset.uncertain', { outcome: 'uncertain' });
    expect(await answersOf(story, 'oldest-passwords', 'account', 'password_changed', 'known_by')).toEqual([
      ['failed@contoso.example', '2020-01-01 00:00:00', 'directory, at its discovery'],
    ]);
    const younger = new Story();
    at('ops', '2020-01-01T00:00:00Z')(younger);
    younger.account('ops').approved().reset().rotated();
    expect(await answersOf(younger, 'oldest-passwords', 'password_changed', 'known_by')).toEqual([
      ['2026-12-07 05:05:00', 'our reset'],
    ]);
    younger.account('ops').tell('password.changed-elsewhere', {
      cycleId: undefined,
      evidence: { detail: 'changed 2026-12-08T01:02:03Z, set by us 2026-12-07T05:05:00Z' },
    });
    expect(await answersOf(younger, 'oldest-passwords', 'password_changed', 'known_by')).toEqual([
      ['2026-12-08 01:02:03', 'changed by somebody else'],
    ]);
  });

  test('an account that the newest cycle over its class has not seen any more counts for nothing', async () => {
    const story = new Story();
    at('gone', '2010-01-01T00:00:00Z')(story);
    at('ops', '2020-01-01T00:00:00Z')(story);
    at('service', '2015-01-01T00:00:00Z', { class: 'service', cycleId: 'services' })(story);
    at('ops', '2026-12-07T05:00:00Z', { cycleId: LATER })(story);
    expect(await answersOf(story, 'oldest-passwords', 'account', 'accounts')).toEqual([['service@contoso.example', 2]]);
  });

  test.each(['accounts id-b alone', '21 accounts alone', 'an emergency, 1 tenants, accounts id-b alone, dry run'])(
    'a cycle of "%s" hides nobody whom it did not look at',
    async (detail) => {
      const story = new Story();
      story.tell('cycle.opened', { evidence: { detail: '2 tenants' } });
      at('gone', '2010-01-01T00:00:00Z', { cycleId: 'earlier' })(story);
      at('a', '2019-01-01T00:00:00Z')(story);
      at('b', '2020-01-01T00:00:00Z')(story);
      story.tell('cycle.opened', { cycleId: LATER, evidence: { detail } });
      at('b', '2026-12-05T00:00:00Z', { cycleId: LATER })(story);
      at('new', '2026-12-06T00:00:00Z', { cycleId: LATER })(story);
      expect(await answersOf(story, 'oldest-passwords', 'account', 'accounts')).toEqual([['a@contoso.example', 3]]);
    },
  );

  test('where only cycles for chosen accounts are on record, all that they saw counts', async () => {
    const story = new Story();
    for (const cycleId of [CYCLE, LATER]) {
      story.tell('cycle.opened', { cycleId, evidence: { detail: '1 tenants, accounts x alone' } });
    }
    at('a', '2019-01-01T00:00:00Z')(story);
    at('b', '2020-01-01T00:00:00Z', { cycleId: LATER })(story);
    expect(await answersOf(story, 'oldest-passwords', 'account', 'accounts')).toEqual([['a@contoso.example', 2]]);
  });

  test('a cycle for a whole customer whose words only look like a choice is whole', async () => {
    const story = new Story();
    at('gone', '2010-01-01T00:00:00Z')(story);
    story.tell('cycle.opened', { cycleId: LATER, evidence: { detail: '1 tenants, no accounts x alone' } });
    at('b', '2020-01-01T00:00:00Z', { cycleId: LATER })(story);
    expect(await answersOf(story, 'oldest-passwords', 'account')).toEqual([['b@contoso.example']]);
  });
});

describe('exposures', () => {
  test('who has seen what is still current, and since when', async () => {
    const story = new Story();
    const ops = story.account('ops').approved().reset().rotated();
    ops.tell('link.revealed', { ...about('v1'), actor: ada }).tell('link.revealed', { ...about('v1'), actor: ada });
    expect(await answersOf(story, 'exposures', 'who', 'account', 'first_seen', 'times', 'how')).toEqual([
      ['Ada', 'ops@contoso.example', '2026-12-07 05:09:00', 2, 'by link'],
    ]);
  });

  test('ends with a later password that is current, not with one that failed', async () => {
    const story = new Story();
    const seen = (name: string) =>
      story
        .account(name)
        .approved()
        .reset()
        .rotated()
        .tell('link.revealed', { ...about('v1'), actor: ada });
    seen('replaced');
    story.account('replaced', { cycleId: LATER }).approved().reset('v2').current('v2');
    seen('failed');
    story
      .account('failed', { cycleId: LATER })
      .approved()
      .reset('v2')
      .tell('rotation.closed', { outcome: 'failed', reason: 'x' });
    expect(await answersOf(story, 'exposures', 'account')).toEqual([['failed@contoso.example']]);
  });

  test('a look at an older password, after the new one became current, shows nothing that is current', async () => {
    const story = new Story();
    const ops = story.account('ops').approved().reset().rotated();
    story.account('ops', { cycleId: LATER }).approved().reset('v2').current('v2');
    ops.tell('link.revealed', { ...about('v1'), actor: ada });
    expect(await answersOf(story, 'exposures', 'account')).toEqual([]);
  });

  test('a look past the product counts, and a later change by somebody else is told', async () => {
    const story = new Story();
    story
      .account('ops')
      .approved()
      .reset()
      .rotated()
      .tell('credential.read-outside', { ...about('v1'), ...OPERATOR });
    story.account('ops').tell('password.changed-elsewhere');
    story.account('mail').approved().reset().rotated();
    story.account('mail').tell('credential.read-outside', { ...about('v1'), ...OPERATOR, outcome: 'refused' });
    expect(await answersOf(story, 'exposures', 'who', 'how', 'changed_elsewhere')).toEqual([
      [OPERATOR.actor.name, 'outside of the product', '2026-12-07 05:10:00'],
    ]);
  });

  test('what CloudTrail tells has no version: it counts from the staging of the current password on', async () => {
    const bare = { ...OPERATOR, cycleId: undefined, userPrincipalName: undefined } as const;
    const story = new Story();
    const ops = story.account('ops');
    ops
      .approved()
      .reset()
      .rotated()
      .tell('credential.read-outside', { ...bare, actor: { kind: 'operator', name: 'early' } });
    const later = story.account('ops', { cycleId: LATER }).approved().tell('credential.staged', about('v2'));
    ops.tell('credential.read-outside', { ...bare, actor: { kind: 'operator', name: 'in between' } });
    later.current('v2');
    ops.tell('credential.read-outside', { ...bare, actor: { kind: 'operator', name: 'late' } });
    expect(await answersOf(story, 'exposures', 'who', 'account')).toEqual([
      ['in between', 'ops@contoso.example'],
      ['late', 'ops@contoso.example'],
    ]);
  });
});

test('exclusions: every account with its reason, and the counts of all others', async () => {
  const story = new Story();
  story.tell('tenant.discovered', { tenantId: CONTOSO, evidence: { detail: '7 accounts seen; left out: guest: 5' } });
  story.account('bg').tell('account.excluded', { reason: 'break-glass', evidence: { detail: 'Designated.' } });
  expect(await answersOf(story, 'exclusions', 'account', 'reason', 'why')).toEqual([
    [null, 'counts', '7 accounts seen; left out: guest: 5'],
    ['bg@contoso.example', 'break-glass', 'Designated.'],
  ]);
});

test('failures: what failed, why, and what became of it', async () => {
  const story = new Story();
  const uncertain = story.account('ops').approved().reset();
  uncertain.tell('rotation.closed', { outcome: 'uncertain', reason: 'ResetNotVisible' });
  uncertain.tell('rotation.settled', { reason: 'rotated' });
  story.account('mail').tell('rotation.closed', { outcome: 'failed', reason: 'GraphUnavailable' });
  story.account('mail').tell('rotation.reopened', OPERATOR);
  story.account('good').approved().reset().rotated();
  story.tell('tenant.failed', { tenantId: CONTOSO, outcome: 'failed', reason: 'no consent' });
  story.tell('mail.undelivered', { outcome: 'failed', reason: 'mail-bounced' });
  story.tell('consent.checked', { tenantId: CONTOSO, outcome: 'uncertain' });
  story.account('bg').tell('break-glass.checked', { outcome: 'failed' });
  expect(await answersOf(story, 'failures', 'account', 'what', 'reason', 'later')).toEqual([
    ['ops@contoso.example', 'rotation uncertain', 'ResetNotVisible', 'rotated on 2026-12-07 05:07'],
    ['mail@contoso.example', 'rotation failed', 'GraphUnavailable', 'rotation reopened on 2026-12-07 05:09'],
    [null, 'customer not finished', 'no consent', null],
    [null, 'mail not delivered', 'mail-bounced', null],
    ['bg@contoso.example', 'break-glass account would not work', null, null],
  ]);
});

describe('population', () => {
  test('each account of each cycle once, with what became of it', async () => {
    const story = new Story();
    story.account('ops').discovered().tell('approval.first', { actor: bruno }).approved().reset().rotated();
    story.account('ops').tell('link.revealed', { ...about('v1'), actor: ada });
    story
      .account('mail')
      .discovered()
      .tell('approval.rejected', { actor: ada })
      .tell('rotation.closed', { reason: 'rejected' });
    story.account('bg').tell('account.excluded', { reason: 'break-glass' });
    story
      .account('open')
      .discovered()
      .tell('rotation.closed', { outcome: 'failed', reason: 'x' })
      .tell('rotation.reopened');
    story.account('ops', { cycleId: LATER }).discovered();
    expect(await answersOf(story, 'population', 'cycle', 'account', 'result', 'approved_by', 'collected')).toEqual([
      [CYCLE, 'bg@contoso.example', 'left out', null, null],
      [CYCLE, 'mail@contoso.example', 'rejected', null, null],
      [CYCLE, 'open@contoso.example', 'under way', null, null],
      [CYCLE, 'ops@contoso.example', 'rotated', 'Bruno, Ada', '2026-12-07 05:12:00'],
      [LATER, 'ops@contoso.example', 'under way', null, null],
    ]);
  });

  test('who approved is whose approval stood: not one that was taken back', async () => {
    const story = new Story();
    const first = story.account('a-rejected').discovered().approved(ada).tell('approval.withdrawn', { actor: ada });
    first.tell('approval.rejected', { actor: bruno }).tell('rotation.closed', { reason: 'rejected' });
    story.account('b-again').approved(ada).tell('approval.withdrawn', { actor: ada }).approved(bruno).reset().rotated();
    story.account('c-expired').tell('approval.first', { actor: ada }).tell('approval.expired');
    // What was reset was approved, whatever became of the approval after it.
    const failed = story
      .account('d-failed')
      .approved(ada)
      .reset()
      .tell('rotation.closed', { outcome: 'failed', reason: 'x' });
    failed.tell('rotation.reopened').tell('approval.withdrawn', { actor: bruno });
    story.account('e-late').reset().approved(ada);
    story
      .account('f-twice')
      .approved(ada)
      .reset()
      .tell('approval.withdrawn', { actor: ada })
      .approved(bruno)
      .reset('v2');
    expect(await answersOf(story, 'population', 'account', 'approved_by')).toEqual([
      ['a-rejected@contoso.example', null],
      ['b-again@contoso.example', 'Bruno'],
      ['c-expired@contoso.example', null],
      ['d-failed@contoso.example', 'Ada'],
      ['e-late@contoso.example', null],
      ['f-twice@contoso.example', 'Bruno'],
    ]);
    for (const { reset, approved } of (await ask(story.records, 'population')).lines) {
      expect(reset === null || approved === null || String(approved) < String(reset)).toBe(true);
    }
  });

  test('the same seed draws the same sample, another one another, and it is one that anybody can draw again', async () => {
    const story = new Story();
    for (let i = 0; i < 40; i += 1) story.account(`a${i}`).discovered();
    const sample = async (seed: string, size = 5) => {
      const { statement, lines } = await ask(story.records, 'population', { sample: { seed, size } });
      expect(statement).toBe(
        `40 of 40 accounts, one line for each account in each cycle. A sample of ${Math.min(size, 40)} lines was drawn from these with the seed ${seed}.`,
      );
      return lines.map(({ account, draw }) => ({ account, draw }));
    };
    const drawn = await sample('one');
    expect(drawn).toHaveLength(5);
    expect(await sample('one')).toEqual(drawn);
    expect(await sample('two')).not.toEqual(drawn);
    expect(await sample('one', 99)).toHaveLength(40);
    const highest =
      drawn
        .map(({ draw }) => String(draw))
        .sort()
        .at(-1) ?? '';
    const { lines } = await ask(story.records, 'population', { sample: { seed: 'one', size: 40 } });
    expect(lines.filter(({ draw }) => String(draw) <= highest)).toHaveLength(5);
  });
});
