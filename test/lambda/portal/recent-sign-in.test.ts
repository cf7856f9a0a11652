import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../config/estate.ts';
import { ops, start } from './apps.ts';
import { refTo } from './passwords-scene.ts';
import { CYCLE, credentialLink, estate, NOW, objectIdOf, sessionIdOf, sha256 } from './portal-world.ts';
import { decisionField, open, submit } from './requests.ts';

const approvals = `/cycles/${CYCLE}/approvals`;
const show = { links: refTo(credentialLink()) };
const confirm = { step: 'confirm', [decisionField(ops)]: 'approve' };
const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE_MS);
const begun = (rules: Partial<Estate['signIn']> = {}) =>
  start(undefined, { ...estate, signIn: { ...estate.signIn, ...rules } });

describe('deciding and revealing need a recent sign-in (240 minutes)', () => {
  test.each([
    // The form is offered while half an hour is left to fill it in, and taken until the end, give or take two clocks.
    [209, true, true],
    [211, false, true],
    [244, false, true],
    [246, false, false],
    [30 * 24 * 60, false, false],
  ])('%d minutes ago: the form is offered: %p, taken: %p', async (minutes, offered, taken) => {
    const { world, approvals: app, credential: credentialPages } = begun();
    world.signIn('ada', { authenticatedAt: minutesAgo(minutes) });
    const page = await (await open(app, approvals, 'ada')).text();
    expect(page.includes('Review decisions')).toBe(offered);
    expect(page.includes(`/sign-in?to=${encodeURIComponent(approvals)}`)).toBe(!offered);

    const decided = await submit(app, approvals, 'ada', confirm);
    expect([decided.status, world.writes.includes('approval.approved')]).toEqual([taken ? 200 : 401, taken]);
    const revealed = await submit(credentialPages, '/passwords/show', 'ada', show);
    expect([revealed.status === 401, world.writes.includes('link.revealed')]).toEqual([!taken, taken]);
    if (!taken) {
      expect(await decided.text()).toContain('nothing was changed');
      expect(await revealed.text()).toContain(`/sign-in?to=${encodeURIComponent('/passwords')}`);
      expect(world.refused).toEqual(['form.refused old-sign-in', 'form.refused old-sign-in']);
    }
  });

  test('with an authentication context, and with no other', async () => {
    for (const [contexts, status] of [
      [['c1'], 200],
      [['c2'], 401],
      [[], 401],
    ] as const) {
      const { world, approvals: app } = begun({ authenticationContext: 'c1' });
      world.signIn('ada', { authenticationContexts: contexts });
      expect((await submit(app, approvals, 'ada', confirm)).status).toBe(status);
    }
  });

  test('a report meets no such obstacle, nor does reading', async () => {
    const { world, approvals: app, credential: credentialPages } = begun();
    world.signIn('ada', { authenticatedAt: minutesAgo(10_000) });
    expect((await open(app, '/', 'ada')).status).toBe(200);
    expect((await open(credentialPages, '/passwords', 'ada')).status).toBe(200);
    expect((await submit(credentialPages, '/passwords/report', 'ada', show)).status).toBe(200);
    expect(world.writes).toContain('link.reported');
  });
});

describe('a session', () => {
  const lastUse = ({ world }: ReturnType<typeof begun>) =>
    world.tables.sessionRows.get(sha256(sessionIdOf('ada')))?.lastUsedAt;

  test('ends when it was not used for an hour, though its time is not over', async () => {
    for (const [minutes, alive] of [
      [59, true],
      [60, false],
    ] as const) {
      const { world, approvals: app } = begun();
      world.signIn('ada', { lastUsedAt: minutesAgo(minutes), expiresAt: new Date(NOW.getTime() + 3_600_000) });
      expect((await (await open(app, '/', 'ada')).text()).includes('Sign in to go on')).toBe(!alive);
      expect((await submit(app, approvals, 'ada', confirm)).status).toBe(alive ? 200 : 401);
    }
  });

  test('notes that it is used, but not at each request', async () => {
    const apps = begun();
    apps.world.signIn('ada', { lastUsedAt: minutesAgo(5) });
    await open(apps.approvals, '/', 'ada');
    expect(lastUse(apps)).toEqual(minutesAgo(5));
    apps.world.signIn('ada', { lastUsedAt: minutesAgo(7) });
    await open(apps.approvals, '/', 'ada');
    expect(lastUse(apps)).toEqual(NOW);
    expect(apps.world.writes).toEqual(['sessions.noteUse']);
  });

  test('is not kept alive by the pages of sign-in, nor by somebody whom the estate does not list any more', async () => {
    const apps = begun();
    apps.world.signIn('ada', { lastUsedAt: minutesAgo(50) });
    apps.world.signIn('stranger', { lastUsedAt: minutesAgo(50) });
    await open(apps.signIn, '/sessions', 'ada');
    await open(apps.approvals, '/', 'stranger');
    expect(apps.world.writes).toEqual([]);
  });

  test('a page is shown although the use could not be noted', async () => {
    const apps = begun();
    apps.world.signIn('ada', { lastUsedAt: minutesAgo(50), objectId: objectIdOf('ada') });
    apps.world.tables.sessions.noteUse = () => Promise.reject(new Error('throttled'));
    expect((await open(apps.approvals, '/', 'ada')).status).toBe(200);
    expect(apps.world.failures).toHaveLength(1);
  });
});
