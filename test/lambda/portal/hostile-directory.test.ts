import { beforeAll, expect, test } from '@jest/globals';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import type { Decision, RotationState } from '../../../lambda/domain/rotation/rotation.ts';
import { credentialApp } from '../../../lambda/portal/credential/app.ts';
import { signInApp } from '../../../lambda/portal/sign-in/app.ts';
import { states } from '../domain/rotation/rotations.ts';
import { HOSTILE, survivors } from '../domain/text/hostile.ts';
import { tenantRowOf } from '../usecases/in-memory-tables.ts';
import { refTo } from './passwords-scene.ts';
import {
  account,
  CONTOSO,
  CYCLE,
  credentialLink,
  estate,
  locatorOf,
  objectIdOf,
  PORTAL,
  rotation,
  World,
} from './portal-world.ts';
import { decisionField, open, reasonField, submit } from './requests.ts';
import { wholePortal } from './whole-portal.ts';

/**
 * Every page of an estate in which every name, reason and sentence that others write is hostile. No page holds an unsafe character,
 * and each foreign text stands in a `<bdi>` of its own: whatever a page prints without `Foreign`, is found here.
 */

/** Marks a foreign text in a page. */
const MARK = 'ZQX';
const foreign = (what: string): string => `${MARK}-${what}${HOSTILE}`;

const decision: Decision = {
  by: { kind: 'technician', objectId: objectIdOf('bruno'), tenantId: 't', name: foreign('decider') },
  at: '2026-12-07T07:00:00.000Z',
  reason: foreign('reason'),
};

function hostile(state: RotationState): RotationState {
  return {
    ...state,
    ...('decision' in state ? { decision } : {}),
    ...('reason' in state ? { reason: foreign('failure') } : {}),
  };
}

const hostileAccount = (name: string) =>
  account(name, {
    userPrincipalName: foreign(`upn-${name}`),
    displayName: foreign('display'),
    globalAdministrator: true,
    reasons: [
      { kind: 'role', role: foreign('role'), scope: '/', path: `via group ${foreign('group')}`, privileged: true },
      { kind: 'matcher', matcher: `department ${foreign('department')}` },
    ],
  });

const rotations = Object.entries(states).map(([name, state]) =>
  rotation(name, {
    account: hostileAccount(name),
    tenantDisplayName: foreign('tenant'),
    state: hostile(state),
    closed: ['rotated', 'failed', 'uncertain', 'rejected', 'expired'].includes(state.status),
  }),
);
const awaiting = rotations.find(({ state }) => state.status === 'awaiting-approval') ?? rotation('none');
const link = credentialLink({
  userPrincipalName: foreign('link-upn'),
  tenantDisplayName: foreign('link-tenant'),
  approvedBy: foreign('approver'),
  dependants: [foreign('dependant')],
});
const seen = { status: 'revealed', at: link.resetAt, address: foreign('address') } as const;

function start(more: Parameters<typeof credentialLink>[0] = {}) {
  const world = new World(rotations);
  world.estate = {
    ...estate,
    msp: { ...estate.msp, name: foreign('msp') },
    technicians: estate.technicians.map((each) => ({ ...each, name: foreign('technician'), lead: true })),
    tenants: estate.tenants.map((each) => ({ ...each, displayName: foreign('tenant') })),
  };
  world.changeTenants({ displayName: foreign('tenant'), failure: `TenantNotReady: ${foreign('failure')}` });
  world.tables.exclusionRows.set(tenantRowOf(CYCLE, CONTOSO), [
    { ...plannedAccount(hostileAccount('bg')), class: 'admin', reason: 'break-glass' },
  ]);
  world.tables.credentialLinks.set(link.linkId, { ...link, ...more });
  const settings = world.settings();
  const approvals = wholePortal(settings, world);
  const credential = credentialApp(settings, {
    ...world,
    signer: { addressOf: async (purpose, it) => `${PORTAL}/c/${locatorOf({ purpose, ...it })}` },
    credentials: {
      read: async (_tenantId, _accountId, rotationId) => ({
        userPrincipalName: foreign('credential-upn'),
        password: 'Kq7#xW9-m-v2Z',
        rotationId,
        createdAt: link.resetAt,
      }),
    },
    messageQueue: { send: async () => undefined },
    newLinkId: () => 'd'.repeat(32),
  });
  const signIn = signInApp(settings, {
    ...world,
    identityProvider: {
      begin: async (secrets) => new URL(`https://login.example/?state=${secrets.state}`),
      complete: async () => ({
        objectId: 'f'.repeat(36),
        tenantId: estate.msp.homeTenantId,
        name: foreign('person'),
        account: 'member',
        authenticatedAt: world.now,
        authenticationContexts: [],
      }),
    },
  });
  return { world, approvals, credential, signIn };
}

const approvalsPath = `/cycles/${CYCLE}/approvals`;
const tenantPath = `/cycles/${CYCLE}/tenants/${CONTOSO}`;
const linkPath = `/c/${locatorOf(link)}`;
const decide = (answer: string, step: string, reason = '') => ({
  step,
  [decisionField(awaiting)]: answer,
  [reasonField(awaiting)]: reason,
});

const pages: Readonly<Record<string, () => Promise<Response>>> = {
  home: async () => open(start().approvals, '/', 'ada'),
  cycles: async () => open(start().approvals, '/cycles', 'ada'),
  cycle: async () => open(start().approvals, `/cycles/${CYCLE}`, 'ada'),
  'a tenant that is looked for': async () => open(start().approvals, `/cycles/${CYCLE}?q=${MARK}`, 'ada'),
  'one tenant of a cycle': async () => open(start().approvals, tenantPath, 'ada'),
  'an account that is looked for': async () => open(start().approvals, `${tenantPath}?q=${MARK}`, 'ada'),
  'accounts that were left out': async () => open(start().approvals, `${tenantPath}?left-out=all`, 'ada'),
  'dry run': async () => {
    const { world, approvals } = start();
    world.changeCycle({ dryRun: true, status: 'closed' });
    world.changeTenants({ status: 'closed', displayName: foreign('tenant') });
    world.tables.proposalRows.set(tenantRowOf(CYCLE, CONTOSO), [plannedAccount(hostileAccount('planned'))]);
    return open(approvals, tenantPath, 'ada');
  },
  approvals: async () => open(start().approvals, approvalsPath, 'ada'),
  'approvals with a problem': async () => submit(start().approvals, approvalsPath, 'ada', decide('reject', 'review')),
  review: async () => submit(start().approvals, approvalsPath, 'ada', decide('reject', 'review', foreign('mine'))),
  'review of an approval': async () => submit(start().approvals, approvalsPath, 'ada', decide('approve', 'review')),
  result: async () => submit(start().approvals, approvalsPath, 'ada', decide('reject', 'confirm', foreign('mine'))),
  'timeline after a rejection': async () => {
    const { approvals } = start();
    await submit(approvals, approvalsPath, 'ada', decide('reject', 'confirm', foreign('mine')));
    return open(approvals, `/cycles/${CYCLE}/accounts/${CONTOSO}/${awaiting.accountId}`, 'ada');
  },
  'passwords to collect': async () => open(start().credential, '/passwords', 'ada'),
  'one password to collect': async () =>
    open(start({ state: seen }).credential, `/passwords?link=${refTo(link)}`, 'ada'),
  'what a colleague left': async () =>
    open(start({ recipientObjectId: 'gone', recipientName: foreign('recipient') }).credential, '/passwords', 'ada'),
  'what colleagues have': async () =>
    open(
      start({ recipientObjectId: objectIdOf('bruno'), recipientName: foreign('recipient') }).credential,
      '/passwords',
      'ada',
    ),
  'a password': async () => submit(start().credential, '/passwords/show', 'ada', { links: refTo(link) }),
  'two passwords': async () => {
    const { world, credential } = start();
    const other = { ...link, linkId: 'e'.repeat(32), accountId: rotation('other').accountId };
    world.tables.credentialLinks.set(other.linkId, other);
    return submit(credential, '/passwords/show', 'ada', { links: refTo(link, other) });
  },
  'a link that is gone': async () =>
    open(start({ state: { ...seen, storedAt: link.resetAt } }).credential, linkPath, 'ada'),
  'a link that was handed over': async () =>
    open(
      start({
        state: { status: 'revoked', at: link.resetAt, handedTo: { objectId: 'x', name: foreign('recipient') } },
      }).credential,
      linkPath,
      'ada',
    ),
  'handed over': async () =>
    submit(start().credential, '/passwords/hand-over', 'ada', { links: refTo(link), to: objectIdOf('bruno') }),
  reported: async () => submit(start().credential, `${linkPath}/report`, 'ada'),
  renewed: async () => submit(start({ state: seen }).credential, '/passwords/renew', 'ada', { links: refTo(link) }),
  stored: async () => submit(start({ state: seen }).credential, '/passwords/stored', 'ada', { links: refTo(link) }),
  'a stranger signs in': async () => {
    const { signIn } = start();
    const left = await signIn.request('/sign-in');
    const state = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const cookie = left.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return signIn.request(`/sign-in/callback?state=${state}&code=x`, { headers: { cookie } });
  },
};

const html = new Map<string, string>();
beforeAll(async () => {
  for (const [name, page] of Object.entries(pages))
    html.set(name, (await (await page()).text()).replaceAll('<wbr/>', ''));
});

/** Such as `ZQX-upn` of a page, where it is no attribute's value, no title, and in no `<bdi>` of its own. */
const unisolated = (page: string): readonly string[] =>
  page
    .replace(/<bdi>[^<]*<\/bdi>/g, '')
    .replace(/<title>[^<]*<\/title>/, '')
    .replace(/="[^"]*"/g, '')
    .match(/ZQX-[\w-]*/g) ?? [];

test.each(Object.keys(pages))('%s: foreign texts are safe to show, and each keeps its direction to itself', (name) => {
  const page = html.get(name) ?? '';
  expect(page).toContain(MARK); // at least the name of the MSP
  expect(survivors(page)).toEqual([]);
  expect(unisolated(page)).toEqual([]);
});

test('between them the pages show every kind of foreign text', () => {
  const shown = new Set([...html.values()].flatMap((page) => page.match(/ZQX-[a-z]+/g) ?? []));
  for (const kind of [
    'msp',
    'technician',
    'tenant',
    'upn',
    'display',
    'role',
    'group',
    'department',
    'decider',
    'reason',
    'failure',
    'mine',
    'link',
    'approver',
    'recipient',
    'dependant',
    'credential',
    'address',
    'person',
  ]) {
    expect(shown).toContain(`ZQX-${kind}`);
  }
});
