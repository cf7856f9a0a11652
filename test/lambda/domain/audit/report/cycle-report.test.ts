import { describe, expect, test } from '@jest/globals';
import { cycleReport } from '../../../../../lambda/domain/audit/report/cycle-report.ts';
import { forOneCustomer } from '../../../../../lambda/domain/audit/report/one-customer.ts';
import { ada, CONTOSO, CYCLE, FABRIKAM, LATER, Story, type Told } from './story.ts';

const contoso: Told = { tenantId: CONTOSO, tenantName: 'Contoso Ltd' };
const fabrikam: Told = { tenantId: FABRIKAM, tenantName: 'Fabrikam' };

/** Two customers: one with everything, one that failed. */
function aCycle(): Story {
  const story = new Story();
  story.tell('cycle.opened', {
    evidence: { detail: '2 tenants' },
    actor: { kind: 'operator', name: 'olga' },
    reason: 'a technician left',
    estate: 'e'.repeat(64),
    code: '1.2.3',
  });
  story.tell('tenant.discovered', { ...contoso, evidence: { detail: '3 accounts seen', graphRequestId: 'g' } });
  story
    .account('b10')
    .discovered()
    .tell('approval.rejected', { actor: ada, reason: 'no' })
    .tell('rotation.closed', { reason: 'rejected' });
  story.account('b2').discovered().approved().reset().rotated();
  story.account('bg').tell('account.excluded', {
    reason: 'break-glass',
    evidence: { detail: 'Designated.' },
    passwordChangedAt: '2020-01-01T00:00:00Z',
  });
  story.tell('ticket.created', { ...contoso, evidence: { ticket: '4711', detail: 'opened' } });
  story.tell('message.failed', {
    outcome: 'failed',
    reason: 'mail-bounced',
    evidence: { detail: 'summary to the team' },
  });
  story.tell('tenant.closed', contoso);
  story.tell('tenant.failed', { ...fabrikam, outcome: 'failed', reason: 'no consent' });
  story.tell('cycle.closed', { evidence: { detail: '1 rotated, 0 failed' } });
  story.tell('cycle.sealed', { evidence: { checkpoint: 'c'.repeat(64), detail: 'over 7 chains' } });
  return story;
}
const report = cycleReport(CYCLE, aCycle().records);

test('of a cycle: who opened it, why, with what, and how it ended', () => {
  expect(report).toMatchObject({
    cycleId: CYCLE,
    opened: {
      by: { name: 'olga' },
      reason: 'a technician left',
      estate: 'e'.repeat(64),
      code: '1.2.3',
      detail: '2 tenants',
    },
    closed: { failed: false, reason: undefined, detail: '1 rotated, 0 failed' },
    sealed: { checkpoint: 'c'.repeat(64) },
    emergency: false,
    dryRun: false,
    messages: [{ action: 'message.failed', outcome: 'failed', reason: 'mail-bounced', detail: 'summary to the team' }],
  });
});

test('of a cycle that failed', () => {
  const story = new Story();
  story.tell('cycle.closed', { outcome: 'failed', reason: 'States.Timeout' });
  expect(cycleReport(CYCLE, story.records).closed).toMatchObject({ failed: true, reason: 'States.Timeout' });
});

test.each([
  ['an emergency, 2 tenants', { emergency: true, dryRun: false }],
  ['2 tenants, dry run', { emergency: false, dryRun: true }],
  ['2 tenants, accounts dry run-1 an emergency-2 alone', { emergency: false, dryRun: false }],
])('"%s" says what kind of cycle it is', (detail, kind) => {
  const story = new Story();
  story.tell('cycle.opened', { evidence: { detail } });
  expect(cycleReport(CYCLE, story.records)).toMatchObject(kind);
});

describe('of a customer', () => {
  const [first, second] = report.tenants;

  test('accounts by name, 2 before 10; who is left out is no part of them', () => {
    expect(first?.tenantName).toBe('Contoso Ltd');
    expect(first?.accounts.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      'b2@contoso.example',
      'b10@contoso.example',
    ]);
    expect(first?.leftOut).toEqual([
      {
        accountId: 'id-bg',
        userPrincipalName: 'bg@contoso.example',
        class: 'admin',
        reason: 'break-glass',
        detail: 'Designated.',
        passwordChangedAt: '2020-01-01T00:00:00Z',
        at: '2026-12-07T05:17:00.000Z',
      },
    ]);
  });

  test('what was found, how it ended, and how many ended how', () => {
    expect(first).toMatchObject({
      discovered: { detail: '3 accounts seen', graphRequestId: 'g' },
      end: { kind: 'closed', reason: undefined },
      results: { rotated: 1, rejected: 1, failed: 0, uncertain: 0, expired: 0, 'under-way': 0, proposed: 0 },
      withExceptions: 1,
      messages: [{ action: 'ticket.created', ticket: '4711', detail: 'opened' }],
    });
  });

  test('that failed before it was discovered', () => {
    expect(second).toMatchObject({
      tenantName: 'Fabrikam',
      discovered: undefined,
      end: { kind: 'failed', reason: 'no consent' },
      accounts: [],
    });
  });
});

test('an account whose discovery is missing belongs to the population all the same', () => {
  for (const action of [
    'reset.attempted',
    'approval.approved',
    'rotation.closed',
    'credential.staged',
    'credential.promoted',
  ] as const) {
    const story = new Story();
    story.account('ops').tell(action);
    expect(cycleReport(CYCLE, story.records).tenants.map(({ accounts }) => accounts.length)).toEqual([1]);
  }
});

test('names that no record tells are left out, and such customers are sorted by id', () => {
  const story = new Story();
  for (const tenantId of [CONTOSO, FABRIKAM]) story.tell('tenant.discovered', { tenantId });
  expect(cycleReport(CYCLE, story.records).tenants.map(({ tenantId, tenantName }) => [tenantId, tenantName])).toEqual([
    [FABRIKAM, undefined],
    [CONTOSO, undefined],
  ]);
});

test('of a cycle without a record there is nothing to say', () => {
  expect(cycleReport(LATER, aCycle().records)).toMatchObject({
    opened: undefined,
    closed: undefined,
    sealed: undefined,
    tenants: [],
    records: 0,
    asOf: undefined,
  });
});

describe('for one customer’s eyes', () => {
  const one = forOneCustomer(report, CONTOSO);

  test('nothing tells of another customer', () => {
    const text = JSON.stringify(one);
    for (const foreign of [
      'Fabrikam',
      FABRIKAM,
      '2 tenants',
      '1 rotated, 0 failed',
      'over 7 chains',
      'summary to the team',
    ]) {
      expect(text).not.toContain(foreign);
    }
    expect(text).toContain('b2@contoso.example');
  });

  test('not even the reasons that the cycle was started for, or failed with', () => {
    const story = new Story();
    story.tell('cycle.opened', { reason: 'breach at Fabrikam' });
    story.tell('tenant.closed', contoso);
    story.tell('cycle.closed', { outcome: 'failed', reason: 'Fabrikam refused' });
    expect(JSON.stringify(forOneCustomer(cycleReport(CYCLE, story.records), CONTOSO))).not.toContain('Fabrikam');
  });

  test('when the cycle was opened, closed and sealed stays', () => {
    expect(one).toMatchObject({
      opened: { by: { name: 'olga' }, estate: 'e'.repeat(64), code: '1.2.3' },
      closed: { failed: false },
      sealed: { checkpoint: 'c'.repeat(64) },
    });
  });

  test('a customer that the cycle did not look at has an empty report, and what is not on record stays so', () => {
    expect(forOneCustomer(report, 'nobody').tenants).toEqual([]);
    expect(forOneCustomer(cycleReport(LATER, []), CONTOSO)).toMatchObject({
      opened: undefined,
      closed: undefined,
      sealed: undefined,
    });
  });
});
