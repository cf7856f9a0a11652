import type { EstateTenant } from '../../config/estate.ts';
import { classOf } from '../../lambda/domain/account-class.ts';
import type { DirectorySnapshot } from '../../lambda/domain/directory.ts';
import { isNamed, type ServiceAccountRule } from '../../lambda/domain/tenant-rules.ts';
import { type Check, failed, look, ok } from './check.ts';

type Users = Pick<DirectorySnapshot, 'users'>;

/** Whether emergency access is named, there, and able to sign in. */
export function breakGlassCheck({ users }: Users, { breakGlass, name: tenant }: EstateTenant): Check {
  const name = 'break-glass';
  const next = `correct breakGlass.accounts of ${tenant} in the estate file, and deploy`;
  if (breakGlass.accounts.length === 0) {
    return breakGlass.waiver === undefined
      ? failed(
          name,
          'none designated, and none waived',
          `name them under breakGlass.accounts of ${tenant}, or give a waiver`,
        )
      : look(name, `none, waived: ${breakGlass.waiver}`);
  }
  const found = breakGlass.accounts.map((named) => ({ named, user: users.find((user) => isNamed(user, named)) }));
  const missing = found.filter(({ user }) => user === undefined).map(({ named }) => named);
  if (missing.length > 0) return failed(name, `not found: ${missing.join(', ')}`, next);
  const blocked = found.filter(({ user }) => user?.accountEnabled !== true).map(({ named }) => named);
  if (blocked.length > 0)
    return look(name, `sign-in is blocked: ${blocked.join(', ')}`, 'let them sign in, or name others');
  return found.length === 1
    ? look(name, `only ${breakGlass.accounts.join()}`, 'Microsoft advises two, so that one may fail')
    : ok(name, `all ${found.length} found`);
}

/** Whether everybody under `neverRotate` is there: by UPN it must be, an object id may have been deleted. */
export function neverRotateCheck({ users }: Users, { neverRotate, name: tenant }: EstateTenant): Check {
  const name = 'never rotate';
  if (neverRotate.length === 0) return ok(name, 'nobody listed');
  const missing = neverRotate.filter((named) => !users.some((user) => isNamed(user, named)));
  const upns = missing.filter((named) => named.includes('@'));
  if (upns.length > 0) {
    return failed(
      name,
      `not found: ${upns.join(', ')}`,
      `was it renamed? List it by object id under neverRotate of ${tenant}`,
    );
  }
  return missing.length === 0
    ? ok(name, `${neverRotate.length} listed, all found`)
    : look(name, `deleted: ${missing.join(', ')}`, `take it out of neverRotate of ${tenant}`);
}

/** Rules for service accounts that match nobody are mostly misspelled. */
export function matchersCheck({ users }: Users, tenant: EstateTenant): Check {
  const name = 'service accounts';
  if (tenant.serviceAccounts.length === 0) return ok(name, 'no rules, so none are rotated');
  const idle = tenant.serviceAccounts.filter(
    (rule) => !users.some((user) => classOf({ user, roles: [] }, { ...tenant, serviceAccounts: [rule] }) !== undefined),
  );
  return idle.length === 0
    ? ok(name, `each of ${tenant.serviceAccounts.length} rules matches somebody`)
    : look(
        name,
        `matches nobody: ${idle.map(ruleText).join('; ')}`,
        `is it misspelled? serviceAccounts of ${tenant.name}`,
      );
}

const ruleText = (rule: ServiceAccountRule) =>
  Object.entries(rule)
    .map(([field, value]) => `${field} ${value}`)
    .join(' ');

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
  if (secondsAhead === undefined) return look(name, 'Entra did not tell the time');
  const off = Math.abs(Math.round(secondsAhead));
  const detail = `${off} s ${secondsAhead < 0 ? 'behind' : 'ahead of'} Entra's`;
  if (off > MOST_SECONDS_OFF) return failed(name, detail, 'set the clock of this machine');
  return off > WORTH_A_LOOK_SECONDS
    ? look(name, detail, 'set the clock of this machine')
    : ok(name, `agrees with Entra's`);
}
