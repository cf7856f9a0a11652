import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import type { NotPosted } from '../../../../lambda/ports/messages.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import type { Arrived } from '../../../../lambda/usecases/messages/notify-ports.ts';
import { arrive, CONTOSO, CYCLE, estate, FABRIKAM, linkUsed, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const ofCard = (text: string) => /account\d+/.exec(text)?.[0] ?? '';

describe('what is about one tenant', () => {
  test('goes to the channel of that tenant, and no account of another one with it', async () => {
    await notify(world.ports(), arrive(linkUsed(1), linkUsed(2, FABRIKAM), linkUsed(3), linkUsed(4, FABRIKAM)));
    const told = world.posted.map(({ channel, card }) => ({ channel, accounts: card.facts.map(({ name }) => name) }));
    expect(told).toEqual([
      {
        channel: undefined,
        accounts: ['account1@contoso.example (Contoso Ltd)', 'account3@contoso.example (Contoso Ltd)'],
      },
      {
        channel: 'fabrikam',
        accounts: ['account2@contoso.example (Contoso Ltd)', 'account4@contoso.example (Contoso Ltd)'],
      },
    ]);
  });

  test('goes there too where it is an alert; the mail tells the team of all', async () => {
    const alert = (account: string, tenantId: string): Message => ({
      kind: 'alert',
      cycleId: CYCLE,
      tenantId,
      subject: 'undelivered-password',
      userPrincipalName: `${account}@example.com`,
      detail: 'nobody',
    });
    await notify(world.ports(), arrive(alert('anna', CONTOSO), alert('fred', FABRIKAM)));
    expect(world.posted.map(({ channel }) => channel)).toEqual([undefined, 'fabrikam']);
    const [first, second] = world.posted.map(({ card }) => JSON.stringify(card));
    expect([first?.includes('fred'), second?.includes('anna')]).toEqual([false, false]);
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.text).toMatch(/anna[\s\S]*fred/);
  });

  test("goes to the team's channel where the estate knows no such tenant any more", async () => {
    await notify(world.ports(), arrive(linkUsed(1, '00000000-0000-4000-8000-000000000001')));
    expect(world.posted.map(({ channel }) => channel)).toEqual([undefined]);
  });
});

/** What a workflow did with a card that it did not take. */
const faults = {
  'is retired': { kind: 'retired', seen: 'it answered 410' },
  'has another signature': { kind: 'unauthorized', seen: 'it answered 401' },
  'refuses the card': { kind: 'refused', seen: 'it answered 400' },
  'has no address': { kind: 'unusable', seen: 'the secret has no value yet' },
  'throttles (429)': { kind: 'throttled', seen: 'it answered 429' },
  'fails (500)': { kind: 'down', seen: 'it answered 500' },
  'does not answer, or slowly': { kind: 'silent', seen: 'it did not answer within ten seconds' },
} as const satisfies Readonly<Record<string, NotPosted>>;

/** The queue: what failed comes again six minutes later, in the order in which it came. */
async function runQueue(all: readonly Message[], minutes: number, perBatch: number) {
  let now = Date.parse('2026-12-07T07:00:00Z');
  const end = now + minutes * 60_000;
  let waiting: { readonly at: number; readonly arrived: Arrived }[] = arrive(...all).map((arrived) => ({
    at: now,
    arrived,
  }));
  let runs = 0;
  while (waiting.length > 0) {
    now = Math.min(...waiting.map(({ at }) => at));
    world.clock = () => new Date(now);
    if (now >= end) world.trouble = () => undefined;
    const batch = waiting.filter(({ at }) => at === now).slice(0, perBatch);
    waiting = waiting.filter((each) => !batch.includes(each));
    const { failed } = await notify(
      world.ports(),
      batch.map(({ arrived }) => arrived),
    );
    for (const { arrived } of batch)
      if (failed.includes(arrived.messageId)) waiting.push({ at: now + 380_000, arrived });
    runs += 1;
    if (runs > 200) throw new Error('the queue does not become empty');
  }
  return runs;
}

const told = () => ({
  trouble: world.mails.filter(({ subject }) => subject.includes('takes no cards')),
  content: world.mails.filter(({ text }) => text.includes('This was a card')),
});

describe.each(Object.entries(faults))('a channel whose workflow %s for an hour', (_, trouble) => {
  const ACCOUNTS = 12;
  const all = Array.from({ length: ACCOUNTS }, (_each, n) => linkUsed(n + 1, n % 2 === 0 ? CONTOSO : FABRIKAM));

  test('loses nothing and doubles nothing: each account is told once in the channel or once by mail', async () => {
    world.trouble = (channel) => (channel === undefined ? trouble : undefined);
    await runQueue(all, 60, 3);
    const { trouble: troubles, content } = told();
    const byMail = content.flatMap(({ text }) => [...text.matchAll(/account\d+/g)].map(([name]) => name));
    // A workflow that did not answer may have posted: that is said in the mail, and the card is not posted again.
    const byCard = world.posted.flatMap(({ channel, card }) =>
      channel === undefined && trouble.kind === 'silent' ? [] : card.facts.map(({ name }) => ofCard(name)),
    );
    expect([...byMail, ...byCard].sort()).toEqual(all.map((_each, n) => `account${n + 1}`).sort());
    expect(byMail).toHaveLength(ACCOUNTS / 2);
    expect(troubles.map(({ to, subject }) => [to, subject])).toEqual([
      [estate.msp.teamMail, "Teams: the team's channel takes no cards"],
    ]);
    expect(troubles[0]?.text).toContain(trouble.seen);
    const posted = world.posted.filter(({ channel }) => channel === undefined).map(({ card }) => JSON.stringify(card));
    expect(new Set(posted).size).toBe(posted.length);
  });

  test('disturbs no other channel', async () => {
    world.trouble = (channel) => (channel === 'fabrikam' ? trouble : undefined);
    await runQueue(all, 60, 3);
    const cards = world.posted.filter(({ channel }) => channel === undefined).flatMap(({ card }) => card.facts);
    expect(cards).toHaveLength(ACCOUNTS / 2);
    expect(told().trouble.map(({ subject }) => subject)).toEqual(['Teams: the channel fabrikam takes no cards']);
    expect(told().trouble[0]?.text).not.toContain('sig=');
  });

  test('is told again the next day, and no sooner', async () => {
    world.trouble = () => trouble;
    const tell = (n: number, at: string) => {
      world.clock = () => new Date(at);
      return notify(world.ports(), [{ messageId: `m${n}`, message: linkUsed(n) }]);
    };
    for (const [n, at] of [
      [1, '2026-12-07T07:00:00Z'],
      [2, '2026-12-07T23:59:00Z'],
      [3, '2026-12-08T00:01:00Z'],
    ] as const) {
      await tell(n, at);
      await tell(n, at); // the throttled one comes again
    }
    expect([told().trouble.length, told().content.length]).toEqual([2, 3]);
  });
});

test('a throttled card is posted once more, as soon as that ends', async () => {
  world.trouble = () => faults['throttles (429)'];
  await runQueue([linkUsed(1)], 5, 3);
  expect([world.cards.length, world.mails.length]).toEqual([1, 0]);
});

test.each(['retired', 'down', 'silent'] as const)('a channel that is %s is asked once in a run', async (kind) => {
  let asked = 0;
  world.trouble = () => {
    asked += 1;
    return { kind, seen: 'it failed' };
  };
  const tell = (n: number): Message => ({ ...linkUsed(n), cycleId: `2026-12-0${n}-admin-monthly` });
  await notify(world.ports(), arrive(tell(1), tell(2), tell(3)));
  expect([asked, told().content.length, told().trouble.length]).toEqual([1, 3, 1]);
});

test('while no mail goes out either, the card comes again by mail, and is not posted a second time', async () => {
  let asked = 0;
  world.trouble = () => {
    asked += 1;
    return faults['does not answer, or slowly'];
  };
  world.broken = [estate.msp.teamMail];
  const messages = arrive(linkUsed(1));
  expect((await notify(world.ports(), messages)).failed).toEqual(['m0']);
  world.broken = [];
  expect((await notify(world.ports(), messages)).failed).toEqual([]);
  await notify(world.ports(), messages);
  expect([asked, told().content.length]).toEqual([1, 1]);
  expect(told().content[0]?.text).toContain('It may be there all the same.');
});

test('a secret that cannot be read is no trouble of the channel: the message comes again', async () => {
  world.trouble = () => {
    throw new Error('Secrets Manager is throttled');
  };
  const { failed } = await notify(world.ports(), arrive(linkUsed(1)));
  expect([failed, world.mails.length]).toEqual([['m0'], 0]);
});
