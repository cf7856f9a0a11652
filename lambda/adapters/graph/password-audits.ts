import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { DirectoryReset } from '../../domain/audit/reconcile.ts';
import { batchReader } from './batch.ts';
import { readerCalls } from './calls.ts';
import { type GraphAppOptions, tokensOf } from './graph-apps.ts';
import { graphConnection } from './graph-connection.ts';
import { parseRows, type Refusal, readLists } from './lists.ts';

/**
 * The names under which Entra records that a password was changed or reset, by whomever.
 * @see https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
 */
const activities = [
  'Reset user password',
  'Change user password',
  'Update PasswordProfile',
  'Reset password (by admin)',
  'Reset password (self-service)',
  'Change password (self-service)',
] as const;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);

const auditSchema = z
  .object({
    id: z.string().min(1),
    activityDateTime: z.string().min(1),
    activityDisplayName: z.string(),
    correlationId: text,
    result: text,
    initiatedBy: z
      .object({
        app: z.object({ appId: text, displayName: text }).nullish().catch(undefined),
        user: z.object({ id: text, displayName: text, userPrincipalName: text }).nullish().catch(undefined),
      })
      .nullish()
      .catch(undefined),
    targetResources: z.array(z.object({ id: text, type: text, userPrincipalName: text })).catch([]),
  })
  .transform(({ initiatedBy, targetResources, activityDateTime, activityDisplayName, result, ...entry }) => ({
    result,
    target: targetResources.find(({ type }) => type === undefined || type.toLowerCase() === 'user'),
    entry: { ...entry, at: activityDateTime, activity: activityDisplayName, by: initiatorOf(initiatedBy) },
  }));

function initiatorOf(by: z.output<z.ZodType<Initiated>>): DirectoryReset['by'] {
  if (by?.app?.appId !== undefined)
    return { kind: 'app', appId: by.app.appId, name: by.app.displayName ?? by.app.appId };
  if (by?.user?.id === undefined) return { kind: 'unknown' };
  const { id, userPrincipalName, displayName } = by.user;
  return { kind: 'person', id, name: userPrincipalName ?? displayName ?? id };
}

type Initiated =
  | {
      readonly app?:
        | { readonly appId?: string | undefined; readonly displayName?: string | undefined }
        | null
        | undefined;
      readonly user?:
        | {
            readonly id?: string | undefined;
            readonly displayName?: string | undefined;
            readonly userPrincipalName?: string | undefined;
          }
        | null
        | undefined;
    }
  | null
  | undefined;

/** The directory audit cannot be read in this tenant; the message says why and what to do. */
export class DirectoryAuditClosed extends Error {
  override readonly name = 'DirectoryAuditClosed';
}

/** Reads who changed which password, newest last. @throws {DirectoryAuditClosed} · {TenantNotReady} · {GraphThrottled} · {GraphUnavailable} */
export function passwordAudits(options: GraphAppOptions) {
  const connection = graphConnection(options.graphEndpoint, tokensOf(options));
  return async (tenantId: string, since: Date): Promise<readonly DirectoryReset[]> => {
    const read = batchReader({ ...options.patience, connection, clientRequestId: randomUUID });
    const from = since.toISOString().replace(/\.\d+Z$/, 'Z');
    const lists = await readLists(
      read,
      tenantId,
      activities.map((activity) => ({ path: readerCalls.passwordAudits(activity, from), tolerates: refuseClosed })),
    );
    return lists
      .flatMap((list) => parseRows(auditSchema, list))
      .flatMap(({ result, target, entry }): DirectoryReset[] =>
        // What failed changed nothing.
        target?.id === undefined || (result !== undefined && result !== 'success')
          ? []
          : [{ ...entry, accountId: target.id, userPrincipalName: target.userPrincipalName }],
      )
      .toSorted((one, other) => (one.at < other.at ? -1 : 1));
  };
}

/** @throws where the audit as a whole is closed: there is nothing to go on with */
function refuseClosed({ status, code }: Refusal): undefined {
  if (code.includes('NonPremiumTenant')) {
    throw new DirectoryAuditClosed(
      'this tenant has no licence for its directory audit (Entra ID P1 or P2). Without one, `watch-passwords` still tells each day which passwords somebody else has changed; who did it stands in the Entra admin center, for seven days',
    );
  }
  if (status === 401 || status === 403) {
    throw new DirectoryAuditClosed(
      `the reader app may not read the directory audit (${status} ${code}): grant it AuditLog.Read.All, let the customer's administrator consent again, and wait some minutes. Where that is not enough, Microsoft's page on directoryAudits names Directory.Read.All too`,
    );
  }
  return undefined;
}
