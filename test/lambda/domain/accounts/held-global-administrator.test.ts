import { expect, test } from '@jest/globals';
import type { InclusionReason } from '../../../../lambda/domain/accounts/account.ts';
import {
  globalAdministratorWords,
  holdsGlobalAdministrator,
} from '../../../../lambda/domain/accounts/held-global-administrator.ts';

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const eligible = {
  kind: 'role',
  role: 'Globaler Administrator',
  roleTemplateId: GLOBAL_ADMINISTRATOR,
  scope: '/',
  path: 'direct, eligible',
  privileged: true,
} as const;
const other = { ...eligible, roleTemplateId: 'another', role: 'Global Administrator' };
const { roleTemplateId: _, ...custom } = eligible;
const inUnit = { ...eligible, scope: '/administrativeUnits/7' };
const matcher = { kind: 'matcher', matcher: GLOBAL_ADMINISTRATOR } as const;

test.each<readonly [string, boolean, readonly InclusionReason[], 'active' | 'eligible' | undefined]>([
  ['holds it now', true, [other], 'active'],
  ['holds it now, and by eligibility too', true, [eligible], 'active'],
  ['may activate it', false, [other, eligible], 'eligible'],
  ['has another role of that name', false, [other], undefined],
  ['has a custom role of that name', false, [custom], undefined],
  ['has it for a unit', false, [inUnit], undefined],
  ['was chosen by a matcher', false, [matcher], undefined],
  ['has no role', false, [], undefined],
])('an account that %s', (_what, globalAdministrator, reasons, held) => {
  expect(holdsGlobalAdministrator({ globalAdministrator, reasons })).toBe(held);
});

test('both are said to be Global Administrators, and nobody else', () => {
  expect(globalAdministratorWords({ globalAdministrator: true, reasons: [] })).toBe('Global Administrator');
  expect(globalAdministratorWords({ globalAdministrator: false, reasons: [eligible] })).toBe(
    'Global Administrator, eligible',
  );
  expect(globalAdministratorWords({ globalAdministrator: false, reasons: [other] })).toBeUndefined();
});
