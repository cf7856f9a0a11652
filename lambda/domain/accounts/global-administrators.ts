import { type AccountFacts, accountFacts } from './account-facts.ts';
import type { DirectoryUser, LiveAccount } from './directory.ts';
import { isActiveGlobalAdministrator, isGlobalAdministrator } from './directory-roles.ts';
import { neverRotateReason } from './never-rotate.ts';
import type { TenantRules } from './tenant-rules.ts';

/**
 * R2: Global Administrators of one tenant are never all rotated at once. Each one that is rotated needs a stand-in: another Global
 * Administrator who can sign in with its present password, and whose account lock no rotation holds.
 *
 * - Discovery leaves one outside the cycle, and records the stand-ins of the others.
 * - Staging acquires the account lock only in a transaction that finds one of these stand-ins unlocked.
 * - The live read right before the reset requires an unlocked stand-in in the directory as it is now.
 *
 * The last check also holds against rotations that run at the same time, because every rotation acquires its own account lock before
 * it checks the others: the rotation that passes the check last saw an unlocked stand-in. If that account is rotated too, its own
 * check comes later and finds all its stand-ins locked.
 */

/**
 * The Global Administrators that count: of those who can sign in, the ones who hold the role for the whole tenant now, directly, by
 * group or activated. An eligible one must activate the role first, perhaps with the approval of an active one: so eligible ones
 * count only where none is active.
 */
export function globalAdministrators<A extends AccountFacts>(accounts: readonly A[]): readonly A[] {
  const all = accounts.filter((each) => each.roles.some(isGlobalAdministrator) && canSignIn(each));
  const active = all.filter((each) => each.roles.some(isActiveGlobalAdministrator));
  return active.length > 0 ? active : all;
}

/** Whether a person can sign in as this user with a password. A property that is not known counts as no. */
function canSignIn(facts: AccountFacts): boolean {
  const { accountEnabled, userType } = facts.user;
  if (cannotStandIn.has(neverRotateReason(facts, NO_NAMES))) return false;
  return accountEnabled === true && userType?.toLowerCase() === 'member';
}

/** Break-glass and listed accounts stand in as well as others. */
// Stryker disable StringLiteral,ArrayDeclaration: other words here would name nobody too
const NO_NAMES: TenantRules = {
  name: '',
  displayName: '',
  breakGlass: { accounts: [] },
  neverRotate: [],
  serviceAccounts: [],
  admins: { roles: 'all', ignore: [], further: [] },
  deciders: [],
  twoPersons: { roles: [], tenants: [] },
};
// Stryker restore StringLiteral,ArrayDeclaration

const cannotStandIn: ReadonlySet<string | undefined> = new Set([
  'guest',
  'ai-identity',
  'sync-service',
  'unknown-data',
]);

/**
 * Who stands in for an account while it is rotated.
 *
 * @param administrators  as `globalAdministrators` returns them
 * @returns object ids; `undefined` when the account is not one of them, and so needs no stand-in
 */
export function standInsOf(
  account: Pick<DirectoryUser, 'id'>,
  administrators: readonly AccountFacts[],
): readonly string[] | undefined {
  const own = account.id.toLowerCase();
  const others = administrators.map(({ user }) => user.id).filter((id) => id.toLowerCase() !== own);
  return others.length === administrators.length ? undefined : others;
}

/** As `standInsOf`, by the directory as it is now: the account may have become a Global Administrator since discovery. */
export function liveStandIns(live: LiveAccount): readonly string[] | undefined {
  const { user, otherGlobalAdministrators, ...directory } = live;
  const facts = [user, ...otherGlobalAdministrators].map(accountFacts(directory));
  return standInsOf(user, globalAdministrators(facts));
}

/**
 * The Global Administrator that a cycle leaves out where it would otherwise rotate them all: the one whose password is the newest, so
 * that the next cycle leaves out another one. `undefined`: the cycle leaves one out already.
 *
 * @param administrators  as `globalAdministrators` returns them; without `reason`: the cycle would rotate it
 */
export function administratorToKeep<A extends AccountFacts & { readonly reason: string | undefined }>(
  administrators: readonly A[],
): A | undefined {
  if (administrators.some(({ reason }) => reason !== undefined)) return undefined;
  return administrators.reduce<A | undefined>(
    (newest, each) => (newest === undefined || changedAt(each) > changedAt(newest) ? each : newest),
    undefined,
  );
}

const changedAt = ({ user }: AccountFacts) => new Date(user.lastPasswordChangeDateTime ?? 0).getTime() || 0;

/** Why a Global Administrator without an unlocked stand-in is not rotated now. */
export const refusalWithoutStandIn = (standIns: readonly string[]) =>
  ({
    ok: false,
    refused: 'last-global-administrator',
    sentence:
      standIns.length === 0
        ? 'No other Global Administrator of this tenant can sign in: a second one must be able to before this one is rotated.'
        : 'All other Global Administrators of this tenant are being rotated: this one must wait until one of them is done. Retry it then.',
  }) as const;
