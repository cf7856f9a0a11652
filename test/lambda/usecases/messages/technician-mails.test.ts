import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Estate } from '../../../../config/estate.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { requestMailKey } from '../../../../lambda/domain/cycle/message-keys.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import {
  ADA,
  APPROVALS,
  approval,
  arrive,
  BRUNO,
  CONTOSO,
  CYCLE,
  contoso,
  decision,
  estate,
  FABRIKAM,
  link,
  proven,
  ready,
  rotation,
  World,
  waiting,
} from './world.ts';

/** At most three mails per technician and cycle, and each tells how things are when it is sent. */

const NEXT = '2027-01-04-admin-monthly';
const lastCall = (about: 'approvals' | 'passwords', technicianObjectId = ADA): Message => ({
  kind: 'last-call',
  cycleId: CYCLE,
  technicianObjectId,
  about,
});

let world: World;
beforeEach(() => {
  world = new World();
  world.cycle = {};
  world.tenant = { ...contoso, status: 'discovered' };
  world.tenant = { ...contoso, tenantId: FABRIKAM, displayName: 'Fabrikam GmbH', status: 'discovered' };
});
const tell = (...messages: Message[]) => notify(world.ports(), arrive(...messages));
const mailsTo = (name: string) => world.mails.filter(({ to }) => to === `${name}@northwind.example`);

describe('the request', () => {
  test('is one mail for all tenants, read when it is sent', async () => {
    world.add(...waiting(3), ...waiting(1, FABRIKAM));
    expect(await tell(approval(), approval(BRUNO), approval())).toEqual({ failed: [], problems: [] });
    expect(world.mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['ada@northwind.example', 'Please decide: password rotation of 4 accounts in 2 tenants'],
      ['bruno@northwind.example', 'Please decide: password rotation of 4 accounts in 2 tenants'],
    ]);
    expect(world.mails[0]?.text).toContain('- Contoso Ltd: 3 accounts\n- Fabrikam GmbH: 1 account\n');
    expect(world.mails[0]?.text).toContain(APPROVALS);
    expect(world.mails[0]?.text).toContain('Decide before Wed, 9 Dec 2026, 05:00 CET.');
    expect(world.cards).toHaveLength(1);
    expect(world.cards[0]?.facts[0]).toEqual({ name: 'Waiting', value: '4 accounts in 2 tenants' });
    expect([...world.tables.sentKeys].join()).not.toContain('locator');
  });

  test('holds one address', async () => {
    world.add(...waiting(3), ...waiting(1, FABRIKAM));
    await tell(approval());
    expect(world.mails[0]?.text.match(/https?:\/\/\S+/g)).toEqual([APPROVALS]);
  });

  test('waits for tenants that are still read: its message comes again, and no reservation is left', async () => {
    world.add(...waiting(3));
    world.tenant = { ...contoso, tenantId: FABRIKAM, status: 'pending' };
    world.clock = () => new Date('2026-12-07T04:05:00Z');
    expect(await tell(approval())).toEqual({ failed: ['m0'], problems: [] });
    expect([world.mails.length, world.cards.length]).toEqual([0, 0]);
    world.tenant = { ...contoso, tenantId: FABRIKAM, displayName: 'Fabrikam GmbH', status: 'discovered' };
    world.add(...waiting(1, FABRIKAM));
    await tell(approval());
    expect(mailsTo('ada')[0]?.subject).toBe('Please decide: password rotation of 4 accounts in 2 tenants');
    expect([world.mails.length, world.cards.length]).toEqual([1, 1]);
  });

  test('does not wait for ever, and says what is missing', async () => {
    world.add(...waiting(3));
    world.tenant = { ...contoso, tenantId: FABRIKAM, status: 'pending' };
    world.clock = () => new Date('2026-12-07T04:31:00Z');
    await tell(approval());
    expect(mailsTo('ada')[0]?.text).toContain('- 1 tenant could not be read yet.');
  });

  test('does not wait in an emergency, and says who asked and why', async () => {
    world.cycle = { emergency: true, requested: { by: 'Dana Ops', reason: 'the admin clicked a phishing link' } };
    world.add(...waiting(3).map((each) => ({ ...each, emergency: true })));
    world.tenant = { ...contoso, tenantId: FABRIKAM, status: 'pending' };
    world.clock = () => new Date('2026-12-07T04:01:00Z');
    await tell(approval());
    expect(mailsTo('ada')[0]?.subject).toBe('Emergency: please decide about 3 accounts in 1 tenant now');
    expect(mailsTo('ada')[0]?.text).toContain(
      'Asked for by hand by Dana Ops. Reason: the admin clicked a phishing link',
    );
    expect(mailsTo('ada')[0]?.text).toContain('3 accounts, among them 3 that two technicians must approve\n');
    expect(JSON.stringify(world.cards)).toContain('the admin clicked a phishing link');
  });

  test('of a message that arrives late tells the truth: nothing waits, so there is no mail', async () => {
    world.add(rotation('anna', { status: 'approved', decision }));
    expect(await tell(approval())).toEqual({ failed: [], problems: [] });
    expect([world.mails, world.cards]).toEqual([[], []]);
    world.add(...waiting(1)); // reopened
    await tell(approval());
    expect(mailsTo('ada')).toHaveLength(1);
  });

  test('to somebody who is no technician any more is none', async () => {
    world.add(...waiting(1));
    expect(await tell(approval('7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8bff'))).toEqual({ failed: [], problems: [] });
    expect(world.mails).toEqual([]);
  });

  test('says when a tenant has its change window, and who may not decide there', async () => {
    const tenants = estate.tenants.map((each): Estate['tenants'][number] =>
      each.name === 'contoso' ? { ...each, changeWindow: { days: ['monday'], from: '22:00', to: '23:00' } } : each,
    );
    const bruno = { objectId: BRUNO, named: ['bruno@contoso.example'] };
    world.add(...waiting(2).map((each) => ({ ...each, barred: [bruno] })));
    await notify(world.ports({ estate: { ...estate, tenants } }), arrive(approval()));
    const { text } = mailsTo('ada')[0] ?? { text: '' };
    expect(text).toContain('- Contoso Ltd: 2 accounts; approved now, reset from Mon, 7 Dec 2026, 22:00 CET on\n');
    expect(text).toContain(
      '- Contoso Ltd: Bruno Okafor may not decide here: the directory has no bruno@contoso.example',
    );
  });

  test('says when a change window is open now', async () => {
    const tenants = estate.tenants.map((each): Estate['tenants'][number] => ({
      ...each,
      changeWindow: { days: ['monday'], from: '07:00', to: '23:00', timeZone: 'Europe/Berlin' },
    }));
    world.add(...waiting(2));
    await notify(world.ports({ estate: { ...estate, tenants } }), arrive(approval()));
    expect(mailsTo('ada')[0]?.text).toContain('- Contoso Ltd: 2 accounts; its change window is open now\n');
  });

  test('counts Global Administrators', async () => {
    world.add(
      ...waiting(3).map((each, n) => ({ ...each, account: { ...each.account, globalAdministrator: n === 0 } })),
    );
    await tell(approval());
    expect(mailsTo('ada')[0]?.text).toContain('- Contoso Ltd: 3 accounts, among them 1 Global Administrator\n');
  });
});

describe('what comes after the request', () => {
  const reminder: Message = { kind: 'approval-reminder', cycleId: CYCLE };
  const added: Message = { kind: 'approvals-added', cycleId: CYCLE, tenantId: FABRIKAM };
  beforeEach(() => world.add(...waiting(3), ...waiting(2, FABRIKAM)));

  test('a reminder is for the team, once per cycle, and names who may decide', async () => {
    await tell(reminder, reminder);
    await tell(reminder);
    expect(world.mails).toEqual([]);
    expect(world.cards.map(({ title, facts }) => [title, facts[0]])).toEqual([
      [
        'Half of the time has passed: 5 approvals still open',
        { name: 'Contoso Ltd', value: '3 accounts; may decide: Ada Lindqvist, Bruno Okafor' },
      ],
    ]);
  });

  test('tenants that were read later are told to the team, once', async () => {
    await tell(added, added);
    await tell(added);
    expect(world.cards.map(({ title }) => title)).toEqual(['2 approvals more: tenants were read late']);
  });

  test('without a channel these are mails to the team, of the same words', async () => {
    await notify(world.ports({ team: undefined }), arrive(reminder, added));
    expect(world.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [estate.msp.teamMail, 'Half of the time has passed: 5 approvals still open'],
      [estate.msp.teamMail, '2 approvals more: tenants were read late'],
    ]);
    expect(world.mails[0]?.text).toContain('- Contoso Ltd: 3 accounts; may decide: Ada Lindqvist, Bruno Okafor\n');
  });

  test('what was decided meanwhile is not told', async () => {
    world.rotations = [];
    await tell(reminder, added);
    expect([world.mails, world.cards]).toEqual([[], []]);
  });

  test('a card that was throttled comes again', async () => {
    world.trouble = () => ({ kind: 'throttled', seen: 'it answered 429' });
    expect((await tell(reminder)).failed).toEqual(['m0']);
    world.trouble = () => undefined;
    expect((await tell(reminder)).failed).toEqual([]);
    expect(world.cards).toHaveLength(1);
  });
});

describe('passwords to collect', () => {
  test('are one mail, ever, with one address and counts per tenant; no card', async () => {
    world.addLinks(link(1), link(2), link(3, { tenantId: FABRIKAM, tenantDisplayName: 'Fabrikam GmbH' }));
    world.add({ ...rotation('anna', { ...proven, status: 'current' }), closed: false });
    await tell(ready(), ready());
    world.addLinks(link(4));
    await tell(ready());
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.subject).toBe(`3 new passwords ready to collect (${CYCLE})`);
    expect(world.mails[0]?.text).toContain('- Contoso Ltd: 2 passwords\n- Fabrikam GmbH: 1 password\n');
    expect(world.mails[0]?.text).toContain('The first one expires Thu, 10 Dec 2026, 08:00 CET.');
    expect(world.mails[0]?.text).toContain('1 further account that you approved is not done yet.');
    expect(world.mails[0]?.text.match(/https?:\/\/\S+/g)).toEqual(['https://portal.example/passwords']);
    expect(world.cards).toEqual([]);
  });

  test('that were collected meanwhile, belong to others or have expired are no mail', async () => {
    world.addLinks(
      link(1, {
        state: {
          status: 'revealed',
          at: '2026-12-07T06:30:00.000Z',
          address: '203.0.113.7',
          storedAt: '2026-12-07T06:31:00.000Z',
        },
      }),
      link(2, { recipientObjectId: BRUNO }),
      link(3, { expiresAt: Date.parse('2026-12-07T06:59:00Z') / 1000 }),
      link(4, { cycleId: NEXT }),
    );
    expect(await tell(ready())).toEqual({ failed: [], problems: [] });
    expect(world.mails).toEqual([]);
  });

  test('of another cycle are a mail of their own', async () => {
    world.addLinks(link(1), link(2, { cycleId: NEXT }));
    world.tenant = { ...contoso, cycleId: NEXT };
    await tell(ready(), ready(ADA, NEXT));
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      `1 new password ready to collect (${CYCLE})`,
      `1 new password ready to collect (${NEXT})`,
    ]);
  });

  test('for a technician who left the estate are told to the team, once', async () => {
    const gone = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8bff';
    world.addLinks(link(1, { recipientObjectId: gone }));
    await tell(ready(gone), ready(gone));
    await tell(ready(gone));
    expect(world.mails).toEqual([]);
    expect(world.cards.map(({ title }) => title)).toEqual([
      `1 new password for somebody who is no technician any more (${CYCLE})`,
    ]);
  });
});

describe('the last call', () => {
  test('is one mail, whatever it is about; what comes after it goes to the team', async () => {
    world.add(...waiting(2));
    await tell(lastCall('approvals'));
    expect(mailsTo('ada').map(({ subject }) => subject)).toEqual([`Last call: 2 accounts not decided (${CYCLE})`]);
    expect(mailsTo('ada')[0]?.text).toContain(`https://portal.example/cycles/${CYCLE}/approvals`);
    world.rotations = [];
    world.addLinks(link(1));
    await tell(lastCall('passwords'), lastCall('passwords'));
    await tell(lastCall('passwords'));
    expect(mailsTo('ada')).toHaveLength(1);
    expect(world.cards.map(({ title }) => title)).toEqual([
      `Last call for Ada Lindqvist: 1 password not collected (${CYCLE})`,
    ]);
  });

  test('tells of both where both wait, and leads to the page that has both', async () => {
    world.add(...waiting(1));
    world.addLinks(link(1));
    await tell(lastCall('passwords'), lastCall('approvals'));
    expect(mailsTo('ada').map(({ subject }) => subject)).toEqual([
      `Last call: 1 account not decided, 1 password not collected (${CYCLE})`,
    ]);
    expect(mailsTo('ada')[0]?.text.match(/https?:\/\/\S+/g)).toEqual(['https://portal.example/']);
  });

  test('is none where nothing waits any more', async () => {
    expect(await tell(lastCall('approvals'), lastCall('passwords'))).toEqual({ failed: [], problems: [] });
    expect([world.mails, world.cards]).toEqual([[], []]);
  });
});

describe('once, whatever happens', () => {
  const everything = () => [
    approval(),
    approval(BRUNO),
    { kind: 'approval-reminder', cycleId: CYCLE } as const,
    { kind: 'approvals-added', cycleId: CYCLE, tenantId: FABRIKAM } as const,
    ready(),
    ready(BRUNO),
    lastCall('approvals'),
    lastCall('passwords'),
    lastCall('passwords', BRUNO),
    { kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO } as const,
  ];

  test('any messages, twice, in any order, split into any batches: the same mails', () =>
    fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...everything(), ...everything()], { minLength: everything().length * 2 }),
        fc.array(fc.nat({ max: 20 }), { maxLength: 6 }),
        async (messages, cuts) => {
          world = new World();
          world.cycle = {};
          world.tenant = { ...contoso, status: 'discovered' };
          world.tenant = { ...contoso, tenantId: FABRIKAM, displayName: 'Fabrikam GmbH', status: 'discovered' };
          world.add(...waiting(3), ...waiting(2, FABRIKAM));
          world.addLinks(link(1), link(2, { recipientObjectId: BRUNO }));
          const edges = [0, ...cuts.toSorted((a, b) => a - b), messages.length];
          for (const [i, from] of edges.entries()) {
            const { failed } = await tell(...messages.slice(from, edges[i + 1]));
            expect(failed).toEqual([]);
          }
          const technicians = world.mails.filter(({ to }) => to !== estate.msp.teamMail);
          expect(technicians.map(({ to, subject }) => `${to} ${subject.split(':')[0]}`).toSorted()).toEqual([
            `ada@northwind.example 1 new password ready to collect (${CYCLE})`,
            'ada@northwind.example Last call',
            'ada@northwind.example Please decide',
            `bruno@northwind.example 1 new password ready to collect (${CYCLE})`,
            'bruno@northwind.example Last call',
            'bruno@northwind.example Please decide',
          ]);
        },
      ),
      { numRuns: 60 },
    ));

  test('two runs at the same moment send one mail, and the message of the other comes again', async () => {
    world.add(...waiting(3));
    let finish: () => void = () => undefined;
    const sending = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = world.ports();
    const first = notify(
      { ...slow, mail: { send: async (to, says) => sending.then(() => slow.mail.send(to, says)) } },
      arrive(approval()),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const second = await tell(approval());
    expect(second.failed).toEqual(['m0']);
    expect(second.problems).toEqual(['mail that asks for approval: Error: another run is sending it']);
    finish();
    expect((await first).failed).toEqual([]);
    expect((await tell(approval())).failed).toEqual([]);
    expect(mailsTo('ada')).toHaveLength(1);
  });

  test('a mail that SES refuses half-way through a batch comes again, and only that', async () => {
    world.add(...waiting(3));
    world.addLinks(link(1), link(2, { recipientObjectId: BRUNO }));
    const messages = arrive(approval(), approval(BRUNO), ready(), ready(BRUNO));
    let left = 2;
    const ports = world.ports();
    const throttled = {
      send: async (...mail: Parameters<typeof ports.mail.send>) => {
        if (left-- <= 0) throw Object.assign(new Error('Maximum sending rate exceeded.'), { name: 'Throttling' });
        return ports.mail.send(...mail);
      },
    };
    const { failed } = await notify({ ...ports, mail: throttled }, messages);
    expect(failed).toEqual(['m2', 'm3']);
    expect(
      await notify(
        ports,
        messages.filter(({ messageId }) => failed.includes(messageId)),
      ),
    ).toEqual({ failed: [], problems: [] });
    expect([mailsTo('ada').length, mailsTo('bruno').length]).toEqual([2, 2]);
  });

  test('a run that stopped while it was sending holds the mail back for half a minute', async () => {
    world.add(...waiting(3));
    await world.tables.sent.reserve(
      requestMailKey({ cycleId: CYCLE, technicianObjectId: ADA }),
      world.clock(),
      new Date('2026-12-07T07:00:35Z'),
    );
    expect((await tell(approval())).failed).toEqual(['m0']);
    world.clock = () => new Date('2026-12-07T07:00:36Z');
    expect((await tell(approval())).failed).toEqual([]);
    expect(mailsTo('ada')).toHaveLength(1);
  });

  test('no technician has more than three mails of a cycle, for 40 tenants with 12 accounts each', async () => {
    const tenants = Array.from(
      { length: 40 },
      (_, n) =>
        ({
          ...estate.tenants[0],
          name: `tenant-${n}`,
          displayName: `Tenant ${n}`,
          tenantId: `8a4c1f0e-3b52-4d67-9c1a-${String(n).padStart(12, '0')}`,
        }) as Estate['tenants'][number],
    );
    const large = {
      ...estate,
      tenants,
      technicians: estate.technicians.map((each) => ({ ...each, tenants: 'all' as const })),
    };
    const ports = () => world.ports({ estate: large });
    for (const [n, { tenantId, displayName }] of tenants.entries()) {
      world.tenant = { ...contoso, tenantId, displayName, status: 'discovered' };
      world.add(...waiting(12, tenantId, n * 12));
    }
    const all = (message: (technicianObjectId: string, tenantId: string) => Message) =>
      tenants.flatMap(({ tenantId }) => large.technicians.map(({ objectId }) => message(objectId, tenantId)));
    const requests = all((technicianObjectId) => approval(technicianObjectId));
    for (let from = 0; from < requests.length; from += 100)
      await notify(ports(), arrive(...requests.slice(from, from + 100)));
    world.rotations = [];
    world.addLinks(...Array.from({ length: 480 }, (_, n) => link(n, { tenantId: tenants[n % 40]?.tenantId ?? '' })));
    await notify(ports(), arrive(...Array.from({ length: 480 }, () => ready())));
    await notify(ports(), arrive(...all((technicianObjectId) => lastCall('passwords', technicianObjectId))));
    expect(mailsTo('ada')).toHaveLength(3);
    expect(mailsTo('bruno')).toHaveLength(1);
    expect(mailsTo('chiara')).toHaveLength(1);
    expect(mailsTo('ada')[0]?.subject).toBe('Please decide: password rotation of 480 accounts in 40 tenants');
    expect(mailsTo('ada')[1]?.subject).toBe(`480 new passwords ready to collect (${CYCLE})`);
    expect(world.cards).toHaveLength(1);
  });
});
