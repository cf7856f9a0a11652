import { describe, expect, test } from '@jest/globals';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { states } from '../domain/rotation/rotations.ts';
import { CYCLE, rotation, World } from './portal-world.ts';
import { decisionField, open, submit } from './requests.ts';
import { wholePortal } from './whole-portal.ts';

/** The page "Refused and sign-ins". */

function start(rotations: readonly Rotation[] = [rotation('ops', { state: states.approved })]) {
  const world = new World(rotations);
  return { world, app: wholePortal(world.settings(), world) };
}

const text = async (answer: Response) => (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('refused and sign-ins', () => {
  test('is empty at first', async () => {
    expect(await text(await open(start().app, '/access', 'ada'))).toContain('Nothing is recorded yet');
  });

  test('shows what, who, from where and about what, newest first', async () => {
    const { app, world } = start();
    const ops = rotation('ops');
    await submit(app, `/cycles/${CYCLE}/approvals`, 'ada', {
      step: 'confirm',
      [decisionField(ops)]: 'approve',
    });
    world.now = new Date(world.now.getTime() + 60_000);
    await open(app, '/a/forged', 'bruno');
    const page = await text(await open(app, '/access', 'ada'));
    expect(page).toMatch(
      /Link refused.+not made by us.+Bruno.+203\.0\.113\.7.+Decision refused.+decided already.+Ada.+ops@contoso\.example/,
    );
  });

  test('an account of a tenant that is not theirs has no name for a technician', async () => {
    const { app } = start();
    const ops = rotation('ops');
    await submit(app, `/cycles/${CYCLE}/approvals`, 'ada', {
      step: 'confirm',
      [decisionField(ops)]: 'approve',
    });
    const page = await text(await open(app, '/access', 'chiara'));
    expect(page).toContain('Decision refused');
    expect(page).not.toContain('ops@contoso.example');
  });

  test('a count says how many there were', async () => {
    const { app, world } = start();
    await world.tables.accessLog.note([
      {
        action: 'sign-in.refused',
        outcome: 'refused',
        reason: 'guest',
        time: world.now.toISOString(),
        actor: { kind: 'system', name: 'remind' },
        component: 'remind',
        accessOf: 'strangers',
        times: 85,
      },
    ]);
    expect(await text(await open(app, '/access', 'ada'))).toContain('85 × Sign-in refused');
  });

  test('reads a hundred records of each person at most', async () => {
    const { app, world } = start();
    for (let n = 0; n < 150; n += 1) {
      await world.tables.accessLog.note([
        {
          action: 'session.started',
          outcome: 'success',
          reason: `${n}`,
          time: world.now.toISOString(),
          actor: { kind: 'unknown' },
          component: 'sign-in',
          accessOf: 'strangers',
        },
      ]);
    }
    const page = await text(await open(app, '/access', 'ada'));
    expect(page.match(/Signed in /g)?.length).toBeLessThanOrEqual(102);
  });
});
