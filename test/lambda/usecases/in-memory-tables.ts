import type { ExcludedAccount, PlannedAccount } from '../../../lambda/domain/accounts/account.ts';
import { nextRecord } from '../../../lambda/domain/audit/audit-chain.ts';
import { type AuditFact, type AuditRecord, chainOf } from '../../../lambda/domain/audit/audit-record.ts';
import type { ApprovalsLink, CredentialLink } from '../../../lambda/domain/credential/link.ts';
import type { Retirement } from '../../../lambda/domain/credential/retirement.ts';
import type { Cycle, TenantInCycle } from '../../../lambda/domain/cycle/cycle.ts';
import type { RotationKey } from '../../../lambda/domain/identifiers.ts';
import { isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import type { AuditReader } from '../../../lambda/ports/audit.ts';
import type { LinkStore, RetirementStore } from '../../../lambda/ports/credential.ts';
import type { CycleStore, TenantStore } from '../../../lambda/ports/cycle.ts';
import type { SentMessages } from '../../../lambda/ports/messages.ts';
import { type RotationStore, StaleState } from '../../../lambda/ports/rotation.ts';

export const rowOf = ({ cycleId, tenantId, accountId }: RotationKey) => `${cycleId}/${tenantId}/${accountId}`;
const accountOf = ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) => `${tenantId}/${accountId}`;
export const tenantRowOf = (cycleId: string, tenantId: string) => `${cycleId}/${tenantId}`;

/** The two tables in memory. Each change is refused when its condition does not hold, and commits with its record. */
export class Tables {
  readonly cycleRows = new Map<string, Cycle>();
  /** Tenants of a cycle that are not done. */
  readonly openTenants = new Map<string, number>();
  readonly tenantRows = new Map<string, TenantInCycle>();
  readonly rotationRows = new Map<string, Rotation>();
  readonly proposalRows = new Map<string, PlannedAccount[]>();
  readonly exclusionRows = new Map<string, ExcludedAccount[]>();
  readonly approvalsLinks = new Map<string, ApprovalsLink>();
  readonly credentialLinks = new Map<string, CredentialLink>();
  readonly chains = new Map<string, AuditRecord[]>();
  /** Task tokens, by the row that holds them. */
  readonly tokens = new Map<string, string>();
  readonly sentKeys = new Set<string>();

  get records(): readonly AuditRecord[] {
    return [...this.chains.values()].flat();
  }

  readonly retirementRows = new Map<string, Retirement>();
  /** Account → for which version, and until when, it is kept from rotating. */
  private readonly reservations = new Map<string, { readonly versionId: string; readonly until: Date }>();

  /** Account → the one rotation of it that is under way. */
  readonly lockHolders = new Map<string, string>();

  private isAnyUnlocked(tenantId: string, accountIds: readonly string[]): boolean {
    return accountIds.some((each) => !this.lockHolders.has(`${tenantId}/${each}`));
  }

  private commit(holds: boolean, facts: readonly AuditFact[], change: () => void): void {
    if (!holds) throw new StaleState('somebody else changed the row first');
    change();
    for (const fact of facts) {
      const chain = this.chains.get(chainOf(fact)) ?? [];
      this.chains.set(chainOf(fact), [...chain, nextRecord(chain.at(-1), fact)]);
    }
  }

  private advance(from: Rotation, to: Rotation, fact: AuditFact, more: () => void = () => undefined): Rotation {
    const row = this.rotationRows.get(rowOf(from));
    if (from.closed && isIn(from, 'rotated', 'rejected', 'expired')) throw new StaleState('the rotation has ended');
    const next = { ...to, closed: from.closed || to.closed, revision: from.revision + 1 };
    this.commit(row?.revision === from.revision && row.closed === from.closed, [fact], () => {
      this.rotationRows.set(rowOf(from), next);
      more();
    });
    return next;
  }

  readonly cycles: CycleStore = {
    open: async (cycle, tenants, fact) => {
      const existing = this.cycleRows.get(cycle.cycleId);
      if (existing !== undefined && existing.executionId !== cycle.executionId) return 'already-open';
      if (existing === undefined) {
        this.commit(true, [fact], () => this.cycleRows.set(cycle.cycleId, cycle));
        this.openTenants.set(cycle.cycleId, tenants.length);
      }
      for (const { tenantId, displayName } of tenants) {
        const row = tenantRowOf(cycle.cycleId, tenantId);
        const counts = { accountsSeen: 0, excluded: {}, rotations: 0, openCount: 0 };
        const fresh = { cycleId: cycle.cycleId, tenantId, displayName, status: 'pending', ...counts } as const;
        if (!this.tenantRows.has(row)) this.tenantRows.set(row, fresh);
      }
      return existing === undefined ? 'opened' : 'resumed';
    },
    find: async (cycleId) => this.cycleRows.get(cycleId),
    latest: async (limit) => [...this.cycleRows.values()].reverse().slice(0, limit),
    tenantsOf: async (cycleId) => [...this.tenantRows.values()].filter((each) => each.cycleId === cycleId),
    findTenant: async (cycleId, tenantId) => this.tenantRows.get(tenantRowOf(cycleId, tenantId)),
    close: async ({ cycleId }, totals, fact) => {
      const row = this.cycleRows.get(cycleId);
      if (row === undefined || row.status === 'closed') return;
      const closed = { ...row, status: 'closed' as const, closedAt: fact.time, totals };
      this.commit(true, [fact], () => this.cycleRows.set(cycleId, closed));
    },
    waiting: async (cycleId) => waiting(this.openTenants.get(cycleId) ?? 0, this.tokens.get(cycleId)),
  };

  readonly tenants: TenantStore = {
    recordDiscovery: async (found, rotations, exclusions, factOf) => {
      const name = tenantRowOf(found.cycleId, found.tenantId);
      const row = this.tenantRows.get(name);
      const known = () => this.rotationsOf(found.cycleId, found.tenantId);
      if (row?.status !== 'pending') return known();
      for (const each of rotations) {
        if (this.rotationRows.has(rowOf(each))) continue;
        this.commit(true, [factOf.rotation(each)], () => this.rotationRows.set(rowOf(each), each));
      }
      this.commit(true, exclusions.map(factOf.exclusion), () => this.exclusionRows.set(name, [...exclusions]));
      const count = known().length;
      const counts = { accountsSeen: found.accountsSeen, excluded: found.excludedCounts, rotations: count };
      const discovered = { ...row, ...counts, status: 'discovered' as const, openCount: count };
      this.commit(true, [factOf.tenant], () => this.tenantRows.set(name, discovered));
      return known();
    },
    recordDryRun: async (found, proposals, exclusions, factOf) => {
      const name = tenantRowOf(found.cycleId, found.tenantId);
      const row = this.tenantRows.get(name);
      if (row?.status !== 'pending') return;
      this.commit(true, proposals.map(factOf.proposal), () => this.proposalRows.set(name, [...proposals]));
      this.commit(true, exclusions.map(factOf.exclusion), () => this.exclusionRows.set(name, [...exclusions]));
      const counts = { accountsSeen: found.accountsSeen, excluded: found.excludedCounts, problems: found.problems };
      const discovered = { ...row, ...counts, status: 'discovered' as const };
      this.commit(true, [factOf.tenant], () => this.tenantRows.set(name, discovered));
    },
    proposalsOf: async (cycleId, tenantId) => this.proposalRows.get(tenantRowOf(cycleId, tenantId)) ?? [],
    exclusionsOf: async (cycleId, tenantId) => this.exclusionRows.get(tenantRowOf(cycleId, tenantId)) ?? [],
    close: async (tenant, failure, fact) => {
      const name = tenantRowOf(tenant.cycleId, tenant.tenantId);
      const row = this.tenantRows.get(name);
      if (row === undefined || row.status === 'closed' || row.status === 'failed') return;
      const status = failure === undefined ? 'closed' : 'failed';
      this.commit(row.status === tenant.status, [fact], () => {
        this.tenantRows.set(name, { ...row, status, ...(failure === undefined ? {} : { failure }) });
        this.openTenants.set(tenant.cycleId, (this.openTenants.get(tenant.cycleId) ?? 0) - 1);
      });
    },
    recordTicket: async (tenant, ticket, fact) => {
      const name = tenantRowOf(tenant.cycleId, tenant.tenantId);
      this.commit(true, [fact], () => this.tenantRows.set(name, { ...tenant, ticket }));
    },
    waiting: async (cycleId, tenantId) => {
      const name = tenantRowOf(cycleId, tenantId);
      return waiting(this.tenantRows.get(name)?.openCount ?? 0, this.tokens.get(name));
    },
  };

  private rotationsOf(cycleId: string, tenantId: string): readonly Rotation[] {
    return [...this.rotationRows.values()].filter((each) => each.cycleId === cycleId && each.tenantId === tenantId);
  }

  readonly rotations: RotationStore = {
    find: async (key) => this.rotationRows.get(rowOf(key)),
    ofTenant: async (cycleId, tenantId) => this.rotationsOf(cycleId, tenantId),
    openFor: async (tenantId) =>
      [...this.rotationRows.values()].filter(
        (each) => each.tenantId === tenantId && each.state.status === 'awaiting-approval',
      ),
    advance: async (from, to, fact) => this.advance(from, to, fact),
    acquireLock: async ({ tenantId, accountId, rotationId, account: { standIns } }, now) => {
      const account = `${tenantId}/${accountId}`;
      const holder = this.lockHolders.get(account);
      if (holder !== undefined) return holder === rotationId ? 'acquired' : 'account-busy';
      const reserved = this.reservations.get(account);
      if (reserved !== undefined && reserved.until >= now) {
        throw new StaleState('the credential of this account is being deleted at this moment');
      }
      if (standIns !== undefined && !this.isAnyUnlocked(tenantId, standIns)) return 'last-global-administrator';
      this.reservations.delete(account);
      this.lockHolders.set(account, rotationId);
      return 'acquired';
    },
    isAnyUnlocked: async (tenantId, accountIds) => this.isAnyUnlocked(tenantId, accountIds),
    lockHolder: async (account) => {
      const rotationId = this.lockHolders.get(`${account.tenantId}/${account.accountId}`);
      return [...this.rotationRows.values()].find((each) => each.rotationId === rotationId);
    },
    deliver: async (from, to, link, fact) =>
      this.advance(from, to, fact, () => this.credentialLinks.set(link.linkId, link)),
    close: async (from, to, fact) => {
      const name = tenantRowOf(from.cycleId, from.tenantId);
      const tenant = this.tenantRows.get(name);
      if (tenant === undefined) throw new StaleState('there is no such tenant');
      if (!from.closed && tenant.openCount < 1) throw new StaleState('nothing is open in this tenant');
      const counted = from.closed ? {} : { countedAs: to.state.status };
      return this.advance(from, { ...to, ...counted, closed: true }, fact, () => {
        if (!from.closed) this.tenantRows.set(name, { ...tenant, openCount: tenant.openCount - 1 });
        const account = `${from.tenantId}/${from.accountId}`;
        const frees = to.state.status !== 'uncertain' && this.lockHolders.get(account) === from.rotationId;
        if (frees) this.lockHolders.delete(account);
      });
    },
    taskTokenOf: async (key) => this.tokens.get(rowOf(key)),
    forgetTaskToken: async (key, token) => {
      if (this.tokens.get(rowOf(key)) === token) this.tokens.delete(rowOf(key));
    },
    note: async (fact) => this.commit(true, [fact], () => undefined),
  };

  readonly links: LinkStore = {
    approvalsLink: async (link, fact) => {
      const name = `${link.cycleId}/${link.recipientObjectId}`;
      const existing = this.approvalsLinks.get(name);
      if (existing !== undefined) return existing;
      this.commit(true, [fact], () => this.approvalsLinks.set(name, link));
      return link;
    },
    findApprovals: async (linkId) => [...this.approvalsLinks.values()].find((each) => each.linkId === linkId),
    findCredential: async (linkId) => this.credentialLinks.get(linkId),
    claim: async (link, revealed, now, fact) => {
      const row = this.credentialLinks.get(link.linkId);
      if (row?.state.status !== 'ready' || row.expiresAt * 1000 <= now.getTime()) return false;
      this.commit(true, [fact], () => this.credentialLinks.set(link.linkId, { ...row, state: revealed }));
      return true;
    },
    change: async (link, to, fact, retirement) => {
      const row = this.credentialLinks.get(link.linkId);
      this.commit(JSON.stringify(row?.state) === JSON.stringify(link.state), [fact], () => {
        this.credentialLinks.set(link.linkId, { ...link, state: to });
        if (retirement === undefined) return;
        const existing = this.retirementRows.get(accountOf(retirement));
        if (existing === undefined || existing.resetAt <= retirement.resetAt) {
          this.retirementRows.set(accountOf(retirement), retirement);
        }
      });
    },
    renew: async (old, renewed, fact) => {
      const row = this.credentialLinks.get(old.linkId);
      this.commit(JSON.stringify(row?.state) === JSON.stringify(old.state), [fact], () => {
        this.credentialLinks.set(old.linkId, {
          ...old,
          state: { status: 'revoked', at: fact.time, renewedAs: renewed.linkId },
        });
        this.credentialLinks.set(renewed.linkId, renewed);
      });
    },
  };

  readonly retirements: RetirementStore = {
    find: async (account) => this.retirementRows.get(accountOf(account)),
    due: async (now, limit) =>
      [...this.retirementRows.values()]
        .filter(({ dueAt }) => dueAt <= now.toISOString())
        .sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
        .slice(0, limit),
    reserve: async (retirement, now, until) => {
      const account = accountOf(retirement);
      const reserved = this.reservations.get(account);
      if (this.lockHolders.has(account) || (reserved !== undefined && reserved.until >= now)) return false;
      this.reservations.set(account, { versionId: retirement.versionId, until });
      return true;
    },
    release: async (retirement) => {
      if (this.hasReserved(retirement)) this.reservations.delete(accountOf(retirement));
    },
    putOff: async (retirement, dueAt) => {
      if (this.isStill(retirement)) {
        this.retirementRows.set(accountOf(retirement), { ...retirement, dueAt: dueAt.toISOString() });
      }
    },
    attempt: async (retirement, fact) => {
      this.commit(this.isStill(retirement) && this.hasReserved(retirement), [fact], () => undefined);
    },
    finish: async (retirement, fact) => {
      this.commit(this.isStill(retirement) && this.hasReserved(retirement), [fact], () => {
        this.retirementRows.delete(accountOf(retirement));
        this.reservations.delete(accountOf(retirement));
      });
    },
  };

  private isStill = (retirement: Retirement) =>
    this.retirementRows.get(accountOf(retirement))?.linkId === retirement.linkId;
  private hasReserved = (retirement: Retirement) =>
    this.reservations.get(accountOf(retirement))?.versionId === retirement.versionId;

  readonly audit: AuditReader = {
    recordsOf: async (chain) => this.chains.get(chain) ?? [],
    headsOf: async (chains) =>
      chains.flatMap((chain) => {
        const last = this.chains.get(chain)?.at(-1);
        return last === undefined ? [] : [{ chain, sequence: last.sequence, hash: last.hash }];
      }),
  };

  readonly sent: SentMessages = {
    has: async (key) => this.sentKeys.has(key),
    add: async (key) => void this.sentKeys.add(key),
  };
}

const waiting = (openCount: number, taskToken: string | undefined) => ({
  openCount,
  ...(taskToken === undefined ? {} : { taskToken }),
});
