import { describe, expect, test } from '@jest/globals';
import type { ContactLink } from '../../../../lambda/domain/contact/contact-link.ts';
import { contactStoppedKey } from '../../../../lambda/domain/cycle/message-keys.ts';
import { remind } from '../../../../lambda/usecases/approval/remind.ts';
import { stopResets } from '../../../../lambda/usecases/contact/stop-resets.ts';
import { tellOfStops } from '../../../../lambda/usecases/contact/tell-of-stops.ts';
import { endPause, setPause } from '../../../../lambda/usecases/rotation/pausing.ts';
import { CONTOSO, CYCLE, Stop, signedIn, World, watched } from '../in-memory.ts';

/** A contact who stops resets and comes again reads that the team is told: then it is, whatever failed at first. */

const SCOPE = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO } as const;
const NOTICE = { kind: 'contact-stopped', cycleId: CYCLE, tenantId: CONTOSO };
const source = { address: '', userAgent: '' };
const operator = { actor: { kind: 'operator', name: 'arn:aws:iam::1:role/Ops' }, source } as const;

const linkOf = (world: World): ContactLink => ({
  purpose: 'contact',
  linkId: 'l'.repeat(32),
  expiresAt: Math.floor(world.instant.getTime() / 1000) + 86_400,
  cycleId: CYCLE,
  tenantId: CONTOSO,
  tenantDisplayName: 'Contoso Ltd',
  contactName: 'Clara Contoso',
  mailFingerprint: '',
  language: 'en',
  accounts: 1,
});
const stop = (world: World, ports = world.ports) => stopResets(ports, linkOf(world), undefined, source);
const pausing = (world: World) => ({ ...world.ports, component: 'portal' }) as const;

describe("the sweep tells the team of contacts' stops", () => {
  test.each(['before', 'after'] as const)(
    'that were stopped %s any call, and are not asked for again',
    async (moment) => {
      let stopsThatStood = 0;
      for (let n = 1; n <= 3; n += 1) {
        const world = new World();
        const down = new Stop(n, moment);
        await stop(world, watched(world.ports, down.watch)).catch(() => undefined);
        const stands = (await world.tables.pauses.active()).length > 0;
        if (stands) stopsThatStood += 1;
        await tellOfStops(world.ports);
        expect(world.messages.length > 0).toBe(stands);
        expect(new Set(world.messages.map((each) => JSON.stringify(each))).size).toBeLessThanOrEqual(1);
      }
      expect(stopsThatStood).toBeGreaterThan(1);
    },
  );

  test('until one was told, and not after it', async () => {
    const world = new World();
    await stop(world);
    world.messages.splice(0);
    await remind(world.ports);
    await remind(world.ports);
    expect(world.messages).toEqual([NOTICE, NOTICE]);
    await world.tables.sent.add(contactStoppedKey({ cycleId: CYCLE, tenantId: CONTOSO }), world.now());
    await remind(world.ports);
    expect(world.messages).toHaveLength(2);
  });

  test.each<[string, (world: World) => Promise<unknown>]>([
    ['that a technician has ended', (world) => endPause(pausing(world), signedIn('Ada'), SCOPE, 'called them')],
    ['whose approvals have lapsed', async (world) => world.hoursPass(25)],
  ])('but of none %s', async (_, happen) => {
    const world = new World();
    await stop(world);
    world.messages.splice(0);
    await happen(world);
    await tellOfStops(world.ports);
    expect(world.messages).toEqual([]);
  });

  test.each([SCOPE, { of: 'tenant', tenantId: CONTOSO }, { of: 'everything' }] as const)(
    'and no pause of ours: %j',
    async (scope) => {
      const world = new World();
      await setPause(pausing(world), operator, scope, 'maintenance');
      await tellOfStops(world.ports);
      expect(world.messages).toEqual([]);
    },
  );

  test('one that cannot be queued does not keep others back, and the run fails (R9)', async () => {
    const world = new World();
    for (const cycleId of [CYCLE, `${CYCLE}-ab12`])
      await stopResets(world.ports, { ...linkOf(world), cycleId }, undefined, source);
    const queued: unknown[] = [];
    const messageQueue = {
      send: async (message: { readonly kind: string }) => {
        if ('cycleId' in message && message.cycleId === CYCLE) throw new Error('SQS does not answer');
        queued.push(message);
      },
    };
    await expect(tellOfStops({ ...world.ports, messageQueue })).rejects.toThrow('1 stops');
    expect(queued).toEqual([{ ...NOTICE, cycleId: `${CYCLE}-ab12` }]);
  });
});
