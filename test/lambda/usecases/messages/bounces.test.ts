import { describe, expect, test } from '@jest/globals';
import type { MailEvent } from '../../../../lambda/domain/messages/mail-trouble.ts';
import { remind } from '../../../../lambda/usecases/approval/remind.ts';
import { type MailEventPorts, recordMailEvent } from '../../../../lambda/usecases/messages/record-mail-event.ts';
import { ADVENTURE, CONTOSO, FABRIKAM, SeveralTenants } from '../approval/several-tenants.ts';
import { CYCLE, Stop, watched } from '../in-memory.ts';

const bounce: MailEvent = {
  id: 'message-1:bounced',
  messageId: 'message-1',
  address: 'ada@northwind.example',
  kind: 'bounced',
  type: 'Permanent/General',
  code: '5.1.1',
  at: '2026-12-07T05:01:00.000Z',
  cycleId: CYCLE,
  mail: 'request',
};

/** Ada is asked first about two tenants, Bruno about the third; both stand in for each other, and Chiara for all. */
const standingIn = {
  Ada: { tenants: ['contoso', 'fabrikam'], standsInFor: ['adventure-works'] },
  Bruno: { tenants: ['adventure-works'], standsInFor: ['contoso'] },
  Chiara: { tenants: ['adventure-works'], standsInFor: ['contoso', 'fabrikam'] },
};

class Bounces {
  readonly cycle: SeveralTenants;
  readonly lost: string[] = [];

  constructor(changes: Parameters<typeof SeveralTenants.with>[0] = standingIn) {
    this.cycle = SeveralTenants.with(changes);
  }

  get ports(): MailEventPorts {
    return {
      ...this.cycle.ports,
      troubles: this.cycle.world.tables.mailTroubles,
      reportTeamMail: (told) => this.lost.push(told),
    };
  }

  tell = async (event: Partial<MailEvent> = {}) => {
    await recordMailEvent(this.ports, { ...bounce, ...event });
    await this.cycle.deliver();
  };

  async begin(...tenants: readonly string[]): Promise<this> {
    await this.cycle.open();
    for (const each of [CONTOSO, FABRIKAM, ADVENTURE]) {
      if (tenants.includes(each)) await this.cycle.find(each);
      else await this.cycle.fail(each);
    }
    await this.cycle.deliver();
    return this;
  }

  counts = () => ['Ada', 'Bruno', 'Chiara'].map((each) => this.cycle.mailsTo(each).length);
  notices = () => this.cycle.cards.filter(({ title }) => title.startsWith('Mail does not reach'));
  records = () => this.cycle.world.tables.records.filter(({ action }) => action === 'mail.undelivered');
}

describe('a request that came back', () => {
  test('is told to the team at once, and who stands in is asked; the others have what they had', async () => {
    const it = await new Bounces().begin(CONTOSO, ADVENTURE);
    expect(it.counts()).toEqual([1, 1, 1]); // two for adventure-works, where Bruno and Chiara are asked first
    await it.tell();
    expect(it.counts()).toEqual([1, 1, 1]);
    const [notice] = it.notices();
    expect(notice).toMatchObject({ title: `Mail does not reach Ada Lindqvist (${CYCLE})` });
    expect(notice?.lines[0]).toBe(
      'The mail that asks for approvals to ada@northwind.example is lost: it came back (Permanent/General, 5.1.1).',
    );
    expect(notice?.facts).toEqual([
      { name: 'Adventure Works', value: '2 accounts; may decide: Bruno Okafor, Chiara Rossi' },
      { name: 'Contoso Ltd', value: '2 accounts; may decide: Bruno Okafor, Chiara Rossi' },
    ]);
  });

  test('who had no request yet gets the one of this cycle, which says for whom, and none at half-time', async () => {
    const it = await new Bounces().begin(FABRIKAM);
    expect(it.counts()).toEqual([1, 0, 1]); // two must approve a Global Administrator, so that Chiara is asked at once
    const only = await new Bounces({
      ...standingIn,
      Bruno: { tenants: ['fabrikam'], standsInFor: [] },
    }).begin(FABRIKAM);
    expect(only.counts()).toEqual([1, 1, 0]);
    await only.tell();
    expect(only.counts()).toEqual([1, 1, 1]);
    const [mail] = only.cycle.mailsTo('Chiara');
    expect(mail?.paragraphs).toContain(
      'You are asked because mail does not reach Ada Lindqvist, and you may decide too.',
    );
    expect(mail?.sections?.[0]?.rows).toHaveLength(1);
    only.cycle.minutesPass(25 * 60);
    await remind(only.cycle.ports);
    await only.cycle.deliver();
    expect(only.counts()).toEqual([1, 1, 1]);
  });

  test('is one notice and one request, however often it is told, and whatever else comes back', async () => {
    const it = await new Bounces({ ...standingIn, Bruno: { tenants: ['fabrikam'], standsInFor: [] } }).begin(FABRIKAM);
    for (const event of [{}, {}, { id: 'message-2:bounced', mail: 'last-call' as const }]) await it.tell(event);
    expect([it.notices().length, it.counts()]).toEqual([1, [1, 1, 1]]);
    expect(it.records()).toHaveLength(2); // of two mails
  });

  test('by an automatic answer did arrive: nobody else is asked', async () => {
    const it = await new Bounces({ ...standingIn, Bruno: { tenants: ['fabrikam'], standsInFor: [] } }).begin(FABRIKAM);
    await it.tell({ kind: 'answered', type: 'Transient/General' });
    expect([it.notices().length, it.counts()]).toEqual([0, [1, 1, 0]]);
  });

  test('is told for each person, and once more in another cycle', async () => {
    const it = await new Bounces().begin(CONTOSO);
    await it.tell();
    await it.tell({ id: 'message-3:bounced', address: 'BRUNO@northwind.example' });
    await it.tell({ id: 'message-4:bounced', cycleId: '2027-01-04-admin-monthly' });
    expect(it.notices().map(({ title }) => title)).toEqual([
      `Mail does not reach Ada Lindqvist (${CYCLE})`,
      `Mail does not reach Bruno Okafor (${CYCLE})`,
      'Mail does not reach Ada Lindqvist (2027-01-04-admin-monthly)',
    ]);
  });

  test('where nobody else may decide, says so', async () => {
    const it = await new Bounces({
      Ada: { tenants: 'all' },
      Bruno: { tenants: [], standsInFor: [] },
      Chiara: { tenants: [], standsInFor: [] },
    }).begin(CONTOSO);
    await it.tell();
    expect(it.notices()[0]?.lines[1]).toMatch(/silence means no reset\.$/);
    expect(it.notices()[0]?.facts).toEqual([
      { name: 'Contoso Ltd', value: '1 account; may decide: nobody but Ada Lindqvist' },
    ]);
  });

  test('of somebody who is no technician, and of no cycle, is recorded and asks nobody', async () => {
    const it = await new Bounces().begin(CONTOSO);
    const before = it.counts();
    await it.tell({ id: 'a', address: 'gone@northwind.example' });
    const { cycleId: _, ...withoutCycle } = bounce;
    await recordMailEvent(it.ports, { ...withoutCycle, id: 'b' });
    await it.cycle.deliver();
    expect([it.records().length, it.notices().length, it.counts()]).toEqual([2, 0, before]);
    expect(JSON.stringify(it.records())).not.toContain('gone@');
  });
});

test.each([
  ['complained', 'abuse', 1],
  ['rejected', 'content', 1],
  ['delayed', 'RecipientServerError', 0],
  ['answered', 'Transient/General', 0],
] as const)('a mail that is %s is on record, and told to the team: %s, %i', async (kind, type, notices) => {
  const it = await new Bounces().begin(CONTOSO);
  await it.tell({ kind, type });
  expect(it.records()).toMatchObject([{ reason: `mail-${kind}`, outcome: 'failed', cycleId: CYCLE }]);
  expect(it.notices()).toHaveLength(notices);
});

test("a mail to the team that is lost raises an alarm, and isn't told by mail", async () => {
  const it = await new Bounces().begin(CONTOSO);
  const { teamMail } = it.cycle.estate.msp;
  await it.tell({ id: 'a', address: teamMail, mail: 'team' });
  await it.tell({ id: 'b', address: teamMail, mail: 'team', kind: 'delayed', type: 'General' });
  await it.tell({ id: 'c', address: teamMail, mail: 'team', kind: 'answered', type: 'Transient/General' });
  expect([it.lost, it.notices().length]).toEqual([['bounced Permanent/General'], 0]);
});

describe('stopped after any call', () => {
  test.each(['before', 'after'] as const)('and told again: %s', async (moment) => {
    for (let n = 1; ; n += 1) {
      const it = await new Bounces({ ...standingIn, Bruno: { tenants: ['fabrikam'], standsInFor: [] } }).begin(
        FABRIKAM,
      );
      const stop = new Stop(n, moment);
      for (let run = 0; run < 2; run += 1) {
        await recordMailEvent(watched(it.ports, stop.watch), bounce).catch(() => undefined);
        stop.restart();
      }
      await it.cycle.deliver();
      expect([n, it.records().length, it.notices().length, it.counts()]).toEqual([n, 1, 1, [1, 1, 1]]);
      if (!stop.happened) return;
    }
  });
});
