import { describe, expect, test } from '@jest/globals';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { remind } from '../../../../lambda/usecases/approval/remind.ts';
import { requestApprovals } from '../../../../lambda/usecases/approval/request-approvals.ts';
import { CYCLE, signedIn, watched } from '../in-memory.ts';
import { APPROVE } from '../scene.ts';
import { ADVENTURE, CONTOSO, FABRIKAM, SeveralTenants } from './several-tenants.ts';

const ALL = [CONTOSO, FABRIKAM, ADVENTURE];
const names = ['Ada', 'Bruno', 'Chiara'];
const counts = (cycle: SeveralTenants) => names.map((name) => cycle.mailsTo(name).length);
/** What a request tells of each tenant, without what is special there. */
const rowsOf = (cycle: SeveralTenants, name: string) =>
  cycle.mailsTo(name)[0]?.sections?.[0]?.rows.map((row) => String(row).replace(/, among them .*/, ''));
const factsOf = (cycle: SeveralTenants, card: number) =>
  cycle.cards[card]?.facts.map(({ name, value }) => `${name}: ${value}`);
const opened = async (changes: Parameters<typeof SeveralTenants.with>[0] = {}) => {
  const cycle = SeveralTenants.with(changes);
  await cycle.open();
  return cycle;
};
const decideAll = async (cycle: SeveralTenants, by: string) => {
  for (const rotation of cycle.world.tables.rotationRows.values()) {
    await decideRotation(cycle.ports, signedIn(by), rotation, APPROVE);
  }
};
const detailsOf = (cycle: SeveralTenants, tenantId: string, action: string, name = 'ops') =>
  (cycle.world.tables.chains.get(`${tenantId}#id-${name}`) ?? [])
    .filter((each) => each.action === action)
    .map(({ evidence }) => evidence?.detail);

describe('one request per technician and cycle', () => {
  test('tells of all tenants, and is on record with what it told of', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    expect(await cycle.deliver()).toEqual({ problems: [], waiting: 0 });
    expect(counts(cycle)).toEqual([1, 1, 1]);
    expect(rowsOf(cycle, 'Ada')).toEqual([
      'Adventure Works: 2 accounts',
      'Contoso Ltd: 2 accounts',
      'Fabrikam GmbH: 2 accounts',
    ]);
    expect(rowsOf(cycle, 'Chiara')).toEqual(['Adventure Works: 2 accounts']);
    expect(cycle.cards).toHaveLength(1);
    expect(detailsOf(cycle, CONTOSO, 'approval.requested')).toEqual(['asked: Ada Lindqvist, Bruno Okafor']);
    const told = cycle.world.tables.chains.get('-#-')?.filter(({ action }) => action === 'approval.requested');
    expect(told?.map(({ evidence }) => evidence?.detail)).toEqual([
      'mail to Ada Lindqvist: 6 accounts, 3 tenants',
      'mail to Bruno Okafor: 4 accounts, 2 tenants',
      'mail to Chiara Rossi: 2 accounts, 1 tenants',
    ]);
  });

  test.each([1, 2, 3])(
    'waits in the queue for tenants that are still being read; delivered in %s batches',
    async (batches) => {
      const cycle = await opened();
      await cycle.find(CONTOSO);
      expect(await cycle.deliver({ batches })).toMatchObject({ problems: [], waiting: 2 });
      cycle.minutesPass(6);
      await cycle.find(FABRIKAM);
      expect(await cycle.deliver({ batches })).toMatchObject({ waiting: 2 });
      expect(cycle.mails).toEqual([]);
      cycle.minutesPass(6);
      await cycle.find(ADVENTURE);
      expect(await cycle.deliver({ batches })).toMatchObject({ waiting: 0 });
      await cycle.deliver({ batches });
      expect(counts(cycle)).toEqual([1, 1, 1]);
    },
  );

  test('is queued once by tenants that are read at the same moment', async () => {
    const cycle = await opened();
    for (const each of ALL) await cycle.discover(each);
    await Promise.all(ALL.map((each) => cycle.request(each)));
    expect(cycle.world.messages.filter(({ kind }) => kind === 'approval-request')).toHaveLength(3);
    await cycle.deliver({ batches: 3 });
    expect(counts(cycle)).toEqual([1, 1, 1]);
  });

  test('does not wait for a tenant that has failed, whichever comes last', async () => {
    const cycle = await opened();
    await cycle.find(CONTOSO, FABRIKAM);
    await cycle.deliver();
    expect(cycle.mails).toEqual([]);
    await cycle.fail(ADVENTURE);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 0]);
  });

  test('is not held back for long by a tenant that hangs, and says so (R9)', async () => {
    const cycle = await opened();
    await cycle.find(CONTOSO, FABRIKAM);
    cycle.minutesPass(14);
    await cycle.deliver();
    expect(cycle.mails).toEqual([]);
    cycle.minutesPass(1);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 0]);
    expect(cycle.mailsTo('Ada')[0]?.sections?.[1]?.rows).toEqual([
      '1 tenant could not be read yet. What is found there is on the same page.',
    ]);
  });

  test('of a tenant that is found hours later is told to the team; who had no mail gets one', async () => {
    const cycle = await opened();
    await cycle.find(CONTOSO, FABRIKAM);
    cycle.minutesPass(16);
    await cycle.deliver();
    cycle.minutesPass(200);
    await cycle.find(ADVENTURE);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 1]);
    expect(cycle.cards.map(({ title }) => title)).toEqual([
      'Password rotation waits for approval',
      '2 approvals more: tenants were read late',
    ]);
    expect(factsOf(cycle, 1)).toEqual(['Adventure Works: 2 accounts; may decide: Ada Lindqvist, Chiara Rossi']);
    expect(detailsOf(cycle, ADVENTURE, 'approval.requested')).toEqual([
      'asked: Ada Lindqvist, Chiara Rossi; the team too, since their mails of this cycle may have been sent before',
    ]);
  });

  test('is sent to nobody for whom nothing waits any more', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    for (const by of names) await decideAll(cycle, by);
    await cycle.deliver();
    expect([cycle.mails, cycle.cards]).toEqual([[], []]);
  });
});

describe('a request that was lost', () => {
  test('by a crash between discovery and queueing is queued when the step runs again', async () => {
    const cycle = await opened();
    for (const each of ALL) await cycle.discover(each);
    const input = { cycleId: CYCLE, tenantId: CONTOSO };
    const crashing = watched(cycle.ports, (call, moment) => {
      if (call === 'messageQueue.send' && moment === 'before') throw new Error('stopped');
    });
    await expect(requestApprovals(crashing, input)).rejects.toThrow('stopped');
    await cycle.request(CONTOSO);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 0]);
  });

  test('where the step never runs again is queued by the next look', async () => {
    const cycle = await opened();
    for (const each of ALL) await cycle.discover(each);
    cycle.minutesPass(10);
    await remind(cycle.ports);
    expect(cycle.world.messages).toEqual([]); // tenants ask themselves
    const waiting = [...cycle.world.tables.rotationRows.values()].length;
    expect(cycle.world.measured.at(-1)).toEqual({
      schedule: 'admin-monthly',
      values: { Waiting: waiting, UnderWay: 0 },
    });
    cycle.minutesPass(10);
    await remind(cycle.ports);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 1]);
    cycle.minutesPass(30);
    await remind(cycle.ports);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 1]);
  });

  test('after it was claimed is queued again once its mail is overdue, and not before', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    cycle.world.messages.splice(0); // as if the function had stopped right before it queued them
    cycle.minutesPass(20);
    await remind(cycle.ports);
    expect(cycle.world.messages).toEqual([]);
    cycle.minutesPass(30);
    await remind(cycle.ports);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 1]);
  });
});

describe('who stands in', () => {
  const standIn = { Bruno: { tenants: ['contoso'], standsInFor: ['adventure-works'] } };

  test('is asked when half of the window has passed and something still waits, in one mail', async () => {
    const cycle = await opened({
      Bruno: { tenants: ['fabrikam'], standsInFor: ['contoso'] },
      Ada: { tenants: ['adventure-works', 'contoso', 'fabrikam'] },
      Chiara: { tenants: ['contoso'] },
    });
    await cycle.find(CONTOSO);
    await cycle.fail(FABRIKAM);
    await cycle.fail(ADVENTURE);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 0, 1]);
    cycle.minutesPass(23 * 60);
    await remind(cycle.ports);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 0, 1]);
    cycle.minutesPass(61);
    for (let look = 0; look < 3; look += 1) {
      await remind(cycle.ports);
      await cycle.deliver();
    }
    expect(counts(cycle)).toEqual([1, 1, 1]);
    expect(rowsOf(cycle, 'Bruno')).toEqual(['Contoso Ltd: 2 accounts']);
  });

  test('has the mail of the tenants that are asked first, and gets no second one', async () => {
    const cycle = await opened(standIn);
    await cycle.find(...ALL);
    await cycle.deliver();
    expect(rowsOf(cycle, 'Bruno')).toEqual(['Contoso Ltd: 2 accounts']);
    cycle.minutesPass(25 * 60);
    await remind(cycle.ports);
    await cycle.deliver();
    expect(counts(cycle)).toEqual([1, 1, 1]);
  });

  test('is asked at once about what those who are asked first are too few to approve', async () => {
    const cycle = await opened({ Chiara: { tenants: ['contoso'], standsInFor: ['adventure-works'] } });
    await cycle.find(ADVENTURE);
    await cycle.fail(CONTOSO);
    await cycle.fail(FABRIKAM);
    await cycle.deliver();
    expect(rowsOf(cycle, 'Ada')).toEqual(['Adventure Works: 2 accounts']);
    expect(rowsOf(cycle, 'Chiara')).toEqual(['Adventure Works: 1 account']);
    expect(detailsOf(cycle, ADVENTURE, 'approval.requested')).toEqual(['asked: Ada Lindqvist']);
  });
});

describe('what still waits', () => {
  test('is told to the team at half-time, once, with who may decide', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    await cycle.deliver();
    await decideAll(cycle, 'Bruno');
    cycle.minutesPass(24 * 60 + 1);
    expect(await remind(cycle.ports)).toEqual({ queued: 1, completed: 0 });
    expect(await remind(cycle.ports)).toEqual({ queued: 0, completed: 0 });
    await cycle.deliver();
    expect(cycle.cards).toHaveLength(2);
    expect(cycle.cards[1]).toMatchObject({ title: 'Half of the time has passed: 4 approvals still open' });
    expect(factsOf(cycle, 1)?.toSorted()).toEqual([
      'Adventure Works: 2 accounts; may decide: Ada Lindqvist, Chiara Rossi',
      'Contoso Ltd: 1 account; may decide: Ada Lindqvist', // Bruno has approved it as the first of two
      'Fabrikam GmbH: 1 account; may decide: Ada Lindqvist',
    ]);
    expect(counts(cycle)).toEqual([1, 1, 1]);
    expect(detailsOf(cycle, CONTOSO, 'approval.reminded')).toEqual([]);
    expect(detailsOf(cycle, ADVENTURE, 'approval.reminded')).toEqual([
      'told: the team; may decide, and have or get a request: Ada Lindqvist, Chiara Rossi',
    ]);
  });

  test('is told to the team by mail where there is no channel', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    cycle.minutesPass(24 * 60 + 1);
    await remind(cycle.ports);
    await cycle.deliver({ team: false });
    expect(cycle.mails.filter(({ to }) => to === cycle.estate.msp.teamMail).map(({ text }) => text.subject)).toEqual([
      'Half of the time has passed: 6 approvals still open',
    ]);
  });

  test('is called last for those who still can act, once each, and for nobody else', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    await cycle.deliver();
    await decideAll(cycle, 'Bruno');
    await decideAll(cycle, 'Chiara');
    cycle.minutesPass(44 * 60);
    for (let look = 0; look < 3; look += 1) {
      await remind(cycle.ports);
      await cycle.deliver();
    }
    expect(cycle.mailsTo('Ada').map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^Please decide/),
      expect.stringMatching(/^Last call/),
    ]);
    expect(counts(cycle)).toEqual([2, 1, 1]);
    expect(detailsOf(cycle, CONTOSO, 'approval.reminded', 'other').at(-1)).toBe('last call: Ada Lindqvist');
  });

  test('is told to nobody when all of it is decided, nor after the deadline', async () => {
    const decided = await opened();
    await decided.find(...ALL);
    for (const by of names) await decideAll(decided, by);
    decided.minutesPass(24 * 60 + 1);
    expect(await remind(decided.ports)).toEqual({ queued: 0, completed: 0 });
    const late = await opened();
    await late.find(...ALL);
    late.minutesPass(49 * 60);
    expect(await remind(late.ports)).toEqual({ queued: 0, completed: 0 });
  });

  test('of one tenant that cannot be swept keeps no other from being reminded (R9)', async () => {
    const cycle = await opened();
    await cycle.find(...ALL);
    cycle.minutesPass(24 * 60 + 1);
    const { rotations } = cycle.ports;
    const ofTenant: typeof rotations.ofTenant = (cycleId, tenantId) =>
      tenantId === CONTOSO ? Promise.reject(new Error('no answer')) : rotations.ofTenant(cycleId, tenantId);
    const ports = { ...cycle.ports, rotations: { ...rotations, ofTenant } };
    await expect(remind(ports)).rejects.toThrow('1 sweeps failed');
    expect(detailsOf(cycle, FABRIKAM, 'approval.reminded')).toHaveLength(1);
    expect(detailsOf(cycle, CONTOSO, 'approval.reminded')).toHaveLength(0);
    await remind(cycle.ports);
    expect(detailsOf(cycle, CONTOSO, 'approval.reminded')).toHaveLength(1);
  });
});
