import { describe, expect, test } from '@jest/globals';
import type { Hono } from 'hono';
import { RECORDED_EACH } from '../../../lambda/domain/audit/access.ts';
import type { AuditFact } from '../../../lambda/domain/audit/audit-record.ts';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import type { PortalEnvironment } from '../../../lambda/portal/environment.ts';
import { tenantRowOf } from '../usecases/in-memory-tables.ts';
import { approvalsLink, ops, start } from './apps.ts';
import {
  ADVENTURE,
  account,
  CONTOSO,
  CYCLE,
  credentialLink,
  locatorOf,
  NOW,
  objectIdOf,
  PORTAL,
  rotation,
  sessionIdOf,
} from './portal-world.ts';
import { decisionField, open, submit } from './requests.ts';

type Part = 'approvals' | 'credential';
const timeline = `/cycles/${CYCLE}/accounts/${CONTOSO}/${ops.accountId}`;
const tenantPage = `/cycles/${CYCLE}/tenants/${CONTOSO}`;
const credentialPath = `/c/${locatorOf(credentialLink())}`;

const pages: readonly (readonly [string, Part])[] = [
  ['/', 'approvals'],
  ['/cycles', 'approvals'],
  [`/cycles/${CYCLE}`, 'approvals'],
  [tenantPage, 'approvals'],
  [`${tenantPage}?left-out=all`, 'approvals'],
  [`/cycles/${CYCLE}/approvals`, 'approvals'],
  [timeline, 'approvals'],
  [`/a/${locatorOf(approvalsLink)}`, 'approvals'],
  ['/a/forged', 'approvals'],
  [credentialPath, 'credential'],
  ['/c/forged', 'credential'],
  ['/passwords', 'credential'],
  ['/access', 'approvals'],
];

const forms: readonly (readonly [string, Part])[] = [
  [`/cycles/${CYCLE}/approvals`, 'approvals'],
  ['/passwords/show', 'credential'],
  ['/passwords/stored', 'credential'],
  ['/passwords/renew', 'credential'],
  ['/passwords/report', 'credential'],
  ['/passwords/hand-over', 'credential'],
  [`${credentialPath}/report`, 'credential'],
  [`${credentialPath}/renew`, 'credential'],
];

describe.each(pages)('GET %s', (path, part) => {
  test('signed out: the same sign-in page, and no table is read', async () => {
    const { world, [part]: app } = start();
    const texts = new Set<string>();
    for (const method of ['GET', 'HEAD']) {
      const answer = await open(app, path, undefined, method);
      expect(answer.status).toBe(200);
      if (method === 'GET') texts.add((await answer.text()).replace(encodeURIComponent(path), 'PATH'));
    }
    const plain = await (await open(app, '/c/other', undefined)).text();
    if (part === 'credential') expect(texts).toEqual(new Set([plain.replace('%2Fc%2Fother', 'PATH')]));
    expect([...texts][0]).toContain('Sign in with Microsoft');
    expect([...texts][0]).not.toContain('<form');
    expect([world.reads, world.writes]).toEqual([[], []]);
  });

  test('signed in: twice or a hundred times, nothing changes', async () => {
    const { world, [part]: app } = start();
    for (let n = 0; n < 100; n += 1) await open(app, path, 'ada', n % 2 ? 'GET' : 'HEAD');
    expect(world.writes).toEqual([]);
    // A link that is refused leaves records, and not one for each time; a person is called once.
    expect([world.refused.length, world.calls]).toEqual(path.endsWith('forged') ? [RECORDED_EACH.refused, 1] : [0, 0]);
    expect(world.failures).toEqual([]);
  });

  test('a session of somebody whom the estate does not list is no session', async () => {
    const { [part]: app } = start();
    expect(await (await open(app, path, 'stranger')).text()).toContain('Sign in with Microsoft');
  });

  test('has the headers, signed in or not', async () => {
    const { [part]: app } = start();
    for (const person of [undefined, 'ada'] as const) {
      const { headers } = await open(app, path, person);
      expect(Object.fromEntries(headers)).toMatchObject(golden);
      expect(headers.get('referrer-policy')).toBe(person === undefined ? 'no-referrer' : 'same-origin');
    }
  });
});

const golden = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('clipboard-write=(self)'),
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow, noarchive, nosnippet',
};

describe.each(forms)('POST %s', (path, part) => {
  const fields = { step: 'confirm', [decisionField(ops)]: 'approve' };
  test.each([
    ['from another site', { origin: 'https://evil.example' }, 'foreign-origin'],
    ['from a look-alike', { origin: `${PORTAL}.evil.example` }, 'foreign-origin'],
    ['with origin null', { origin: 'null' }, 'foreign-origin'],
    ['without an origin', { origin: null }, 'foreign-origin'],
    ['that the browser calls cross-site', { site: 'cross-site' }, 'foreign-origin'],
    ['that the browser calls same-site', { site: 'same-site' }, 'foreign-origin'],
    ['without the token', { csrf: null }, 'wrong-token'],
    ['with an empty token', { csrf: '' }, 'wrong-token'],
    ['with a foreign token', { csrf: 'foreign' }, 'wrong-token'],
    ['as JSON', { contentType: 'application/json' }, 'not-a-form'],
    ['as plain text', { contentType: 'text/plain' }, 'not-a-form'],
  ] as const)('%s is refused, and that is recorded', async (_, options, reason) => {
    const { world, [part]: app } = start();
    expect((await submit(app, path, 'ada', fields, options)).status).toBe(403);
    expect([world.writes, world.refused]).toEqual([[], [`form.refused ${reason}`]]);
    expect(world.tables.records[0]).toMatchObject({
      chain: `access#${objectIdOf('ada')}`,
      source: { address: '203.0.113.7' },
    });
  });

  test('is refused as ever where the refusal cannot be recorded', async () => {
    const { world, [part]: app } = start();
    world.accessLog.note = () => Promise.reject(new Error('DynamoDB did not answer'));
    expect((await submit(app, path, 'ada', fields, { csrf: null })).status).toBe(403);
    expect((await submit(app, path, undefined, fields)).status).toBe(401);
    expect(world.failures).toHaveLength(2);
  });

  test('signed out: the sign-in page, leading to a page and not to the action', async () => {
    const { world, [part]: app } = start();
    const answer = await submit(app, path, undefined, fields);
    const page = await answer.text();
    expect(answer.status).toBe(401);
    expect(page).toContain('nothing was changed');
    expect(page).not.toMatch(/%2F(stored|report|renew)"/);
    expect([world.reads, world.writes, world.refused]).toEqual([[], [], ['form.refused not-signed-in']]);
    expect(world.tables.records[0]).toMatchObject({ chain: 'access#strangers', actor: { kind: 'unknown' } });
  });

  test('with a session that is over', async () => {
    const { world, [part]: app } = start();
    world.now = new Date(NOW.getTime() + 3_600_000);
    expect((await submit(app, path, 'ada', fields)).status).toBe(401);
    expect(world.writes).toEqual([]);
  });

  test('over a session of the wrong home tenant', async () => {
    const { world, [part]: app } = start();
    world.signIn('ada', { tenantId: CONTOSO });
    expect((await submit(app, path, 'ada', fields)).status).toBe(401);
    expect(world.writes).toEqual([]);
  });
});

const textOf = async (app: Hono<PortalEnvironment>, path: string, person: 'ada' | 'bruno' | 'chiara') =>
  (await open(app, path, person)).text();

describe('approvals link', () => {
  const path = `/a/${locatorOf(approvalsLink)}`;
  test('leads its recipient to the approvals', async () => {
    const answer = await open(start().approvals, path, 'ada');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/cycles/${CYCLE}/approvals`]);
  });

  test.each([
    ['somebody else', path, 'bruno', 'foreign'],
    [
      'a link of the other purpose',
      `/a/${locatorOf({ ...approvalsLink, purpose: 'credential' })}`,
      'ada',
      'forged-or-expired',
    ],
    ['a forged link', `${path}0`, 'ada', 'forged'],
    ['one that is gone', `/a/${locatorOf({ ...approvalsLink, linkId: 'e'.repeat(32) })}`, 'ada', 'unknown'],
  ] as const)('leads %s nowhere, and that is recorded', async (_, address, person, reason) => {
    const { world, approvals } = start();
    expect((await open(approvals, address, person)).status).toBe(404);
    expect(world.refused).toEqual([`link.refused ${reason}`]);
  });

  test('KMS down: try again', async () => {
    const { world, approvals } = start();
    world.kmsIsDown = true;
    expect((await open(approvals, path, 'ada')).status).toBe(503);
    expect(world.reads).toEqual(['sessions.find']);
  });
});

describe('what waits for me', () => {
  test('counts approvals, without own accounts, and passwords to collect', async () => {
    const { approvals } = start();
    const adas = await textOf(approvals, '/', 'ada');
    expect(adas).toContain('2 accounts wait for your decision');
    expect(adas).toContain('Passwords to collect');
    const brunosPage = await textOf(approvals, '/', 'bruno');
    expect(brunosPage).toContain('1 account waits for your decision');
    expect(brunosPage).toContain('1 of them is your own');
    expect(brunosPage).not.toContain('href="/passwords">Collect');
    expect(await textOf(approvals, '/', 'chiara')).toContain('No approval waits for you');
  });

  test('forgets what is past its deadline', async () => {
    const { world, approvals } = start();
    world.now = new Date(ops.decideBefore);
    world.signIn('ada', { expiresAt: new Date('2027-01-01') });
    expect(await textOf(approvals, '/', 'ada')).toContain('No approval waits for you');
  });
});

describe('cycle', () => {
  test('shows accounts of own tenants, what needs a person first, and why others were left out', async () => {
    const page = await textOf(start().approvals, tenantPage, 'bruno');
    expect(page).toMatch(/<h1><bdi>Contoso Ltd<\/bdi><\/h1>/);
    expect(page.indexOf('failed@')).toBeLessThan(page.indexOf('ops@'));
    expect(page).toContain('Graph said &lt;no&gt;');
    expect(page).toContain('Designated as break-glass account');
    expect(page).toContain('32 accounts left out');
    expect(page).toContain('30 accounts: <bdi>No admin by the roles that count');
    expect(page).not.toMatch(/not-in-scope|not in scope/);
    expect(page).toContain('Password not collected yet');
    expect(page).not.toContain('Adventure Works');
  });

  test('names own tenants in numbers, and counts those of others', async () => {
    const { world, approvals } = start();
    world.changeTenants({ rotations: 9, openCount: 3, rotated: 2, failed: 1, rejected: 1, expired: 1 });
    const page = await textOf(approvals, `/cycles/${CYCLE}`, 'bruno');
    expect(page).toContain(`<a href="${tenantPage}"><bdi>Contoso Ltd</bdi></a>: 1 failed`);
    const row = /<tbody>.*<\/tbody>/.exec(page)?.[0].replace(/<[^>]*>/g, ' ');
    // Uncertain, failed, to decide, under way, rotated, not rotated: nine in all.
    expect(row?.match(/\d+/g)).toEqual(['3', '0', '1', '2', '2', '2', '2']);
    expect(page).not.toContain('Adventure Works');
    expect(page).toContain('1 further tenant');
    expect(world.reads).not.toContain('rotations.ofTenant');
  });

  test('an uncertain rotation: what is known, what to do, and nothing to press', async () => {
    const { world, approvals } = start();
    const state = {
      status: 'uncertain' as const,
      decision: {
        by: { kind: 'technician' as const, objectId: objectIdOf('ada'), tenantId: 't', name: 'Ada Lindqvist' },
        at: '2026-12-07T07:00:00.000Z',
      },
      versionId: 'e'.repeat(32),
      passwordChangedBefore: null,
      attemptedFrom: '2026-12-07T07:29:55.000Z',
      attemptedAt: '2026-12-07T07:29:55.000Z',
      reason: 'ResetNotVisible',
    };
    const uncertain = rotation('late', { state, closed: true });
    world.put(uncertain);
    const page = await textOf(approvals, tenantPage, 'ada');
    expect(page).toContain('Nobody knows which password <bdi>late@contoso.example</bdi> has.');
    expect(page).toContain(`version ${'e'.repeat(32)}`);
    for (const command of ['resolve', 'retry']) {
      expect(page).toContain(`${command} --tenant contoso --account ${uncertain.accountId} --cycle ${CYCLE}`);
    }
    expect(page).toContain('No other rotation of this account begins before that.');
    expect(page).not.toMatch(/<form[^>]*action="[^"]*(resolve|retry)/);
  });

  test("another technician's tenant cannot be chosen by its address", async () => {
    for (const path of [tenantPage, `${tenantPage}?left-out=all`]) {
      expect((await open(start().approvals, path, 'chiara')).status).toBe(404);
    }
  });

  test('an unknown cycle is not found', async () => {
    expect((await open(start().approvals, '/cycles/2020-01-01-none', 'ada')).status).toBe(404);
  });
});

describe('dry run', () => {
  const dryRun = () => {
    const { world, approvals } = start();
    world.changeCycle({ dryRun: true, status: 'closed' });
    world.changeTenants({ status: 'closed', rotations: 0, problems: [] });
    world.tables.rotationRows.clear();
    return { world, approvals };
  };

  test('shows whom a cycle would rotate and why, whom not, and offers nothing to decide', async () => {
    const { world, approvals } = dryRun();
    const proposals = [account('planned'), account('nasty', { userPrincipalName: '<i>\u202Eevil@contoso.example' })];
    world.tables.proposalRows.set(tenantRowOf(CYCLE, CONTOSO), proposals.map(plannedAccount));
    const page = await textOf(approvals, tenantPage, 'bruno');
    expect(page).toContain('planned@contoso.example');
    expect(page).toContain('Exchange Administrator, whole tenant, direct');
    expect(page).toContain('Designated as break-glass account');
    expect(page).toContain('No admin by the roles that count');
    expect(page).toContain('not compared: no cycle of this schedule');
    expect(page).toContain(`/accounts/${CONTOSO}/${account('planned').accountId}`);
    expect(page).toContain('&lt;i&gt;?evil@contoso.example');
    expect(page).not.toContain('Decide what waits');
    expect(page).not.toContain('Adventure Works');
  });

  test('of a tenant that is not ready says what to do', async () => {
    const { world, approvals } = dryRun();
    const failure = 'TenantNotReady: Contoso Ltd has no break-glass account designated.';
    world.changeTenants({ status: 'failed', failure });
    const page = await textOf(approvals, tenantPage, 'bruno');
    expect(page).toContain('This tenant failed.</strong> <bdi>Contoso Ltd has no break-glass account designated.');
  });
});

describe('timeline', () => {
  const confirm = { step: 'confirm', [decisionField(ops)]: 'approve' };

  test('tells what happened and that the chain is whole', async () => {
    const { approvals } = start();
    await submit(approvals, `/cycles/${CYCLE}/approvals`, 'ada', confirm);
    const page = await textOf(approvals, timeline, 'ada');
    expect(page).toContain('Chain verified');
    expect(page).toMatch(/<strong>Approved<\/strong>/);
    expect(page).toContain('from 203.0.113.7');
    expect(page).toContain(
      'datetime="2026-12-07T08:00:00.000Z" title="2026-12-07 08:00:00 UTC">Mon, 7 Dec 2026, 09:00 CET',
    );
  });

  test('tells what belongs to no cycle, from when the cycle came to the account', async () => {
    const { world, approvals } = start();
    const outside = (trailEventId: string): AuditFact => ({
      action: 'credential.read-outside',
      outcome: 'success',
      time: NOW.toISOString(),
      actor: { kind: 'operator', name: 'arn:aws:iam::123456789012:user/olga' },
      component: 'record-trail',
      tenantId: CONTOSO,
      accountId: ops.accountId,
      evidence: { trailEventId },
    });
    await world.tables.sent.record([], [outside('before-the-cycle')], NOW);
    await submit(approvals, `/cycles/${CYCLE}/approvals`, 'ada', confirm);
    await world.tables.sent.record([], [outside('since-then')], NOW);
    const page = await textOf(approvals, timeline, 'ada');
    expect(page).toContain('Password read outside of the product');
    expect(page).toContain('event of CloudTrail since-then');
    expect(page).toContain('arn:aws:iam::123456789012:user/olga');
    expect(page).not.toContain('before-the-cycle');
  });

  test('tells that the chain is broken', async () => {
    const { world, approvals } = start();
    await submit(approvals, `/cycles/${CYCLE}/approvals`, 'ada', confirm);
    for (const [name, records] of world.tables.chains) {
      world.tables.chains.set(
        name,
        records.map((record) => ({ ...record, reason: 'changed afterwards' })),
      );
    }
    const page = await textOf(approvals, timeline, 'ada');
    expect(page).toContain('The chain is broken');
    expect(page).not.toContain('Chain verified');
  });

  test.each([
    [timeline, 'chiara'],
    [timeline.replace(CONTOSO, ADVENTURE), 'ada'],
    [timeline.replace(ops.accountId, account('nobody').accountId), 'ada'],
  ] as const)('%s is not found for %s', async (path, person) => {
    expect((await open(start().approvals, path, person)).status).toBe(404);
  });
});

describe('assets', () => {
  test('every asset that a page names is there, typed, and may be kept', async () => {
    const { world, approvals, signIn } = start();
    const page = await (await open(signIn, '/nowhere')).text();
    const names = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(names).toHaveLength(3);
    for (const path of names) {
      const answer = await open(approvals, path, 'ada');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      // While functions are deployed one after the other, the page of a newer one asks an older one.
      const newer = await open(approvals, path.replace(/v=.*/, 'v=0123456789ab'));
      expect([newer.status, newer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
    expect(world.reads).toEqual([]);
    expect((await open(approvals, '/assets/..%2f..%2fetc%2fpasswd')).headers.get('cache-control')).toBe('no-store');
  });

  test('pages hold no inline script and no inline style: the policy would block them', async () => {
    const { approvals, credential } = start();
    for (const [path, part] of pages) {
      const page = await textOf({ approvals, credential }[part], path, 'ada');
      expect(page).not.toMatch(/ on[a-z]+="| style="|<style|javascript:|https?:\/\/(?!www\.w3\.org)/);
    }
  });
});

test('a session cookie that cannot be one costs no read', async () => {
  const { world, approvals } = start();
  await approvals.request('/', { headers: { cookie: '__Host-session=short' } });
  await approvals.request('/', { headers: { cookie: `session=${sessionIdOf('ada')}` } });
  expect(world.reads).toEqual([]);
});
