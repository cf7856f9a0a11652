import { expect, test } from '@jest/globals';
import type { LiveAccount } from '../../../../lambda/domain/accounts/directory.ts';
import { mayTry, type TrialRules } from '../../../../lambda/domain/connection/trial.ts';
import { aDecider, aDirectory, aRole, aTenant, aUser, GROUP, READER, SYNC_ROLE } from '../accounts/directories.ts';

const probe = aUser('probe');
const named = (changes: Partial<TrialRules> = {}): TrialRules => ({ ...aTenant(), proveAccount: probe.id, ...changes });
const live = (changes: Partial<LiveAccount> = {}): LiveAccount => {
  const { tenantId, roleDefinitions, domains } = aDirectory([]);
  return {
    tenantId,
    user: probe,
    roleAssignments: [],
    roleDefinitions,
    domains,
    groups: [],
    otherGlobalAdministrators: [],
    ...changes,
  };
};
const tried = (rules: TrialRules, shown: LiveAccount | undefined, accountId = probe.id) =>
  mayTry(rules, accountId, shown);

test('the account that the tenant names, and that is nobody’s; whether it can sign in does not matter', () => {
  const yes = { ok: true, userPrincipalName: probe.userPrincipalName };
  expect(tried(named(), live())).toEqual(yes);
  expect(tried(named(), live({ user: { ...probe, accountEnabled: false } }))).toEqual(yes);
  expect(tried(named(), live({ user: { ...probe, accountEnabled: false, licensed: true } }))).toEqual(yes);
  // Directories and files write ids in either case.
  expect(tried(named({ proveAccount: probe.id.toUpperCase() }), live())).toEqual(yes);
});

const other = aUser('other');
test.each<[string, TrialRules, LiveAccount | undefined, RegExp, string?]>([
  ['no account is named', aTenant(), live(), /names no account/],
  ['another one is asked for', named(), live({ user: other }), /is not the account that/, other.id],
  ['the directory has none', named(), undefined, /no such account/],
  ['the directory answers with another one', named(), live({ user: other }), /another account/],
  ['it is a break-glass account by id', named({ breakGlass: { accounts: [probe.id] } }), live(), /break-glass/],
  ['by the UPN that it has now', named({ breakGlass: { accounts: [probe.userPrincipalName] } }), live(), /break-glass/],
  [
    'by a group',
    named({ breakGlass: { accounts: [], groups: [GROUP] } }),
    live({ groups: [{ id: GROUP, memberIds: [probe.id] }] }),
    /break-glass/,
  ],
  [
    'whose break-glass group was not read',
    named({ breakGlass: { accounts: [], groups: [GROUP] } }),
    live(),
    /not known/,
  ],
  [
    'whose break-glass group is empty',
    named({ breakGlass: { accounts: [], groups: [GROUP] } }),
    live({ groups: [{ id: GROUP, memberIds: [] }] }),
    /not known/,
  ],
  ['it is listed', named({ neverRotate: [probe.userPrincipalName] }), live(), /neverRotate/],
  [
    'a role, though one that makes nobody an admin',
    named(),
    live({ roleAssignments: [aRole(probe, READER)] }),
    /directory role/,
  ],
  [
    'a role that it may activate',
    named(),
    live({ roleAssignments: [aRole(probe, READER, { path: 'direct, eligible' })] }),
    /directory role/,
  ],
  [
    'a role that the tenant does not list',
    named(),
    live({ roleAssignments: [aRole(probe, 'unlisted')] }),
    /directory role/,
  ],
  ['a role of synchronization', named(), live({ roleAssignments: [aRole(probe, SYNC_ROLE)] }), /directory role/],
  [
    'schedules rotate it',
    named({ serviceAccounts: [{ userPrincipalNamePrefix: 'probe' }] }),
    live(),
    /schedules rotate it/,
  ],
  [
    'a technician owns it',
    named({ deciders: [aDecider('Ada', { ownAccounts: [probe.id] })] }),
    live(),
    /own account of Ada/,
  ],
  ['synced', named(), live({ user: { ...probe, onPremisesSyncEnabled: true } }), /./],
  [
    'synced and blocked',
    named(),
    live({ user: { ...probe, onPremisesSyncEnabled: true, accountEnabled: false } }),
    /./,
  ],
  ['a guest', named(), live({ user: { ...probe, userType: 'Guest' } }), /./],
  ['federated', named(), live({ user: { ...probe, userPrincipalName: 'probe@fed.example' } }), /./],
  ['restricted', named(), live({ user: { ...probe, isManagementRestricted: true } }), /./],
  ['an identity of an agent', named(), live({ user: { ...probe, identityParentId: 'x' } }), /./],
  [
    'an account of Entra Connect',
    named(),
    live({ user: { ...probe, userPrincipalName: 'Sync_SRV_0a1b@contoso.example' } }),
    /./,
  ],
  [
    'whether it is synced was not told',
    named(),
    live({ user: { ...probe, onPremisesSyncEnabled: undefined } }),
    /was not told/,
  ],
  [
    'the same of a blocked one',
    named(),
    live({ user: { ...probe, onPremisesSyncEnabled: undefined, accountEnabled: false } }),
    /was not told/,
  ],
  ['its domain was not told', named(), live({ domains: [] }), /was not told/],
])('never where %s', (_, rules, shown, says, accountId = probe.id) => {
  expect(tried(rules, shown, accountId)).toEqual({ ok: false, sentence: expect.stringMatching(says) });
});
