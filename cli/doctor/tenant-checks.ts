import type { EstateTenant, TenantWithRules } from '../../config/estate.ts';
import { type AccountFacts, accountFacts, groupProblem } from '../../lambda/domain/accounts/account-facts.ts';
import { matches } from '../../lambda/domain/accounts/account-matchers.ts';
import { classify } from '../../lambda/domain/accounts/classification.ts';
import { idleNotes } from '../../lambda/domain/accounts/dependants.ts';
import type { DirectorySnapshot, Licence } from '../../lambda/domain/accounts/directory.ts';
import { barredDeciders, barredSentence } from '../../lambda/domain/accounts/own-accounts.ts';
import { type AccountMatcher, isNamed } from '../../lambda/domain/accounts/tenant-rules.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { sentenceOf } from '../operator/sentence-of.ts';
import { type Check, failed, ok, warn } from './check.ts';

type Users = Pick<DirectorySnapshot, 'users'>;

/** Whether emergency access is named, or waived: all that the estate alone tells. @returns nothing where it is named */
export function designatedCheck({ breakGlass, name: tenant }: EstateTenant): readonly Check[] {
  const name = 'break-glass';
  const { accounts, groups = [], waiver } = breakGlass;
  if (accounts.length + groups.length > 0) return [];
  return waiver === undefined
    ? [
        failed(
          name,
          'none designated, and none waived',
          `name them under breakGlass.accounts or breakGlass.groups of ${tenant}, or give a waiver`,
        ),
      ]
    : [warn(name, `none, waived: ${waiver}`)];
}

/** Whether emergency access is named, there, and able to sign in. */
export function breakGlassCheck(
  { users, groups }: Pick<DirectorySnapshot, 'users' | 'groups'>,
  estateTenant: EstateTenant,
): Check {
  const [undesignated] = designatedCheck(estateTenant);
  if (undesignated !== undefined) return undesignated;
  const { breakGlass, name: tenant } = estateTenant;
  const name = 'break-glass';
  const { accounts, groups: designated = [] } = breakGlass;
  const missing = accounts.filter((named) => !users.some((user) => isNamed(user, named)));
  const useless = designated.flatMap((id) => groupProblem(groups, id) ?? []);
  if (missing.length + useless.length > 0) {
    const problems = [...(missing.length === 0 ? [] : [`not found: ${missing.join(', ')}`]), ...useless];
    return failed(name, problems.join('; '), `correct breakGlass of ${tenant} in the estate file, and deploy`);
  }
  const inGroups = new Set(
    groups.filter(({ id }) => isIn(designated, id)).flatMap(({ memberIds = [] }) => memberIds.map(lowerCase)),
  );
  const found = users.filter(
    (user) => inGroups.has(lowerCase(user.id)) || accounts.some((each) => isNamed(user, each)),
  );
  const blocked = found.filter(({ accountEnabled }) => accountEnabled !== true);
  if (blocked.length > 0) {
    const names = blocked.map(({ userPrincipalName }) => userPrincipalName);
    return warn(name, `sign-in is blocked: ${names.join(', ')}`, 'let them sign in, or name others');
  }
  return found.length === 1
    ? warn(name, `only ${found[0]?.userPrincipalName}`, 'Microsoft advises two, so that one may fail')
    : ok(name, `all ${found.length} found`);
}

const lowerCase = (text: string) => text.toLowerCase();
const isIn = (ids: readonly string[], id: string) => ids.map(lowerCase).includes(lowerCase(id));

/** Whether everybody under `neverRotate` is there: a name that is listed and not found protects nobody. */
export function neverRotateCheck({ users }: Users, { neverRotate, name: tenant }: EstateTenant): Check {
  const name = 'never rotate';
  if (neverRotate.length === 0) return ok(name, 'nobody listed');
  const missing = neverRotate.filter((named) => !users.some((user) => isNamed(user, named)));
  return missing.length === 0
    ? ok(name, `${neverRotate.length} listed, all found`)
    : failed(
        name,
        `not found: ${missing.join(', ')}`,
        `was it renamed? List it by object id under neverRotate of ${tenant}. Was it deleted? Take it out`,
      );
}

/** Who may decide: a technician whose own account is not found in the tenant may not, and somebody must be left for each account. */
export function decidersCheck(snapshot: DirectorySnapshot, tenant: TenantWithRules): Check {
  const name = 'deciders';
  const barred = barredDeciders(snapshot, tenant);
  const left = tenant.deciders.length - barred.length;
  const detail = barred.map(barredSentence).join(' ');
  const next = 'correct ownAccounts of these technicians in the estate';
  if (left === 0) return failed(name, `nobody may decide. ${detail}`, next);
  if (barred.length > 0) return warn(name, detail, next);
  return ok(name, `${left} of ${tenant.deciders.length}, all own accounts that must be here were found`);
}

/** Rules for service accounts that match nobody are mostly misspelled. */
export function matchersCheck(snapshot: DirectorySnapshot, tenant: EstateTenant): Check {
  const name = 'service accounts';
  if (tenant.serviceAccounts.length === 0) return ok(name, 'no rules, so none are rotated');
  return idleCheck(name, 'serviceAccounts', tenant.serviceAccounts, snapshot, tenant);
}

/** Where a tenant wants opt-in, an opt-in that matches nobody means that nobody is rotated. */
export function optInCheck(snapshot: DirectorySnapshot, tenant: EstateTenant): readonly Check[] {
  if (tenant.serviceOptIn === undefined) return [];
  return [idleCheck('opt-in', 'serviceOptIn', tenant.serviceOptIn, snapshot, tenant)];
}

/** Whether each note about what may break fits an account; it decides about none. */
export function dependantsCheck(snapshot: DirectorySnapshot, tenant: TenantWithRules): readonly Check[] {
  const name = 'dependants';
  if (tenant.dependants.length === 0) return [];
  const idle = idleNotes(snapshot, tenant);
  return idle.length === 0
    ? [ok(name, `${counted(tenant.dependants.length, 'note')}, and somebody whom each fits`)]
    : [warn(name, idle.join(' '), `correct dependants of ${tenant.name} in the estate file, and deploy`)];
}

function idleCheck(
  name: string,
  field: string,
  matchers: readonly AccountMatcher[],
  snapshot: DirectorySnapshot,
  { name: tenant }: EstateTenant,
): Check {
  const facts: readonly AccountFacts[] = snapshot.users.map(accountFacts(snapshot));
  const idle = matchers.filter((matcher) => !facts.some((each) => matches(each, matcher)));
  if (idle.length === 0) {
    const rules = matchers.length === 1 ? 'the one rule' : `each of ${matchers.length} rules`;
    return ok(name, `${rules} matches somebody`);
  }
  const texts = idle.map((each) => ('group' in each && groupProblem(snapshot.groups, each.group)) || matcherText(each));
  return warn(name, `matches nobody: ${texts.join('; ')}`, `is it misspelled? ${field} of ${tenant}`);
}

const matcherText = (matcher: AccountMatcher) =>
  Object.entries(matcher)
    .map(([field, value]) => `${field} ${value}`)
    .join(' ');

/** Whether one cycle could take all accounts of the tenant: it has its limits. */
export function accountsCheck(snapshot: DirectorySnapshot, tenant: TenantWithRules): Check {
  const name = 'accounts';
  try {
    const found = (['admin', 'service'] as const).map((wanted) => ({ wanted, ...classify(snapshot, tenant, wanted) }));
    const numbers = found.map(({ wanted, included }) => `${included.length} ${wanted}`);
    const detail = `${numbers.join(' and ')} accounts to rotate of ${snapshot.users.length}`;
    const nobodys = found.flatMap(({ excluded }) => excluded.filter(({ reason }) => reason === 'nobody-may-decide'));
    if (nobodys.length === 0) return ok(name, detail);
    return warn(
      name,
      `${detail}. Nobody may decide about ${nobodys.map((each) => each.userPrincipalName).join(', ')}`,
      `give ${tenant.name} another technician in the estate; two must approve what approvals.twoPersons names`,
    );
  } catch (error) {
    const next = `narrow serviceAccounts of ${tenant.name}, or ask for opt-in there by serviceOptIn`;
    return failed(name, sentenceOf(error), next);
  }
}

/** The accounts that cycles of both classes would rotate; none where there are too many, which `accountsCheck` tells. */
export function rotatedAccounts(snapshot: DirectorySnapshot, tenant: TenantWithRules) {
  try {
    return (['admin', 'service'] as const).flatMap((wanted) => classify(snapshot, tenant, wanted).included);
  } catch {
    return [];
  }
}

const licenceWords: Readonly<Record<Licence, string>> = {
  P2: 'Entra ID P2',
  P1: 'Entra ID P1: no role is held by eligibility',
  none: 'none of Entra ID P1 and P2: no role is held by eligibility',
};

export function licencesCheck({ licence }: Pick<DirectorySnapshot, 'licence'>): Check {
  return licence === undefined ? warn('licences', 'the directory did not tell') : ok('licences', licenceWords[licence]);
}

/** A tenant without roles was not read right; without a licence for PIM there are only active ones. */
export function rolesCheck({ roleAssignments, notes }: Pick<DirectorySnapshot, 'roleAssignments' | 'notes'>): Check {
  const name = 'roles';
  if (roleAssignments.length === 0) {
    return failed(
      name,
      'the directory shows no role assignment at all',
      'compare with Roles and administrators in the Entra admin center',
    );
  }
  const eligible = roleAssignments.filter(({ path }) => path.endsWith(', eligible')).length;
  return ok(name, [`${roleAssignments.length - eligible} active, ${eligible} eligible`, ...notes].join('. '));
}

/** Entra refuses assertions and tokens outside their time, with a few minutes' grace. */
const MOST_SECONDS_OFF = 240;
const WORTH_A_LOOK_SECONDS = 30;

/** @param secondsAhead  how far our clock is ahead of Microsoft's; `undefined`: no answer came */
export function clockCheck(secondsAhead: number | undefined): Check {
  const name = 'clock';
  if (secondsAhead === undefined) return warn(name, 'Entra did not tell the time');
  const off = Math.abs(Math.round(secondsAhead));
  const detail = `${off} s ${secondsAhead < 0 ? 'behind' : 'ahead of'} Entra's`;
  if (off > MOST_SECONDS_OFF) return failed(name, detail, 'set the clock of this machine');
  return off > WORTH_A_LOOK_SECONDS
    ? warn(name, detail, 'set the clock of this machine')
    : ok(name, `agrees with Entra's`);
}
