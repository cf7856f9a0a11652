import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { Cycle } from '../../../../lambda/domain/cycle/cycle.ts';
import { fingerprintOf } from '../../../../lambda/domain/identifiers.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { requestApprovals } from '../../../../lambda/usecases/approval/request-approvals.ts';
import { stopResets } from '../../../../lambda/usecases/contact/stop-resets.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { notYet } from '../../../../lambda/usecases/rotation/carry-out.ts';
import { endPause } from '../../../../lambda/usecases/rotation/pausing.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, estate, SCHEDULE, signedIn, World, watched } from '../in-memory.ts';
import { APPROVE, approved, keyOf, rotationOf, statusOf } from '../scene.ts';

const TENANT = { cycleId: CYCLE, tenantId: CONTOSO };
const having = (name: string, mail: string): Estate => ({
  ...estate,
  tenants: estate.tenants.map((each) =>
    each.tenantId === CONTOSO ? { ...each, contact: { name, mail, language: 'de' as const } } : each,
  ),
});
const withContact = having('Clara Contoso', 'clara@contoso.example');

async function discovered({ names = ['ops', 'mail'], cycle = {} as Partial<Cycle>, of = withContact } = {}) {
  const world = new World();
  for (const name of names) world.contoso.add(aUser(name), aRole(aUser(name), EXCHANGE));
  const ports = { ...world.ports, estate: of };
  await openCycle(ports, { ...SCHEDULE, executionId: 'execution-1' });
  await discoverTenant(ports, TENANT);
  const row = world.tables.cycleRows.get(CYCLE);
  if (row !== undefined) world.tables.cycleRows.set(CYCLE, { ...row, ...cycle });
  return { world, ports };
}
const told = (world: World) => world.messages.filter(({ kind }) => kind === 'contact-told');
const links = (world: World) => [...world.tables.contactLinks.values()];
const actionsOfTenant = (world: World) => world.tables.chains.get(`${CONTOSO}#-`)?.map(({ action }) => action) ?? [];

describe("the customer's contact is told when requests go out", () => {
  test('with a link of its own, which names nobody in its address', async () => {
    const { world, ports } = await discovered();
    await requestApprovals(ports, TENANT);
    const [link] = links(world);
    expect(told(world)).toEqual([
      {
        kind: 'contact-told',
        ...TENANT,
        mailFingerprint: link?.mailFingerprint,
        url: `https://portal/contact/${link?.linkId}`,
      },
    ]);
    expect(link).toMatchObject({
      purpose: 'contact',
      ...TENANT,
      contactName: 'Clara Contoso',
      accounts: 2,
      language: 'de',
    });
    expect(JSON.stringify(link)).not.toContain('clara@');
    expect(actionsOfTenant(world)).toEqual(['tenant.discovered', 'link.created']);
    // Until its approvals lapse: 12 hours after their deadline.
    const deadline = Date.parse(world.tables.cycleRows.get(CYCLE)?.decideBefore ?? '');
    expect(link?.expiresAt).toBe(Math.floor(deadline / 1000) + 12 * 3600);
  });

  test('stopped anywhere and run again, there is one link with one record (R8)', async () => {
    for (let n = 1; n < 12; n += 1) {
      const { world, ports } = await discovered();
      let calls = 0;
      const failing = watched(ports, (call, moment) => {
        if (moment === 'after' && call !== 'now') calls += 1;
        if (calls === n) throw new Error('stopped');
      });
      await requestApprovals(failing, TENANT).catch(() => undefined);
      await requestApprovals(ports, TENANT);
      expect(links(world)).toHaveLength(1);
      expect(actionsOfTenant(world).filter((each) => each === 'link.created')).toHaveLength(1);
      expect(new Set(told(world).map((each) => JSON.stringify(each))).size).toBe(1);
    }
  });

  test('also where everything was approved before a run that had stopped came again', async () => {
    const { world, ports } = await discovered();
    for (const name of ['ops', 'mail']) await decideRotation(ports, signedIn('Ada'), keyOf(name), APPROVE);
    await requestApprovals(ports, TENANT);
    expect([told(world).length, links(world)[0]?.accounts]).toEqual([1, 2]);
  });

  test('who is the contact now gets a link that is theirs, whoever had one before; and the same one again', async () => {
    const { world, ports } = await discovered();
    for (const mail of ['clara@contoso.example', 'doro@contoso.example', 'clara@contoso.example']) {
      await requestApprovals({ ...ports, estate: having(mail, mail) }, TENANT);
      const last = told(world).at(-1);
      const theirs = links(world).find(({ mailFingerprint }) => mailFingerprint === fingerprintOf(mail));
      expect(last).toMatchObject({
        url: `https://portal/contact/${theirs?.linkId}`,
        mailFingerprint: fingerprintOf(mail),
      });
    }
    expect(links(world)).toHaveLength(2);
    expect(actionsOfTenant(world).filter((each) => each === 'link.created')).toHaveLength(2);
  });

  test.each<[string, Parameters<typeof discovered>[0]]>([
    ['in an emergency: a mailbox of the customer must not stop it', { cycle: { emergency: true } }],
    ['where nothing is to be rotated', { names: [] }],
    ['where the tenant has none', { of: estate }],
  ])('nobody is told %s', async (_, of) => {
    const { world, ports } = await discovered(of);
    await requestApprovals(ports, TENANT);
    expect([told(world), links(world)]).toEqual([[], []]);
  });
});

describe('what the contact has stopped', () => {
  const stop = async (world: World, cycleId = CYCLE) => {
    const link = {
      purpose: 'contact',
      linkId: 'l'.repeat(32),
      expiresAt: Math.floor(world.now().getTime() / 1000) + 86_400,
      cycleId,
      tenantId: CONTOSO,
      tenantDisplayName: 'Contoso Ltd',
      contactName: 'Clara Contoso',
      mailFingerprint: '',
      language: 'en',
      accounts: 1,
    } as const;
    return stopResets({ ...world.ports }, link, undefined, { address: '', userAgent: '' });
  };
  const scope = { of: 'tenant-in-cycle', cycleId: CYCLE, tenantId: CONTOSO } as const;
  const end = (world: World, who: string) =>
    endPause({ ...world.ports, component: 'portal' }, signedIn(who), scope, 'called them');

  test('is not staged, and not reset, though it is approved; and goes on when a technician ends it', async () => {
    const world = await approved();
    expect(await stop(world)).toBe('stopped');
    expect(await world.tables.pauses.active()).toMatchObject([{ reason: 'no reason given' }]);
    expect(await stagePassword(world.ports, keyOf('ops'))).toMatchObject({ approval: 'paused' });
    expect(statusOf(world)).toBe('approved');
    expect(await end(world, 'Ada')).toMatchObject({ outcome: 'done', sentence: expect.stringContaining(CYCLE) });
    expect(await stagePassword(world.ports, keyOf('ops'))).toMatchObject({ approval: 'given' });
  });

  test('of another cycle does not hold this one back', async () => {
    const world = await approved();
    await stop(world, `${CYCLE}-ab12`);
    expect(await stagePassword(world.ports, keyOf('ops'))).toMatchObject({ approval: 'given' });
  });

  test('loses its force when its approvals have lapsed', async () => {
    const world = await approved();
    await stop(world);
    expect(await notYet(world.ports, rotationOf(world))).toMatchObject({ because: 'paused' });
    world.hoursPass(25);
    expect(await notYet(world.ports, rotationOf(world))).toBeUndefined();
  });

  test('is ended by nobody who does not decide for the tenant, and that is on record', async () => {
    const world = await approved();
    await stop(world);
    expect(await end(world, 'Chiara')).toMatchObject({ outcome: 'refused' });
    expect(await world.tables.pauses.active()).toHaveLength(1);
    expect(actionsOfTenant(world).slice(-2)).toEqual(['contact.stopped', 'command.refused']);
  });

  test('approves nothing: what waits for a decision waits as before (R1)', async () => {
    const { world, ports } = await discovered();
    await requestApprovals(ports, TENANT);
    await stop(world);
    expect(statusOf(world)).toBe('awaiting-approval');
    expect(await stagePassword(ports, keyOf('ops'))).not.toMatchObject({ approval: 'given' });
  });
});
