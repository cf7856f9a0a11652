import type { AccountClass } from '../../accounts/account.ts';
import { compareNames } from '../../text/compare-names.ts';
import type { AuditRecord } from '../audit-record.ts';
import { type AccountReport, accountReport, type CycleOfAccount } from './account-report.ts';
import { grouped } from './grouped.ts';
import { messagesIn, type NotedMessage } from './messages.ts';
import type { Result } from './result.ts';

/** An account that discovery saw and left out. */
export interface LeftOut {
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly class: AccountClass | undefined;
  /** Code of the reason. */
  readonly reason: string;
  /** What stands behind it, in sentences. */
  readonly detail: string | undefined;
  readonly passwordChangedAt: string | undefined;
  readonly at: string;
}

/** What the records say of one customer in one cycle. */
export interface TenantReport {
  readonly tenantId: string;
  /** As it was called when it was last on record in this cycle. Left out: no record tells. */
  readonly tenantName: string | undefined;
  /** Left out: its directory was not read. */
  readonly discovered:
    | {
        readonly at: string;
        readonly graphRequestId: string | undefined;
        /** How many accounts were seen, to be rotated, and left out for which reason: those without a line of their own too. */
        readonly detail: string | undefined;
      }
    | undefined;
  readonly end:
    | { readonly kind: 'closed' | 'failed'; readonly at: string; readonly reason: string | undefined }
    | undefined;
  /** By name: the population. */
  readonly accounts: readonly AccountReport[];
  /** By name. */
  readonly leftOut: readonly LeftOut[];
  readonly messages: readonly NotedMessage[];
  readonly results: Readonly<Record<Result['kind'], number>>;
  readonly withExceptions: number;
}

/** @param records  of one tenant in one cycle, each chain in its order */
export function tenantReport(tenantId: string, records: readonly AuditRecord[], cycle: CycleOfAccount): TenantReport {
  const ofTenant = records.filter(({ accountId }) => accountId === undefined);
  const discovered = ofTenant.findLast(({ action }) => action === 'tenant.discovered');
  const end = ofTenant.findLast(({ action }) => action === 'tenant.closed' || action === 'tenant.failed');
  const byAccount = grouped(records, ({ accountId }) => accountId).map(([, its]) => its);
  const accounts = byAccount
    .filter((each) => each.some(isAboutRotation))
    .map((each) => accountReport(each, cycle))
    .sort(byName);
  return {
    tenantId,
    tenantName: records.findLast(({ tenantName }) => tenantName !== undefined)?.tenantName,
    discovered: discovered && {
      at: discovered.time,
      graphRequestId: discovered.evidence?.graphRequestId,
      detail: discovered.evidence?.detail,
    },
    end: end && { kind: end.action === 'tenant.closed' ? 'closed' : 'failed', at: end.time, reason: end.reason },
    accounts,
    leftOut: byAccount
      .flatMap((each) => each.findLast(({ action }) => action === 'account.excluded') ?? [])
      .map(leftOutOf)
      .sort(byName),
    messages: messagesIn(ofTenant),
    results: countsOf(accounts),
    withExceptions: accounts.filter(({ exceptions }) => exceptions.length > 0).length,
  };
}

/** What no account has that was left out: what was recorded of it belongs to the population, with or without its discovery. */
const isAboutRotation = ({ action }: AuditRecord): boolean =>
  action === 'account.discovered' ||
  /^(approval|reset|rotation)\./.test(action) ||
  action === 'credential.staged' ||
  action === 'credential.promoted';

const leftOutOf = ({
  accountId = '',
  userPrincipalName = '',
  class: ofClass,
  reason = '',
  evidence,
  passwordChangedAt,
  time,
}: AuditRecord): LeftOut => ({
  accountId,
  userPrincipalName,
  class: ofClass,
  reason,
  detail: evidence?.detail,
  passwordChangedAt,
  at: time,
});

function countsOf(accounts: readonly AccountReport[]): TenantReport['results'] {
  const counts = { rotated: 0, rejected: 0, expired: 0, failed: 0, uncertain: 0, 'under-way': 0, proposed: 0 };
  for (const { result } of accounts) counts[result.kind] += 1;
  return counts;
}

const byName = (
  a: { readonly userPrincipalName: string; readonly accountId: string },
  b: { readonly userPrincipalName: string; readonly accountId: string },
): number => compareNames(a.userPrincipalName, b.userPrincipalName) || compareNames(a.accountId, b.accountId);
