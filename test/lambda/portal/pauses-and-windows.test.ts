import { describe, expect, test } from '@jest/globals';
import type { EstateTenant } from '../../../config/estate.ts';
import type { PauseScope } from '../../../lambda/domain/rotation/pause.ts';
import { states } from '../domain/rotation/rotations.ts';
import { start } from './apps.ts';
import { ADVENTURE, account, CONTOSO, CYCLE, estate, NOW, PORTAL, rotation } from './portal-world.ts';
import { open } from './requests.ts';

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
