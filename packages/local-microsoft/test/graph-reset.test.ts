import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import { exampleTenants } from '../example-tenants/index.ts';
import { faultsBy } from '../faults.ts';
import {
  accountId,
  contosoId,
  fabrikamId,
  readerClientId,
  type Simulation,
  simulate,
  textAt,
  writerClientId,
} from '../simulation.ts';

const alice = 'alice.admin@contoso.example';
const PASSWORD = 'Correct-Horse-47-Battery';

let microsoft: Simulation;
beforeEach(async () => {
  microsoft = await simulate();
});
afterEach(() => microsoft.close());
const folders: string[] = [];
afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true });
});

const profile = (password: string | null) => ({
  passwordProfile: {
    ...(password === null ? {} : { password }),
    forceChangePasswordNextSignIn: false,
    forceChangePasswordNextSignInWithMfa: false,
  },
});

const reset = async (upn: string, password: string | null = PASSWORD, tenantId = contosoId) =>
  microsoft.graph(writerClientId, tenantId, `/users/${await accountId(microsoft, tenantId, upn)}`, {
    method: 'PATCH',
    body: profile(password),
  });

const signIn = async (username: string, password = PASSWORD) => {
  const response = await microsoft.post(contosoId, {
    grant_type: 'password',
    client_id: 'any',
    scope: 'openid',
    username,
    password,
  });
  const json = await response.json();
  return response.status === 200 ? 'signed in' : json.error_codes[0];
};

const changedAt = async (upn: string) => {
  const response = await microsoft.graph(readerClientId, contosoId, `/users/${upn}?$select=lastPasswordChangeDateTime`);
  return textAt(await response.json(), 'lastPasswordChangeDateTime');
};

test('a reset makes the password effective, and the directory shows it', async () => {
  const before = await changedAt(alice);
  expect(await signIn(alice)).toBe(50126);

  const response = await reset(alice);

  expect(response.status).toBe(204);
  expect(await response.text()).toBe('');
  expect(response.headers.get('request-id')).toMatch(/^[\da-f-]{36}$/);
  expect(await signIn(alice)).toBe('signed in');
  expect(await signIn(alice, `${PASSWORD}x`)).toBe(50126);
  expect(await microsoft.isEffective(contosoId, await accountId(microsoft, contosoId, alice), PASSWORD)).toBe(true);
  const after = await changedAt(alice);
  expect(after > before).toBe(true);
  expect(after).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('the same password again counts as another change', async () => {
  await reset(alice);
  const first = await changedAt(alice);
  expect((await reset(alice)).status).toBe(204);
  expect((await changedAt(alice)) > first).toBe(true);
  expect(await signIn(alice)).toBe('signed in');
});

test('the directory shows a change late, as long as the clock says', async () => {
  await microsoft.close();
  const clock = virtualClock(new Date());
  microsoft = await simulate({ clock, showAfterMs: 40_000 });
  const before = await changedAt(alice);
  await reset(alice);
  expect(await signIn(alice)).toBe('signed in');
  expect(await changedAt(alice)).toBe(before);
  await clock.pass(39_000);
  expect(await changedAt(alice)).toBe(before);
  await clock.pass(1_000);
  expect((await changedAt(alice)) > before).toBe(true);
});

test('flags without a password are accepted and change nothing', async () => {
  await reset(alice);
  const shown = await changedAt(alice);
  expect((await reset(alice, null)).status).toBe(204);
  expect(await changedAt(alice)).toBe(shown);
  expect(await signIn(alice)).toBe('signed in');
});

test('a second start with the same folder goes on, and the folder holds no password', async () => {
  await microsoft.close();
  const folder = await mkdtemp(join(tmpdir(), 'microsoft-'));
  folders.push(folder);
  microsoft = await simulate({ folder });
  await reset(alice);
  const shown = await changedAt(alice);
  await microsoft.close();
  const files = await readdir(folder);
  expect(files.sort()).toEqual(['directory-audits.jsonl', 'passwords.jsonl']);
  for (const file of files) expect(await readFile(join(folder, file), 'utf8')).not.toContain(PASSWORD);

  microsoft = await simulate({ folder });

  expect(await signIn(alice)).toBe('signed in');
  expect(await changedAt(alice)).toBe(shown);
});

test('signing out everywhere is recorded', async () => {
  const begun = Date.now();
  const id = await accountId(microsoft, contosoId, alice);
  const response = await microsoft.graph(writerClientId, contosoId, `/users/${id}/revokeSignInSessions`, {
    method: 'POST',
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ value: true });
  const user = await microsoft.graph(readerClientId, contosoId, `/users/${id}?$select=signInSessionsValidFromDateTime`);
  const since = Date.parse(textAt(await user.json(), 'signInSessionsValidFromDateTime'));
  expect(since).toBeGreaterThanOrEqual(begun - 1_000); // Graph tells whole seconds
  expect(since).toBeLessThanOrEqual(Date.now());
});

describe('is refused', () => {
  test.each([
    ['too short', 'Ab1!xyz'],
    ['of two classes', 'abcdefghij0123456789'],
    ['too long', `Aa1!${'x'.repeat(253)}`],
    ['not of ASCII', 'Pässwort-2026-lang'],
  ])('a password that is %s', async (_, password) => {
    const response = await reset(alice, password);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('password complexity');
    expect(text).not.toContain(password);
    expect(await signIn(alice, password)).toBe(50126);
  });

  test.each([
    ['synchronized', 'sam.sync@contoso.example', 400, 'on-premises mastered'],
    ['federated', 'fred@sso.contoso.example', 400, 'federated'],
    ['restricted', 'rita.board@contoso.example', 403, 'restricted management'],
    ['a guest', 'gina_partner.example#EXT#@contoso.onmicrosoft.com', 400, 'external'],
  ])('an account that is %s', async (_, upn, status, text) => {
    const response = await reset(upn);
    expect(response.status).toBe(status);
    expect(textAt(await response.json(), 'error', 'message')).toContain(text);
    expect(await signIn(upn)).toBe(50126);
  });

  test('the reader app', async () => {
    const path = `/users/${await accountId(microsoft, contosoId, alice)}`;
    const response = await microsoft.graph(readerClientId, contosoId, path, {
      method: 'PATCH',
      body: profile(PASSWORD),
    });
    expect(response.status).toBe(403);
    expect(await signIn(alice)).toBe(50126);
  });

  test('another property than the password', async () => {
    const path = `/users/${await accountId(microsoft, contosoId, alice)}`;
    const body = { ...profile(PASSWORD), accountEnabled: false };
    const response = await microsoft.graph(writerClientId, contosoId, path, { method: 'PATCH', body });
    expect(response.status).toBe(403);
    expect(await signIn(alice)).toBe(50126);
  });

  test('an account that is gone', async () => {
    const id = await accountId(microsoft, contosoId, alice);
    microsoft.removeAccount(contosoId, id);
    const response = await microsoft.graph(writerClientId, contosoId, `/users/${id}`, {
      method: 'PATCH',
      body: profile(PASSWORD),
    });
    expect(response.status).toBe(404);
  });

  test('an account that became synchronized', async () => {
    microsoft.changeAccount(contosoId, await accountId(microsoft, contosoId, alice), { onPremisesSyncEnabled: true });
    expect((await reset(alice)).status).toBe(400);
  });

  test('everybody, where the app has no directory role, and admins, where its role is too weak', async () => {
    await microsoft.close();
    const [contoso, fabrikam] = exampleTenants;
    if (contoso === undefined || fabrikam === undefined) throw new Error('two tenants are needed');
    const writerId = contoso.apps.writer?.objectId;
    const without = contoso.roleAssignments.filter(({ principalId }) => principalId !== writerId);
    const weaker = fabrikam.roleAssignments.map((row) =>
      row.principalId === fabrikam.apps.writer?.objectId
        ? { ...row, roleDefinitionId: 'fe930be7-5e62-47db-91af-98c3a49a38b1' }
        : row,
    );
    microsoft = await simulate({
      tenants: [
        { ...contoso, roleAssignments: without },
        { ...fabrikam, roleAssignments: weaker },
      ],
    });
    expect((await reset(alice)).status).toBe(403);
    expect((await reset('svc-backup@contoso.example')).status).toBe(403);
    expect((await reset('svc-datev@fabrikam.example', PASSWORD, fabrikamId)).status).toBe(204);
    expect((await reset('adm-weber@fabrikam.example', PASSWORD, fabrikamId)).status).toBe(403);
    // No role of his own, but member of a role-assignable group.
    expect((await reset('tim.koch@fabrikam.example', PASSWORD, fabrikamId)).status).toBe(403);
  });
});

describe('faults', () => {
  const isReset = ({ method }: { readonly method: string }) => method === 'PATCH';

  test.each([
    ['a lost answer', { kind: 'lose-answer' } as const, 'signed in'],
    ['a lost request', { kind: 'lose-request' } as const, 50126],
    ['an answer without a body that breaks off', { kind: 'truncate' } as const, 'signed in'],
    ['a token that has ended', { kind: 'refuse-token' } as const, 50126],
    ['a failure after the effect', { kind: 'error', status: 504, afterEffect: true } as const, 'signed in'],
    ['a failure before it', { kind: 'error', status: 503 } as const, 50126],
    ['throttling', { kind: 'throttle', retryAfter: '1' } as const, 50126],
    ['a success without effect', { kind: 'no-effect' } as const, 50126],
  ])('%s happens once, as told', async (_, fault, result) => {
    await microsoft.close();
    microsoft = await simulate({ faults: faultsBy([{ matches: isReset, fault }]) });
    const answered = await reset(alice).then(
      ({ status }) => status,
      () => 'no answer',
    );
    const expected = {
      'lose-answer': 'no answer',
      'lose-request': 'no answer',
      truncate: 'no answer',
      'refuse-token': 401,
      throttle: 429,
      'no-effect': 204,
      error: fault.kind === 'error' ? fault.status : 0,
    };
    expect(answered).toBe(expected[fault.kind]);
    expect(await signIn(alice)).toBe(result);
    expect((await reset(alice)).status).toBe(204);
  });
});
