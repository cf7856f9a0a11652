import { describe, expect, test } from '@jest/globals';
import { RECORDED_EACH } from '../../../../lambda/domain/audit/access.ts';
import type { RotationKey } from '../../../../lambda/domain/identifiers.ts';
import { approvalsApp } from '../../../../lambda/portal/approvals/app.ts';
import { states } from '../../domain/rotation/rotations.ts';
import { rowOf } from '../../usecases/in-memory-tables.ts';
import { ADVENTURE, account, CSRF, CYCLE, objectIdOf, PORTAL, rotation, sessionIdOf, World } from '../portal-world.ts';
import { approving, decisionField, open, reasonField, submit } from '../requests.ts';

const PATH = `/cycles/${CYCLE}/approvals`;

const ops = rotation('ops');
const root = rotation('root', { account: account('root', { globalAdministrator: true }) });
const brunos = rotation('bruno.admin');
const elsewhere = rotation('adventurer', { tenantId: ADVENTURE, tenantDisplayName: 'Adventure Works' });

function start(...rotations: Parameters<typeof rotation>[1][]) {
  const world = new World([ops, root, brunos, elsewhere, ...rotations.map((more) => rotation('more', more))]);
  return { world, app: approvalsApp(world.settings(), world) };
}

const approve = approving;

const statusOf = (world: World, key: RotationKey) => world.tables.rotationRows.get(rowOf(key))?.state.status;

describe('the page', () => {
  test('shows own tenants only, everything on "later"', async () => {
    const { app } = start();
    const page = await (await open(app, PATH, 'bruno')).text();
    expect(page).toContain('ops@contoso.example');
    expect(page).not.toContain('adventurer@');
    expect(page.match(/value="later" checked=""/g)).toHaveLength(2);
    expect(page).not.toMatch(/value="(approve|reject)" checked/);
  });

  test('offers no choice about an own account, and says why', async () => {
    const { app } = start();
    const page = await (await open(app, PATH, 'bruno')).text();
    expect(page).toContain('This is an account of your own: another technician must decide');
    expect(page).not.toContain(decisionField(brunos));
  });

  test('offers nothing of a tenant where the own account of the technician was not found, says so, and takes nothing', async () => {
    const barred = [{ objectId: objectIdOf('bruno'), named: ['bruno.admn@contoso.example'] }];
    const one = rotation('ops', { barred });
    const world = new World([one]);
    const app = approvalsApp(world.settings(), world);
    const page = await (await open(app, PATH, 'bruno')).text();
    expect(page).toContain('Your own account bruno.admn@contoso.example was not found in Contoso Ltd');
    expect(page).not.toContain(decisionField(one));
    await submit(app, PATH, 'bruno', { csrf: CSRF, step: 'confirm', ...approve(one) });
    expect(statusOf(world, one)).toBe('awaiting-approval');
    expect(await (await open(app, PATH, 'ada')).text()).toContain(decisionField(one));
  });

  test('is not found for a technician with nothing in the cycle, a dry run, or an id that cannot be', async () => {
    const { app, world } = start();
    world.tables.rotationRows.delete(rowOf(elsewhere));
    world.changeTenants({ rotations: 0 });
    expect((await open(app, PATH, 'chiara')).status).toBe(404);
    expect((await open(app, '/cycles/..%2f/approvals', 'ada')).status).toBe(404);
    world.changeCycle({ dryRun: true });
    expect((await open(app, PATH, 'ada')).status).toBe(404);
  });

  test('writes hostile names as text', async () => {
    const hostile = account('evil', {
      displayName: '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>',
      reasons: [{ kind: 'matcher', matcher: '</li><script>x</script>' }],
    });
    const { app } = start({ account: hostile });
    const page = await (await open(app, PATH, 'ada')).text();
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script>|<img/);
  });

  test('says who decided, of what somebody decided already', async () => {
    const { app, world } = start();
    await submit(app, PATH, 'ada', { step: 'confirm', ...approve(ops) });
    const page = await (await open(app, PATH, 'bruno')).text();
    expect(page).toContain('Approved by <bdi>Ada Lindqvist</bdi>');
    expect(page).not.toContain(decisionField(ops));
    expect(statusOf(world, ops)).toBe('approved');
  });
});

describe('a change window', () => {
  type Window = NonNullable<World['estate']['tenants'][number]['changeWindow']>;
  const closed: Window = { days: ['tuesday'], from: '22:00', to: '02:00', timeZone: 'Europe/Lisbon' };
  const within = (changeWindow: Window) => {
    const { world } = start();
    world.estate = {
      ...world.estate,
      tenants: world.estate.tenants.map((each) => ({ ...each, changeWindow })),
    };
    return { world, app: approvalsApp(world.settings(), world) };
  };

  test.each(['', '?view=approve'])('says when resets begin, in the zone of the tenant (%p)', async (query) => {
    const { app } = within(closed);
    const page = await (await open(app, `${PATH}${query}`, 'ada')).text();
    expect(page).toMatch(/approved now, reset from .{0,60}Tue, 8 Dec 2026, 22:00 WET/);
  });

  test('that is open says nothing, and an emergency does not wait for one', async () => {
    const now: Window = { ...closed, days: ['monday'], from: '07:00', to: '09:00' };
    expect(await (await open(within(now).app, PATH, 'ada')).text()).not.toContain('Change window');
    const { world, app } = within(closed);
    world.changeCycle({ emergency: true });
    expect(await (await open(app, PATH, 'ada')).text()).not.toContain('Change window');
  });
});

describe('the steps', () => {
  test('review changes nothing, warns about Global Administrators and keeps what was chosen', async () => {
    const { app, world } = start();
    const answer = await submit(app, PATH, 'ada', { step: 'review', ...approve(ops, root) });
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('Review 2 decisions');
    expect(page).toContain('1 Global Administrator among them');
    expect(page).toContain(`name="${decisionField(ops)}" value="approve" checked`);
    expect(world.writes).toEqual([]);
  });

  test('a rejection needs a reason; the other answers are kept', async () => {
    const { app, world } = start();
    const fields = { ...approve(root), [decisionField(ops)]: 'reject' };
    const listed = await submit(app, PATH, 'ada', { step: 'review', ...fields });
    const page = await listed.text();
    expect(page).toContain(`href="#${reasonField(ops)}"`);
    expect(page).toMatch(new RegExp(`id="approve-${root.rotationId}"[^>]*checked`));

    const reviewed = await submit(app, PATH, 'ada', { step: 'confirm', ...fields });
    expect(await reviewed.text()).toContain('href="#reason.reject"');
    expect([listed.status, reviewed.status, world.writes]).toEqual([422, 422, []]);
  });

  test('nothing chosen is a mistake, not a decision', async () => {
    const { app, world } = start();
    expect((await submit(app, PATH, 'ada', { step: 'review' })).status).toBe(422);
    expect(world.writes).toEqual([]);
  });

  test('back shows the form as it was', async () => {
    const { app } = start();
    const fields = {
      step: 'edit',
      [decisionField(ops)]: 'reject',
      [reasonField(ops)]: 'not "now"',
    };
    const page = await (await submit(app, PATH, 'ada', fields)).text();
    expect(page).toMatch(new RegExp(`id="reject-${ops.rotationId}"[^>]*checked`));
    expect(page).toContain('not &quot;now&quot;');
  });

  test('confirming decides, with the person of the session and the address that API Gateway saw', async () => {
    const { app, world } = start();
    const fields = {
      step: 'confirm',
      ...approve(ops),
      [decisionField(root)]: 'reject',
      [reasonField(root)]: ' used\r\nby the\u202e backup ',
      technician: objectIdOf('chiara'),
    };
    const page = await (await submit(app, PATH, 'ada', fields)).text();
    expect(page).toContain('2 decisions recorded');
    expect([statusOf(world, ops), statusOf(world, root)]).toEqual(['approved', 'rejected']);
    expect(world.facts.map(({ action, reason }) => [action, reason])).toEqual([
      ['approval.approved', undefined],
      ['approval.rejected', 'used by the? backup'],
    ]);
    for (const { actor, source } of world.facts) {
      expect(actor).toMatchObject({ objectId: objectIdOf('ada'), name: 'Ada Lindqvist' });
      expect(source).toEqual({ address: '203.0.113.7', userAgent: 'Test browser' });
    }
    expect(world.completedTokens).toHaveLength(2);
  });

  test('the second of two technicians reads who was first', async () => {
    const { app, world } = start();
    await submit(app, PATH, 'ada', { step: 'confirm', ...approve(ops) });
    const page = await (await submit(app, PATH, 'bruno', { step: 'confirm', ...approve(ops) })).text();
    expect(page).toContain('0 decisions recorded');
    expect(page).toContain('Approved by <bdi>Ada Lindqvist</bdi>');
    expect(world.facts).toHaveLength(1);
  });

  test('of many at once, one decides', async () => {
    const { app, world } = start();
    const pages = await Promise.all(
      Array.from({ length: 10 }, async (_, n) =>
        (await submit(app, PATH, n % 2 ? 'ada' : 'bruno', { step: 'confirm', ...approve(ops) })).text(),
      ),
    );
    expect(pages.filter((page) => page.includes('1 decision recorded'))).toHaveLength(1);
    expect(world.facts).toHaveLength(1);
  });

  test.each([
    ['an own account', 'bruno', brunos, 'own-account'],
    ["another technician's tenant", 'bruno', elsewhere, 'not-offered'],
    ["another technician's tenant, seen from there", 'chiara', ops, 'not-offered'],
  ] as const)('%s is not decided, whatever the form says, and that is recorded', async (_, person, target, reason) => {
    const { app, world } = start();
    await submit(app, PATH, person, { step: 'confirm', ...approve(target) });
    expect(statusOf(world, target)).toBe('awaiting-approval');
    expect([world.writes, world.refused]).toEqual([[], [`approval.refused ${reason}`]]);
    const [record] = world.tables.records;
    expect(record).toMatchObject({ actor: { objectId: objectIdOf(person) }, accessOf: objectIdOf(person) });
    if (reason === 'own-account') expect(record).toMatchObject({ rotationId: target.rotationId });
  });

  test('a cycle that is not there is not decided either, and that is recorded', async () => {
    const { app, world } = start();
    const path = PATH.replace('2026-12-07', '2026-11-02');
    expect((await submit(app, path, 'ada', { step: 'confirm', ...approve(ops) })).status).toBe(404);
    expect(world.refused).toEqual(['approval.refused no-such-approvals']);
  });

  test('a form that decides what others have decided has few records, however long it is', async () => {
    const many = Array.from({ length: 40 }, (_, n) => rotation(`n${n}`, { state: states.approved }));
    const { app, world } = start();
    for (const each of many) world.put(each);
    const fields = Object.assign({}, ...many.map((each) => approve(each)));
    await submit(app, PATH, 'ada', { step: 'confirm', ...fields });
    expect(world.refused).toEqual(Array(RECORDED_EACH.refused).fill('approval.refused decided'));
    expect([...world.tables.accessRows.values()]).toMatchObject([{ reason: 'decided', count: 40 }]);
    expect(world.calls).toBe(1);
  });

  test.each([
    [-1, 'approved'],
    [0, 'awaiting-approval'],
    [1, 'awaiting-approval'],
  ])('%d s after the deadline', async (seconds, status) => {
    const { app, world } = start();
    world.now = new Date(Date.parse(ops.decideBefore) + seconds * 1000);
    world.signIn('ada', { expiresAt: new Date('2027-01-01') });
    const page = await (await submit(app, PATH, 'ada', { step: 'confirm', ...approve(ops) })).text();
    expect(statusOf(world, ops)).toBe(status);
    expect(page.includes('The deadline has passed')).toBe(status !== 'approved');
  });

  test('one account that cannot be recorded does not stop the others', async () => {
    const { app, world } = start();
    const { advance } = world.rotations;
    Object.assign(world.rotations, {
      advance: (...[from, to, fact]: Parameters<typeof advance>) =>
        from.rotationId === ops.rotationId ? Promise.reject(new Error('no answer')) : advance(from, to, fact),
    });
    const page = await (await submit(app, PATH, 'ada', { step: 'confirm', ...approve(ops, root) })).text();
    expect(page).toContain('A service did not answer');
    expect([statusOf(world, ops), statusOf(world, root)]).toEqual(['awaiting-approval', 'approved']);
    expect(world.failures).toHaveLength(1);
  });

  test('a repeated field counts as none', async () => {
    const { app, world } = start();
    const body = `csrf=${CSRF}&step=confirm&${decisionField(ops)}=approve&${decisionField(ops)}=later`;
    const headers = {
      cookie: `__Host-session=${sessionIdOf('ada')}`,
      origin: PORTAL,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const answer = await app.request(PATH, { method: 'POST', headers, body });
    expect(await answer.text()).toContain('0 decisions recorded');
    expect(world.writes).toEqual([]);
  });
});
