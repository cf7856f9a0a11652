import { describe, expect, test } from '@jest/globals';
import type { ExcludedAccount, PlannedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { changesSince } from '../../../../lambda/domain/plan/changes.ts';
import { planSections } from '../../../../lambda/domain/plan/plan-lines.ts';

const CYCLE = '2026-11-02-admin-monthly';
const ops: PlannedAccount = {
  accountId: 'id-ops',
  userPrincipalName: 'ops@contoso.example',
  displayName: 'Ops',
  class: 'admin',
  reasons: [
    { kind: 'role', role: 'Exchange Administrator', scope: '/', path: 'direct', privileged: false },
    { kind: 'matcher', matcher: 'UPN begins with svc-' },
  ],
  globalAdministrator: false,
  passwordChangedAt: '2026-01-20T05:00:00Z',
  passwordNeverExpires: true,
};
const guest: ExcludedAccount = {
  accountId: 'id-guest',
  userPrincipalName: 'guest@contoso.example',
  displayName: 'Guest',
  class: 'admin',
  reason: 'guest',
};
const empty = { accountsSeen: 0, rotate: [], leftOut: [], others: [], problems: [] };
const unchanged = { cycleId: CYCLE, accounts: [] };

describe('a plan in words', () => {
  test('has a section for each thing that there is to say', () => {
    const sections = planSections({
      accountsSeen: 9,
      rotate: [ops],
      leftOut: [{ ...guest, sentence: 'Why not.' }],
      others: [{ reason: 'synced', accounts: 7, sentence: 'Why not they.' }],
      changes: {
        cycleId: CYCLE,
        accounts: [{ userPrincipalName: 'ops@contoso.example', before: 'left out: guest', now: 'in the cycle' }],
      },
      problems: ['A thing to know.'],
    });
    expect(sections).toEqual([
      {
        title: 'to rotate',
        rows: [
          [
            'ops@contoso.example',
            'Ops',
            'password set 2026-01-20',
            'Exchange Administrator, whole tenant, direct; UPN begins with svc- (password never expires)',
          ],
        ],
      },
      { title: 'left out', rows: [['guest@contoso.example', 'guest', 'Why not.']] },
      { title: 'further accounts, left out', rows: [['7', 'synced from on premises', 'Why not they.']] },
      { title: `changes since ${CYCLE}`, rows: [['ops@contoso.example', 'left out: guest → in the cycle']] },
      { title: 'to know', rows: [['A thing to know.']] },
    ]);
  });

  test('is silent about what there is nothing of, but says that nothing changed', () => {
    expect(planSections({ ...empty, changes: unchanged })).toEqual([
      { title: `changes since ${CYCLE}`, rows: [['none']] },
    ]);
  });

  test('says why it was compared with nothing', () => {
    expect(planSections({ ...empty, changes: { notCompared: 'no cycle before' } })).toEqual([
      { title: 'changes since the last cycle', rows: [['not compared: no cycle before']] },
    ]);
  });

  test('marks Global Administrators, and says when an account signed in and what may break', () => {
    const told: PlannedAccount = {
      ...ops,
      reasons: [
        {
          kind: 'role',
          role: 'Globaler Administrator',
          roleTemplateId: '62e90394-69f5-4237-9190-012177145e10',
          scope: '/',
          path: 'direct, eligible',
          privileged: true,
        },
      ],
      passwordNeverExpires: false,
      lastSignIn: { kind: 'succeeded', at: '2026-11-20T05:00:00Z' },
      dependants: ['backup on srv-bak01'],
    };
    const [section] = planSections({ ...empty, rotate: [told], changes: unchanged });
    expect(section?.rows[0]?.slice(2)).toEqual([
      'password set 2026-01-20, last sign-in 2026-11-20',
      'Global Administrator, eligible. Globaler Administrator, whole tenant, direct, eligible. may break: backup on srv-bak01',
    ]);
  });

  test('shows no character that a terminal obeys', () => {
    const [section] = planSections({ ...empty, rotate: [{ ...ops, displayName: 'O\u001bps\n' }], changes: unchanged });
    expect(section?.rows[0]?.[1]).toBe('O?ps?');
  });
});

describe('changes since the last cycle', () => {
  const account = (name: string, accountId = name) => ({ accountId, userPrincipalName: `${name}@contoso.example` });
  const out = (name: string, reason: ExcludedAccount['reason']): ExcludedAccount => ({
    ...account(name),
    displayName: name,
    class: 'admin',
    reason,
  });

  test('are those whose lot is another one, by name, with both lots in words', () => {
    const last = {
      cycleId: CYCLE,
      rotated: [account('stays'), account('goes'), account('falls')],
      leftOut: [out('other-reason', 'guest'), out('rises', 'synced'), out('same', 'disabled')],
    };
    const plan = {
      rotate: [account('stays'), account('rises'), account('comes')],
      leftOut: [out('same', 'disabled'), out('other-reason', 'restricted'), out('falls', 'listed')],
    };
    expect(changesSince(last, plan)).toEqual({
      cycleId: CYCLE,
      accounts: [
        { userPrincipalName: 'comes@contoso.example', before: 'not an account of this class', now: 'in the cycle' },
        {
          userPrincipalName: 'falls@contoso.example',
          before: 'in the cycle',
          now: 'left out: listed as never to be rotated',
        },
        { userPrincipalName: 'goes@contoso.example', before: 'in the cycle', now: 'not an account of this class' },
        {
          userPrincipalName: 'other-reason@contoso.example',
          before: 'left out: guest',
          now: 'left out: under restricted management',
        },
        {
          userPrincipalName: 'rises@contoso.example',
          before: 'left out: synced from on premises',
          now: 'in the cycle',
        },
      ],
    });
  });

  test('of two accounts that had one name, one after the other, the order is that of their ids', () => {
    const last = { cycleId: CYCLE, rotated: [account('ops', '2')], leftOut: [] };
    const { accounts } = changesSince(last, { rotate: [account('ops', '1')], leftOut: [] });
    expect(accounts.map(({ now }) => now)).toEqual(['in the cycle', 'not an account of this class']);
  });

  test('a new name is no change, and is the name that is shown', () => {
    const last = { cycleId: CYCLE, rotated: [account('old', '1'), account('before', '2')], leftOut: [] };
    expect(changesSince(last, { rotate: [account('new', '1'), account('after', '2')], leftOut: [] }).accounts).toEqual(
      [],
    );
    const [changed] = changesSince(last, { rotate: [account('after', '2')], leftOut: [out('1', 'guest')] }).accounts;
    expect(changed?.userPrincipalName).toBe('1@contoso.example');
  });
});
