import type { TenantWithRules } from '../../config/estate.ts';
import type { Claims } from '../../lambda/adapters/graph/token-claims.ts';
import type { AccountClass } from '../../lambda/domain/accounts/account.ts';
import type { DirectorySnapshot } from '../../lambda/domain/accounts/directory.ts';
import { accountsInScope } from '../../lambda/domain/connection/accounts-in-scope.ts';
import { judgeRole, type ResettingRole, type RoleVerdict } from '../../lambda/domain/connection/writer-role.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { type Check, failed, ok, warn } from './check.ts';
import { assignRole, type Place } from './next-steps.ts';

const NAME = 'writer role';

interface Writer {
  readonly clientId: string;
  /** `undefined`: its service principal is not known; then it is sought among those who are no users. */
  readonly claims: Claims | undefined;
}

/** Whether the writer holds the lowest directory role by which Microsoft lets it reset the accounts that schedules rotate here. */
export function roleCheck(
  snapshot: DirectorySnapshot,
  tenant: TenantWithRules,
  classes: ReadonlySet<AccountClass>,
  writer: Writer,
  place: Place,
): Check {
  const accounts = accountsInScope(snapshot, tenant, classes);
  const held = rolesOfApps(snapshot);
  const objectId = writer.claims?.objectId;
  if (objectId !== undefined) {
    return checkOf(judgeRole(accounts, held.get(objectId.toLowerCase()) ?? []), tenant, writer.clientId, place);
  }
  const enough = [...held].filter(([, roles]) => judgeRole(accounts, roles).enough === 'yes');
  const verdict = judgeRole(accounts, []);
  if (enough.length === 0 || verdict.need.kind === 'none') return checkOf(verdict, tenant, writer.clientId, place);
  const holders = enough.map(([id, roles]) => `${id} (${roles.map(({ name }) => name).join(', ')})`);
  return warn(
    NAME,
    `needs ${verdict.need.role.name}${whose(verdict)}. Service principals that hold enough: ${holders.join('; ')}`,
    `compare with the writer's object id: az login --tenant ${place.tenantId} --allow-no-subscriptions && az ad sp show --id ${writer.clientId} --query id`,
  );
}

/** What principals that are no users hold directly and actively on the whole tenant, by object id in lower case. */
function rolesOfApps({ tenantId, roleAssignments, roleDefinitions, users }: DirectorySnapshot) {
  const userIds = new Set(users.map(({ id }) => id.toLowerCase()));
  const names = new Map(roleDefinitions.map(({ id, displayName }) => [id.toLowerCase(), displayName]));
  const byApp = new Map<string, ResettingRole[]>();
  for (const row of roleAssignments) {
    const id = row.principalId.toLowerCase();
    const isOurs = (row.principalOrganizationId ?? tenantId).toLowerCase() === tenantId.toLowerCase();
    if (!isOurs || row.directoryScopeId !== '/' || row.path !== 'direct' || userIds.has(id)) continue;
    const templateId = row.roleDefinitionId.toLowerCase();
    byApp.set(id, [...(byApp.get(id) ?? []), { templateId, name: names.get(templateId) ?? templateId }]);
  }
  return byApp;
}

function checkOf(verdict: RoleVerdict, tenant: TenantWithRules, writerClientId: string, place: Place): Check {
  const { need, holds, enough, spare, replacedBy } = verdict;
  const has = holds.length === 0 ? 'holds none' : `holds ${holds.join(', ')}`;
  if (need.kind === 'none') {
    return spare.length === 0
      ? ok(NAME, 'none needed: schedules rotate nobody here')
      : warn(NAME, `${has}, and needs none: schedules rotate nobody here`, `take away ${spare.join(', ')}`);
  }
  const needs = `needs ${need.role.name}${whose(verdict)}`;
  const assign = assignRole(place, writerClientId, need.role);
  switch (enough) {
    case 'no':
      return failed(NAME, `${has}; ${needs}`, assign);
    case 'unsaid':
      return warn(
        NAME,
        `${has}. Nobody who is rotated here holds a role, and Microsoft's pages contradict each other on whether the app needs one then; ${need.role.name} is enough for certain`,
        tenant.proveAccount === undefined
          ? `name an account under proveAccount of ${tenant.name} and try it: rotation doctor --prove --tenant ${tenant.name} (docs/onboarding.md); or ${assign}`
          : `try it: rotation doctor --prove --tenant ${tenant.name}; or ${assign}`,
      );
    case 'yes':
      if (spare.length === 0) return ok(NAME, `${has}, as ${reasonWords(verdict)} need${one(verdict) ? 's' : ''}`);
      return warn(
        NAME,
        `${has}; ${needs}. Too much: ${spare.join(', ')} could be taken away`,
        `${replacedBy === undefined ? '' : `${assign}; then `}in the customer's Entra admin center, Roles and administrators, take ${spare.join(', ')} away from the app ${writerClientId}`,
      );
  }
}

/** For whom the role is needed, as the end of a sentence. */
const whose = (verdict: RoleVerdict) => (verdict.need.kind === 'needed' ? `, for ${reasonWords(verdict)}` : '');

const one = ({ need }: RoleVerdict) => need.kind === 'needed' && need.because.length === 1;

function reasonWords({ need }: RoleVerdict): string {
  if (need.kind !== 'needed') return 'accounts without a role';
  const [first = '', ...others] = need.because;
  return others.length === 0 ? first : `${first} and ${counted(others.length, 'other')}`;
}
