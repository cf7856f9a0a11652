import { describe, expect, test } from '@jest/globals';
import type { EstateTenant } from '../../../config/estate.ts';
import type { PauseScope } from '../../../lambda/domain/rotation/pause.ts';
import { states } from '../domain/rotation/rotations.ts';
import { start } from './apps.ts';
import { ADVENTURE, account, CONTOSO, CYCLE, estate, NOW, PORTAL, rotation } from './portal-world.ts';
import { open, submit } from './requests.ts';

/** What pages say of pauses and change windows. */

const tenantPage = `/cycles/${CYCLE}/tenants/${CONTOSO}`;

async function pausedPages(scope: PauseScope, path: string, person: 'ada' | 'bruno' = 'ada'): Promise<string> {
  const { world, approvals } = start();
  const by = { kind: 'operator', name: 'Otto' } as const;
  const fact = {
    action: 'pause.set',
    outcome: 'success',
    time: NOW.toISOString(),
    actor: by,
    component: 'test',
  } as const;
  await world.tables.pauses.set({ scope, since: NOW.toISOString(), by, reason: 'a <storm>' }, fact);
  return (await open(approvals, path, person)).text();
}

describe('a pause', () => {
  test.each([
    ['of the tenant', { of: 'tenant', tenantId: CONTOSO }, 'Paused: <bdi>Contoso Ltd</bdi>'],
    ['of the class', { of: 'class', class: 'admin' }, 'Paused: resets of admin accounts'],
    ['of everything', { of: 'everything' }, 'Paused: all resets'],
  ] as const)('%s is told at home and on the page of the tenant, with who and why', async (_, scope, words) => {
    for (const path of ['/', tenantPage]) {
      const page = await pausedPages(scope, path);
      expect(page).toContain(words);
      expect(page).toContain('<bdi>Otto</bdi>');
      expect(page).toContain('<bdi>a &lt;storm&gt;</bdi>');
    }
  });

  test('of another class, or of another tenant, is not told on the page of the tenant', async () => {
    expect(await pausedPages({ of: 'class', class: 'service' }, tenantPage)).not.toContain('Paused:');
    expect(await pausedPages({ of: 'tenant', tenantId: ADVENTURE }, tenantPage)).not.toContain('Paused:');
  });

  test('of a tenant of others is not told at home', async () => {
    expect(await pausedPages({ of: 'tenant', tenantId: ADVENTURE }, '/', 'bruno')).not.toContain('Paused:');
  });
});

describe("what a customer's contact has stopped", () => {
  const scope = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO } as const;
  const by = { kind: 'contact', name: 'Clara <Contoso>', tenantId: CONTOSO } as const;
  const pausePage = `/tenants/${CONTOSO}/pause`;
  async function stopped(until = '2026-12-09T16:00:00.000Z') {
    const started = start();
    const fact = { time: NOW.toISOString(), actor: by, component: 'test' };
    await started.world.tables.contacts.stop(
      { scope, since: NOW.toISOString(), until, by, reason: 'a <storm>' },
      { ...fact, action: 'contact.stopped', outcome: 'success', cycleId: CYCLE, tenantId: CONTOSO },
    );
    return started;
  }
  const lift = { step: 'lift', cycle: CYCLE, reason: 'called them' };

  test('is told at home, on the page of the tenant, and where it can be ended', async () => {
    const { approvals } = await stopped();
    for (const path of ['/', tenantPage]) {
      const page = await (await open(approvals, path, 'ada')).text();
      expect(page).toContain(`Paused: <bdi>Contoso Ltd</bdi> in cycle ${CYCLE}`);
      expect(page).toContain('<bdi>Clara &lt;Contoso&gt;</bdi>');
      expect(page).toContain('<bdi>a &lt;storm&gt;</bdi>');
    }
    const page = await (await open(approvals, pausePage, 'ada')).text();
    expect(page).toContain('The customer has stopped one cycle');
    expect(new Set(page.match(/ id="[^"]*"/g)).size).toBe(page.match(/ id="[^"]*"/g)?.length);
  });

  test('is told apart from a pause of ours in one cycle, and ended with it', async () => {
    const { world, approvals } = start();
    const operator = { kind: 'operator', name: 'arn:aws:iam::1:role/Ops' } as const;
    const fact = { action: 'pause.set', outcome: 'success', time: NOW.toISOString(), component: 'test' } as const;
    await world.tables.pauses.set(
      { scope, since: NOW.toISOString(), by: operator, reason: 'maintenance' },
      { ...fact, actor: operator, cycleId: CYCLE, tenantId: CONTOSO },
    );
    const page = await (await open(approvals, pausePage, 'ada')).text();
    expect(page).toContain('Paused in one cycle');
    expect(page).not.toMatch(/customer/i);
    expect((await submit(approvals, pausePage, 'ada', lift)).status).toBe(200);
    expect(await world.tables.pauses.active()).toEqual([]);
  });

  test('is ended by a technician of the tenant, with a reason on record', async () => {
    const { world, approvals } = await stopped();
    const without = await (await submit(approvals, pausePage, 'ada', { ...lift, reason: ' ' })).text();
    expect(without).toContain('id="reason-0-error"');
    expect(without).not.toContain('id="reason-error"');
    expect(await world.tables.pauses.active()).toHaveLength(1);
    expect((await submit(approvals, pausePage, 'ada', lift)).status).toBe(200);
    expect(await world.tables.pauses.active()).toEqual([]);
    expect(world.facts.at(-1)).toMatchObject({ action: 'pause.ended', cycleId: CYCLE, reason: 'called them' });
  });

  test.each([
    ['a technician of other tenants', 'chiara', lift],
    ['a form that names no cycle', 'ada', { ...lift, cycle: 'no-cycle' }],
  ] as const)('is not ended by %s', async (_, person, form) => {
    const { world, approvals } = await stopped();
    expect((await submit(approvals, pausePage, person, form)).status).toBe(404);
    expect(await world.tables.pauses.active()).toHaveLength(1);
    expect(world.refused).toHaveLength(1);
  });

  test("does not end the tenant's own pause, nor is ended with it", async () => {
    const { world, approvals } = await stopped();
    await submit(approvals, pausePage, 'ada', { step: 'pause', reason: 'storm' });
    await submit(approvals, pausePage, 'ada', lift);
    expect((await world.tables.pauses.active()).map((each) => each.scope.of)).toEqual(['tenant']);
  });

  test('is told no more once its approvals have lapsed', async () => {
    const { approvals } = await stopped(NOW.toISOString());
    expect(await (await open(approvals, '/', 'ada')).text()).not.toContain('Paused:');
    expect(await (await open(approvals, pausePage, 'ada')).text()).not.toMatch(/customer/i);
  });
});

describe('a change window', () => {
  const window = { days: ['monday'], from: '22:00', to: '23:00', timeZone: 'America/New_York' } as const;
  const withWindow = (changeWindow: EstateTenant['changeWindow']) => ({
    ...estate,
    tenants: estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, changeWindow } : each)),
  });
  const approved = rotation('windowed', { account: account('windowed'), state: states.approved });
  const timeline = `/cycles/${CYCLE}/accounts/${CONTOSO}/${approved.accountId}`;

  test('is told with the clocks of the tenant, where what is approved waits for it', async () => {
    const { world, approvals } = start(PORTAL, withWindow({ ...window, days: [...window.days] }));
    world.put(approved);
    for (const path of [tenantPage, timeline]) {
      const page = await (await open(approvals, path, 'ada')).text();
      expect(page).toMatch(/reset from <time [^>]*>Mon, 7 Dec 2026, 22:00/);
    }
  });

  test('of an emergency, or of no tenant, is not told', async () => {
    const { world, approvals } = start(PORTAL, withWindow({ ...window, days: [...window.days] }));
    world.put({ ...approved, emergency: true });
    expect(await (await open(approvals, timeline, 'ada')).text()).not.toContain('Change window');
    expect(await (await open(start().approvals, tenantPage, 'ada')).text()).not.toContain('Change window');
  });
});
