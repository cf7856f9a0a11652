import { describe, expect, test } from '@jest/globals';
import type { Hold } from '../../../lambda/domain/cycle/hold.ts';
import {
  type Finding,
  type InspectionKind,
  inspectionOf,
  notReadable,
  resultOf,
} from '../../../lambda/domain/inspection/inspection.ts';
import type { PauseScope } from '../../../lambda/domain/rotation/pause.ts';
import { start } from './apps.ts';
import { ADVENTURE, CONTOSO, CYCLE, estate, NOW } from './portal-world.ts';
import { open } from './requests.ts';

/** What the first page tells a technician who waits for nothing: what would go wrong, and whose it is to mend. */

const at = NOW.toISOString();
const home = async (app: ReturnType<typeof start>['approvals'], person: 'ada' | 'bruno' = 'ada') =>
  (await open(app, '/', person)).text();
/** The text of a notice, by the id of its heading; `undefined`: the page has none. */
const notice = (page: string, id: string) =>
  new RegExp(`<section class="notice[^"]*" aria-labelledby="${id}">(.*?)</section>`, 's')
    .exec(page)?.[1]
    ?.replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('a look at a tenant that fails', () => {
  const finding = (sentence: string, more: Partial<Finding> = {}): Finding => ({
    code: 'blocked',
    state: 'failed',
    sentence,
    ...more,
  });
  type World = ReturnType<typeof start>['world'];
  async function looked(
    { tables }: World,
    result: ReturnType<typeof resultOf>,
    { kind = 'break-glass', tenantId = CONTOSO }: { kind?: InspectionKind; tenantId?: string } = {},
  ) {
    const last = await tables.inspections.find(kind, tenantId);
    const tenantName = tenantId === CONTOSO ? 'Contoso <Ltd>' : 'Adventure Works';
    await tables.inspections.save(inspectionOf({ kind, tenantId, tenantName }, result, last, NOW), last, []);
  }

  test.each([
    ['break-glass', 'Break-glass drill'],
    ['consent', 'Consent and permissions'],
  ] as const)(
    '%s is told with what to do, however long that is, and to the tenant’s technicians alone',
    async (kind, title) => {
      const { world, approvals } = start();
      const sentence = `Its sign-in is blocked${', as is seen'.repeat(30)}: allow it.`;
      await looked(
        world,
        resultOf([finding(sentence, { account: '<bg1>@x' }), finding('better', { state: 'advice' })]),
        { kind },
      );
      await looked(world, resultOf([finding('elsewhere')]), { kind, tenantId: ADVENTURE });
      const page = await home(approvals);
      expect(page).toContain('Contoso &lt;Ltd&gt;');
      expect(notice(page, 'inspections')).toContain(`, ${title}, since Mon, 7 Dec 2026`);
      expect(notice(page, 'inspections')).toContain(`&lt;bg1&gt;@x: ${sentence}`);
      expect(notice(page, 'inspections')).toContain('elsewhere');
      expect(page).not.toContain('better');
      expect(notice(await home(approvals, 'bruno'), 'inspections')).not.toContain('elsewhere');
    },
  );

  test('counts what does not stand there, and says where it does', async () => {
    const { world, approvals } = start();
    await looked(world, resultOf(Array.from({ length: 7 }, (_, n) => finding(`wrong ${n}`))));
    expect(notice(await home(approvals), 'inspections')).toMatch(
      /wrong 4 .*and 2 further findings .*All of it: npm run rotation -- drill --show/,
    );
  });

  test('that cannot be read any more fails still, and says why it is not known', async () => {
    const { world, approvals } = start();
    await looked(world, resultOf([finding('blocked')]));
    await looked(world, notReadable('no consent'));
    expect(notice(await home(approvals), 'inspections')).toContain('Not known: The tenant cannot be read: no consent.');
  });

  test('that passes, or is not known and never failed, is not told', async () => {
    const { world, approvals } = start();
    await looked(world, resultOf([]));
    await looked(world, resultOf([finding('hidden', { state: 'unknown' })]), { kind: 'consent' });
    expect(notice(await home(approvals), 'inspections')).toBeUndefined();
  });
});

describe('a tenant on hold', () => {
  const hold = (tenantId: string, of: Hold['class'], more: Partial<Hold> = {}): [string, Hold] => [
    `${of}#${tenantId}`,
    { tenantId, class: of, ...more },
  ];
  const released = { at, by: { kind: 'operator', name: 'Otto' } as const, reason: 'seen' };
  const all = (of: Hold['class']) => estate.tenants.map(({ tenantId }) => hold(tenantId, of, { released }));

  test('is told with the dry run to look at and the command that releases it: there is no button', async () => {
    const { world, approvals } = start();
    for (const each of ['admin', 'service'] as const)
      for (const [id, row] of all(each)) world.tables.holdRows.set(id, row);
    expect(notice(await home(approvals), 'on-hold')).toBeUndefined();
    world.tables.holdRows.set(...hold(CONTOSO, 'admin', { dryRun: { cycleId: `${CYCLE}-dry-run`, at } }));
    const page = await home(approvals);
    expect(notice(page, 'on-hold')).toMatch(
      /Contoso Ltd , admin-monthly: dry run 2026-12-07-admin-monthly-dry-run can be looked at/,
    );
    expect(notice(page, 'on-hold')).toContain('release --tenant contoso --reason');
    expect(page).toContain(`href="/cycles/${CYCLE}-dry-run"`);
    expect(page).not.toMatch(/<form[^>]*release|<button[^>]*>[^<]*[Rr]elease/);
  });

  test('of which nothing is known is on hold; who looks after others does not read of it', async () => {
    const { world, approvals } = start();
    const told = notice(await home(approvals), 'on-hold');
    expect(told).toContain('Contoso Ltd , admin-monthly: no dry run has read it');
    expect(told).toMatch(/npm run rotation -- release $/);
    for (const each of ['admin', 'service'] as const)
      for (const [id, row] of all(each)) world.tables.holdRows.set(id, row);
    world.tables.holdRows.delete(`admin#${ADVENTURE}`);
    expect(notice(await home(approvals), 'on-hold')).toContain('Adventure Works');
    expect(notice(await home(approvals, 'bruno'), 'on-hold')).toBeUndefined();
  });
});

describe('a password that somebody else has changed', () => {
  const change = (n: number, tenantId = CONTOSO) => ({
    tenantId,
    accountId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    cycleId: CYCLE,
    rotationId: 'r',
    userPrincipalName: `<stale${n}>@contoso.example`,
    class: 'admin' as const,
    tenantDisplayName: 'Contoso Ltd',
    passwordChangedAt: '2026-11-02T05:00:00.000Z',
    versionId: 'version',
    changedAt: '2026-11-20T05:00:00.000Z',
    seenAt: '2026-11-21T05:00:00.000Z',
  });
  const changed = (count: number, tenantId = CONTOSO) => {
    const started = start();
    for (const each of Array.from({ length: count }, (_, n) => change(n, tenantId))) {
      const row = `${each.tenantId}/${each.accountId}`;
      started.world.tables.currentVersions.set(row, each.versionId);
      started.world.tables.changeRows.set(row, each);
    }
    return started;
  };

  test('is told, with the way to its account', async () => {
    const page = await home(changed(1).approvals);
    expect(notice(page, 'changed-elsewhere')).toContain('1 password changed by somebody else: your vault is stale');
    expect(page).toContain(`/accounts/${CONTOSO}/${change(0).accountId}"><bdi>&lt;stale0&gt;@contoso.example</bdi>`);
  });

  test('is counted where there are many, and not told to who looks after others', async () => {
    expect(notice(await home(changed(30).approvals), 'changed-elsewhere')).toContain('And 10 further accounts');
    expect(notice(await home(changed(1, ADVENTURE).approvals, 'bruno'), 'changed-elsewhere')).toBeUndefined();
  });
});

test('what failed is told however many dry runs came after it; only the newest cycles are listed', async () => {
  const { world, approvals } = start();
  world.changeTenants({ status: 'failed', failure: 'no consent' });
  const { tables } = world;
  const cycle = await tables.cycles.find(CYCLE);
  if (cycle === undefined) throw new Error('the world has a cycle');
  for (let n = 1; n <= 120; n += 1) {
    const openedAt = new Date(Date.parse(cycle.openedAt) + n * 1_000).toISOString();
    const cycleId = `${CYCLE}-dry-${n}`;
    tables.cycleRows.set(cycleId, { ...cycle, cycleId, openedAt, dryRun: true, status: 'closed' });
  }
  const page = await home(approvals);
  expect(notice(page, 'troubles')).toContain('Contoso Ltd');
  expect(page.match(/-dry-\d+<\/a>/g)).toHaveLength(3);
});

test('of many pauses the widest are told, and the others are counted', async () => {
  const { world, approvals } = start();
  const by = { kind: 'operator', name: 'Otto' } as const;
  const fact = { action: 'pause.set', outcome: 'success', time: at, actor: by, component: 'test' } as const;
  const scopes: readonly PauseScope[] = [
    ...Array.from(
      { length: 12 },
      (_, n): PauseScope => ({ of: 'tenant-in-cycle', tenantId: CONTOSO, cycleId: `${CYCLE}-${n}` }),
    ),
    { of: 'everything' },
  ];
  for (const scope of scopes) await world.tables.pauses.set({ scope, since: at, by, reason: 'storm' }, fact);
  const page = await home(approvals);
  expect(page.match(/Paused: /g)).toHaveLength(10);
  expect(page).toContain('Paused: all resets');
  expect(page).toContain('3 further pauses');
});

test('mail to a customer’s contact that did not arrive is told to who looks after that customer', async () => {
  const { world, approvals } = start();
  const last = { kind: 'bounced', type: 'Permanent/General', at } as const;
  for (const recipient of [ADVENTURE, ...Array.from({ length: 12 }, (_, n) => `technician-${n}`)]) {
    const name = recipient === ADVENTURE ? 'the contact of Adventure Works' : recipient;
    world.tables.mailTroubleRows.set(recipient, { recipient, name, address: 'a@b.example', last });
  }
  expect(notice(await home(approvals), 'mail-troubles')).toContain('the contact of Adventure Works');
  expect(notice(await home(approvals), 'mail-troubles')).toContain('And to 3 further recipients');
  expect(notice(await home(approvals, 'bruno'), 'mail-troubles')).not.toContain('Adventure');
});
