import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Exposure } from '../../../lambda/domain/credential/exposure.ts';
import { ADVENTURE, account, CONTOSO, CYCLE, estate, objectIdOf, type Person, World } from './portal-world.ts';
import { open } from './requests.ts';
import { wholePortal } from './whole-portal.ts';

const LEFT = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b77';

const exposure = (name: string, more: Partial<Exposure> = {}): Exposure => ({
  technicianObjectId: objectIdOf('ada'),
  technicianName: 'Ada Lindqvist',
  cycleId: CYCLE,
  tenantId: CONTOSO,
  accountId: account(name).accountId,
  rotationId: 'f'.repeat(32),
  userPrincipalName: `${name}@contoso.example`,
  tenantDisplayName: 'Contoso Ltd',
  versionId: 'f'.repeat(32),
  resetAt: '2026-12-07T07:30:00.000Z',
  seenAt: '2026-12-07T07:45:00.000Z',
  linkFingerprint: 'abcdefabcdef',
  ...more,
});

let world: World;
beforeEach(() => {
  world = new World();
});

function saw(...all: readonly Exposure[]): void {
  for (const each of all) {
    const { technicianObjectId, technicianName } = each;
    world.tables.seerRows.set(technicianObjectId, { technicianObjectId, technicianName });
    const rows = world.tables.exposureRows.get(technicianObjectId) ?? new Map<string, Exposure>();
    world.tables.exposureRows.set(technicianObjectId, rows.set(`${each.tenantId}/${each.accountId}`, each));
  }
}

const leads = (person: Person) => ({
  ...estate,
  technicians: estate.technicians.map((each) =>
    each.objectId === objectIdOf(person) ? { ...each, lead: true } : each,
  ),
});
const page = async (person: Person, query = '') =>
  (await open(wholePortal(world.settings(), world), `/exposure${query}`, person)).text();

describe('the page of seen passwords', () => {
  test('shows a technician what he or she has seen, and nobody else’s', async () => {
    const bruno = { technicianObjectId: objectIdOf('bruno'), technicianName: 'Bruno Okafor' };
    saw(exposure('ops'), exposure('mail', bruno));
    const body = await page('ada');
    expect(body).toContain('ops@contoso.example');
    expect(body).toContain('1 password in 1 tenant may still work');
    expect(body).not.toContain('mail@contoso.example');
    expect(body).not.toContain('Bruno');
    expect(await page('ada', `?technician=${objectIdOf('bruno')}`)).not.toContain('mail@contoso.example');
    expect(await page('chiara')).toContain('None that may still work.');
    expect(world.writes).toEqual([]);
  });

  test('does not count what a later password has replaced', async () => {
    saw(exposure('ops'), exposure('mail'));
    world.tables.currentVersions.set(`${CONTOSO}/${account('ops').accountId}`, 'e'.repeat(32));
    expect(await page('ada')).not.toContain('ops@contoso.example');
  });

  test('shows a lead what colleagues have seen, in the lead’s tenants, and who has left', async () => {
    world.estate = leads('bruno');
    const left = { technicianObjectId: LEFT, technicianName: 'Dana <Left>' };
    saw(
      exposure('ops', left),
      exposure('other', { ...left, tenantId: ADVENTURE, tenantDisplayName: 'Adventure Works' }),
    );
    const own = await page('bruno');
    expect(own).toContain('Dana &lt;Left&gt;');
    expect(own).not.toContain('ops@contoso.example');
    const theirs = await page('bruno', `?technician=${LEFT}`);
    expect(theirs).toContain('ops@contoso.example');
    expect(theirs).not.toContain('other@contoso.example');
    expect(theirs).toContain(`start --seen-by ${LEFT}`);
  });

  test.each(['?technician=nobody', '?technician=__proto__&tenant=%00', `?technician=${LEFT}`, '?tenant=x'])(
    'takes %s for nothing',
    async (query) => {
      world.estate = leads('ada');
      saw(exposure('ops'));
      expect(await page('ada', query)).toContain('Passwords that I have seen');
    },
  );

  test('shows one tenant at a time where there are many passwords', async () => {
    saw(...Array.from({ length: 60 }, (_, n) => exposure(`a${n}`)));
    saw(exposure('other', { tenantId: ADVENTURE, tenantDisplayName: 'Adventure Works' }));
    const all = await page('ada');
    expect(all).not.toContain('@contoso.example');
    expect(all).toContain('60 passwords');
    expect(await page('ada', `?tenant=${ADVENTURE}`)).toContain('other@contoso.example');
    expect(await page('ada', `?tenant=${CONTOSO}`)).toContain('a59@contoso.example');
  });

  test('asks who is not signed in to sign in', async () => {
    expect(await (await open(wholePortal(world.settings(), world), '/exposure')).text()).toContain('Sign in to go on');
    expect(world.reads).toEqual([]);
  });
});
