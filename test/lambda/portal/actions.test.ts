import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Hono } from 'hono';
import type { PortalEnvironment } from '../../../lambda/portal/environment.ts';
import { ADVENTURE, account, CONTOSO, CYCLE, estate, NOW, objectIdOf, rotation, World } from './portal-world.ts';
import { open, submit } from './requests.ts';
import { wholePortal } from './whole-portal.ts';

const decision = {
  by: { kind: 'technician', objectId: objectIdOf('ada'), tenantId: estate.msp.homeTenantId, name: 'Ada Lindqvist' },
  at: '2026-12-07T07:00:00.000Z',
} as const;
const one = (name: string) => account(name, { reasons: [{ kind: 'matcher', matcher: 'Department "IT"' }] });
const failed = rotation('failed', {
  account: one('failed'),
  state: { status: 'failed', decision, reason: 'ResetRefused' },
  closed: true,
});
const rejected = rotation('rejected', {
  state: { status: 'rejected', decision: { ...decision, reason: 'not now' } },
  closed: true,
});
const waiting = rotation('waiting');
const WHY = { reason: 'the phone was lost' };

let world: World;
let app: Hono<PortalEnvironment>;
beforeEach(() => {
  world = new World([failed, rejected, waiting]);
  app = wholePortal(world.settings(), world);
});

const at = (it: typeof failed, action: 'rotate' | 'retry') =>
  `/cycles/${CYCLE}/accounts/${it.tenantId}/${it.accountId}/${action}`;
const pauseAt = (tenantId = CONTOSO) => `/tenants/${tenantId}/pause`;
const forms = [
  ['rotate', at(rejected, 'rotate'), WHY],
  ['retry', at(failed, 'retry'), WHY],
  ['pause', pauseAt(), { ...WHY, step: 'pause' }],
] as const;
const changed = async () => [world.started.size, (await world.tables.pauses.active()).length];

describe.each(forms)('%s', (_, path, fields) => {
  test('looking changes nothing, and says what would follow (R7)', async () => {
    for (const method of ['GET', 'HEAD']) expect((await open(app, path, 'ada', method)).status).toBe(200);
    const body = await (await open(app, path, 'ada')).text();
    expect(body).toContain('name="reason"');
    expect(world.writes).toEqual([]);
    expect(await changed()).toEqual([0, 0]);
  });

  test('needs a sign-in, and a recent one', async () => {
    expect((await submit(app, path, undefined, fields)).status).toBe(401);
    world.signIn('ada', { authenticatedAt: new Date(NOW.getTime() - 5 * 3_600_000) });
    expect(await (await open(app, path, 'ada')).text()).toContain('Confirm that it is you');
    expect((await submit(app, path, 'ada', fields)).status).toBe(401);
    expect(world.refused).toEqual(['form.refused not-signed-in', 'form.refused old-sign-in']);
    expect(await changed()).toEqual([0, 0]);
  });

  test.each([
    ['another token', { csrf: 'another' }],
    ['no token', { csrf: null }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another site', { site: 'cross-site' }],
    ['no form', { contentType: 'application/json' }],
  ])('refuses a form with %s, on record', async (_name, options) => {
    expect((await submit(app, path, 'ada', fields, options)).status).toBe(403);
    expect(world.refused).toHaveLength(1);
    expect(await changed()).toEqual([0, 0]);
  });

  test('is nothing to a technician of other tenants, on record', async () => {
    expect((await open(app, path, 'chiara')).status).toBe(404);
    expect((await submit(app, path, 'chiara', fields)).status).toBe(404);
    expect(world.refused).toEqual(['command.refused other-tenant']);
    expect(await changed()).toEqual([0, 0]);
  });

  test('needs a reason', async () => {
    for (const reason of ['', '  ']) {
      const answer = await submit(app, path, 'ada', { ...fields, reason });
      expect(await answer.text()).toMatch(/field-error/);
    }
    expect(await (await submit(app, path, 'ada', { ...fields, reason: 'x'.repeat(501) })).text()).toContain(
      'at most 500',
    );
    expect(await changed()).toEqual([0, 0]);
  });

  test('is done by the form, by its technician, with the reason on record', async () => {
    const answer = await submit(app, path, 'bruno', fields);
    expect(answer.status).toBe(200);
    expect((await changed()).reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(world.facts.at(-1)).toMatchObject({
      actor: { kind: 'technician', name: 'Bruno Okafor' },
      reason: 'the phone was lost',
      source: { address: '203.0.113.7' },
    });
  });

  test('pressed many times at once, by two, is done once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_each, n) => submit(app, path, n % 2 === 0 ? 'ada' : 'bruno', fields)),
    );
    expect(answers.map(({ status }) => status).filter((each) => each >= 500)).toEqual([]);
    expect((await changed()).reduce((sum, each) => sum + each, 0)).toBe(1);
  });
});

describe('an account', () => {
  test('that a cycle rotates already is not rotated twice; the page says which', async () => {
    const answer = await submit(app, at(waiting, 'rotate'), 'ada', WHY);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain(`Cycle ${CYCLE} rotates this account. It is here: Waiting for a decision.`);
    expect(world.refused).toEqual(['command.refused under-way']);
    expect(world.started.size).toBe(0);
  });

  test('that was asked for today gets a further cycle only by name', async () => {
    await submit(app, at(rejected, 'rotate'), 'ada', WHY);
    const again = await (await submit(app, at(rejected, 'rotate'), 'bruno', WHY)).text();
    expect(again).toContain('It is being started already');
    expect(again).toContain('name="request"');
    expect(world.refused).toEqual(['command.refused starting']);
    await submit(app, at(rejected, 'rotate'), 'bruno', { ...WHY, request: 'second phone' });
    expect(world.started.size).toBe(2);
  });

  test('whose rotation did not fail has nothing to retry', async () => {
    const page = await (await open(app, at(rejected, 'retry'), 'ada')).text();
    expect(page).toContain('Nothing to retry');
    expect(page).not.toContain('name="reason"');
    const answer = await submit(app, at(rejected, 'retry'), 'ada', WHY);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('&quot;Rotate this account now&quot; begins a new one');
    expect(world.refused).toEqual(['command.refused nothing-to-retry']);
  });

  test('that nobody knows is not there', async () => {
    const unknown = { ...rejected, accountId: '00000000-0000-4000-8000-00000000dead' };
    expect((await open(app, at(unknown, 'rotate'), 'ada')).status).toBe(404);
    expect((await submit(app, at(unknown, 'rotate'), 'ada', WHY)).status).toBe(404);
    expect((await submit(app, at({ ...rejected, tenantId: ADVENTURE }, 'rotate'), 'ada', WHY)).status).toBe(404);
  });

  test('has its actions on its page', async () => {
    const page = async (it: typeof failed) =>
      (await open(app, `/cycles/${CYCLE}/accounts/${it.tenantId}/${it.accountId}`, 'ada')).text();
    expect(await page(failed)).toContain(`href="${at(failed, 'retry')}"`);
    expect(await page(failed)).toContain(`href="${at(failed, 'rotate')}"`);
    expect(await page(rejected)).not.toContain('/retry"');
  });

  test('of a paused tenant: the page says that nothing is reset', async () => {
    await submit(app, pauseAt(), 'ada', { ...WHY, step: 'pause' });
    expect(await (await open(app, at(rejected, 'rotate'), 'ada')).text()).toContain('Resets are paused here');
    expect(await (await open(app, at(failed, 'retry'), 'ada')).text()).toContain('the phone was lost');
  });
});

describe('a pause', () => {
  test('is set and ended by the same page; the second of two is told how it stands', async () => {
    expect(await (await submit(app, pauseAt(), 'ada', { ...WHY, step: 'pause' })).text()).toContain('is paused');
    expect(await (await submit(app, pauseAt(), 'bruno', { ...WHY, step: 'pause' })).text()).toContain(
      'was paused already',
    );
    expect(await (await open(app, pauseAt(), 'bruno')).text()).toContain('Resume');
    expect(await (await submit(app, pauseAt(), 'bruno', { ...WHY, step: 'resume' })).text()).toContain(
      'not paused any more',
    );
    expect(await (await submit(app, pauseAt(), 'ada', { ...WHY, step: 'resume' })).text()).toContain('was not paused');
    expect(await world.tables.pauses.active()).toEqual([]);
    expect(world.writes).toEqual(['pause.set', 'pause.ended']);
  });

  test('of nothing that the page offers is refused', async () => {
    for (const step of ['', 'everything', '__proto__']) {
      expect((await submit(app, pauseAt(), 'ada', { ...WHY, step })).status).toBe(404);
    }
    expect(world.refused).toEqual(Array.from({ length: 3 }, () => 'command.refused not-offered'));
  });
});
