import type { LastSignIn } from '../../domain/accounts/account.ts';
import { type AccountDetails, noDetails, type WantedDetails } from '../../domain/accounts/account-details.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/accounts/directory.ts';
import { appNamesPermission, signInPermission, unitNamesPermission } from '../../domain/connection/permissions.ts';
import { idSchema, namedSchema, signInsSchema, userSchema } from './answers.ts';
import type { BatchReader } from './batch.ts';
import { MOST_IDS_IN_FILTER, readerCalls } from './calls.ts';
import { type Query, type Rows, readLists } from './lists.ts';

/** So many accounts are asked about first, beside the names: one batch. Where not one answer comes, no other is asked for. */
const FIRST_ACCOUNTS = 10;
/** Apps as scopes of roles are rare; more names than this are not told. */
const MOST_APPS = 100;

/** Application permissions that the reader's token shows; `undefined`: it does not show them, so that asking is the only way to know. */
export type PermissionsIn = (tenantId: string) => Promise<readonly string[] | undefined>;

/**
 * Asks for what people are told, and takes what comes. Whatever else Graph answers, none of it is told: nothing here may fail a tenant.
 * What the reader may not read by its token, or the tenant has no licence for, is not asked for.
 */
export async function readDetails(
  read: BatchReader,
  permissionsIn: PermissionsIn,
  tenantId: string,
  wanted: WantedDetails,
): Promise<AccountDetails> {
  try {
    return await detailsIn(read, await permissionsIn(tenantId), tenantId, wanted);
  } catch {
    return noDetails;
  }
}

async function detailsIn(
  read: BatchReader,
  permissions: readonly string[] | undefined,
  tenantId: string,
  { accountIds, securityAttributes, units, appIds, groupIds, namelessGroupIds, licence }: WantedDetails,
): Promise<AccountDetails> {
  const mayHave = (permission: { readonly name: string }) => permissions?.includes(permission.name) !== false;
  const signIns = licence !== 'none' && mayHave(signInPermission) ? accountIds : [];
  const asked = {
    units: units && mayHave(unitNamesPermission) ? [optional(readerCalls.administrativeUnits)] : [],
    apps: mayHave(appNamesPermission)
      ? appIds.slice(0, MOST_APPS).map((id) => optional(readerCalls.servicePrincipal(id), true))
      : [],
    groups: slicesOf(namelessGroupIds).map((ids) => optional(readerCalls.groupsAmong(ids))),
    members: groupIds.map((id) => optional(readerCalls.groupUsers(id))),
    attributes: securityAttributes ? accountIds.map((id) => optional(readerCalls.user(id, true), true)) : [],
    first: signIns.slice(0, FIRST_ACCOUNTS).map((id) => optional(readerCalls.signIns(id), true)),
  };
  const queries = Object.values(asked).flat();
  if (queries.length === 0) return noDetails;
  const lists = await readLists(read, tenantId, queries);
  const answersTo = (part: readonly Query[]) => part.flatMap((query) => lists[queries.indexOf(query)] ?? []);
  const first = answersTo(asked.first);
  const rest = isTold(first) ? signIns.slice(FIRST_ACCOUNTS) : [];
  const further = await readLists(
    read,
    tenantId,
    rest.map((id) => optional(readerCalls.signIns(id), true)),
  );
  // Where nobody is known to be allowed to read it, an account without a sign-in may be one whose sign-in was hidden.
  const isSure = permissions !== undefined && (licence === 'P1' || licence === 'P2');
  return {
    names: new Map([asked.units, asked.apps, asked.groups].flatMap((part) => answersTo(part).flatMap(namesIn))),
    groups: answersTo(asked.members).flatMap((list, i) => groupIn(groupIds[i], list)),
    securityAttributes: new Map(answersTo(asked.attributes).flatMap(attributesIn)),
    lastSignIns: new Map([...first, ...further].flatMap((list) => signInIn(list, isSure))),
  };
}

/** Any refusal, and any answer that cannot be read, is tolerated. */
const optional = (path: string, one = false): Query => ({ path, one, tolerates: () => 'not told' });

const isTold = (lists: readonly Rows[]) => lists.some(({ note, rows }) => note === undefined && rows.length > 0);

function slicesOf(ids: readonly string[]): readonly (readonly string[])[] {
  if (ids.length === 0) return [];
  return [ids.slice(0, MOST_IDS_IN_FILTER), ...slicesOf(ids.slice(MOST_IDS_IN_FILTER))];
}

const namesIn = ({ rows }: Rows): readonly (readonly [string, string])[] =>
  rows.flatMap((row) => {
    const { data } = namedSchema.safeParse(row);
    return data?.displayName === undefined ? [] : [[data.id.toLowerCase(), data.displayName] as const];
  });

/** Half a list of members would say of the others that they are none. */
function groupIn(id: string | undefined, { rows, note }: Rows): readonly DirectoryGroup[] {
  const members = idSchema.array().safeParse(rows);
  if (id === undefined || note !== undefined || !members.success) return [];
  return [{ id, memberIds: members.data.map((each) => each.id) }];
}

const attributesIn = ({ rows }: Rows): readonly (readonly [string, DirectoryUser['securityAttributes']])[] =>
  rows.flatMap((row) => {
    const { data } = userSchema.safeParse(row);
    return data === undefined ? [] : [[data.id.toLowerCase(), data.securityAttributes] as const];
  });

const signInIn = ({ rows }: Rows, isSure: boolean): readonly (readonly [string, LastSignIn])[] =>
  rows.flatMap((row) => {
    const { data } = signInsSchema.safeParse(row);
    const lastSignIn = data === undefined ? undefined : lastSignInOf(data.signInActivity ?? {}, isSure);
    return data === undefined || lastSignIn === undefined ? [] : [[data.id.toLowerCase(), lastSignIn] as const];
  });

interface SignInActivity {
  readonly lastSuccessfulSignInDateTime?: string | undefined;
  readonly lastSignInDateTime?: string | undefined;
  readonly lastNonInteractiveSignInDateTime?: string | undefined;
}

function lastSignInOf(
  { lastSuccessfulSignInDateTime, lastSignInDateTime, lastNonInteractiveSignInDateTime }: SignInActivity,
  isSure: boolean,
): LastSignIn | undefined {
  if (lastSuccessfulSignInDateTime !== undefined) return { kind: 'succeeded', at: lastSuccessfulSignInDateTime };
  const at = [lastSignInDateTime, lastNonInteractiveSignInDateTime]
    .flatMap((each) => each ?? [])
    .sort()
    .at(-1);
  if (at !== undefined) return { kind: 'attempted', at };
  return isSure ? { kind: 'none-on-record' } : undefined;
}
