import type { Estate, Technician } from '../../../config/estate.ts';
import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { wasReplaced } from '../../domain/credential/vault-writing.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { countInVaultWriting, sumOfVaultCounts, vaultCountsOf } from '../../domain/cycle/vault-counts.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { compareNames } from '../../domain/text/compare-names.ts';
import { counted } from '../../domain/text/counted.ts';
import type { MailText } from '../../ports/messages.ts';
import { collectorOf, isUnderWay } from '../credential/recipient.ts';
import type { NotifyPorts } from './notify-ports.ts';
import { collectUrl } from './passwords-ready.ts';

/** What became of the passwords of one technician and cycle that were to be written into the vault: all of them are settled. */
export interface InVault {
  readonly cycleId: string;
  /** At least one. */
  readonly rotations: readonly Rotation[];
}

/** The tenants of a cycle in which passwords of this technician may go into the vault, as far as estate and counts tell. */
export const vaultTenantsOf = (
  { tenants }: Estate,
  technician: Technician,
  cycle: Pick<Cycle, 'class'>,
  inCycle: readonly TenantInCycle[],
): readonly TenantInCycle[] =>
  inCycle.filter((each) => {
    const tenant = tenants.find(({ tenantId }) => tenantId === each.tenantId);
    return (
      tenant !== undefined &&
      decidesFor(technician, tenant) &&
      (tenant.handOver[cycle.class] !== 'link' || countInVaultWriting(vaultCountsOf(each)) > 0)
    );
  });

/** Whether a password of these tenants still waits for the vault: told by counts, before any account is read. */
export const stillWaits = (tenants: readonly TenantInCycle[]): boolean =>
  sumOfVaultCounts(tenants.map(vaultCountsOf)).queued > 0;

/** @returns `undefined` while any of them is under way, or where there is none */
export async function readInVault(
  { cycles, rotations, estate }: Pick<NotifyPorts, 'cycles' | 'rotations' | 'estate'>,
  cycleId: string,
  technician: Technician,
): Promise<InVault | undefined> {
  const cycle = await cycles.find(cycleId);
  if (cycle === undefined) return undefined;
  const tenants = vaultTenantsOf(estate, technician, cycle, await cycles.tenantsOf(cycleId));
  if (stillWaits(tenants)) return undefined;
  const found: Rotation[] = [];
  // One after the other, those with open rotations first: one that is under way answers the question, and saves all further reads.
  for (const tenant of tenants.toSorted((one, other) => other.openCount - one.openCount)) {
    if (tenant.openCount === 0 && countInVaultWriting(vaultCountsOf(tenant)) === 0) continue;
    const mine = (await rotations.ofTenant(cycleId, tenant.tenantId)).filter(
      (each) => collectorOf(estate, each)?.objectId === technician.objectId,
    );
    if (mine.some((each) => isUnderWay(each) || each.vault?.status === 'queued')) return undefined;
    found.push(...mine.filter(({ vault }) => vault !== undefined && !wasReplaced(vault)));
  }
  return found.length === 0 ? undefined : { cycleId, rotations: found };
}

/** "12 of 12 new passwords are in the vault": one mail per technician and cycle, instead of the one that asks to collect. */
export function inVaultMail({ cycleId, rotations }: InVault, portalUrl: string): MailText {
  const written = rotations.filter(({ vault }) => vault?.status === 'written');
  const all = `${written.length} of ${counted(rotations.length, 'new password')} ${rotations.length === 1 ? 'is' : 'are'} in the vault`;
  const missing = rotations.length - written.length;
  const linked = rotations.filter(({ state }) => 'linkId' in state && state.linkId !== undefined);
  const toCollect = linked.filter(({ vault }) => vault?.status !== 'written').length;
  return {
    subject: `${all} (${cycleId})`,
    preview:
      toCollect > 0
        ? `${counted(toCollect, 'password')} for you to collect instead.`
        : missing > 0
          ? 'What is not in the vault is named below.'
          : 'There is nothing to do.',
    paragraphs: [
      `Accounts were reset as approved, in cycle ${cycleId}. ${all}.`,
      ...(toCollect > 0 ? [`Collect what is not in the vault by its link, and put it there by hand.`] : []),
      ...(missing > toCollect ? ['Where there is no such credential, rotate the account again.'] : []),
      ...(missing === 0 && linked.length === 0 ? ['Nobody needs to see or collect them: there is nothing to do.'] : []),
    ],
    action:
      toCollect > 0
        ? { label: 'Collect the passwords', url: collectUrl(portalUrl) }
        : { label: 'Open the cycle', url: `${portalUrl}/cycles/${cycleId}` },
    sections: [
      {
        title: 'Not in the vault',
        rows: rotations.flatMap(({ vault, account, tenantDisplayName }) =>
          vault?.status === 'given-up'
            ? [`${account.userPrincipalName} (${tenantDisplayName}): ${reasonWords(vault.reason)}`]
            : [],
        ),
      },
      { title: 'In the vault', rows: perTenant(written) },
    ],
    notes: [
      'What is reset later in this cycle appears on the page of the cycle, and no further mail announces it.',
      'This mail holds no password. The record of each in the vault is named on the timeline of its account.',
    ],
  };
}

function perTenant(rotations: readonly Rotation[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { tenantDisplayName: name } of rotations) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .toSorted(([one], [other]) => compareNames(one, other))
    .map(([name, count]) => `${name}: ${counted(count, 'password')}`);
}
