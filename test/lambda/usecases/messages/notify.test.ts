import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ExcludedAccount, IncludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { tenantRowOf } from '../in-memory-tables.ts';
import {
  ADA,
  approval,
  arrive,
  BRUNO,
  CONTOSO,
  CYCLE,
  contoso,
  cycle,
  decision,
  estate,
  link,
  proven,
  ready,
  rotation,
  totals,
  World,
  waiting,
} from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

describe('a used credential link', () => {
  const used = (use: 'revealed' | 'renewed' | 'renewal-asked', account: string): Message => ({
    kind: 'link-used',
    cycleId: CYCLE,
    tenantId: CONTOSO,
    tenantDisplayName: 'Contoso Ltd',
    userPrincipalName: `${account}@contoso.example`,
    use,
    by: 'Ada Lindqvist',
    at: '2026-12-07T06:00:00.000Z',
    address: '203.0.113.7',
    linkFingerprint: `fingerprint-${account}`,
    ...(use === 'renewal-asked' ? { url: 'https://portal.example/c/locator-asked' } : {}),
  });

  test('is told to the team by card, many in one, each once', async () => {
    const all = arrive(used('revealed', 'one'), used('renewed', 'one'), used('revealed', 'two'));
    await notify(world.ports(), all);
    await notify(world.ports(), all);
    expect(world.mails).toEqual([]);
    expect(world.cards).toHaveLength(1);
    expect(world.cards[0]?.facts).toHaveLength(3);
    expect(JSON.stringify(world.cards)).toContain(
      'password shown to Ada Lindqvist, Mon, 7 Dec 2026, 07:00 CET, from 203.0.113.7',
    );
  });

  test('is told to the team by mail where there is no channel', async () => {
    await notify(world.ports({ team: undefined }), arrive(used('revealed', 'one')));
    expect(world.mails.map(({ to }) => to)).toEqual([estate.msp.teamMail]);
  });

  test('for which a further link is asked for: the mail to the team leads to it, the card has no link', async () => {
    await notify(world.ports(), arrive(used('renewal-asked', 'one')));
    const [team] = world.mails;
    expect(team).toMatchObject({
      to: estate.msp.teamMail,
      subject: 'Another technician must agree: a further link was asked for',
    });
    expect(team?.text).toContain('https://portal.example/c/locator-asked');
    expect(JSON.stringify([world.cards, [...world.tables.sentKeys]])).not.toContain('locator');
  });
});

describe('one failure stays one (R9)', () => {
  test("a person's mail that fails comes again for that person alone", async () => {
    world.cycle = {};
    world.add(...waiting(3));
    world.broken = ['ada@northwind.example'];
    const messages = arrive(approval(), approval(BRUNO));
    expect(await notify(world.ports(), messages)).toEqual({
      failed: ['m0'],
      problems: ['mail that asks for approval: Error: ada@northwind.example is down'],
    });
    world.broken = [];
    expect(await notify(world.ports(), messages)).toEqual({ failed: [], problems: [] });
    expect(world.mails.map((mail) => mail.to)).toEqual(['bruno@northwind.example', 'ada@northwind.example']);
  });

  test('a channel that fails stops no mail, and its card comes by mail', async () => {
    world.trouble = () => ({ kind: 'down', seen: 'it answered 503' });
    world.rotations = [rotation('anna', { status: 'expired' })];
    const messages = arrive(
      { kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO },
      { kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: 'a'.repeat(64) },
    );
    expect((await notify(world.ports(), messages)).failed).toEqual([]);
    expect([world.mails.length, world.cards.length]).toEqual([3, 0]);
  });

  test('what there is no time for comes again', async () => {
    let minute = 0;
    world.clock = () => new Date(Date.UTC(2026, 11, 7, 7, minute++));
    const { failed } = await notify(world.ports(), arrive(ready()));
    expect(failed).toEqual(['m0']);
    expect(world.mails).toEqual([]);
  });
});

describe('an account that nobody may decide about', () => {
  const owned: ExcludedAccount = {
    accountId: 'id-fred',
    userPrincipalName: 'fred@contoso.example',
    displayName: 'Fred',
    class: 'admin',
    reason: 'nobody-may-decide',
    details: ['It belongs to Ada Lindqvist.'],
  };
  const LINE =
    /fred@contoso\.example \(admin\): Too few technicians may decide about it.* It belongs to Ada Lindqvist\./;
  beforeEach(() => {
    world.rotations = [];
    world.tenant = { ...contoso, excluded: { 'not-in-scope': 7, 'nobody-may-decide': 1 } };
    world.tables.exclusionRows.set(tenantRowOf(CYCLE, CONTOSO), [owned]);
  });

  test('is in the headline and a section of the summary, and on its card', async () => {
    const clean = { ...totals, tenantsFailed: 0, uncertain: 0, excluded: { 'nobody-may-decide': 1 } };
    await notify(
      world.ports(),
      arrive({ kind: 'cycle-closed', cycleId: CYCLE, totals: clean, sealHash: 'a'.repeat(64) }),
    );
    expect(world.mails[0]?.subject).toBe(`Password rotation: 2 rotated, nobody may decide about 1 (${CYCLE})`);
    expect(world.mails[0]?.text).toContain('Nobody may decide, so nothing was reset');
    expect(world.mails[0]?.text).toMatch(LINE);
    expect(world.cards[0]?.lines.join('\n')).toMatch(LINE);
  });

  test('is an alert of its own as soon as technicians are asked', async () => {
    await notify(
      world.ports(),
      arrive({
        kind: 'alert',
        cycleId: CYCLE,
        tenantId: CONTOSO,
        subject: 'nobody-may-decide',
        userPrincipalName: 'fred@contoso.example',
        detail: 'It belongs to Ada Lindqvist.',
      }),
    );
    expect(world.mails[0]).toMatchObject({
      to: 'service-desk@northwind.example',
      subject: 'Nobody may decide about an account: fred@contoso.example (Contoso Ltd)',
    });
    expect(world.mails[0]?.text).toContain('It belongs to Ada Lindqvist.');
  });
});

describe('the summary of a cycle', () => {
  const closed: Message = { kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: 'a'.repeat(64) };

  test('says first that the cycle itself failed, and why', async () => {
    const ports = world.ports();
    const failed = { ...cycle, failure: 'DynamoDb.UnheardOfException: nobody knows it' };
    await notify({ ...ports, cycles: { ...ports.cycles, find: async () => failed } }, arrive(closed));
    expect(world.mails[0]?.subject).toBe(`Password rotation: the cycle failed (${CYCLE})`);
    expect(world.mails[0]?.text).toContain(
      `Cycle ${CYCLE} failed and is closed: DynamoDb.UnheardOfException: nobody knows it.`,
    );
    expect(world.cards[0]).toMatchObject({ title: 'Password rotation: the cycle failed' });
  });

  test('goes to the team by mail and card, failures first, with the seal', async () => {
    world.tenant = { ...contoso, rotated: 1, uncertain: 1 };
    world.rotations = [
      rotation('anna', { status: 'rotated', ...proven }),
      rotation('carl', {
        status: 'uncertain',
        decision,
        versionId: 'v',
        passwordChangedBefore: null,
        attemptedFrom: '2026-12-07T07:29:55.000Z',
        attemptedAt: '2026-12-07T07:29:55.000Z',
        reason: 'ResetNotVisible',
      }),
    ];
    await notify(world.ports(), arrive(closed));
    const [mail] = world.mails;
    expect(mail).toMatchObject({
      to: 'service-desk@northwind.example',
      subject: `Password rotation: 1 uncertain, look at it now (${CYCLE})`,
    });
    expect(mail?.text).toContain('- Fabrikam GmbH: consent');
    expect(mail?.text).toContain(
      '- carl@contoso.example (admin): the directory does not show the change; approved by Ada Lindqvist',
    );
    expect(mail?.text).not.toContain('anna@');
    expect(mail?.text).toContain('a'.repeat(64));
    expect(world.cards[0]).toMatchObject({ title: 'Password rotation: 1 uncertain, look at it now' });
    expect(world.cards[0]?.facts).toContainEqual({ name: 'Rotated', value: '2' });
    expect(world.cards[0]?.links).toEqual([{ title: 'Open the cycle', url: `https://portal.example/cycles/${CYCLE}` }]);
  });

  test('of a dry run says that nothing was touched', async () => {
    const ports = world.ports();
    await notify(
      { ...ports, cycles: { ...ports.cycles, find: async () => ({ ...cycle, dryRun: true }) } },
      arrive(closed),
    );
    expect(world.mails[0]?.text).toContain('Nobody was asked and nothing was reset.');
    expect(world.mails[0]?.text).toContain('- Would be rotated: 3');
  });
});

describe('the summary of a dry run', () => {
  const closed: Message = { kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: 'a'.repeat(64) };
  const dryRun = () => {
    const ports = world.ports();
    return { ...ports, cycles: { ...ports.cycles, find: async () => ({ ...cycle, dryRun: true }) } };
  };
  const accountOf = (name: string): IncludedAccount => ({
    ...rotation(name, { status: 'awaiting-approval' }).account,
    reasons: [
      { kind: 'role', role: 'Helpdesk Administrator', scope: '/', path: 'via group Help desk', privileged: true },
    ],
  });
  const left = (name: string, reason: ExcludedAccount['reason']): ExcludedAccount => ({ ...accountOf(name), reason });
  const told = async () => {
    await notify(dryRun(), arrive(closed));
    const [mail] = world.mails;
    if (mail === undefined) throw new Error('no mail');
    return mail;
  };

  test('says who would be rotated and why, who not and why, who is not ready, and links to the portal', async () => {
    world.tenant = { ...contoso, excluded: { 'not-in-scope': 5, synced: 1 }, problems: ['PIM: not licensed.'] };
    world.proposals = [accountOf('zoe'), accountOf('anna')];
    world.exclusions = [left('carl', 'synced')];
    const { text, html, subject } = await told();
    expect(subject).toBe(`Dry run of the password rotation: 3 would be rotated, 1 of 2 tenants not ready (${CYCLE})`);
    const why =
      'anna@contoso.example · anna · password age unknown · Helpdesk Administrator, whole tenant, via group Help desk';
    expect(text).toContain(`Contoso Ltd: to rotate:\n- ${why}\n- zoe@contoso.example`);
    expect(text).toContain(
      '- carl@contoso.example · synced from on premises · Its password comes from the on-premises directory',
    );
    expect(text).toContain('- 5 · neither admin nor service account · No admin by the roles that count');
    expect(text).toContain('- not compared: no cycle of this schedule has read this tenant yet');
    expect(text).toContain('- PIM: not licensed.');
    expect(text).toContain('Not ready, nothing is rotated here:\n- Fabrikam GmbH: consent');
    expect(text).toContain(`https://portal.example/cycles/${CYCLE}`);
    for (const line of [why, 'neither admin nor service account', 'Fabrikam GmbH: consent', 'PIM: not licensed.'])
      expect(html.replaceAll('<wbr/>', '')).toContain(line);
  });

  test('says what changed since the last cycle before it, whoever was recorded since', async () => {
    const former = { ...cycle, cycleId: '2026-11-02-admin-monthly', openedAt: '2026-11-02T04:00:00.000Z' };
    world.otherCycles = [{ ...cycle, cycleId: 'later', openedAt: '2026-12-08T04:00:00.000Z' }, former];
    world.tenant = { ...contoso, cycleId: former.cycleId };
    world.rotations = [{ ...rotation('gone', { status: 'expired' }), cycleId: former.cycleId }];
    world.proposals = [accountOf('anna')];
    const { text } = await told();
    expect(text).toContain('Contoso Ltd: changes since 2026-11-02-admin-monthly:');
    expect(text).toContain('- anna@contoso.example · not an account of this class → in the cycle');
    expect(text).toContain('- gone@contoso.example · in the cycle → not an account of this class');
  });

  test('stays readable: many accounts are counted, and all are in the portal', async () => {
    world.proposals = Array.from({ length: 130 }, (_, n) => accountOf(`ops${String(n).padStart(3, '0')}`));
    const { text } = await told();
    expect(text.match(/^- ops\d+@/gm)).toHaveLength(25);
    expect(text).toContain('- and 105 more: see the dry run\n');
  });

  test('names from directories are text', async () => {
    const nasty = '<b onclick=x>\r\nBcc: all@evil.example\u202Egnihton\u2028\u001b[2J';
    world.proposals = [{ ...accountOf('anna'), displayName: nasty }];
    world.exclusions = [{ ...left('carl', 'synced'), userPrincipalName: nasty }];
    const { text, html } = await told();
    expect(html).not.toContain('<b ');
    expect(text).not.toMatch(/^Bcc:/m);
    const obeyed = ['\u202E', '\u2028', '\u001b', '\r'];
    expect(obeyed.filter((each) => text.includes(each) || html.includes(each))).toEqual([]);
  });

  test('the card has the counts and a link', async () => {
    await told();
    expect(world.cards[0]).toMatchObject({
      title: expect.stringContaining('3 would be rotated, 1 of 2 tenants not ready'),
    });
    expect(world.cards[0]?.facts).toContainEqual({ name: 'Would be rotated', value: '3' });
    expect(world.cards[0]?.links).toEqual([{ title: 'Open the cycle', url: `https://portal.example/cycles/${CYCLE}` }]);
    expect(JSON.stringify(world.cards)).not.toContain('@contoso');
  });
});

test('an alert reaches the team by mail and card, once', async () => {
  const alert: Message = {
    kind: 'alert',
    cycleId: CYCLE,
    tenantId: CONTOSO,
    subject: 'uncertain-rotation',
    userPrincipalName: 'carl@contoso.example',
    detail: 'ResetOutcomeUnknown',
  };
  await notify(world.ports(), arrive(alert, alert));
  await notify(world.ports(), arrive(alert));
  expect(world.mails.map((mail) => mail.subject)).toEqual([
    'Uncertain password reset: carl@contoso.example (Contoso Ltd)',
  ]);
  expect(world.cards).toHaveLength(1);
});

test('many alerts of one kind come in one mail and on one card, each once, also where some were told before', async () => {
  const alert = (n: number, subject: 'uncertain-rotation' | 'link-reported' = 'uncertain-rotation'): Message => ({
    kind: 'alert',
    cycleId: CYCLE,
    tenantId: CONTOSO,
    subject,
    userPrincipalName: `account${n}@contoso.example`,
    detail: `ResetOutcomeUnknown; the new password is version v${n}`,
  });
  await notify(world.ports(), arrive(alert(0)));
  await notify(world.ports(), arrive(alert(0), alert(1), alert(2), alert(3, 'link-reported')));
  expect(world.mails.map((mail) => mail.subject)).toEqual([
    'Uncertain password reset: account0@contoso.example (Contoso Ltd)',
    '2 alerts, the first: Uncertain password reset: account1@contoso.example (Contoso Ltd)',
    'A credential link was opened by somebody else: account3@contoso.example (Contoso Ltd)',
  ]);
  const together = world.mails[1]?.text ?? '';
  for (const n of [1, 2]) expect(together.split(`account${n}@contoso.example, Contoso Ltd`)).toHaveLength(2);
  expect(together.split('Both passwords are kept')).toHaveLength(2);
  expect(together).toContain('version v2');
  expect(together).not.toContain('account0');
  expect(world.cards).toHaveLength(3);
  expect(world.cards[1]).toMatchObject({
    title: '2 × Uncertain password reset',
    facts: [
      { name: 'account1@contoso.example', value: expect.stringContaining('Contoso Ltd') },
      { name: 'account2@contoso.example', value: expect.stringContaining('version v2') },
    ],
  });
});

test('a full batch of alerts takes one mail of the sending quota', async () => {
  const alerts = arrive(
    ...Array.from(
      { length: 100 },
      (_, n): Message => ({
        kind: 'alert',
        cycleId: CYCLE,
        tenantId: CONTOSO,
        subject: 'uncertain-rotation',
        userPrincipalName: `account${n}@contoso.example`,
        detail: 'ResetOutcomeUnknown',
      }),
    ),
  );
  expect(await notify(world.ports(), alerts)).toEqual({ failed: [], problems: [] });
  expect(world.mails).toHaveLength(1);
});

test('without a Teams channel there are mails alone', async () => {
  world.cycle = {};
  world.add(...waiting(3));
  const messages = arrive(approval(), { kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: 'a'.repeat(64) });
  expect(await notify(world.ports({ team: undefined }), messages)).toEqual({ failed: [], problems: [] });
  expect([world.mails.length, world.cards.length]).toEqual([2, 0]);
});

test('names from directories are text, in mails of both kinds', async () => {
  const name = '<img src=x onerror=alert(1)>\r\nBcc: all@evil.example';
  world.addLinks(link(1, { tenantDisplayName: name }));
  await notify(world.ports(), arrive(ready()));
  expect(world.mails).toHaveLength(1);
  for (const mail of world.mails) {
    expect(mail.html).not.toContain('<img');
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.text).not.toMatch(/^Bcc:/m);
  }
});

test('what was told before is not held back by others whose mail fails: it would end in the dead-letter queue', async () => {
  world.addLinks(link(1), link(2, { cycleId: '2027-01-04-admin-monthly' }));
  world.tenant = { ...contoso, cycleId: '2027-01-04-admin-monthly' };
  await notify(world.ports(), arrive(ready()));
  const [mail] = world.mails;
  world.broken = [mail?.to ?? ''];
  const { failed } = await notify(world.ports(), arrive(ready(), ready(ADA, '2027-01-04-admin-monthly')));
  expect(failed).toEqual(['m1']);
});
