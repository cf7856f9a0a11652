import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import { inclusionWords } from '../../domain/accounts/inclusion-words.ts';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { planSections } from '../../domain/plan/plan-lines.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { ComparedPlan } from '../../usecases/discovery/recorded-plan.ts';
import type { CsvColumn } from '../tables/csv-answer.ts';
import { classWords, outcomeWords, statusWords } from '../words.ts';
import { actionWords } from './action-words.ts';
import type { TenantFigures } from './cycle-overview.ts';

/** The tables of these pages as files. Instants are UTC, as records have them: a file goes to other places than its reader. */

/** @param whole  whether the totals of the whole estate are for this reader */
export const cycleColumns = (whole: boolean): readonly CsvColumn<Cycle>[] => [
  { name: 'Cycle', of: ({ cycleId }) => cycleId },
  { name: 'Class', of: (cycle) => classWords(cycle.class) },
  { name: 'Dry run', of: ({ dryRun }) => (dryRun ? 'yes' : 'no') },
  { name: 'State', of: ({ status }) => status },
  { name: 'Opened (UTC)', of: ({ openedAt }) => openedAt },
  { name: 'Decide by (UTC)', of: ({ decideBefore }) => decideBefore },
  { name: 'Closed (UTC)', of: ({ closedAt = '' }) => closedAt },
  ...(whole
    ? [
        {
          name: 'Outcome',
          of: (cycle: Cycle) => (cycle.totals === undefined ? '' : outcomeWords(cycle, cycle.totals)),
        },
      ]
    : []),
];

export const tenantColumns: readonly CsvColumn<TenantFigures>[] = [
  { name: 'Tenant', of: ({ tenant }) => tenant.displayName },
  { name: 'Tenant id', of: ({ tenant }) => tenant.tenantId },
  { name: 'State', of: ({ tenant }) => tenant.status },
  { name: 'Accounts seen', of: ({ tenant }) => String(tenant.accountsSeen) },
  { name: 'To rotate', of: ({ tenant }) => String(tenant.rotations) },
  { name: 'Rotated', of: ({ ends }) => String(ends.rotated) },
  { name: 'Uncertain', of: ({ ends }) => String(ends.uncertain) },
  { name: 'Failed', of: ({ ends }) => String(ends.failed) },
  { name: 'Rejected', of: ({ ends }) => String(ends.rejected) },
  { name: 'Nobody decided in time', of: ({ ends }) => String(ends.expired) },
  { name: 'To decide', of: ({ waiting }) => String(waiting) },
  { name: 'Under way', of: ({ underWay }) => String(underWay) },
];

const decisionOf = ({ state }: Rotation) => ('decision' in state ? state.decision : undefined);

export const accountColumns: readonly CsvColumn<Rotation>[] = [
  { name: 'Account', of: ({ account }) => account.userPrincipalName },
  { name: 'Name', of: ({ account }) => account.displayName },
  { name: 'Account id', of: ({ accountId }) => accountId },
  { name: 'Class', of: ({ account }) => account.class },
  { name: 'Why it is rotated', of: ({ account }) => account.reasons.map(inclusionWords).join('; ') },
  { name: 'State', of: ({ state }) => statusWords[state.status].text },
  { name: 'Why', of: ({ state }) => ('reason' in state ? reasonWords(state.reason) : '') },
  { name: 'Decided by', of: (rotation) => decisionOf(rotation)?.by.name ?? '' },
  { name: 'Decided (UTC)', of: (rotation) => decisionOf(rotation)?.at ?? '' },
  { name: 'Reason of the decision', of: (rotation) => decisionOf(rotation)?.reason ?? '' },
  { name: 'Second decision by', of: (rotation) => decisionOf(rotation)?.second?.by.name ?? '' },
  { name: 'Second decision (UTC)', of: (rotation) => decisionOf(rotation)?.second?.at ?? '' },
  { name: 'Password before set (UTC)', of: ({ account }) => account.passwordChangedAt ?? '' },
  {
    name: 'New password set (UTC)',
    of: ({ state }) => ('passwordChangedAt' in state ? state.passwordChangedAt : ''),
  },
  { name: 'Rotation', of: ({ rotationId }) => rotationId },
];

export const leftOutColumns: readonly CsvColumn<ExcludedAccount>[] = [
  { name: 'Account', of: ({ userPrincipalName }) => userPrincipalName },
  { name: 'Name', of: ({ displayName }) => displayName },
  { name: 'Account id', of: ({ accountId }) => accountId },
  { name: 'Class', of: (account) => account.class },
  { name: 'Reason', of: ({ reason }) => reason },
  { name: 'Why it was left out', of: ({ reason, details }) => whyExcluded(reason, details) },
  { name: 'Password set (UTC)', of: ({ passwordChangedAt = '' }) => passwordChangedAt },
];

/** A line of a plan: what the section is called, and its cells in words. */
type PlanRow = readonly [section: string, cells: readonly string[]];

export const planRows = (plan: ComparedPlan): readonly PlanRow[] =>
  planSections(plan).flatMap(({ title, rows }) => rows.map((cells): PlanRow => [title, cells]));

export const planColumns: readonly CsvColumn<PlanRow>[] = [
  { name: 'Section', of: ([section]) => section },
  { name: 'Account', of: ([, cells]) => cells[0] ?? '' },
  { name: 'Name or reason', of: ([, cells]) => cells[1] ?? '' },
  { name: 'Age or sentence', of: ([, cells]) => cells[2] ?? '' },
  { name: 'Why and what for', of: ([, cells]) => cells.slice(3).join('; ') },
];

export const recordColumns: readonly CsvColumn<AuditRecord>[] = [
  { name: 'When (UTC)', of: ({ time }) => time },
  { name: 'What', of: ({ action }) => actionWords[action] },
  { name: 'Action', of: ({ action }) => action },
  { name: 'Outcome', of: ({ outcome }) => outcome },
  { name: 'Reason', of: ({ reason }) => (reason === undefined ? '' : reasonWords(reason)) },
  { name: 'Who', of: ({ actor }) => (actor.kind === 'unknown' ? 'unknown' : actor.name) },
  { name: 'Who is a', of: ({ actor }) => actor.kind },
  { name: 'Object id', of: ({ actor }) => ('objectId' in actor ? actor.objectId : '') },
  { name: 'From', of: ({ source }) => source?.address ?? '' },
  { name: 'Times', of: ({ times = 1 }) => String(times) },
  { name: 'Account', of: ({ userPrincipalName = '' }) => userPrincipalName },
  { name: 'Tenant id', of: ({ tenantId = '' }) => tenantId },
  { name: 'Cycle', of: ({ cycleId = '' }) => cycleId },
  { name: 'Graph request', of: ({ evidence }) => evidence?.graphRequestId ?? '' },
  { name: 'Credential version', of: ({ evidence }) => evidence?.secretVersionId ?? '' },
  { name: 'Detail', of: ({ evidence }) => evidence?.detail ?? '' },
  { name: 'Chain', of: ({ chain }) => chain },
  { name: 'Record', of: ({ sequence }) => String(sequence) },
  { name: 'Hash', of: ({ hash }) => hash },
];
