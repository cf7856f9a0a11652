import { expect, test } from '@jest/globals';
import type { MailTrouble } from '../../../lambda/domain/messages/mail-trouble.ts';
import { factAboutCycle } from '../../../lambda/usecases/facts.ts';
import { actionsOf, describeStores } from './stores.ts';
import { cycleId as CYCLE, NOW } from './values.ts';

const trouble: MailTrouble = {
  recipient: 'ada',
  name: 'Ada Lindqvist',
  address: 'ada@northwind.example',
  last: {
    kind: 'bounced',
    type: 'Permanent/General',
    code: '5.1.1',
    at: NOW.toISOString(),
    cycleId: CYCLE,
    mail: 'request',
  },
};
const fact = factAboutCycle(CYCLE, {
  action: 'mail.undelivered',
  outcome: 'failed',
  reason: 'mail-bounced',
  component: 'record-mail-events',
  now: NOW,
});

describeStores('mails that did not arrive', (stores) => {
  test('are kept with their record, once each, however many tell it at once', async () => {
    const { mailTroubles } = stores();
    expect(await mailTroubles.all()).toEqual([]);
    const all = await Promise.all([1, 2, 3].map(() => mailTroubles.record('event-1', trouble, fact, NOW)));
    expect(all.sort()).toEqual([false, false, true]);
    expect(await mailTroubles.all()).toEqual([trouble]);
    expect(await actionsOf(stores(), '-#-')).toEqual(['mail.undelivered']);
  });

  const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();
  const told = (kind: MailTrouble['last']['kind'], minutes: number): MailTrouble => ({
    ...trouble,
    last: { kind, type: 'General', at: at(minutes) },
  });

  test.each([
    ['a delay that is told after the bounce that came later', [told('bounced', 5), told('delayed', 0)], 'bounced'],
    ['a bounce after its delay', [told('delayed', 0), told('bounced', 5)], 'bounced'],
    ['a delay of the same moment, told after', [told('bounced', 0), told('delayed', 0)], 'bounced'],
    ['a delay of the same moment, told before', [told('delayed', 0), told('bounced', 0)], 'bounced'],
    ['a delay of a later mail', [told('bounced', 0), told('delayed', 5)], 'delayed'],
    [
      'times that are written in other ways',
      [
        { ...told('bounced', 0), last: { ...told('bounced', 0).last, at: at(0).replace(/\.\d+Z$/, 'Z') } },
        { ...told('delayed', 0), last: { ...told('delayed', 0).last, at: at(-1 / 60) } },
      ],
      'bounced',
    ],
  ] as const)('are shown as what happened last, and not as what was told last: %s', async (_, events, shown) => {
    const { mailTroubles } = stores();
    for (const [i, each] of events.entries()) {
      expect(await mailTroubles.record(`event-${i}`, each, fact, NOW)).toBe(true);
      expect(await mailTroubles.record(`event-${i}`, each, fact, NOW)).toBe(false);
    }
    expect((await mailTroubles.all()).map(({ last }) => last.kind)).toEqual([shown]);
    expect(await actionsOf(stores(), '-#-')).toHaveLength(2); // each is on record
  });

  test('are all recorded when many are told at once, and the last one is shown', async () => {
    const { mailTroubles } = stores();
    const events = [3, 1, 4, 2].map((minutes) => told(minutes === 4 ? 'bounced' : 'delayed', minutes));
    const all = await Promise.all(events.map((each, i) => mailTroubles.record(`event-${i}`, each, fact, NOW)));
    expect(all).toEqual([true, true, true, true]);
    expect((await mailTroubles.all()).map(({ last }) => last)).toEqual([events[2]?.last]);
    expect(await actionsOf(stores(), '-#-')).toHaveLength(4);
  });

  test('of one recipient are one row, which tells the last; each has its record', async () => {
    const { mailTroubles } = stores();
    const later = told('delayed', 1);
    await mailTroubles.record('event-1', trouble, fact, NOW);
    await mailTroubles.record('event-2', later, fact, NOW);
    await mailTroubles.record('event-3', { ...trouble, recipient: 'team' }, fact, NOW);
    expect((await mailTroubles.all()).map(({ recipient, last }) => [recipient, last.kind])).toEqual([
      ['ada', 'delayed'],
      ['team', 'bounced'],
    ]);
    expect(await actionsOf(stores(), '-#-')).toHaveLength(3);
  });
});
