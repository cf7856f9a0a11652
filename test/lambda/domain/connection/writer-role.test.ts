import { describe, expect, test } from '@jest/globals';
import type { HeldRole } from '../../../../lambda/domain/accounts/directory-roles.ts';
import {
  authenticationAdministrator,
  judgeRole,
  privilegedAuthenticationAdministrator,
  type ResettingRole,
  roleNeeded,
  userAdministrator,
} from '../../../../lambda/domain/connection/writer-role.ts';

/** Microsoft's table "Who can perform sensitive actions", row by row: whom User, Authentication and Privileged Authentication Administrator reset. */
const table = {
  'Authentication Administrator': ['c4e39bd9-1100-46d3-8c65-fb160da0071f', authenticationAdministrator],
  'Directory Readers': ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', userAdministrator],
  'Global Administrator': ['62e90394-69f5-4237-9190-012177145e10', privilegedAuthenticationAdministrator],
  'Groups Administrator': ['fdd7a751-b60b-444a-984c-02652fe8fa1c', userAdministrator],
  'Guest Inviter': ['95e79109-95c0-4d8e-aee3-d01accf2d47b', userAdministrator],
  'Helpdesk Administrator': ['729827e3-9c14-49f7-bb1b-9608f156bbb8', userAdministrator],
  'Message Center Reader': ['790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', userAdministrator],
  'Password Administrator': ['966707d0-3269-4727-9be2-8c3a10f19b9d', userAdministrator],
  'Privileged Authentication Administrator': [
    '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
    privilegedAuthenticationAdministrator,
  ],
  'Privileged Role Administrator': ['e8611ab8-c189-46e8-94e1-60213ab1f814', privilegedAuthenticationAdministrator],
  'Reports Reader': ['4a5d8f65-41da-4de4-8968-e035b65339cf', userAdministrator],
  'User Administrator': ['fe930be7-5e62-47db-91af-98c3a49a38b1', userAdministrator],
  'User Experience Success Manager': ['27460883-1df1-4691-b032-3b79643e5e63', userAdministrator],
  'Usage Summary Reports Reader': ['75934031-6c7e-415a-99d7-48dbd49e875e', userAdministrator],
  'Exchange Administrator': ['29232cdf-9323-42fd-ade2-1d097af3e4de', privilegedAuthenticationAdministrator],
} as const;
type Name = keyof typeof table;

const held = (name: Name, more: Partial<HeldRole> = {}): HeldRole => ({
  definitionId: table[name][0],
  templateId: table[name][0],
  name,
  scope: '/',
  path: 'direct',
  active: true,
  known: true,
  ...more,
});
const account = (name: string, ...roles: readonly HeldRole[]) => ({
  userPrincipalName: `${name}@contoso.example`,
  roles,
});
const names = Object.keys(table).filter((name): name is Name => name in table);
const globalAdministrator: ResettingRole = {
  templateId: table['Global Administrator'][0],
  name: 'Global Administrator',
};
const exchangeAdministrator: ResettingRole = {
  templateId: table['Exchange Administrator'][0],
  name: 'Exchange Administrator',
};

describe('the lowest role', () => {
  test.each(names)('for a holder of %s, as in the table', (name) => {
    expect(roleNeeded([account('a', held(name))])).toEqual({
      kind: 'needed',
      role: table[name][1],
      because: ['a@contoso.example'],
    });
  });

  test('for nobody: none', () => expect(roleNeeded([])).toEqual({ kind: 'none' }));

  test('for accounts without a role nobody promises that none is needed', () => {
    expect(roleNeeded([account('a'), account('b')])).toEqual({ kind: 'perhaps', role: userAdministrator });
  });

  test('for many is the one that reaches all, and names those who need it', () => {
    const accounts = [
      account('plain'),
      account('desk', held('Helpdesk Administrator')),
      account('ga', held('Global Administrator')),
    ];
    expect(roleNeeded(accounts)).toEqual({
      kind: 'needed',
      role: privilegedAuthenticationAdministrator,
      because: ['ga@contoso.example'],
    });
    expect(roleNeeded(accounts.slice(0, 2))).toMatchObject({
      role: userAdministrator,
      because: ['desk@contoso.example'],
    });
  });

  test('where no lower role reaches both, the highest is needed, and somebody is named', () => {
    const accounts = [
      account('desk', held('Helpdesk Administrator')),
      account('auth', held('Authentication Administrator')),
    ];
    expect(roleNeeded(accounts)).toEqual({
      kind: 'needed',
      role: privilegedAuthenticationAdministrator,
      because: ['auth@contoso.example'],
    });
  });

  test.each<[string, HeldRole]>([
    ['a custom role', held('Directory Readers', { templateId: undefined, definitionId: 'custom' })],
    ['a role that the tenant does not list', held('Directory Readers', { known: false })],
    ['a role through a group: its members are protected', held('Directory Readers', { path: 'via group Help desk' })],
    ['the same, eligible', held('Directory Readers', { path: 'via group Help desk, eligible', active: false })],
    [
      'a role that may be activated before the reset',
      held('Global Administrator', { path: 'direct, eligible', active: false }),
    ],
    ['a role for one unit', held('Exchange Administrator', { scope: '/administrativeUnits/1' })],
  ])('for %s is the highest', (_, role) => {
    expect(roleNeeded([account('a', role)])).toMatchObject({
      kind: 'needed',
      role: privilegedAuthenticationAdministrator,
    });
  });
});

describe('what the app holds', () => {
  const plain = [account('a')];
  const desk = [account('a', held('Helpdesk Administrator'))];
  const admins = [account('a', held('Global Administrator'))];

  test.each<[string, Parameters<typeof judgeRole>[0], readonly ResettingRole[], object]>([
    ['nothing, for admins', admins, [], { enough: 'no', holds: [], spare: [] }],
    ['too little, for admins', admins, [userAdministrator], { enough: 'no', spare: [] }],
    ['nothing, for plain accounts', plain, [], { enough: 'unsaid', spare: [] }],
    ['a role that resets nobody, for plain accounts', plain, [exchangeAdministrator], { enough: 'unsaid', spare: [] }],
    ['just enough', admins, [privilegedAuthenticationAdministrator], { enough: 'yes', spare: [] }],
    [
      'enough, and more',
      desk,
      [userAdministrator, privilegedAuthenticationAdministrator, exchangeAdministrator],
      { enough: 'yes', spare: ['Privileged Authentication Administrator', 'Exchange Administrator'] },
    ],
    [
      'a wider one instead',
      desk,
      [privilegedAuthenticationAdministrator],
      { enough: 'yes', spare: ['Privileged Authentication Administrator'], replacedBy: userAdministrator },
    ],
    [
      'another one that reaches them',
      plain,
      [authenticationAdministrator],
      { enough: 'yes', replacedBy: userAdministrator },
    ],
    ['one that does not reach a help desk', desk, [authenticationAdministrator], { enough: 'no' }],
    [
      'Global Administrator',
      admins,
      [globalAdministrator],
      { enough: 'yes', spare: ['Global Administrator'], replacedBy: privilegedAuthenticationAdministrator },
    ],
    ['a role, and nobody is rotated', [], [userAdministrator], { enough: 'yes', spare: ['User Administrator'] }],
  ])('%s', (_, accounts, roles, verdict) => {
    expect(judgeRole(accounts, roles)).toMatchObject(verdict);
    if (!('replacedBy' in verdict)) expect(judgeRole(accounts, roles)).not.toHaveProperty('replacedBy');
  });
});
