import type { AccountClass } from '../accounts/account.ts';
import type { DirectorySnapshot } from '../accounts/directory.ts';
import { rolesByPrincipal } from '../accounts/directory-roles.ts';
import { furtherReads, type TenantRules } from '../accounts/tenant-rules.ts';
import { accountsInScope } from '../connection/accounts-in-scope.ts';
import { permissionsNeeded } from '../connection/connection.ts';
import { optionalPermissions, securityAttributePermission, signInPermission } from '../connection/permissions.ts';
import { judgeRole, type ResettingRole, type RotatedAccount } from '../connection/writer-role.ts';
import type { NotTold } from './break-glass-drill.ts';
import { type Finding, type Result, resultOf } from './inspection.ts';

/** Whether both apps may still do in a tenant what they do, and no more: consents, permissions, the writer's directory role. */

/** The writer's registration in the tenant. `absent`: nobody has consented to it, or the consent was taken back. */
export type WriterFacts =
  | {
      readonly kind: 'seen';
      readonly objectId: string;
      /** Names of permissions; the id of one that is not known here. */
      readonly permissions: readonly string[];
      /** Left out: not told. */
      readonly enabled?: boolean;
    }
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'not-told' } & NotTold);

export interface ConsentFacts {
  /** What the reader's token names; left out: it does not tell. */
  readonly readerPermissions?: readonly string[] | undefined;
  readonly snapshot: DirectorySnapshot;
  readonly writer: WriterFacts;
  /** The classes of accounts that schedules rotate. */
  readonly classes: ReadonlySet<AccountClass>;
}

/** @param refusal  why the reader is not let in, as a sentence */
export const consentRefused = (refusal: string): Result =>
  resultOf([finding('reader-consent', 'failed', `The tenant cannot be read: ${refusal}.`)]);

export function consentResult(
  { readerPermissions, snapshot, writer, classes }: ConsentFacts,
  tenant: TenantRules & { readonly tenantId: string },
): Result {
  return resultOf([
    ...readerFindings(readerPermissions, tenant),
    ...writerFindings(writer),
    ...roleFindings(snapshot, accountsInScope(snapshot, tenant, classes), tenant, writer),
  ]);
}

function readerFindings(permissions: readonly string[] | undefined, tenant: TenantRules): readonly Finding[] {
  const code = 'reader-permissions';
  if (permissions === undefined) return [finding(code, 'unknown', 'The token of the reader app tells no permissions.')];
  const wanted = permissionsNeeded('reader', furtherReads(tenant).securityAttributes);
  const useful = [...wanted, ...optionalPermissions, signInPermission, securityAttributePermission];
  return grantFindings('reader', permissions, wanted, useful);
}

const WRITER_NEEDS = permissionsNeeded('writer', false);

function writerFindings(writer: WriterFacts): readonly Finding[] {
  switch (writer.kind) {
    case 'absent':
      return [
        finding(
          'writer-consent',
          'failed',
          'The writer app is not in the tenant: an administrator must consent to it.',
        ),
      ];
    case 'not-told':
      return [finding('writer-permissions', 'unknown', writer.notTold)];
    case 'seen':
      return [
        ...(writer.enabled === false
          ? [finding('writer-consent', 'failed', 'The writer app is disabled in the tenant: enable its sign-in.')]
          : []),
        ...grantFindings('writer', writer.permissions, WRITER_NEEDS, WRITER_NEEDS),
      ];
  }
}

type Named = readonly { readonly name: string }[];

function grantFindings(
  app: 'reader' | 'writer',
  granted: readonly string[],
  wanted: Named,
  useful: Named,
): readonly Finding[] {
  const missing = wanted.filter(({ name }) => !granted.includes(name)).map(({ name }) => name);
  const more = granted.filter((each) => !useful.some(({ name }) => name === each)).toSorted();
  return [
    ...(missing.length === 0
      ? []
      : [
          finding(
            `${app}-permissions`,
            'failed',
            `The ${app} app lacks ${missing.join(', ')}: an administrator must consent again.`,
          ),
        ]),
    ...(more.length === 0
      ? []
      : [
          finding(
            `${app}-excess`,
            'failed',
            `The ${app} app may do more than it needs: take ${more.join(', ')} away from it in the tenant.`,
          ),
        ]),
  ];
}

function roleFindings(
  snapshot: DirectorySnapshot,
  rotated: readonly RotatedAccount[],
  tenant: { readonly tenantId: string },
  writer: WriterFacts,
): readonly Finding[] {
  if (writer.kind !== 'not-told') {
    return verdictFindings(rotated, writer.kind === 'seen' ? heldBy(snapshot, tenant, writer.objectId) : []);
  }
  // Whose a role is was not told: where no app at all holds one that is enough, the writer does not.
  const apps = principalsThatAreNoUsers(snapshot).map((each) => heldBy(snapshot, tenant, each));
  const best = judgeRole(rotated, apps.flat());
  return best.enough === 'no' ? verdictFindings(rotated, []) : [];
}

function verdictFindings(rotated: readonly RotatedAccount[], held: readonly ResettingRole[]): readonly Finding[] {
  const { need, enough, holds, spare, replacedBy } = judgeRole(rotated, held);
  const has = holds.length === 0 ? 'holds no directory role' : `holds ${holds.join(', ')}`;
  if (need.kind === 'needed' && enough === 'no') {
    return [
      finding(
        'writer-role',
        'failed',
        `The writer app ${has}, and needs ${need.role.name}: assign it directly, active, on the whole tenant.`,
      ),
    ];
  }
  if (spare.length === 0) return [];
  const instead = replacedBy === undefined ? '' : `${replacedBy.name} is enough. `;
  return [finding('writer-role-excess', 'advice', `${instead}The writer app could do without ${spare.join(', ')}.`)];
}

/** Active roles of a principal's own, on the whole tenant. */
function heldBy(snapshot: DirectorySnapshot, { tenantId }: { readonly tenantId: string }, principalId: string) {
  return rolesByPrincipal(
    tenantId,
    snapshot,
  )(principalId)
    .filter(({ active, path, scope }) => active && path === 'direct' && scope === '/')
    .map(({ name, templateId, definitionId }): ResettingRole => ({ name, templateId: templateId ?? definitionId }));
}

function principalsThatAreNoUsers({ users, roleAssignments }: DirectorySnapshot): readonly string[] {
  const ids = new Set(users.map(({ id }) => id.toLowerCase()));
  return [...new Set(roleAssignments.map(({ principalId }) => principalId.toLowerCase()))].filter(
    (each) => !ids.has(each),
  );
}

const finding = (code: Finding['code'], state: Finding['state'], sentence: string): Finding => ({
  code,
  state,
  sentence,
});
