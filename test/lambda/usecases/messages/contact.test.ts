import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { fingerprintOf } from '../../../../lambda/domain/identifiers.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { arrive, CONTOSO, CYCLE, estate as example, rotation, World, waiting } from './world.ts';

/** What a customer's contact is told: once per tenant and cycle, window and accounts, never a secret. */

const URL = 'https://portal.example/n/locator';
const toldTo = (mail: string, url = URL): Message => ({
  kind: 'contact-told',
  cycleId: CYCLE,
  tenantId: CONTOSO,
  mailFingerprint: fingerprintOf(mail),
  url,
});
const told = toldTo('clara@contoso.example');
const stopped: Message = { kind: 'contact-stopped', cycleId: CYCLE, tenantId: CONTOSO };
const having = (more: Partial<Estate['tenants'][number]>): Estate => ({
  ...example,
  tenants: example.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, ...more } : each)),
});
const contact = { name: 'Clara Contoso', mail: 'clara@contoso.example', language: 'en' } as const;

let world: World;
beforeEach(() => {
  world = new World();
  world.cycle = {};
});
const tell = (estate: Estate, ...messages: Message[]) => notify(world.ports({ estate }), arrive(...messages));

describe('the mail', () => {
  test('tells window and accounts, and leads to one page', async () => {
    world.add(...waiting(3));
    const changeWindow = { days: ['monday' as const], from: '22:00', to: '23:30' };
    expect(await tell(having({ contact, changeWindow }), told)).toEqual({ failed: [], problems: [] });
    const [mail] = world.mails;
    expect(mail?.to).toBe('clara@contoso.example');
    expect(mail?.subject).toBe('Passwords will be changed: Contoso Ltd');
    expect(mail?.text).toContain('Northwind Managed Services changes the passwords of 3 accounts of Contoso Ltd');
    expect(mail?.text).toContain('Changes begin at Mon, 7 Dec 2026, 22:00 CET at the earliest.');
    expect(mail?.text).toContain('- account0@contoso.example\n- account1@contoso.example');
    expect(mail?.text.match(/https?:\/\/\S+/g)).toEqual([URL]);
    expect(mail?.html).not.toContain('M365 Password Rotation');
    expect(world.tables.records.map(({ action, evidence }) => [action, evidence?.detail])).toEqual([
      ['contact.told', 'mail to Clara Contoso: 3 accounts'],
      ['message.sent', "mail to a customer's contact, to the contact of Contoso Ltd by mail"],
    ]);
  });

  test('is in the language of the contact', async () => {
    world.add(...waiting(1));
    await tell(having({ contact: { ...contact, language: 'de' } }), told);
    expect(world.mails[0]?.subject).toBe('Passwörter werden geändert: Contoso Ltd');
    expect(world.mails[0]?.html).toContain('<html lang="de"');
    expect(world.mails[0]?.text).toContain('Was bis Mi., 9. Dez. 2026, 17:00 MEZ nicht geändert ist');
  });

  test('is sent once, whatever comes twice or at once', async () => {
    world.add(...waiting(3));
    const estate = having({ contact });
    await Promise.all([tell(estate, told), tell(estate, told)]);
    await tell(estate, told, told);
    expect(world.mails).toHaveLength(1);
  });

  test('goes to nobody but whose link it has: what was for another contact is not sent', async () => {
    world.add(...waiting(3));
    const doro = having({ contact: { ...contact, name: 'Doro', mail: 'doro@contoso.example' } });
    expect(await tell(doro, told)).toEqual({ failed: [], problems: [] });
    expect([world.mails, world.tables.records]).toEqual([[], []]);
    await tell(having({ contact }), told);
    await tell(doro, told, toldTo('doro@contoso.example', `${URL}-of-doro`));
    expect(world.mails.map(({ to, text }) => [to, text.match(/https?:\/\/\S+/g)])).toEqual([
      ['clara@contoso.example', [URL]],
      ['doro@contoso.example', [`${URL}-of-doro`]],
    ]);
  });

  test('names 50 accounts, and counts the others', async () => {
    world.add(...waiting(60));
    await tell(having({ contact }), told);
    expect(world.mails[0]?.text).toContain('and 10 more');
  });

  test.each<[string, () => Estate]>([
    ['where nothing waits any more', () => having({ contact })],
    [
      'where the tenant has no contact any more',
      () => {
        world.add(...waiting(3));
        return example;
      },
    ],
    [
      'about what has ended',
      () => {
        world.add(rotation('ended', { status: 'expired' }));
        return having({ contact });
      },
    ],
  ])('is not sent %s', async (_, estate) => {
    expect(await tell(estate(), told)).toEqual({ failed: [], problems: [] });
    expect([world.mails, world.tables.records]).toEqual([[], []]);
  });

  test('that fails comes again, and stops no other (R9)', async () => {
    world.add(...waiting(3));
    world.broken = ['clara@contoso.example'];
    expect((await tell(having({ contact }), told)).failed).toEqual(['m0']);
    world.broken = [];
    await tell(having({ contact }), told);
    expect(world.mails).toHaveLength(1);
  });
});

describe("the team is told of a contact's stop", () => {
  const stop = async () => {
    const scope = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO } as const;
    const by = { kind: 'contact', name: 'Clara Contoso', tenantId: CONTOSO } as const;
    const fact = {
      action: 'contact.stopped',
      outcome: 'success',
      time: '',
      actor: by,
      component: 'contact-page',
    } as const;
    await world.tables.contacts.stop(
      { scope, since: '2026-12-07T06:00:00.000Z', until: '2026-12-09T16:00:00.000Z', by, reason: 'stocktaking' },
      fact,
    );
    return { scope, fact };
  };

  test('once, by name and reason, with the page that ends it', async () => {
    await stop();
    await tell(example, stopped, stopped);
    await tell(example, stopped);
    expect(world.cards).toHaveLength(1);
    expect(world.cards[0]).toMatchObject({
      title: `Contoso Ltd has stopped its changes (${CYCLE})`,
      facts: [
        { name: 'By', value: 'Clara Contoso' },
        { name: 'Why', value: 'stocktaking' },
        { name: 'Approvals lapse', value: 'Wed, 9 Dec 2026, 17:00 CET' },
      ],
      links: [{ url: `https://portal.example/tenants/${CONTOSO}/pause` }],
    });
  });

  test('and not of a pause of our own', async () => {
    const scope = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO } as const;
    const by = { kind: 'operator', name: 'arn:aws:iam::1:role/Ops' } as const;
    const fact = { action: 'pause.set', outcome: 'success', time: '', actor: by, component: 'set-pause' } as const;
    await world.tables.pauses.set({ scope, since: '2026-12-07T06:00:00.000Z', by, reason: 'maintenance' }, fact);
    await tell(example, stopped);
    expect([world.cards, world.mails]).toEqual([[], []]);
  });

  test('not where a technician has ended it meanwhile', async () => {
    const { scope, fact } = await stop();
    await world.tables.pauses.end(scope, { ...fact, action: 'pause.ended' });
    await tell(example, stopped);
    expect([world.cards, world.mails]).toEqual([[], []]);
  });
});
