import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ExcludedAccount } from '../../../lambda/domain/accounts/account.ts';
import { nextRecord } from '../../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact, AuditRecord } from '../../../lambda/domain/audit/audit-record.ts';
import { states } from '../domain/rotation/rotations.ts';
import { tenantRowOf } from '../usecases/in-memory-tables.ts';
import { start } from './apps.ts';
import { account, CYCLE, credentialLink, estate, NOW, objectIdOf, rotation, sha256 } from './portal-world.ts';
import { open } from './requests.ts';

/** Home, cycles, a cycle, its tenants and timelines at 5,000 accounts in 100 tenants: what stands first on them, and how large they are. */

const TENANTS = 100;
const ACCOUNTS = 50;
const FIRST_VIEW_BYTES = 60_000;

const idOf = (name: string) => `00000000-0000-4000-8000-${sha256(name).slice(0, 12)}`;
const tenantIdOf = (n: number) => idOf(`tenant ${n}`);
const nameOf = (n: number) => `Customer ${n} and Partners, Mechanical Engineering`;

/** Ends of its rotations, as the rows of tenants count them. */
const ends = { rotated: 40, failed: 1, rejected: 1 };

function many() {
  const { world, approvals } = start(undefined, {
    ...estate,
    tenants: Array.from({ length: TENANTS }, (_, n) => ({
      ...(estate.tenants[0] as (typeof estate.tenants)[number]),
      tenantId: tenantIdOf(n),
      name: `t${n}`,
      displayName: nameOf(n),
    })),
  });
  world.tables.rotationRows.clear();
  world.tables.tenantRows.clear();
  world.tables.credentialLinks.clear();
  for (let n = 0; n < TENANTS; n += 1) {
    const tenantId = tenantIdOf(n);
    world.tables.tenantRows.set(tenantRowOf(CYCLE, tenantId), {
      cycleId: CYCLE,
      tenantId,
      displayName: nameOf(n),
      status: 'discovered',
      accountsSeen: 2_000,
      excluded: { 'not-in-scope': 1_949, 'break-glass': 1 },
      rotations: ACCOUNTS,
      openCount: ACCOUNTS,
      ...(n === 42 ? ends : {}),
    });
    for (let m = 0; m < ACCOUNTS; m += 1) {
      const upn = `administrator${m}@customer${n}.onmicrosoft.com`;
      const it = { ...account(upn), userPrincipalName: upn, displayName: `Administrator ${m} of customer ${n}` };
      world.put(rotation(upn, { tenantId, tenantDisplayName: nameOf(n), account: it }));
    }
  }
  return { world, approvals };
}

const sizeOf = async (answer: Response) => Buffer.byteLength(await answer.text());

describe('5,000 accounts in 100 tenants', () => {
  let them: ReturnType<typeof many>;
  beforeAll(() => {
    them = many();
  });

  test.each([
    ['home', '/'],
    ['cycles', '/cycles'],
    ['the cycle', `/cycles/${CYCLE}`],
    ['a tenant', `/cycles/${CYCLE}/tenants/${tenantIdOf(7)}`],
  ])('%s is no larger than 60 KB', async (_, path) => {
    const answer = await open(them.approvals, path, 'ada');
    expect(answer.status).toBe(200);
    expect(await sizeOf(answer)).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
  });

  test('home says how many wait, of which tenants, and until when', async () => {
    const page = await (await open(them.approvals, '/', 'ada')).text();
    expect(page).toContain('5000 accounts wait for your decision');
    expect(page).toContain('Customer 0 and Partners');
    expect(page.indexOf('Customer 2 ')).toBeLessThan(page.indexOf('Customer 3 '));
    expect(page).toContain('and 95 further tenants');
    expect(page).toContain('(in 44 hours)');
    expect(page).toContain(`<a class="button" href="/cycles/${CYCLE}/approvals">`);
  });

  test('home and the cycle name first what failed', async () => {
    for (const path of ['/', `/cycles/${CYCLE}`]) {
      const page = await (await open(them.approvals, path, 'ada')).text();
      const at = page.indexOf('A person must look at this');
      expect(at).toBeGreaterThan(0);
      expect(page.slice(at)).toMatch(/^A person must look at this<\/h2>.*Customer 42 [^<]*<\/bdi><\/a>: 1 failed/);
      expect(page.indexOf('Customer 0 ')).toBeGreaterThan(at);
    }
  });

  test('the cycle shows tenants by name, and finds one', async () => {
    const page = await (await open(them.approvals, `/cycles/${CYCLE}`, 'ada')).text();
    const names = [...page.matchAll(/<th scope="row"><a [^>]*><bdi>Customer (\d+)/g)].map(([, n]) => Number(n));
    expect(names).toEqual(Array.from({ length: TENANTS }, (_, n) => n));
    const found = await (await open(them.approvals, `/cycles/${CYCLE}?q=CUSTOMER+42+`, 'ada')).text();
    expect([...found.matchAll(/<th scope="row">/g)]).toHaveLength(1);
    expect(found).toContain('value="CUSTOMER 42"');
    const none = await (await open(them.approvals, `/cycles/${CYCLE}?q=nobody`, 'ada')).text();
    expect(none).toContain('No tenant has such a name.');
  });

  test('no page of the cycle reads its accounts', async () => {
    them.world.reads.length = 0;
    for (const path of ['/', '/cycles', `/cycles/${CYCLE}`]) await open(them.approvals, path, 'ada');
    expect(them.world.reads.filter((each) => each.endsWith('.ofTenant'))).toEqual([]);
    expect(them.world.reads.filter((each) => each.endsWith('.findCredential'))).toEqual([]);
  });
});

describe('a tenant of 12,000 accounts', () => {
  const tenantId = tenantIdOf(1);
  const path = `/cycles/${CYCLE}/tenants/${tenantId}`;
  let them: ReturnType<typeof many>;
  beforeAll(() => {
    them = many();
    const { world } = them;
    for (let m = 0; m < 12_000; m += 1) {
      const upn = `person${String(m).padStart(5, '0')}@customer1.onmicrosoft.com`;
      const it = { ...account(upn), userPrincipalName: upn };
      const state = m === 11_111 ? { ...states.failed, reason: 'Graph said no' } : states.rotated;
      world.put(rotation(upn, { tenantId, account: it, state, closed: true }));
    }
    const left = Array.from({ length: 12_000 }, (_, m): ExcludedAccount => {
      const upn = `guest${m}@customer1.onmicrosoft.com`;
      return { accountId: idOf(upn), userPrincipalName: upn, displayName: upn, class: 'admin', reason: 'guest' };
    });
    world.tables.exclusionRows.set(tenantRowOf(CYCLE, tenantId), left);
  });

  test('has pages, each no larger than 60 KB, and what failed is on the first', async () => {
    const first = await open(them.approvals, path, 'ada');
    const page = await first.clone().text();
    expect(await sizeOf(first)).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
    expect(page.indexOf('person11111@')).toBeLessThan(page.indexOf('administrator0@'));
    expect(page).toContain('page 1 of 241, 12050 in all');
    const last = await (await open(them.approvals, `${path}?page=9999`, 'ada')).text();
    expect(last).toContain('page 241 of 241');
    expect(last).toContain('person11999@');
    for (const odd of ['0', '-1', '1e9', 'x', '']) {
      expect(await (await open(them.approvals, `${path}?page=${odd}`, 'ada')).text()).toContain('page 1 of 241');
    }
  });

  test('finds one account, and all that failed', async () => {
    const one = await (await open(them.approvals, `${path}?q=PERSON00042`, 'ada')).text();
    expect([...one.matchAll(/<th scope="row">/g)]).toHaveLength(1);
    const failed = await (await open(them.approvals, `${path}?status=failed`, 'ada')).text();
    expect([...failed.matchAll(/<th scope="row">/g)]).toHaveLength(1);
    expect(failed).toContain('person11111@');
    const odd = await (await open(them.approvals, `${path}?status=not-a-status`, 'ada')).text();
    expect(odd).toContain('No account is like that.');
  });

  test('lists whom it left out on pages of their own', async () => {
    const page = await (await open(them.approvals, path, 'ada')).text();
    expect(page).not.toContain('guest0@');
    expect(page).toContain(`href="${path}?left-out=all"`);
    const listed = await open(them.approvals, `${path}?left-out=all`, 'ada');
    expect(await listed.clone().text()).toContain('page 1 of 120, 12000 in all');
    expect(await sizeOf(listed)).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
  });
});

test('a timeline of 12,000 records has pages, and its chain is verified as a whole', async () => {
  const { world, approvals } = start();
  const it = rotation('ops');
  const fact: AuditFact = {
    action: 'link.refused',
    outcome: 'refused',
    time: NOW.toISOString(),
    actor: { kind: 'technician', objectId: objectIdOf('ada'), tenantId: 't', name: 'Ada Lindqvist' },
    component: 'credential-page',
    cycleId: CYCLE,
    tenantId: it.tenantId,
    accountId: it.accountId,
    userPrincipalName: it.account.userPrincipalName,
  };
  const chain: AuditRecord[] = [];
  for (let n = 0; n < 12_000; n += 1) chain.push(nextRecord(chain.at(-1), fact));
  world.tables.chains.set(`${it.tenantId}#${it.accountId}`, chain);
  const path = `/cycles/${CYCLE}/accounts/${it.tenantId}/${it.accountId}`;
  const newest = await open(approvals, path, 'ada');
  const page = await newest.clone().text();
  expect(await sizeOf(newest)).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
  expect(page).toContain('12000 records of this account');
  expect(page).toContain('11950 earlier records');
  expect(page).toContain('record 12000, hash');
  const earlier = await (await open(approvals, `${path}?before=11951`, 'ada')).text();
  expect(earlier).toContain('record 11950, hash');
  expect(earlier).not.toContain('record 11951, hash');
  expect(earlier).toContain('50 later records');
  expect(await (await open(approvals, `${path}?before=zero`, 'ada')).text()).toContain('record 12000, hash');
});

describe('the list of cycles', () => {
  const twoDigits = (n: number) => String(n).padStart(2, '0');
  const cycleIdOf = (n: number) => `2027-${twoDigits(1 + Math.floor(n / 10))}-${twoDigits(1 + (n % 10))}-by-hand`;

  test('is in the order in which they were opened, and goes on', async () => {
    const { world, approvals } = start();
    const row = world.tables.cycleRows.get(CYCLE);
    if (row === undefined) throw new Error('there is a cycle');
    for (let n = 0; n < 120; n += 1) {
      // The older a cycle, the newer its id.
      const cycleId = cycleIdOf(n);
      world.tables.cycleRows.set(cycleId, {
        ...row,
        cycleId,
        openedAt: new Date(NOW.getTime() - n * 1_000).toISOString(),
      });
    }
    const idsOf = (page: string) =>
      [...page.matchAll(/<th scope="row"><a href="\/cycles\/([^"]*)"/g)].map(([, id]) => id);
    const seen: (string | undefined)[] = [];
    let path: string | undefined = '/cycles';
    for (let pages = 0; pages < 3 && path !== undefined; pages += 1) {
      const page = await (await open(approvals, path, 'ada')).text();
      expect(Buffer.byteLength(page)).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
      seen.push(...idsOf(page));
      path = /rel="next" href="([^"]*)"/.exec(page)?.[1];
    }
    expect(path).toBeUndefined();
    expect(seen).toHaveLength(121);
    expect(new Set(seen).size).toBe(121);
    expect(seen.slice(0, 2)).toEqual([cycleIdOf(0), cycleIdOf(1)]);
    expect(seen.at(-1)).toBe(CYCLE);
  });

  test('begins with the newest where the address names no cycle', async () => {
    for (const before of ['2020-01-01-gone', 'x'.repeat(2_000), '']) {
      const page = await (await open(start().approvals, `/cycles?before=${before}`, 'ada')).text();
      expect(page).toContain(CYCLE);
    }
  });
});

describe('home', () => {
  test('counts passwords of this technician alone, and says which links expired', async () => {
    const { world, approvals } = start();
    const links = [
      credentialLink({ linkId: '1'.repeat(32) }),
      credentialLink({ linkId: '2'.repeat(32), expiresAt: NOW.getTime() / 1_000 - 60 }),
      credentialLink({ linkId: '3'.repeat(32), recipientObjectId: objectIdOf('bruno') }),
    ];
    world.tables.credentialLinks.clear();
    for (const each of links) world.tables.credentialLinks.set(each.linkId, each);
    const page = await (await open(approvals, '/', 'ada')).text();
    expect(page).toContain('2 passwords to collect.');
    expect(page).toContain('1 link has expired already.');
    expect(page).toContain('<a class="button" href="/passwords">');
    expect(await (await open(approvals, '/', 'bruno')).text()).toContain('1 password to collect.');
  });

  test('does not look at what failed long ago', async () => {
    const { world, approvals } = start();
    world.changeTenants({ failed: 2 });
    expect(await (await open(approvals, '/', 'ada')).text()).toContain('2 failed');
    world.changeCycle({ status: 'closed', openedAt: '2026-10-05T04:00:00.000Z' });
    expect(await (await open(approvals, '/', 'ada')).text()).not.toContain('2 failed');
  });
});
