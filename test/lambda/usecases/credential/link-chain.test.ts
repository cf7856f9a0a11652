import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import { confirmStored } from '../../../../lambda/usecases/credential/confirm-stored.ts';
import { renewCredentialLink } from '../../../../lambda/usecases/credential/renew-credential-link.ts';
import { reportCredentialLink } from '../../../../lambda/usecases/credential/report-credential-link.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { callsMadeBy, Stop, signedIn, type World, watched } from '../in-memory.ts';
import { actionsOf, approved, keyOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

/** Links that replaced one another are one chain: a report of any of them ends them all. */

const ADA = signedIn('Ada');
let world: World;
const scene = async () => {
  world = await approved();
  await rotate(world, keyOf('ops'));
};
beforeEach(scene);

const links = (): readonly CredentialLink[] => [...world.tables.credentialLinks.values()];
function link(number: number): CredentialLink {
  const found = links().find((each) => each.number === number);
  if (found === undefined) throw new Error(`there is no link ${number}`);
  return found;
}
const newest = () => link(links().length - 1);
const times = (action: string) => actionsOf(world).filter((each) => each === action).length;

async function renewedTimes(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await revealCredential(world.ports, ADA, newest());
    await renewCredentialLink(world.ports, ADA, newest());
  }
}

/** Nothing that anybody presses shows the password or makes a further link. */
async function expectTheEnd(): Promise<void> {
  const before = links().length;
  for (const each of links()) {
    expect(await revealCredential(world.ports, ADA, each)).toBeUndefined();
    expect(await renewCredentialLink(world.ports, ADA, each)).toBeUndefined();
    expect(await confirmStored(world.ports, ADA, each)).toBeUndefined();
  }
  expect(links()).toHaveLength(before);
}

describe('a report', () => {
  test.each([
    [0, 0],
    [0, 1],
    [1, 1],
    [0, 2],
    [1, 2],
    [2, 2],
  ])('of link %p, when the newest is link %p, ends the chain', async (reported, renewals) => {
    await renewedTimes(renewals);
    expect(await reportCredentialLink(world.ports, ADA, link(reported))).toBe(true);
    expect(newest().state).toEqual({ status: 'revoked', at: expect.any(String) });
    await expectTheEnd();
    expect(times('link.reported')).toBe(1);
  });

  test('of an older link, after the newest was opened and stored, ends the chain too', async () => {
    await renewedTimes(1);
    await revealCredential(world.ports, ADA, newest());
    await confirmStored(world.ports, ADA, newest());
    expect(await reportCredentialLink(world.ports, ADA, link(0))).toBe(true);
    await expectTheEnd();
  });

  test('that comes a hundred times at once, by whichever link, has one record, and nobody is told otherwise', async () => {
    await renewedTimes(1);
    const all = [...links(), ...links()];
    const told = await Promise.all(
      Array.from({ length: 100 }, (_, n) => reportCredentialLink(world.ports, ADA, all[n % all.length] ?? newest())),
    );
    expect(told.every(Boolean)).toBe(true);
    expect(times('link.reported')).toBe(1);
  });

  test('that was stopped anywhere has alerted the team once its record is there', async () => {
    for (let at = 1; at <= 4; at += 1) {
      await scene();
      const stop = new Stop(at, 'after');
      const ports = watched(world.ports, (call, moment) => {
        if (call.startsWith('links.') || call.startsWith('messageQueue.')) stop.watch(call, moment);
      });
      await reportCredentialLink(ports, ADA, link(0)).catch(() => undefined);
      const alerts = () => world.messages.filter((each) => each.kind === 'alert' && each.subject === 'link-reported');
      if (times('link.reported') > 0) expect(alerts().length).toBeGreaterThan(0);
      stop.restart();
      expect(await reportCredentialLink(world.ports, ADA, link(0))).toBe(true);
      expect(alerts().length).toBeGreaterThan(0);
      expect(times('link.reported')).toBe(1);
    }
  });

  test('is carried out although the queue does not answer, and says so when it still does not', async () => {
    const messageQueue = { send: () => Promise.reject(new Error('no queue')) };
    await expect(reportCredentialLink({ ...world.ports, messageQueue }, ADA, link(0))).rejects.toThrow('no queue');
    await expectTheEnd();
    expect(times('link.reported')).toBe(1);
  });
});

const acts = {
  reveal: revealCredential,
  renew: renewCredentialLink,
  report: reportCredentialLink,
  store: confirmStored,
} as const;

test('whatever is pressed at once, and in whatever order it comes: nothing is shown or made after the report', async () => {
  const act = fc.record({
    name: fc.constantFrom('reveal', 'renew', 'report', 'store' as const),
    link: fc.nat({ max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(act, { minLength: 3, maxLength: 12 }), async (scheduler, pressed) => {
      await scene();
      // Every call of a port waits for its turn, which the scheduler gives.
      const ports = callsMadeBy(world.ports, async (call, run) => {
        if (call.startsWith('links.')) await scheduler.schedule(Promise.resolve());
        return run();
      });
      const pages = pressed.map(async ({ name, link: number }) => {
        const seen = links().find((each) => each.number === number) ?? link(0);
        return acts[name](ports, ADA, seen);
      });
      await scheduler.waitFor(Promise.allSettled(pages));
      expect(await reportCredentialLink(world.ports, ADA, link(0))).toBe(true);
      await expectTheEnd();
      const actions = actionsOf(world);
      expect(actions.filter((each) => each === 'link.reported')).toHaveLength(1);
      const after = actions.slice(actions.indexOf('link.reported') + 1);
      expect(after.filter((each) => /^(link\.(revealed|renewed|created)|credential\.stored)$/.test(each))).toEqual([]);
      const shown = (await Promise.all(pages)).filter((each) => typeof each === 'object' && 'password' in each);
      expect(shown).toHaveLength(times('link.revealed'));
    }),
    { numRuns: 60 },
  );
});
