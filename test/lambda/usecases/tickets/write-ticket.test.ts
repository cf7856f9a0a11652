import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ExcludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { decision, estate, link, proven, rotation } from '../messages/world.ts';
import { approved, due, failed, rotated, TicketWorld, uncertain, waiting } from './ticket-world.ts';

let world: TicketWorld;
beforeEach(() => {
  world = new TicketWorld();
});

const actions = () => world.tables.records.map(({ action }) => action);

describe('a ticket is opened', () => {
  test('when technicians are asked, and says who is asked about what, why, and until when', async () => {
    world.accounts = { anna: waiting, bert: waiting };
    expect(await world.write()).toMatchObject({ failed: [], problems: [] });
    const { key, company, summary, body, notes } = world.psa.ticket();
    expect([key, company]).toEqual(['m365rot:2026-12-07-admin-monthly:contoso', 'CONTOSO']);
    expect(summary).toBe('M365 password rotation 2026-12-07-admin-monthly: Contoso Ltd');
    expect(body).toContain('Why: the schedule admin-monthly');
    expect(body).toContain('Asked to decide: Ada Lindqvist, Bruno Okafor');
    expect(body).toContain('Until: Wed, 9 Dec 2026, 05:00:00 CET');
    expect(body).toContain('ACCOUNTS (2)\n- anna@contoso.example (admin)');
    expect(notes).toEqual([]);
    expect(world.tables.tenantRows.get(`${due.cycleId}/${due.tenantId}`)?.ticket).toBe('4711');
    expect(world.tables.records).toMatchObject([
      { action: 'ticket.created', component: 'write-tickets', evidence: { ticket: '4711' } },
    ]);
  });

  test('says who asked for the cycle by hand', async () => {
    world.cycle = { status: 'open', requested: { by: 'Dana Ops', reason: 'phone lost' } };
    world.accounts = { anna: waiting };
    await world.write();
    expect(world.psa.ticket().body).toContain('Why: Asked for by hand by Dana Ops. Reason: phone lost');
  });

  test('when the tenant is done, where the estate wants it then; earlier, where something goes wrong', async () => {
    const { psa } = estate;
    world.estate = { ...estate, psa: psa.system === 'none' ? psa : { ...psa, openTickets: 'at-close' } };
    world.accounts = { anna: waiting };
    await world.write();
    expect(world.psa.tickets).toEqual([]);
    world.accounts = { bert: uncertain };
    await world.write();
    expect([world.notes, world.psa.ticket().raised]).toEqual([['trouble-1'], true]);
  });

  test.each([
    ['where nothing was to be rotated', () => (world.tenant = { status: 'closed' })],
    ['in a dry run', () => (world.cycle = { dryRun: true })],
    ['without a name of the customer in the PSA', () => (world.estate = withoutCompany())],
    ['before the tenant was read', () => (world.tenant = { status: 'pending' })],
  ])('never %s', async (_, given) => {
    if (!_.includes('nothing')) world.accounts = { anna: waiting };
    given();
    await world.write();
    expect(world.psa.calls).toEqual([]);
  });

  test('for a tenant that failed, and for one where nobody may decide: they stay open, with the priority of failures', async () => {
    world.tenant = { status: 'failed', failure: 'TenantNotReady: no consent' };
    await world.write();
    expect(world.psa.ticket().body).toContain('The tenant failed: no consent');
    expect(world.psa.ticket()).toMatchObject({ raised: true, closed: false });
    const other = new TicketWorld();
    other.tenant = { status: 'closed', excluded: { 'nobody-may-decide': 1 } };
    other.exclusions = [excluded('fred', 'nobody-may-decide')];
    await other.write();
    expect(other.note('result')).toMatch(/NOBODY MAY DECIDE.*\n- fred@contoso\.example \(admin\): Too few technicians/);
    expect(other.psa.ticket()).toMatchObject({ raised: true, closed: false });
  });
});

const withoutCompany = () => ({
  ...estate,
  tenants: estate.tenants.map(({ ticketCompany: _, ...each }) => each),
});

const excluded = (name: string, reason: ExcludedAccount['reason']): ExcludedAccount => ({
  accountId: `id-${name}`,
  userPrincipalName: `${name}@contoso.example`,
  displayName: name,
  class: 'admin',
  reason,
});

describe('while a cycle is under way', () => {
  test('half-time, last call and the end of deciding are told once each, with who decided and who still may', async () => {
    world.accounts = { anna: approved, bert: waiting };
    await world.write();
    world.instant = new Date('2026-12-08T04:30:00.000Z');
    await world.write();
    await world.write();
    world.instant = new Date('2026-12-09T01:00:00.000Z');
    await world.write();
    world.accounts = { bert: { status: 'rejected', decision: { ...decision, reason: 'leaves on Friday' } } };
    await world.write();
    await world.write();
    expect(world.notes).toEqual(['half-time', 'last-call', 'decided']);
    expect(world.note('half-time')).toContain('Of 2 accounts: 1 approved and under way, 1 waiting for a decision.');
    expect(world.note('half-time')).toContain(
      'May decide until Wed, 9 Dec 2026, 05:00 CET: Ada Lindqvist, Bruno Okafor.',
    );
    expect(world.note('decided')).toContain('    Now: approved, not reset yet\n');
    expect(world.note('decided')).toContain('Approved by Ada Lindqvist, Mon, 7 Dec 2026, 07:00:00 CET');
    expect(world.note('decided')).toContain(
      'Rejected by Ada Lindqvist, Mon, 7 Dec 2026, 07:00:00 CET, because: leaves on Friday',
    );
  });

  test('the first failure raises the ticket at once; further ones wait for the result', async () => {
    world.accounts = { anna: approved, bert: failed };
    await world.write();
    expect([world.notes, world.psa.ticket().raised]).toEqual([['trouble-1', 'decided'], true]);
    expect(world.note('trouble-1')).toContain('FAILED, PASSWORD UNCHANGED (1)\n- bert@contoso.example');
    expect(world.note('trouble-1')).not.toContain('anna@');
    world.accounts = { carl: failed };
    await world.write();
    expect(world.notes).toEqual(['trouble-1', 'decided']);
  });

  test('each time that something becomes uncertain is told at once, with what a person does', async () => {
    world.accounts = { anna: approved, bert: failed };
    await world.write();
    world.accounts = { carl: uncertain };
    await world.write();
    world.set({ ...rotation('carl', uncertain), reopened: 1 });
    await world.write();
    await world.write();
    expect(world.notes).toEqual(['trouble-1', 'decided', 'trouble-2', 'trouble-3']);
    const note = world.note('trouble-2');
    expect(note).toContain('Nobody knows which of two passwords it has');
    expect(note).toContain(`resolve --tenant contoso --account id-carl --cycle ${due.cycleId}`);
    expect(note).not.toContain('bert@');
  });
});

describe('at the end', () => {
  test('a ticket where all is well is closed with who approved what, when, why, and what happened', async () => {
    world.tenant = { status: 'closed' };
    const stored = {
      status: 'revealed',
      at: '2026-12-07T06:20:00Z',
      address: '192.0.2.1',
      storedAt: '2026-12-07T06:30:00Z',
    } as const;
    const replaced = { status: 'revoked', at: '2026-12-07T06:15:00Z', renewedAs: link(3).linkId } as const;
    world.links = [
      link(1, { accountId: 'id-bert' }),
      link(2, { accountId: 'id-anna', state: replaced }),
      link(3, { accountId: 'id-anna', state: stored, recipientName: 'Bruno Okafor' }),
    ];
    world.accounts = {
      anna: {
        ...rotated,
        linkId: link(2).linkId,
        decision: {
          ...decision,
          reason: 'monthly',
          second: { ...decision, by: { ...decision.by, name: 'Bruno Okafor', objectId: 'bruno' } },
        },
      },
      bert: { ...rotated, linkId: link(1).linkId },
      carl: { status: 'rejected', decision: { ...decision, reason: 'leaves on Friday' } },
      dora: { status: 'expired' },
    };
    await world.write();
    expect(world.psa.ticket()).toMatchObject({ closed: true, raised: false });
    expect(world.note('result').split('\n')).toEqual([
      'Result: Contoso Ltd, cycle 2026-12-07-admin-monthly. Of 4 accounts: 2 rotated, 1 rejected, 1 not decided in time.',
      '',
      'NOBODY DECIDED IN TIME, PASSWORD UNCHANGED (1)',
      '- dora@contoso.example (admin)',
      '    Nobody decided until Wed, 9 Dec 2026, 05:00:00 CET',
      '    Rotation r-id-dora',
      '',
      'REJECTED, PASSWORD UNCHANGED (1)',
      '- carl@contoso.example (admin)',
      '    Rejected by Ada Lindqvist, Mon, 7 Dec 2026, 07:00:00 CET, because: leaves on Friday',
      '    Rotation r-id-carl',
      '',
      'ROTATED (2)',
      '- anna@contoso.example (admin)',
      '    Approved by Ada Lindqvist, Mon, 7 Dec 2026, 07:00:00 CET, because: monthly',
      '    Approved too by Bruno Okafor, Mon, 7 Dec 2026, 07:00:00 CET',
      '    Reset Mon, 7 Dec 2026, 07:10:00 CET, as the directory shows (request g of Microsoft Graph)',
      '    New password: shown to Bruno Okafor Mon, 7 Dec 2026, 07:20:00 CET, who said Mon, 7 Dec 2026, 07:30:00 CET that it is stored',
      '    Rotation r-id-anna',
      '- bert@contoso.example (admin)',
      '    Approved by Ada Lindqvist, Mon, 7 Dec 2026, 07:00:00 CET',
      '    Reset Mon, 7 Dec 2026, 07:10:00 CET, as the directory shows (request g of Microsoft Graph)',
      '    New password: not collected yet: for Ada Lindqvist, until Thu, 10 Dec 2026, 08:00:01 CET',
      '    Rotation r-id-bert',
      '',
      'Decided by: Ada Lindqvist (object id 7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01 in tenant home); Bruno Okafor (object id bruno in tenant home).',
      '',
      expect.stringContaining('A checkpoint covers them, at the latest when the last tenant of cycle'),
      '',
      'Nothing is left to do: this ticket is closed with this note.',
      '',
      `Details: https://portal.example/cycles/2026-12-07-admin-monthly/tenants/${due.tenantId}`,
    ]);
    expect(actions()).toEqual(['ticket.created', 'ticket.closed']);
  });

  test('a ticket with something failed or uncertain stays open, and is closed when that is settled', async () => {
    world.tenant = { status: 'closed' };
    world.accounts = { anna: rotated, bert: failed, carl: uncertain };
    await world.write();
    expect([world.notes, world.psa.ticket().closed, world.psa.ticket().raised]).toEqual([['result'], false, true]);
    world.set({ ...rotation('bert', approved), reopened: 1 });
    await world.write();
    expect(world.notes).toEqual(['result']);
    world.set({ ...rotation('bert', rotated), reopened: 1 });
    await world.write();
    expect([world.notes, world.psa.ticket().closed]).toEqual([['result', 'later-1'], false]);
    expect(world.note('later-1')).toContain('ROTATED (1)\n- bert@contoso.example');
    expect(world.note('later-1')).not.toContain('carl@');
    world.set({ ...rotation('carl', rotated), reopened: 1 });
    await world.write();
    await world.write();
    expect([world.notes, world.psa.ticket().closed]).toEqual([['result', 'later-1', 'later-2'], true]);
    expect(actions()).toEqual(['ticket.created', 'ticket.noted', 'ticket.raised', 'ticket.noted', 'ticket.closed']);
  });

  test('what was told as trouble and went well before the end is told once more, in the result', async () => {
    world.accounts = { anna: uncertain, bert: approved };
    await world.write();
    world.tenant = { status: 'closed' };
    world.accounts = { anna: rotated, bert: rotated };
    await world.write();
    await world.write();
    expect(world.notes).toEqual(['trouble-1', 'decided', 'result']);
    expect(world.psa.ticket().closed).toBe(true);
  });

  test('passwords that reach the vault later are told then, all in one note, in a ticket that is closed already', async () => {
    const queued = { status: 'queued', since: '2026-12-07T06:10:00.000Z' } as const;
    const written = { status: 'written', at: '2026-12-07T06:11:00.000Z', recordId: '4711' } as const;
    world.tenant = { status: 'closed' };
    world.set({ ...rotation('anna', rotated), vault: queued });
    world.set({ ...rotation('bert', rotated), vault: queued });
    world.set({ ...rotation('carl', rotated), vault: written });
    await world.write();
    expect(world.note('result').match(/New password: waits for the vault since/g)).toHaveLength(2);
    expect(world.psa.ticket().closed).toBe(true);
    world.set({ ...rotation('anna', rotated), vault: written });
    await world.write();
    expect(world.notes).toEqual(['result']);
    const reason = 'record-ambiguous';
    world.set({ ...rotation('bert', rotated), vault: { status: 'given-up', at: '2026-12-07T06:12:00.000Z', reason } });
    await world.write();
    expect(world.notes).toEqual(['result', 'later-1']);
    expect(world.note('later-1')).toContain(
      'New password: in the vault since Mon, 7 Dec 2026, 07:11:00 CET, record 4711',
    );
    expect(world.note('later-1')).toContain('New password: not in the vault');
    expect(world.note('later-1')).not.toContain('carl@');
    expect(world.psa.calls).toEqual(['create', 'close', 'note']);
  });

  test('facts of the day stand with service accounts that were rotated then', async () => {
    world.tenant = { status: 'closed' };
    const one = rotation('svc', { ...rotated, passwordChangedAt: '2027-01-04T06:00:00Z' });
    world.set({ ...one, account: { ...one.account, class: 'service' } });
    await world.write();
    expect(world.note('result').match(/Exchange Online switches off SMTP AUTH/g)).toHaveLength(1);
  });

  test('a thousand accounts are cut by whole ones, with their number', async () => {
    world.tenant = { status: 'closed' };
    world.accounts = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`account${n}`, rotated]));
    await world.write();
    expect(world.psa.ticket().body.length).toBeLessThanOrEqual(7_500);
    expect(world.note('result').length).toBeLessThanOrEqual(30_000);
    expect(world.note('result')).toMatch(/- and \d+ more: see the address below/);
    expect(world.note('result')).toContain('ROTATED (1000)');
  });
});

describe('what a person does by hand', () => {
  beforeEach(() => {
    world.estate = { ...estate, tenants: estate.tenants.map((each) => ({ ...each, manualTasks: true })) };
    world.accounts = { anna: waiting };
    world.exclusions = [
      excluded('sync', 'synced'),
      excluded('fed', 'federated'),
      excluded('unit', 'restricted'),
      ...(
        [
          'break-glass',
          'listed',
          'sync-service',
          'guest',
          'disabled',
          'mailbox',
          'ai-identity',
          'not-opted-in',
          'unknown-data',
        ] as const
      ).map((reason) => excluded(reason, reason)),
    ];
  });

  test('has a ticket of its own, once per cycle, with how to do it, and without what must not be changed', async () => {
    await world.write();
    await world.write();
    world.tenant = { status: 'closed' };
    world.accounts = { anna: rotated };
    await world.write();
    expect(world.psa.tickets).toHaveLength(2);
    const { body, notes, closed } = world.psa.ticket(':contoso:manual');
    expect([notes, closed]).toEqual([[], false]);
    expect(body.match(/^- .*$/gm)).toEqual([
      '- sync@contoso.example (admin): sync',
      '- fed@contoso.example (admin): fed',
      '- unit@contoso.example (admin): unit',
    ]);
    expect(body).toContain('on-premises Active Directory');
  });

  test('has none where the tenant does not want it, where there is nothing, and in a cycle for chosen accounts', async () => {
    world.estate = { ...estate, tenants: estate.tenants.map((each) => ({ ...each, manualTasks: false })) };
    await world.write();
    expect(world.psa.tickets).toHaveLength(1);
    const other = new TicketWorld();
    other.estate = { ...estate, tenants: estate.tenants.map((each) => ({ ...each, manualTasks: true })) };
    other.exclusions = [excluded('bg', 'break-glass')];
    other.accounts = { anna: waiting };
    await other.write();
    other.exclusions = [excluded('sync', 'synced')];
    other.cycle = { status: 'open', only: { tenantIds: [due.tenantId], accountIds: ['id-anna'] } };
    await other.write();
    expect(other.psa.tickets).toHaveLength(1);
  });
});

describe('the priority of failures', () => {
  test('that the PSA refuses keeps no ticket of tasks by hand back', async () => {
    const { psa } = estate;
    const tenants = estate.tenants.map((each) => ({ ...each, manualTasks: true }));
    world.estate = { ...estate, tenants, psa: psa.system === 'none' ? psa : { ...psa, openTickets: 'at-close' } };
    world.exclusions = [excluded('sync', 'synced')];
    world.tenant = { status: 'closed' };
    world.accounts = { anna: failed };
    world.psa.trouble = (call) => {
      if (call === 'raise') throw new Error('there is no such priority');
    };
    expect((await world.write()).failed).toEqual(['m0']);
    expect(world.psa.ticket(':contoso:manual').body).toContain('sync@contoso.example');
  });

  test('is not on record where the estate names none', async () => {
    const { psa } = estate;
    if (psa.system === 'none') throw new Error('the example has a PSA');
    const { raisedPriority: _, ...withoutPriority } = psa;
    world.estate = { ...estate, psa: withoutPriority };
    world.accounts = { anna: failed };
    await world.write();
    await world.write();
    expect(world.notes).toEqual(['trouble-1']);
    expect(world.psa.calls).not.toContain('raise');
    expect(actions()).not.toContain('ticket.raised');
  });
});

test('no ticket holds a password or an address that acts', async () => {
  world.tenant = { status: 'closed' };
  world.accounts = { anna: { ...rotated, ...proven }, bert: uncertain };
  await world.write();
  const text = JSON.stringify(world.psa.tickets);
  expect(text).not.toMatch(/portal\.example\/(a|c|passwords)\b/);
});
