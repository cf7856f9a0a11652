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

  test('of one recipient are one row, which tells the last; each has its record', async () => {
    const { mailTroubles } = stores();
    const later = { ...trouble, last: { kind: 'delayed', type: 'General', at: NOW.toISOString() } } as const;
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
