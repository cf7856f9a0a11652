import * as z from 'zod';
import { GLOBAL_ADMINISTRATOR } from '../../domain/accounts/directory-roles.ts';
import {
  applicationPermissions,
  appNamesPermission,
  emergencyMethodsPermission,
  signInPermission,
} from '../../domain/connection/permissions.ts';
import { GraphUnavailable, TenantNotReady } from '../../domain/errors.ts';
import type { NotTold, RoleSchedule, SignInFacts, SignInMethod } from '../../domain/inspection/break-glass-drill.ts';
import type { WriterFacts } from '../../domain/inspection/consent-drift.ts';
import type { DirectoryReader } from '../../ports/accounts.ts';
import { ReaderNotTrusted, type TenantInspector } from '../../ports/inspections.ts';
import type { BatchReader } from './batch.ts';
import { readerCalls } from './calls.ts';
import { parseRows, type Query, type Refusal, type Rows, readLists } from './lists.ts';
import { meaningOf } from './sign-in-codes.ts';

export interface TenantInspectorOptions {
  /** Makes a reader of directories: it sends GET requests and nothing else. */
  readonly read: () => BatchReader;
  /** Names of the permissions in the reader's token for a tenant. */
  readonly permissionsIn: (tenantId: string) => Promise<readonly string[] | undefined>;
  readonly readDetails: DirectoryReader['readDetails'];
  readonly writerClientId: string;
}

/** Reads what only inspections need. What a tenant does not open is told as such, and fails nothing. */
export const tenantInspector = (options: TenantInspectorOptions): TenantInspector => ({
  async readerPermissions(tenantId) {
    try {
      return await options.permissionsIn(tenantId);
    } catch (error) {
      throw isAboutOurProof(error) ? new ReaderNotTrusted(error.message) : error;
    }
  },

  async emergencyFacts(tenantId, accounts, { permissions, licence }) {
    const may = (permission: { readonly name: string }) => permissions?.includes(permission.name) !== false;
    const ids = accounts.map(({ id }) => id);
    const asked = may(emergencyMethodsPermission) ? ids : [];
    const [schedules, ...lists] = await readLists(options.read(), tenantId, [
      { path: readerCalls.roleSchedules(GLOBAL_ADMINISTRATOR), tolerates: noSchedules },
      ...asked.flatMap((id): Query[] => [
        { path: readerCalls.signInMethods(id), tolerates: noted },
        { path: readerCalls.certificateIds(id), one: true, tolerates: noted },
      ]),
    ]);
    const { lastSignIns } = await options.readDetails(tenantId, { ...NOTHING_ELSE, accountIds: ids, licence });
    const noSignIns = signInsNotTold(licence, may(signInPermission));
    const factsOf = (id: string): SignInFacts => {
      const at = asked.indexOf(id);
      return {
        methods: at === -1 ? NO_METHODS : methodsIn(lists[2 * at], lists[2 * at + 1]),
        lastSignIn: lastSignIns.get(id.toLowerCase()) ?? noSignIns,
      };
    };
    return {
      schedules: schedulesIn(schedules),
      accounts: new Map(ids.map((id) => [id.toLowerCase(), factsOf(id)])),
    };
  },

  async writerFacts(tenantId, permissions): Promise<WriterFacts> {
    if (permissions?.includes(appNamesPermission.name) === false) return WRITER_NOT_TOLD;
    const read = options.read();
    const [found] = await readLists(read, tenantId, [
      { path: readerCalls.principalOfApp(options.writerClientId), tolerates: noted },
    ]);
    if (found === undefined || found.note !== undefined) return WRITER_NOT_TOLD;
    const own = parseRows(principalSchema, found).find(
      ({ appId }) => appId.toLowerCase() === options.writerClientId.toLowerCase(),
    );
    if (own === undefined) return { kind: 'absent' };
    const [grants] = await readLists(read, tenantId, [{ path: readerCalls.grantsOf(own.id), tolerates: noted }]);
    if (grants === undefined || grants.note !== undefined) return WRITER_NOT_TOLD;
    return {
      kind: 'seen',
      objectId: own.id,
      permissions: parseRows(grantSchema, grants).map(({ appRoleId }) => nameOfRole(appRoleId)),
      ...(own.accountEnabled === undefined ? {} : { enabled: own.accountEnabled }),
    };
  },
});

/** Our certificate, secret or federated credential: the same in each tenant. One that Entra does not know everywhere yet counts too. */
function isAboutOurProof(error: unknown): error is Error {
  if (!(error instanceof TenantNotReady || error instanceof GraphUnavailable)) return false;
  const codes = [...error.message.matchAll(/AADSTS(\d+)/g)].map(([, code]) => Number(code));
  if (codes.length > 0) return meaningOf(codes).cause === 'proof';
  // The app's secret is empty, or holds nothing that can be used.
  return error instanceof TenantNotReady && !error.message.startsWith('sign-in to tenant');
}

const NOTHING_ELSE = { securityAttributes: false, units: false, appIds: [], groupIds: [], namelessGroupIds: [] };

/** Any refusal is tolerated; its code is told, and nothing else of the answer. */
const noted = ({ status, code }: Refusal): string => `${status} ${code}`;

const NOT_LICENSED = 'not licensed';
const noSchedules = (refusal: Refusal): string =>
  refusal.code === 'AadPremiumLicenseRequired' ? NOT_LICENSED : noted(refusal);

const scheduleSchema = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  assignmentType: z.string().nullish(),
  /** `null`: it has no end. Where it is missing, nothing is known of the end. */
  endDateTime: z.string().nullable(),
});

function schedulesIn(list: Rows | undefined): readonly RoleSchedule[] | 'not-licensed' | NotTold {
  if (list?.note === NOT_LICENSED) return 'not-licensed';
  const rows = scheduleSchema.array().safeParse(list?.rows);
  if (list === undefined || list.note !== undefined || !rows.success) {
    return { notTold: `PIM did not tell whether its role has an end (${list?.note ?? 'unreadable'}).` };
  }
  return rows.data.map(({ principalId, roleDefinitionId, directoryScopeId, assignmentType, endDateTime }) => ({
    principalId,
    roleDefinitionId,
    directoryScopeId: directoryScopeId ?? '',
    assignmentType: assignmentType ?? undefined,
    endDateTime: endDateTime ?? undefined,
  }));
}

const NO_METHODS: NotTold = {
  notTold: `The reader app may not read sign-in methods: ${emergencyMethodsPermission.name} would open them.`,
};

const methodSchema = z.object({ '@odata.type': z.string() });
const certificateSchema = z.object({
  authorizationInfo: z.object({ certificateUserIds: z.array(z.string()).nullish() }).nullish(),
});

function methodsIn(list: Rows | undefined, certificates: Rows | undefined): readonly SignInMethod[] | NotTold {
  const rows = methodSchema.array().safeParse(list?.rows);
  if (list === undefined || list.note !== undefined || !rows.success) {
    return { notTold: `Its sign-in methods were not told (${list?.note ?? 'unreadable'}).` };
  }
  const methods = rows.data.map(
    (each): SignInMethod =>
      each['@odata.type'].toLowerCase() === '#microsoft.graph.fido2authenticationmethod' ? 'fido2' : 'other',
  );
  const [row] = certificates?.rows ?? [];
  const bound = certificateSchema.safeParse(row).data?.authorizationInfo?.certificateUserIds ?? [];
  if (methods.includes('fido2') || bound.length > 0) return bound.length > 0 ? [...methods, 'certificate'] : methods;
  return certificates?.note === undefined
    ? methods
    : { notTold: `Its certificates were not told (${certificates.note}).` };
}

const signInsNotTold = (licence: string | undefined, mayRead: boolean): NotTold => {
  if (licence === 'none') return { notTold: 'The tenant has no licence for sign-ins (Entra ID P1).' };
  return {
    notTold: mayRead
      ? 'Its last sign-in was not told.'
      : `The reader app may not read sign-ins: ${signInPermission.name} would open them.`,
  };
};

const WRITER_NOT_TOLD: WriterFacts = {
  kind: 'not-told',
  notTold: `What the writer app may do was not told: the reader has no ${appNamesPermission.name}, which opens much more than that.`,
};

const principalSchema = z.object({
  id: z.string().min(1),
  appId: z.string(),
  accountEnabled: z.boolean().optional().catch(undefined),
});
const grantSchema = z.object({ appRoleId: z.string() });

const nameOfRole = (appRoleId: string): string =>
  applicationPermissions.writer.find((each) => each.appRoleId === appRoleId.toLowerCase())?.name ??
  `the permission ${appRoleId}`;
