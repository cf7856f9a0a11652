import { afterEach, describe, expect, test } from '@jest/globals';
import {
  contosoId,
  exampleTenants,
  fabrikamId,
  type MicrosoftOptions,
  readerClientId,
  type Simulation,
  simulate,
  writerClientId,
} from '@m365-rotation/local-microsoft';
import { clockAt } from '@m365-rotation/loopback';
import { reconcileText } from '../../../cli/audit/reconcile/reconcile-text.ts';
import { authenticatedByAws } from '../../../lambda/adapters/graph/client-authentication.ts';
import { passwordAudits } from '../../../lambda/adapters/graph/password-audits.ts';
import { reconcile } from '../../../lambda/domain/audit/reconcile.ts';

/** Against a simulated Entra: what it tells, and what is said where it tells nothing. */

const running: Simulation[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

const start = async (options: Partial<MicrosoftOptions> = {}) => {
  const microsoft = await simulate({ listAfterMs: 0, ...options });
  running.push(microsoft);
  return microsoft;
};

const reader = (microsoft: Simulation) =>
  passwordAudits({
    cloud: 'global',
    graphEndpoint: microsoft.addresses.graph,
    loginEndpoint: microsoft.addresses.login,
    clientId: readerClientId,
    prove: authenticatedByAws(() => microsoft.assertion()),
    patience: { now: () => new Date(), sleep: async () => undefined },
  });

const ADVENTURE_WORKS = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';

const accountIn = (tenantId: string, n = 0) => {
  const found = exampleTenants.find((each) => each.tenantId === tenantId)?.users[n];
  if (found === undefined) throw new Error('there is no such account');
  return found;
};
const mallory = { user: { id: 'mallory', displayName: 'Mallory', userPrincipalName: 'mallory@contoso.example' } };
const backup = { app: { appId: 'other-app', displayName: 'Backup tool', servicePrincipalId: 'sp' } };

async function resetByUs(microsoft: Simulation, name: string, clientRequestId: string) {
  const user = exampleTenants[0]?.users.find(({ userPrincipalName }) => userPrincipalName === name);
  if (user === undefined) throw new Error(`there is no ${name}`);
  const answer = await microsoft.graph(writerClientId, contosoId, `/users/${user.id}`, {
    method: 'PATCH',
    headers: { 'client-request-id': clientRequestId },
    body: { passwordProfile: { password: 'Correct-Horse-47-Battery', forceChangePasswordNextSignIn: false } },
  });
  expect(answer.status).toBe(204);
  return user;
}

const A_DAY_AGO = () => new Date(Date.now() - 86_400_000);
const REQUEST = '5a0c0000-0000-4000-8000-000000000001';
const alice = 'alice.admin@contoso.example';

describe('reconciling with the directory audit', () => {
  test('tells our reset, by the name of its request, from that of a person and of an app', async () => {
    const microsoft = await start();
    const attempted = new Date().toISOString();
    const user = await resetByUs(microsoft, alice, REQUEST);
    await microsoft.changePassword(contosoId, user.id, mallory);
    await microsoft.changePassword(contosoId, user.id, backup);
    await microsoft.changePassword(contosoId, accountIn(contosoId, 5).id, mallory);
    const theirs = await reader(microsoft)(contosoId, A_DAY_AGO());
    const ours = {
      rotationId: 'r1',
      accountId: user.id,
      userPrincipalName: alice,
      attempts: [attempted],
      requestIds: [REQUEST],
      succeeded: true,
    };
    const now = new Date();
    const found = reconcile([ours], theirs, { writerClientId, since: A_DAY_AGO().toISOString(), now });
    expect(found).toMatchObject({ matched: 1, ofOthers: 1, unrecorded: [], notShown: [] });
    expect(found.foreign.map(({ by }) => by)).toEqual([
      { kind: 'person', id: 'mallory', name: 'mallory@contoso.example' },
      { kind: 'app', appId: 'other-app', name: 'Backup tool' },
    ]);
    const text = reconcileText('Contoso Ltd', '2026-12-01T00:00:00Z', found);
    expect(text).toContain("1 reset of ours is in Entra's directory audit");
    expect(text).toContain('2 changes by others of accounts that we rotate');
    expect(text).toContain('by mallory@contoso.example');
    expect(text).toContain('by the app Backup tool (other-app)');
    expect(text).toContain('1 further change of accounts that we have never rotated');
  });

  test('reads every page', async () => {
    const tenants = exampleTenants.map((each) => ({ ...each, largestPage: 2 }));
    const microsoft = await start({ tenants });
    for (let n = 0; n < 7; n += 1) await microsoft.changePassword(contosoId, accountIn(contosoId, n).id, mallory);
    expect(await reader(microsoft)(contosoId, A_DAY_AGO())).toHaveLength(7);
  });

  test('reads no more than was asked for', async () => {
    const microsoft = await start();
    await microsoft.changePassword(contosoId, accountIn(contosoId).id, mallory);
    expect(await reader(microsoft)(contosoId, new Date(Date.now() + 60_000))).toEqual([]);
  });

  test('finds what is listed late when it is listed', async () => {
    const real = clockAt(1);
    let passed = 0;
    const clock = { ...real, now: () => new Date(real.now().getTime() + passed) };
    const microsoft = await start({ clock, listAfterMs: 120_000 });
    await microsoft.changePassword(contosoId, accountIn(contosoId).id, mallory);
    const since = new Date(clock.now().getTime() - 86_400_000);
    expect(await reader(microsoft)(contosoId, since)).toEqual([]);
    passed = 121_000;
    expect(await reader(microsoft)(contosoId, since)).toHaveLength(1);
  });

  test('is told again after a restart', async () => {
    const first = await start();
    await first.changePassword(contosoId, accountIn(contosoId).id, mallory);
    const again = await start({ folder: first.folder });
    expect(await reader(again)(contosoId, A_DAY_AGO())).toHaveLength(1);
  });

  test('says what to do without a licence', async () => {
    const tenants = exampleTenants.map((each) => {
      const { reader: app } = each.apps;
      if (app === undefined) return each;
      return {
        ...each,
        apps: { ...each.apps, reader: { ...app, permissions: [...app.permissions, 'AuditLog.Read.All'] } },
      };
    });
    const microsoft = await start({ tenants });
    await expect(reader(microsoft)(ADVENTURE_WORKS, A_DAY_AGO())).rejects.toThrow(
      /no licence for its directory audit \(Entra ID P1 or P2\).*watch-passwords/,
    );
  });

  test('says what to do without the permission', async () => {
    const microsoft = await start();
    await expect(reader(microsoft)(fabrikamId, A_DAY_AGO())).rejects.toThrow(
      /grant it AuditLog.Read.All.*consent again/,
    );
  });
});

test('what agrees is said in a sentence, and what may come late too', () => {
  const nothing = { matched: 2, foreign: [], unrecorded: [], ofOthers: 0, notShown: [], notYetShown: 1 };
  const text = reconcileText('Contoso Ltd', '2026-12-01T00:00:00Z', nothing);
  expect(text).toContain('Nothing differs.');
  expect(text).toContain('Entra may list it later');
});
