import type { ExcludedAccount } from '../../../lambda/domain/accounts/account.ts';
import type { AuditFact } from '../../../lambda/domain/audit/audit-record.ts';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import type { Cycle } from '../../../lambda/domain/cycle/cycle.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { inState, states } from '../../lambda/domain/rotation/rotations.ts';
import type { Stores } from './stores.ts';

export const NOW = new Date('2026-12-07T08:00:00.000Z');
export const id = (letter: string) => letter.repeat(32);

/** A rotation that waits for its decision. */
export const waiting = inState(states.awaiting);
export const { cycleId, tenantId, accountId } = waiting;
export const ANOTHER_TENANT = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';

export const ESTATE_CHAIN = '-#-';
export const TENANT_CHAIN = `${tenantId}#-`;
export const chainOf = (account: string) => `${tenantId}#${account}`;
export const CHAIN = chainOf(accountId);

export const fact = (more: Partial<AuditFact> = {}): AuditFact => ({
  action: 'approval.requested',
  outcome: 'success',
  time: NOW.toISOString(),
  actor: { kind: 'system', name: 'test' },
  component: 'test',
  cycleId,
  tenantId,
  accountId,
  ...more,
});

export const cycle: Cycle = {
  cycleId,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  openedAt: '2026-12-07T04:00:05.000Z',
  decideBefore: waiting.decideBefore,
  executionId: 'execution-1',
  dryRun: false,
  status: 'open',
};

export const totals = {
  tenants: 1,
  tenantsFailed: 0,
  accountsSeen: 70,
  excluded: { guest: 2 },
  approved: 1,
  rejected: 0,
  expired: 0,
  rotated: 1,
  failed: 0,
  uncertain: 0,
  linksIssued: 1,
};

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A rotation of one of many accounts; the first is `waiting`. */
export const numbered = (n: number, more: Partial<Rotation> = {}): Rotation => ({
  ...waiting,
  accountId: idOf(n),
  rotationId: n.toString(16).padStart(32, '0'),
  account: { ...waiting.account, accountId: idOf(n) },
  ...more,
});

export const excluded = (n: number): ExcludedAccount => ({
  accountId: idOf(n),
  userPrincipalName: `${n}@contoso.example`,
  displayName: `Account ${n}`,
  class: 'admin',
  reason: 'guest',
});

export const openCycle = ({ cycles }: Stores, more: Partial<Cycle> = {}, tenantIds: readonly string[] = [tenantId]) =>
  cycles.open(
    { ...cycle, ...more },
    tenantIds.map((each) => ({ tenantId: each, displayName: 'Contoso Ltd' })),
    fact({ action: 'cycle.opened', cycleId: more.cycleId ?? cycleId, tenantId: undefined, accountId: undefined }),
  );

export const discovered = { cycleId, tenantId, accountsSeen: 70, excludedCounts: { guest: 2 }, problems: ['no PIM'] };

const about = (action: AuditFact['action']) => (account: { readonly accountId: string }) =>
  fact({ action, accountId: account.accountId });
export const factsOfDiscovery = {
  rotation: about('account.discovered'),
  proposal: about('account.discovered'),
  exclusion: about('account.excluded'),
  tenant: fact({ action: 'tenant.discovered', accountId: undefined }),
};

export const discover = (
  { tenants }: Stores,
  rotations: readonly Rotation[],
  exclusions: readonly ExcludedAccount[] = [],
  more: Partial<typeof discovered> = {},
) => tenants.recordDiscovery({ ...discovered, ...more }, rotations, exclusions, factsOfDiscovery);

/** A cycle that has discovered these rotations. */
export async function discoveredCycle(stores: Stores, rotations: readonly Rotation[] = [waiting]): Promise<void> {
  await openCycle(stores);
  await discover(stores, rotations);
}

export const link: CredentialLink = {
  purpose: 'credential',
  linkId: id('c'),
  expiresAt: NOW.getTime() / 1000 + 3600,
  cycleId,
  tenantId,
  accountId,
  rotationId: waiting.rotationId,
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: id('f'),
  recipientObjectId: 'ada',
  approvedBy: 'Ada Lindqvist',
  resetAt: NOW.toISOString(),
  number: 0,
  state: { status: 'ready' },
};

export const revealed = { status: 'revealed', at: NOW.toISOString(), address: '192.0.2.1' } as const;

/** The password of a rotation is delivered by a link. */
export async function delivered(
  { rotations }: Stores,
  rotation: Rotation = waiting,
  more: Partial<CredentialLink> = {},
): Promise<{ readonly rotation: Rotation; readonly link: CredentialLink }> {
  const { accountId: account, rotationId } = rotation;
  const made: CredentialLink = { ...link, accountId: account, rotationId, ...more };
  const to: Rotation = { ...rotation, state: { ...states.delivered, linkId: made.linkId } };
  return {
    rotation: await rotations.deliver(rotation, to, made, [fact({ action: 'link.created', accountId: account })]),
    link: made,
  };
}
