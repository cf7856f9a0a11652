import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { functionTable } from '../../../../contract/functions.ts';
import { queueDelivery } from '../../../../contract/queue-delivery.ts';
import type { RotationKey } from '../../../../lambda/domain/identifiers.ts';
import { isIn, type Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { writeVault } from '../../../../lambda/usecases/credential/write-vault.ts';
import { effort } from '../../../effort.ts';
import { CONTOSO, callsMadeBy, type World } from '../in-memory.ts';
import { keyOf, rotationOf } from '../scene.ts';
import { queued, RECORD } from './vault-scene.ts';

/**
 * An account is rotated twice in a short time, and its two passwords are written in whatever order: functions stand still between any two
 * calls, are delivered several times at once, lose answers, and their requests take effect minutes later. The vault ends with the newer one.
 */

const NEWER: RotationKey = { ...keyOf('ops'), cycleId: '2026-12-08-admin-monthly' };
const LATEST_EFFECT_MS = 200_000;
const LONGEST_CALL_MS = 20_000;
/** AWS stops the function then, wherever it is. */
const LIMIT_MS = functionTable['write-vault'].timeoutSeconds * 1_000;

class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The later rotation waits for the vault too; its version is not current yet. */
function addNewer(world: World): void {
  const older = rotationOf(world);
  if (!isIn(older, 'rotated')) throw new Error('it was rotated');
  const newer: Rotation = {
    ...older,
    ...NEWER,
    rotationId: 'f'.repeat(32),
    state: { ...older.state, versionId: 'newer' },
  };
  world.tables.rotationRows.set(`${NEWER.cycleId}/${CONTOSO}/id-ops`, newer);
  const content = { userPrincipalName: '', password: 'the newer one', rotationId: '', createdAt: '' };
  world.contoso.versions.get('id-ops')?.set('newer', { content, labels: ['AWSPENDING'] });
}

const ms = fc.integer({ min: 0, max: LONGEST_CALL_MS });
const course = fc.record({
  scheduler: fc.scheduler(),
  waits: fc.infiniteStream(ms),
  /** How much happens before the newer password becomes current. */
  before: fc.integer({ min: 0, max: 20 }),
  /** Whether the answer arrives, and how long after it was sent the request takes effect. */
  requests: fc.infiniteStream(
    fc.record({ answered: fc.boolean(), after: fc.integer({ min: 0, max: LATEST_EFFECT_MS }) }),
  ),
  deliveries: fc.array(fc.constantFrom<'older' | 'newer'>('older', 'newer'), { minLength: 2, maxLength: 6 }),
});

test('the newer password is in the vault in the end, however the two writes overlap', async () => {
  const seen = { older: 0, late: 0 };
  await fc.assert(
    fc.asyncProperty(course, async ({ scheduler, waits, requests, deliveries, before }) => {
      const world = await queued();
      addNewer(world);
      const onTheWay: { password: string; at: number }[] = [];
      const pass = (by: number) => {
        world.instant = new Date(world.instant.getTime() + by);
        for (const each of onTheWay.filter(({ at }) => at <= world.instant.getTime()).sort((a, b) => a.at - b.at)) {
          world.vault.records.set(RECORD, each.password);
          onTheWay.splice(onTheWay.indexOf(each), 1);
        }
      };
      const vault = {
        write: async (_: unknown, password: string) => {
          const { answered, after } = requests.next().value;
          if (password !== 'the newer one') seen.older += 1;
          if (answered) {
            world.vault.records.set(RECORD, password);
            return { recordId: '1' };
          }
          if (after > 60_000) seen.late += 1;
          onTheWay.push({ password, at: world.instant.getTime() + after });
          throw new Error('no answer');
        },
      };
      /** Of one run of the function. */
      const newPorts = () => {
        const until = world.instant.getTime() + LIMIT_MS;
        return {
          ...callsMadeBy({ ...world.ports, vault }, async (call, run) => {
            await scheduler.schedule(Promise.resolve(), call);
            pass(waits.next().value);
            if (world.instant.getTime() > until) throw new Stopped();
            return run();
          }),
          rest: world.ports.rest,
        };
      };
      let promoted = false;
      const promotion = (async () => {
        for (let n = 0; n <= before; n += 1) await scheduler.schedule(Promise.resolve(), 'promote');
        world.tables.currentVersions.set(`${CONTOSO}/id-ops`, 'newer');
        promoted = true;
      })();
      const deliver = async (which: 'older' | 'newer') => {
        if (which === 'newer') await promotion;
        try {
          await writeVault(newPorts(), which === 'older' ? keyOf('ops') : NEWER);
        } catch (error) {
          if (!(error instanceof Stopped)) throw error;
        }
      };
      const first = Promise.all([promotion, ...deliveries.map(deliver)]);
      await scheduler.waitFor(first);
      expect(promoted).toBe(true);
      // The queue delivers again what is not done: here every answer arrives.
      for (let round = 0; round < 3; round += 1) {
        for (const each of [keyOf('ops'), NEWER]) {
          pass(queueDelivery.vault.visibleAfterSeconds * 1_000);
          await writeVault(world.ports, each);
        }
      }
      pass(LATEST_EFFECT_MS);
      expect(world.vault.records.get(RECORD)).toBe('the newer one');
      expect(world.tables.rotationRows.get(`${NEWER.cycleId}/${CONTOSO}/id-ops`)?.vault?.status).toBe('written');
      expect(rotationOf(world).vault?.status).not.toBe('queued');
    }),
    { numRuns: effort(200, 2_000) },
  );
  // Otherwise nothing was tried.
  expect(seen.older).toBeGreaterThan(100);
  expect(seen.late).toBeGreaterThan(30);
});
