import { describe, expect, test } from '@jest/globals';
import type { Child } from 'hono/jsx';
import type { PlannedAccount } from '../../../lambda/domain/accounts/account.ts';
import { AccountFacts, AccountFactsLine } from '../../../lambda/portal/approvals/account-facts.tsx';
import { FactsOfTheDay } from '../../../lambda/portal/facts-of-the-day.tsx';
import { Clock } from '../../../lambda/portal/instant.tsx';
import { RequestedNote } from '../../../lambda/portal/requested-note.tsx';
import { WordMeanings } from '../../../lambda/portal/word-meanings.tsx';

const NOW = new Date('2026-12-07T08:00:00.000Z');
const ID = `facts-${'0'.repeat(32)}`;

const rendered = (child: Child, now = NOW): string =>
  String(<Clock.Provider value={{ timeZone: 'Europe/Berlin', now }}>{child}</Clock.Provider>);

/** As people read it. */
const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

const role = (name: string, more: object = {}) => ({
  kind: 'role' as const,
  role: name,
  scope: '/',
  path: 'direct',
  privileged: true,
  ...more,
});

const ops: PlannedAccount = {
  accountId: 'id',
  userPrincipalName: 'ops@contoso.example',
  displayName: 'Ops',
  class: 'admin',
  reasons: [role('User Administrator', { scope: '/administrativeUnits/7', scopeName: 'Branches' })],
  globalAdministrator: false,
  passwordChangedAt: '2026-06-01T10:00:00.000Z',
  passwordNeverExpires: true,
  lastSignIn: { kind: 'succeeded', at: '2026-12-04T07:00:00.000Z' },
  dependants: ['backup job on srv-bak01'],
};
const eligible: PlannedAccount = {
  ...ops,
  reasons: [
    role('Global Administrator', {
      roleTemplateId: '62e90394-69f5-4237-9190-012177145e10',
      path: 'via group Tier 0, eligible',
    }),
  ],
};

describe('what an approver must know about an account', () => {
  const html = rendered(<AccountFacts account={ops} id={ID} twoPersons />);
  const text = textOf(html);

  test('is its class, its roles with the names of their scopes, its password, its last sign-in, and what may break', () => {
    expect(text).toContain('Admin account');
    expect(text).toContain('User Administrator, administrative unit &quot;Branches&quot;, direct');
    expect(text).toMatch(/Password set .+ \(188 days ago\)/);
    expect(text).toMatch(/Last sign-in .+ \(3 days ago\)/);
    expect(text).toContain('May break: backup job on srv-bak01');
    expect(text).toContain('Password never expires');
    expect(text).toContain('Needs two persons');
  });

  test('takes few bytes, and few in a line', () => {
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(900);
    const line = rendered(<AccountFactsLine account={{ ...eligible, dependants: ['a', 'b'] }} id={ID} twoPersons />);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(250);
    expect(textOf(line)).toContain(
      'Admin account · Global Administrator, eligible · needs two persons · password set 188 days ago · signed in 3 days ago · may break: a and 1 more',
    );
  });

  test('marks an eligible Global Administrator like an active one', () => {
    expect(rendered(<AccountFacts account={eligible} id={ID} />)).toContain(
      '<li class="tag busy">Global Administrator, eligible</li>',
    );
    expect(rendered(<AccountFacts account={{ ...ops, globalAdministrator: true }} id={ID} />)).toContain(
      '<li class="tag busy">Global Administrator</li>',
    );
    expect(html).not.toContain('Global Administrator');
  });

  test('says that something is not known, and why', () => {
    const { lastSignIn: _, passwordChangedAt: __, dependants: ___, ...bare } = ops;
    const unknown = textOf(rendered(<AccountFacts account={bare} id={ID} />));
    expect(unknown).toContain('Last sign-in unknown (no P1 licence, or not permitted)');
    expect(unknown).toContain('Password age unknown');
    expect(unknown).not.toContain('May break');
    expect(unknown).not.toContain('two persons');
    expect(textOf(rendered(<AccountFactsLine account={bare} id={ID} />))).toContain(
      'Admin account · User Administrator · password age unknown',
    );
  });

  test.each([
    [{ kind: 'none-on-record' } as const, 'No sign-in on record'],
    [{ kind: 'attempted', at: '2026-12-04T07:00:00.000Z' } as const, 'Last attempt to sign in'],
  ])('%j is told as "%s"', (lastSignIn, words) => {
    expect(textOf(rendered(<AccountFacts account={{ ...ops, lastSignIn }} id={ID} />))).toContain(words);
  });

  test('stays short for somebody with ten thousand roles, and counts those that are not shown', () => {
    const reasons = Array.from({ length: 10_000 }, (_, i) => role('User Administrator', { scope: `/unit-${i}` }));
    const all = rendered(<AccountFacts account={{ ...ops, reasons }} id={ID} />);
    expect(textOf(all)).toContain('and 9992 further reasons');
    expect(Buffer.byteLength(all)).toBeLessThan(3_000);
    expect(textOf(rendered(<AccountFactsLine account={{ ...ops, reasons }} id={ID} />))).toContain('10000 reasons');
  });

  test('is nothing that a name can write into the page', () => {
    const hostile: PlannedAccount = {
      ...ops,
      reasons: [role('<script>x</script>', { scope: '/administrativeUnits/7', scopeName: '"><img src=x>\u202e' })],
      dependants: ['<b>x</b>\u202e'],
    };
    for (const shown of [
      rendered(<AccountFacts account={hostile} id={ID} />),
      rendered(<AccountFactsLine account={hostile} id={ID} />),
    ]) {
      expect(shown).not.toMatch(/<script|<img|<b>|\u202e/);
    }
  });
});

test('facts of the day are told of service accounts in their time', () => {
  const inJanuary = new Date('2027-01-04T05:00:00Z');
  expect(rendered(<FactsOfTheDay about="service" />, inJanuary)).toContain('Exchange Online switches off SMTP AUTH');
  expect(rendered(<FactsOfTheDay about="admin" />, inJanuary)).toBe('');
  expect(rendered(<FactsOfTheDay about="service" />)).toBe('');
});

test('who asked by hand, and why, is told; a cycle of a schedule was asked for by nobody', () => {
  const by = 'arn:aws:sts::123456789012:assumed-role/Ops/ada';
  const asked = textOf(rendered(<RequestedNote cycle={{ requested: { by, reason: '<b>phone lost</b>' } }} />));
  expect(asked.trim()).toBe(
    'Asked for by hand by ada (role Ops in AWS account 123456789012) . Reason: &lt;b&gt;phone lost&lt;/b&gt;',
  );
  expect(textOf(rendered(<RequestedNote cycle={{ requested: { by: 'Ada', reason: ' ' } }} />)).trim()).toBe(
    'Asked for by hand by Ada , without a reason.',
  );
  expect(rendered(<RequestedNote cycle={{}} />)).toBe('');
});

test('words are explained where they stand, all or those that are asked for', () => {
  const all = rendered(<WordMeanings />);
  expect(all.match(/<dt>/g)).toHaveLength(8);
  expect(all).not.toContain('title=');
  const some = rendered(<WordMeanings words={['eligible', 'break-glass']} />);
  expect(some.match(/<dt>[^<]+/g)).toEqual(['<dt>eligible', '<dt>break-glass']);
});
