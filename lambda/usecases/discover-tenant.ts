import type { Estate } from '../../config/estate.ts';
import type { IncludedAccount } from '../domain/account.ts';
import { classify } from '../domain/classification.ts';
import type { Cycle } from '../domain/cycle.ts';
import { TenantNotReady } from '../domain/errors.ts';
import { exclusionSentence } from '../domain/exclusion-sentences.ts';
import { rotationIdOf } from '../domain/identifiers.ts';
import type { Rotation } from '../domain/rotation.ts';
import type { CycleStore, DirectoryReader, Now, TenantStore } from '../ports.ts';
import { tenantOf } from './estate-lookup.ts';
import { factAbout, factAboutTenant } from './facts.ts';

export interface DiscoverTenantPorts {
  readonly directory: Pick<DirectoryReader, 'readTenant'>;
  readonly cycles: Pick<CycleStore, 'find'>;
  readonly tenants: Pick<TenantStore, 'recordDiscovery'>;
  readonly estate: Estate;
  readonly now: Now;
}

export interface TenantInput {
  readonly cycleId: string;
  readonly tenantId: string;
}

/** Workflow state holds 256 KB: this many pairs of ids fit, with room to spare. */
const MOST_ROTATIONS_PER_TENANT = 1000;

/**
 * Reads a tenant's directory and records what it found: a rotation for each account that the cycle rotates, and why the others
 * are left out.
 *
 * @returns the rotations to ask for; none in a dry run
 * @throws {TenantNotReady}
 */
export async function discoverTenant(
  ports: DiscoverTenantPorts,
  { cycleId, tenantId }: TenantInput,
): Promise<readonly { readonly accountId: string; readonly rotationId: string }[]> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const tenant = tenantOf(ports.estate, tenantId);
  const found = classify(await ports.directory.readTenant(tenantId), tenant, cycle.class, cycle.only?.accountIds);
  if (found.included.length > MOST_ROTATIONS_PER_TENANT) {
    throw new TenantNotReady(
      `${tenant.displayName} has ${found.included.length} ${cycle.class} accounts, and ${MOST_ROTATIONS_PER_TENANT} is the most for one cycle. Are the rules for service accounts too wide?`,
    );
  }
  const now = ports.now();
  const component = 'discover-tenant';
  const about = (account: { readonly accountId: string }) => ({
    cycleId,
    tenantId,
    accountId: account.accountId,
    rotationId: rotationIdOf({ cycleId, tenantId, accountId: account.accountId }),
  });
  const rotations = await ports.tenants.recordDiscovery(
    { cycleId, tenantId, accountsSeen: found.accountsSeen, excludedCounts: found.counts },
    // A dry run asks for nothing: with no rotation on record there is nothing that anybody could approve.
    cycle.dryRun ? [] : found.included.map((account) => newRotation(cycle, tenant, account)),
    found.excluded,
    {
      rotation: (rotation) =>
        factAbout(rotation, {
          action: 'account.discovered',
          evidence: { detail: whyIncluded(rotation.account) },
          component,
          now,
        }),
      exclusion: (exclusion) => ({
        ...factAboutTenant(
          { cycleId, tenantId },
          {
            action: 'account.excluded',
            reason: exclusion.reason,
            evidence: { detail: exclusionSentence(exclusion.reason) },
            component,
            now,
          },
        ),
        ...about(exclusion),
        userPrincipalName: exclusion.userPrincipalName,
        class: exclusion.class,
      }),
      tenant: factAboutTenant(
        { cycleId, tenantId },
        {
          action: 'tenant.discovered',
          evidence: {
            detail: [`${found.accountsSeen} accounts seen, ${found.included.length} to rotate`, ...found.problems].join(
              '; ',
            ),
          },
          component,
          now,
        },
      ),
    },
  );
  return rotations.map(({ accountId, rotationId }) => ({ accountId, rotationId }));
}

const newRotation = (
  cycle: Cycle,
  tenant: { readonly tenantId: string; readonly displayName: string },
  account: IncludedAccount,
): Rotation => {
  const ids = { cycleId: cycle.cycleId, tenantId: tenant.tenantId, accountId: account.accountId };
  return {
    ...ids,
    rotationId: rotationIdOf(ids),
    account,
    tenantDisplayName: tenant.displayName,
    decideBefore: cycle.decideBefore,
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
  };
};

const whyIncluded = ({ reasons }: IncludedAccount) =>
  reasons
    .map((each) => (each.kind === 'role' ? `${each.role} on ${each.scope} ${each.path}` : `matches: ${each.matcher}`))
    .join('; ');
