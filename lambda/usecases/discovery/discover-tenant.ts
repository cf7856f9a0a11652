import { changeWindowOf } from '../../../config/change-window.ts';
import type { Estate, EstateTenant, TenantWithRules } from '../../../config/estate.ts';
import type { ExcludedAccount, IncludedAccount, PlannedAccount } from '../../domain/accounts/account.ts';
import { type Classification, classify, type MissingAccounts } from '../../domain/accounts/classification.ts';
import type { DirectorySnapshot } from '../../domain/accounts/directory.ts';
import { exclusionCounts } from '../../domain/accounts/exclusion-counts.ts';
import { whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import { inclusionSentence } from '../../domain/accounts/inclusion-words.ts';
import { furtherReads } from '../../domain/accounts/tenant-rules.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { chosenIn } from '../../domain/cycle/only-these.ts';
import { rotationIdOf } from '../../domain/identifiers.ts';
import { plannedAccount } from '../../domain/plan/plan.ts';
import { endOfFirstAfter } from '../../domain/rotation/change-window.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { DirectoryReader } from '../../ports/accounts.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { tenantOf } from '../estate-lookup.ts';
import { type FactParts, factAbout, factAboutTenant } from '../facts.ts';
import { toldAccounts } from './told-accounts.ts';
import { withoutUnderWay } from './under-way-elsewhere.ts';

export interface DiscoverTenantPorts {
  readonly directory: Pick<DirectoryReader, 'readTenant' | 'readDetails'>;
  readonly cycles: Pick<CycleStore, 'find' | 'latest'>;
  readonly rotations: Pick<RotationStore, 'find' | 'ofTenant' | 'lockHolder'>;
  readonly tenants: Pick<TenantStore, 'recordDiscovery' | 'recordDryRun'>;
  readonly estate: Estate;
  readonly now: Now;
}

export interface TenantInput {
  readonly cycleId: string;
  readonly tenantId: string;
}

/** The rotations to ask for, none in a dry run; and until when, ISO 8601, UTC. */
export interface Discovered {
  readonly decideBefore: string;
  readonly rotations: readonly { readonly accountId: string; readonly rotationId: string }[];
}

/**
 * Reads a tenant's directory and records what it found: a rotation for each account that the cycle rotates (a dry run: that it
 * would rotate it), and why the others are left out.
 *
 * @throws {TenantNotReady}
 */
export async function discoverTenant(
  ports: DiscoverTenantPorts,
  { cycleId, tenantId }: TenantInput,
): Promise<Discovered> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const tenant = tenantOf(ports.estate, tenantId);
  const snapshot = await ports.directory.readTenant(tenantId, furtherReads(tenant));
  const judged = classify(
    snapshot,
    rulesFor(tenant, cycle),
    cycle.class,
    chosenIn(cycle.only, tenantId),
    missingOf(cycle),
  );
  const decided = isForAll(cycle, tenantId) ? await withoutUnderWay(ports, judged, cycle, tenantId) : judged;
  const found = await toldAccounts(ports.directory, decided, snapshot, tenant);
  const facts = factsOf(found, snapshot, { cycleId, tenantId, tenantName: tenant.displayName }, ports.now());
  const discovered = {
    cycleId,
    tenantId,
    accountsSeen: found.accountsSeen,
    excludedCounts: found.counts,
    problems: found.problems,
  };
  if (cycle.dryRun) {
    // A dry run asks for nothing: with no rotation on record there is nothing that anybody could approve.
    const whole = chosenIn(cycle.only, tenantId).length === 0 ? { dryRunOf: cycle.class } : {};
    await ports.tenants.recordDryRun(
      { ...discovered, ...whole },
      found.included.map(plannedAccount),
      found.excluded,
      facts,
    );
    return { decideBefore: cycle.decideBefore, rotations: [] };
  }
  const rotations = await ports.tenants.recordDiscovery(
    discovered,
    found.included.map((account) => newRotation(ports.estate, cycle, tenant, account, found)),
    found.excluded,
    facts,
  );
  return {
    decideBefore: cycle.decideBefore,
    rotations: rotations.map(({ accountId, rotationId }) => ({ accountId, rotationId })),
  };
}

/**
 * A dry run shows what would be rotated; accounts that somebody chose, and those of an emergency, are meant whatever else is under way: the
 * account lock decides.
 */
const isForAll = ({ dryRun, emergency = false, only }: Cycle, tenantId: string): boolean =>
  !dryRun && !emergency && chosenIn(only, tenantId).length === 0;

/** Ids that a person typed must be right. Those that come from the product's own rows may be of accounts that were deleted since. */
const missingOf = ({ only }: Cycle): MissingAccounts => (only?.accountsOf === undefined ? 'refuse' : 'leave-out');

/** In an emergency two persons must approve every account, so that one which only one person may decide about is left out. */
const rulesFor = (tenant: TenantWithRules, { emergency = false }: Cycle): TenantWithRules =>
  emergency ? { ...tenant, twoPersons: { ...tenant.twoPersons, tenants: [tenant.name] } } : tenant;

/** The records of a discovery: one about each account that has a row, and one about the tenant. */
function factsOf(
  found: Classification,
  { graphRequestId }: DirectorySnapshot,
  { cycleId, tenantId, tenantName }: TenantInput & { readonly tenantName: string },
  now: Date,
) {
  const component = 'discover-tenant';
  const about = (account: ExcludedAccount | PlannedAccount, parts: Omit<FactParts, 'component' | 'now'>) => ({
    ...factAboutTenant({ cycleId, tenantId }, { ...parts, component, now }),
    accountId: account.accountId,
    userPrincipalName: account.userPrincipalName,
    class: account.class,
    ...passwordOf(account),
  });
  return {
    rotation: (rotation: Rotation) => ({
      ...factAbout(rotation, {
        action: 'account.discovered',
        evidence: { detail: inclusionSentence(rotation.account) },
        component,
        now,
      }),
      ...passwordOf(rotation.account),
    }),
    proposal: (account: PlannedAccount) =>
      about(account, {
        action: 'account.discovered',
        reason: 'dry-run',
        evidence: { detail: inclusionSentence(account) },
      }),
    exclusion: (exclusion: ExcludedAccount) => ({
      ...about(exclusion, {
        action: 'account.excluded',
        reason: exclusion.reason,
        evidence: { detail: whyExcluded(exclusion.reason, exclusion.details) },
      }),
      rotationId: rotationIdOf({ cycleId, tenantId, accountId: exclusion.accountId }),
    }),
    tenant: {
      ...factAboutTenant(
        { cycleId, tenantId },
        {
          action: 'tenant.discovered',
          evidence: { ...(graphRequestId === undefined ? {} : { graphRequestId }), detail: countsInWords(found) },
          component,
          now,
        },
      ),
      tenantName,
    },
  };
}

/** How old passwords were before a cycle is asked years later, when no row of it is left. */
const passwordOf = ({ passwordChangedAt }: Pick<PlannedAccount, 'passwordChangedAt'>) =>
  passwordChangedAt === undefined ? {} : { passwordChangedAt };

/** Includes the count of every reason, so that accounts without a row of their own are on record too. */
const countsInWords = ({ accountsSeen, included, counts, problems }: Classification) =>
  [
    `${accountsSeen} accounts seen, ${included.length} to rotate`,
    `left out: ${exclusionCounts(counts)}`,
    ...problems,
  ].join('; ');

const newRotation = (
  estate: Estate,
  cycle: Cycle,
  tenant: EstateTenant,
  account: IncludedAccount,
  { barred }: Pick<Classification, 'barred'>,
): Rotation => {
  const ids = { cycleId: cycle.cycleId, tenantId: tenant.tenantId, accountId: account.accountId };
  return {
    ...ids,
    rotationId: rotationIdOf(ids),
    account,
    tenantDisplayName: tenant.displayName,
    decideBefore: cycle.decideBefore,
    ...whenCarriedOut(estate, tenant, cycle),
    ...(barred.length === 0 ? {} : { barred: barred.map(({ objectId, named }) => ({ objectId, named: [...named] })) }),
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
  };
};

/** An emergency waits for no change window. Where there is one, approvals that come in the last moment have a whole window. */
function whenCarriedOut(
  estate: Estate,
  tenant: EstateTenant,
  { decideBefore, emergency = false }: Cycle,
): Pick<Rotation, 'emergency' | 'carryOutBefore'> {
  if (emergency) return { emergency };
  const window = changeWindowOf(estate, tenant);
  return window === undefined ? {} : { carryOutBefore: endOfFirstAfter(window, new Date(decideBefore)).toISOString() };
}
