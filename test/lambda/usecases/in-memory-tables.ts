import {
  type ExcludedAccount,
  excludedAccountSchema,
  type PlannedAccount,
  plannedAccountSchema,
} from '../../../lambda/domain/accounts/account.ts';
import {
  type AccessCount,
  accessCountSchema,
  endedBefore,
  RECORDED_EACH,
  stretchOf,
} from '../../../lambda/domain/audit/access.ts';

import { nextRecord } from '../../../lambda/domain/audit/audit-chain.ts';
import {
  type AuditFact,
  type AuditRecord,
  auditRecordSchema,
  chainOf,
} from '../../../lambda/domain/audit/audit-record.ts';
import { type ExportState, exportStateSchema } from '../../../lambda/domain/audit/export-plan.ts';
import { type RecordedEstate, recordedEstateSchema } from '../../../lambda/domain/audit/recorded-estate.ts';
import { type ContactLink, contactLinkSchema } from '../../../lambda/domain/contact/contact-link.ts';
import {
  type ChangedElsewhere,
  changedElsewhereSchema,
  type ProvenReset,
  provenResetOf,
  type TenantWatch,
} from '../../../lambda/domain/credential/changed-elsewhere.ts';
import {
  type Exposure,
  exposureOf,
  exposureSchema,
  isStillCurrent,
  type Seer,
  staysOnRecord,
} from '../../../lambda/domain/credential/exposure.ts';
import {
  type ApprovalsLink,
  type CredentialLink,
  credentialLinkSchema,
  isOpen,
  replacedBy,
} from '../../../lambda/domain/credential/link.ts';
import type { Retirement } from '../../../lambda/domain/credential/retirement.ts';
import { type VaultCheck, vaultCheckSchema } from '../../../lambda/domain/credential/vault-check.ts';
import { type Cycle, cycleSchema, type TenantInCycle } from '../../../lambda/domain/cycle/cycle.ts';
import { endsMoved } from '../../../lambda/domain/cycle/ends.ts';
import { type Hold, holdId, holdSchema } from '../../../lambda/domain/cycle/hold.ts';
import { type TicketProgress, ticketProgressSchema } from '../../../lambda/domain/cycle/ticket-progress.ts';
import { vaultMoved } from '../../../lambda/domain/cycle/vault-counts.ts';
import type { RotationKey } from '../../../lambda/domain/identifiers.ts';
import { type Inspection, inspectionSchema } from '../../../lambda/domain/inspection/inspection.ts';
import { type InspectionTicket, inspectionTicketSchema } from '../../../lambda/domain/inspection/inspection-ticket.ts';
import { isLaterThan, type MailTrouble, mailTroubleSchema } from '../../../lambda/domain/messages/mail-trouble.ts';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import { LONGEST_MS, PLACE_MS } from '../../../lambda/domain/rotation/line.ts';
import { type Pause, pauseSchema, scopeId, scopesOver } from '../../../lambda/domain/rotation/pause.ts';
import { isIn, type Outcome, type Rotation, rotationSchema } from '../../../lambda/domain/rotation/rotation.ts';
import type { PendingSignIn, WebSession } from '../../../lambda/domain/sessions/session.ts';
import type { AccessCounts, AccessLog, AccessReader, AuditReader } from '../../../lambda/ports/audit.ts';
import type { ContactStore } from '../../../lambda/ports/contact.ts';
import type { LinkStore, RetirementStore } from '../../../lambda/ports/credential.ts';
import type { CycleStore, TenantStore } from '../../../lambda/ports/cycle.ts';
import type { EstateLog } from '../../../lambda/ports/estates.ts';
import type { ExportStore } from '../../../lambda/ports/exports.ts';
import type { ExposureReader } from '../../../lambda/ports/exposure.ts';
import type { HoldStore } from '../../../lambda/ports/hold.ts';
import type { InspectionStore } from '../../../lambda/ports/inspections.ts';
import type { StagingLine } from '../../../lambda/ports/line.ts';
import type { MailTroubles } from '../../../lambda/ports/mail-troubles.ts';
import type { SentMessages } from '../../../lambda/ports/messages.ts';
import type { ChangedPasswords, PasswordWatch } from '../../../lambda/ports/password-watch.ts';
import type { PauseStore } from '../../../lambda/ports/pause.ts';
import { type RotationStore, StaleState } from '../../../lambda/ports/rotation.ts';
import type { TicketStore } from '../../../lambda/ports/tickets.ts';
import type { VaultChecks } from '../../../lambda/ports/vault-checks.ts';
import type { VaultTurns } from '../../../lambda/ports/vault-queue.ts';
import { sessionsIn } from './in-memory-sessions.ts';

export const rowOf = ({ cycleId, tenantId, accountId }: RotationKey) => `${cycleId}/${tenantId}/${accountId}`;
const accountOf = ({ tenantId, accountId }: Pick<RotationKey, 'tenantId' | 'accountId'>) => `${tenantId}/${accountId}`;
export const tenantRowOf = (cycleId: string, tenantId: string) => `${cycleId}/${tenantId}`;

/**
 * The two tables in memory. Each change is refused when its condition does not hold, and commits with its record. The suite in
 * `test/contract/stores` holds them to what the DynamoDB stores do.
 */
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
  private readonly claims = new Map<string, string>();
  /** What somebody is sending, and until when at the latest. */
  private readonly sending = new Map<string, Date>();

  get records(): readonly AuditRecord[] {
    return [...this.chains.values()].flat();
  }

  readonly retirementRows = new Map<string, Retirement>();
  /** Account → for which version, and until when, it is kept from rotating. */
  private readonly reservations = new Map<string, { readonly versionId: string; readonly until: Date }>();

  /** Account → the one rotation of it that is under way. */
  readonly lockHolders = new Map<string, Pick<Rotation, 'rotationId' | 'cycleId'>>();

  private isAnyUnlocked(tenantId: string, accountIds: readonly string[]): boolean {
    return accountIds.some((each) => !this.lockHolders.has(`${tenantId}/${each}`));
  }

  private commit(holds: boolean, facts: readonly AuditFact[], change: () => void): void {
    if (!holds) throw new StaleState('somebody else changed the row first');
    const chains = new Map(facts.map((fact) => [chainOf(fact), this.chains.get(chainOf(fact)) ?? []]));
    for (const fact of facts) {
      const chain = chains.get(chainOf(fact)) ?? [];
      chains.set(chainOf(fact), [...chain, auditRecordSchema.parse(nextRecord(chain.at(-1), fact))]);
    }
    change();
    for (const [name, chain] of chains) this.chains.set(name, chain);
  }

  private advance(
    from: Rotation,
    to: Rotation,
    facts: readonly AuditFact[],
    more: () => void = () => undefined,
  ): Rotation {
    const row = this.rotationRows.get(rowOf(from));
    if (from.closed && isIn(from, 'rotated', 'rejected', 'expired')) throw new StaleState('the rotation has ended');
    const changed = { closed: from.closed || to.closed, revision: from.revision + 1 };
    this.commit(row?.revision === from.revision && row.closed === from.closed, facts, () => {
      const {
        state,
        vault = row?.vault,
        reopened = row?.reopened,
        run = row?.run,
        replaced = row?.replaced,
        countedAs,
      } = to;
      this.rotationRows.set(
        rowOf(from),
        rotationSchema.parse({ ...row, ...given({ state, vault, reopened, run, replaced, countedAs }), ...changed }),
      );
      this.recount(from, { ...to, ...changed });
      more();
    });
    return { ...to, ...changed };
  }

  readonly mailTroubleRows = new Map<string, MailTrouble>();
  private readonly mailEvents = new Set<string>();

  readonly mailTroubles: MailTroubles = {
    all: async () => sorted(this.mailTroubleRows.values(), 'recipient'),
    record: async (eventId, trouble, fact) => {
      if (this.mailEvents.has(eventId)) return false;
      this.commit(true, [fact], () => {
        this.mailEvents.add(eventId);
        if (!isLaterThan(trouble.last, this.mailTroubleRows.get(trouble.recipient)?.last)) return;
        this.mailTroubleRows.set(trouble.recipient, mailTroubleSchema.parse(trouble));
      });
      return true;
    },
  };

  private exportRow: ExportState = {};

  readonly exports: ExportStore = {
    find: async () => this.exportRow,
    plan: async (before, after) => {
      this.commit(this.isExportRow(before), [], () => {
        this.exportRow = exportStateSchema.parse(after);
      });
    },
    end: async (before, after, fact) => {
      this.commit(this.isExportRow(before), [fact], () => {
        this.exportRow = exportStateSchema.parse(after);
      });
    },
  };

  private isExportRow({ exportedUntil, planned }: ExportState): boolean {
    return exportedUntil === this.exportRow.exportedUntil && planned?.token === this.exportRow.planned?.token;
  }

  private nextPlace = 0;

  readonly line: StagingLine = {
    take: async (now) => {
      const from = now.getTime();
      const isCredible = this.nextPlace > from && this.nextPlace <= from + LONGEST_MS;
      const place = isCredible ? this.nextPlace : from;
      this.nextPlace = place + PLACE_MS;
      return new Date(place);
    },
  };

  private readonly pauseRows = new Map<string, Pause>();

  readonly pauses: PauseStore = {
    active: async () => [...this.pauseRows.values(), ...[...this.contactStops.values()].flatMap((each) => each ?? [])],
    over: async (account) =>
      scopesOver(account).flatMap((each) =>
        [this.pauseRows.get(scopeId(each)) ?? [], this.contactStops.get(scopeId(each)) ?? []].flat(),
      ),
    set: async (pause, fact) => {
      if (this.pauseRows.has(scopeId(pause.scope))) return 'already';
      this.commit(true, [fact], () => this.pauseRows.set(scopeId(pause.scope), pauseSchema.parse(pause)));
      return 'set';
    },
    end: async (scope, fact) => {
      const id = scopeId(scope);
      const stop = this.contactStops.get(id);
      if (!this.pauseRows.has(id) && stop === undefined) return 'not-paused';
      this.commit(true, [fact], () => {
        this.pauseRows.delete(id);
        if (stop !== undefined) this.contactStops.set(id, undefined);
      });
      return 'ended';
    },
  };

  readonly holdRows = new Map<string, Hold>();

  readonly holds: HoldStore = {
    of: async (held) => held.flatMap((each) => this.holdRows.get(holdId(each)) ?? []),
    all: async () => [...this.holdRows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hold]) => hold),
    release: async (held, released, fact) => {
      const before = this.holdRows.get(holdId(held));
      if (before?.released !== undefined) return 'already';
      this.commit(true, [fact], () =>
        this.holdRows.set(holdId(held), holdSchema.parse({ ...before, ...held, released })),
      );
      return 'released';
    },
  };

  readonly contactLinks = new Map<string, ContactLink>();
  /** By scope, what contacts have stopped; `undefined`: that was ended. */
  private readonly contactStops = new Map<string, Pause | undefined>();

  readonly contacts: ContactStore = {
    link: async (link, fact) => {
      const known = this.contactLinks.get(link.linkId);
      if (known !== undefined) return known;
      this.commit(true, [fact], () => this.contactLinks.set(link.linkId, contactLinkSchema.parse(link)));
      return link;
    },
    find: async (linkId) => this.contactLinks.get(linkId),
    standing: async ({ cycleId, tenantId }) => {
      const id = scopeId({ of: 'tenant-in-cycle', cycleId, tenantId });
      if (!this.contactStops.has(id)) return undefined;
      return this.contactStops.get(id) === undefined ? 'lifted' : 'stopped';
    },
    stop: async (pause, fact) => {
      const id = scopeId(pause.scope);
      if (this.contactStops.has(id)) return this.contactStops.get(id) === undefined ? 'lifted' : 'already';
      this.commit(true, [fact], () => this.contactStops.set(id, pauseSchema.parse(pause)));
      return 'stopped';
    },
  };

  private recount(from: Rotation, to: Rotation): void {
    const name = tenantRowOf(from.cycleId, from.tenantId);
    const tenant = this.tenantRows.get(name);
    if (tenant === undefined) return;
    const ends = Object.entries(endsMoved(from, to)).map(
      ([end, by]) => [end, tenant[end as Outcome] ?? 0, by] as const,
    );
    const { vaultQueued = 0, vaultWritten = 0, vaultGivenUp = 0 } = tenant;
    const vault = { vaultQueued, vaultWritten, vaultGivenUp };
    const moved = vaultMoved(from, to);
    this.tenantRows.set(name, {
      ...tenant,
      ...Object.fromEntries(ends.map(([end, before, by]) => [end, before + by])),
      ...Object.fromEntries(
        Object.entries(vault).flatMap(([field, before]) => {
          const by = moved[field as keyof typeof vault];
          return by === undefined ? [] : [[field, before + by]];
        }),
      ),
      openCount: tenant.openCount - (to.closed && !from.closed ? 1 : 0),
    });
  }

  readonly cycles: CycleStore = {
    open: async (cycle, tenants, fact) => {
      const existing = this.cycleRows.get(cycle.cycleId);
      if (existing !== undefined && existing.executionId !== cycle.executionId) return 'already-open';
      if (existing === undefined) {
        this.commit(true, [fact], () => this.cycleRows.set(cycle.cycleId, cycleSchema.parse(cycle)));
      }
      if (!this.tokens.has(cycle.cycleId)) this.openTenants.set(cycle.cycleId, tenants.length);
      for (const { tenantId, displayName } of tenants) {
        const row = tenantRowOf(cycle.cycleId, tenantId);
        const counts = { accountsSeen: 0, excluded: {}, rotations: 0, openCount: 0 };
        const fresh = { cycleId: cycle.cycleId, tenantId, displayName, status: 'pending', ...counts } as const;
        if (!this.tenantRows.has(row)) this.tenantRows.set(row, fresh);
      }
      return existing === undefined ? 'opened' : 'resumed';
    },
    find: async (cycleId) => this.cycleRows.get(cycleId),
    latest: async (limit, before) => {
      if (limit > 100) throw new Error('100 at most');
      const placeOf = ({ openedAt, cycleId }: Pick<Cycle, 'openedAt' | 'cycleId'>) => `${openedAt}#${cycleId}`;
      const places = [...this.cycleRows.values()].map((row) => ({ row, place: placeOf(row) }));
      return sorted(places, 'place')
        .reverse()
        .filter(({ place }) => before === undefined || place < placeOf(before))
        .slice(0, limit)
        .map(({ row }) => row);
    },
    tenantsOf: async (cycleId) =>
      sorted(this.tenantRows.values(), 'tenantId').filter((each) => each.cycleId === cycleId),
    findTenant: async (cycleId, tenantId) => this.tenantRows.get(tenantRowOf(cycleId, tenantId)),
    close: async ({ cycleId }, closing, fact) => {
      const row = this.cycleRows.get(cycleId);
      if (row?.status === 'closed') return;
      this.commit(row !== undefined, [fact], () =>
        this.cycleRows.set(cycleId, cycleSchema.parse({ ...row, status: 'closed', closedAt: fact.time, ...closing })),
      );
    },
    recordSeal: async (cycleId, seal, fact) => {
      const row = this.cycleRows.get(cycleId);
      if (row?.seal !== undefined || row?.unsealed !== undefined) return;
      this.commit(row?.status === 'closed', [fact], () =>
        this.cycleRows.set(cycleId, cycleSchema.parse({ ...row, seal })),
      );
    },
    recordUnsealed: async (cycleId, unsealed, fact) => {
      const row = this.cycleRows.get(cycleId);
      if (row?.seal !== undefined || row?.unsealed !== undefined) return;
      this.commit(row?.status === 'closed', [fact], () =>
        this.cycleRows.set(cycleId, cycleSchema.parse({ ...row, unsealed })),
      );
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
        this.commit(true, [factOf.rotation(each)], () =>
          this.rotationRows.set(rowOf(each), rotationSchema.parse(each)),
        );
      }
      this.commit(true, exclusions.map(factOf.exclusion), () => this.exclusionRows.set(name, listed(exclusions)));
      const count = known().length;
      const counts = { accountsSeen: found.accountsSeen, excluded: found.excludedCounts, rotations: count };
      const discovered = {
        ...row,
        ...counts,
        status: 'discovered' as const,
        openCount: count,
        problems: found.problems,
      };
      this.commit(true, [factOf.tenant], () => this.tenantRows.set(name, discovered));
      return known();
    },
    recordDryRun: async (found, proposals, exclusions, factOf) => {
      const name = tenantRowOf(found.cycleId, found.tenantId);
      const row = this.tenantRows.get(name);
      if (row?.status !== 'pending') return;
      const listing = sorted(proposals, 'accountId').map((each) => plannedAccountSchema.parse(each));
      this.commit(true, proposals.map(factOf.proposal), () => this.proposalRows.set(name, listing));
      this.commit(true, exclusions.map(factOf.exclusion), () => this.exclusionRows.set(name, listed(exclusions)));
      const counts = { accountsSeen: found.accountsSeen, excluded: found.excludedCounts, problems: found.problems };
      const discovered = { ...row, ...counts, status: 'discovered' as const };
      this.commit(true, [factOf.tenant], () => {
        this.tenantRows.set(name, discovered);
        if (found.dryRunOf === undefined) return;
        const held = { tenantId: found.tenantId, class: found.dryRunOf };
        const dryRun = { cycleId: found.cycleId, at: factOf.tenant.time };
        this.holdRows.set(holdId(held), { ...this.holdRows.get(holdId(held)), ...held, dryRun });
      });
    },
    proposalsOf: async (cycleId, tenantId) => this.proposalRows.get(tenantRowOf(cycleId, tenantId)) ?? [],
    exclusionsOf: async (cycleId, tenantId) => this.exclusionRows.get(tenantRowOf(cycleId, tenantId)) ?? [],
    close: async (tenant, failure, fact) => {
      const name = tenantRowOf(tenant.cycleId, tenant.tenantId);
      const row = this.tenantRows.get(name);
      if (row?.status === 'closed' || row?.status === 'failed') return;
      const status = failure === undefined ? 'closed' : 'failed';
      this.commit(row?.status === tenant.status, [fact], () => {
        if (row === undefined) return;
        this.tenantRows.set(name, { ...row, status, ...(failure === undefined ? {} : { failure }) });
        this.openTenants.set(tenant.cycleId, Math.max(0, (this.openTenants.get(tenant.cycleId) ?? 0) - 1));
      });
    },
    waiting: async (cycleId, tenantId) => {
      const name = tenantRowOf(cycleId, tenantId);
      return waiting(this.tenantRows.get(name)?.openCount ?? 0, this.tokens.get(name));
    },
  };

  readonly ticketRows = new Map<string, TicketProgress>();
  private psaRestsUntil: Date | undefined;

  readonly ticketProgress: TicketStore = {
    find: async (cycleId, tenantId) => this.ticketRows.get(tenantRowOf(cycleId, tenantId)),
    save: async (from, to, facts) => {
      const name = tenantRowOf(to.cycleId, to.tenantId);
      const tenant = this.tenantRows.get(name);
      const saved = { ...to, revision: from.revision + 1 };
      const isNew = saved.number !== from.number;
      const holds = (this.ticketRows.get(name)?.revision ?? 0) === from.revision && !(isNew && tenant === undefined);
      this.commit(holds, facts, () => {
        this.ticketRows.set(name, ticketProgressSchema.parse(given(saved)));
        if (isNew && tenant !== undefined) this.tenantRows.set(name, { ...tenant, ...given({ ticket: saved.number }) });
      });
      return saved;
    },
    restUntil: async () => this.psaRestsUntil,
    rest: async (until) => {
      this.psaRestsUntil = until;
    },
  };

  private rotationsOf(cycleId: string, tenantId: string): readonly Rotation[] {
    return sorted(this.rotationRows.values(), 'accountId').filter(
      (each) => each.cycleId === cycleId && each.tenantId === tenantId,
    );
  }

  private addLink(link: CredentialLink | undefined): void {
    if (link !== undefined) this.credentialLinks.set(link.linkId, credentialLinkSchema.parse(link));
  }

  private retire(retirement: Retirement): void {
    const existing = this.retirementRows.get(accountOf(retirement));
    if (existing === undefined || existing.resetAt <= retirement.resetAt) {
      this.retirementRows.set(accountOf(retirement), retirement);
    }
  }

  private readonly turns = new Map<string, { readonly rotationId: string; readonly until: Date }>();

  readonly vaultTurns: VaultTurns = {
    currentVersion: async (account) => this.currentVersions.get(accountOf(account)),
    take: async (rotation, now, until) => {
      const turn = this.turns.get(accountOf(rotation));
      const { rotationId } = rotation;
      if (turn?.rotationId === rotationId && turn.until >= until) return true;
      if (turn !== undefined && turn.rotationId !== rotationId && turn.until >= now) return false;
      this.turns.set(accountOf(rotation), { rotationId, until });
      return true;
    },
  };

  private readonly checkRows = new Map<string, VaultCheck>();
  private readonly toldSince = new Map<string, string>();

  readonly vaultChecks: VaultChecks = {
    ofCycle: async (cycleId) => [...this.checkRows.values()].filter((each) => each.cycleId === cycleId),
    record: async (check, since, fact) => {
      const name = tenantRowOf(check.cycleId, check.tenantId);
      const row = this.checkRows.get(name);
      if (row !== undefined && row.at >= since) return false;
      this.commit(true, [fact], () => this.checkRows.set(name, vaultCheckSchema.parse(check)));
      return true;
    },
    isTold: async (cycleId, since) => this.toldSince.get(cycleId) === since,
    setTold: async (cycleId, since) => void this.toldSince.set(cycleId, since),
  };

  readonly inspectionRows = new Map<string, Inspection>();
  readonly inspectionTickets = new Map<string, InspectionTicket>();

  readonly inspections: InspectionStore = {
    ofKind: async (kind) => sorted(this.inspectionRows.values(), 'tenantId').filter((each) => each.kind === kind),
    find: async (kind, tenantId) => this.inspectionRows.get(`${kind}/${tenantId}`),
    save: async (inspection, last, facts) => {
      const name = `${inspection.kind}/${inspection.tenantId}`;
      if (this.inspectionRows.get(name)?.at !== last?.at) return false;
      this.commit(true, facts, () => this.inspectionRows.set(name, inspectionSchema.parse(inspection)));
      return true;
    },
    ticketOf: async (kind, tenantId) => this.inspectionTickets.get(`${kind}/${tenantId}`),
    saveTicket: async (ticket, facts) => {
      const name = `${ticket.kind}/${ticket.tenantId}`;
      const isNext = (this.inspectionTickets.get(name)?.revision ?? 0) === ticket.revision - 1;
      this.commit(isNext, facts, () => this.inspectionTickets.set(name, inspectionTicketSchema.parse(ticket)));
    },
  };

  readonly rotations: RotationStore = {
    find: async (key) => this.rotationRows.get(rowOf(key)),
    ofTenant: async (cycleId, tenantId) => this.rotationsOf(cycleId, tenantId),
    openFor: async (tenantId) =>
      sorted(this.rotationRows.values(), 'decideBefore')
        .filter((each) => each.tenantId === tenantId && each.state.status === 'awaiting-approval')
        .map(({ account, ...each }) => ({ ...each, account: plannedAccount(account) })),
    advance: async (from, to, fact) =>
      this.advance(from, to, [fact], () => {
        if (!isIn(to, 'current')) return;
        this.currentVersions.set(accountOf(to), to.state.versionId);
        this.provenResets.set(accountOf(to), provenResetOf(to));
      }),
    acquireLock: async (rotation, now) => {
      const { cycleId, tenantId, rotationId, revision } = rotation;
      const { standIns } = rotation.account;
      const account = accountOf(rotation);
      const holder = this.lockHolders.get(account)?.rotationId;
      if (holder !== undefined) return holder === rotationId ? 'acquired' : 'account-busy';
      const reserved = this.reservations.get(account);
      if (reserved !== undefined && reserved.until >= now) {
        throw new StaleState('the credential of this account is being deleted at this moment');
      }
      if (standIns !== undefined && !this.isAnyUnlocked(tenantId, standIns)) return 'last-global-administrator';
      const row = this.rotationRows.get(rowOf(rotation));
      if (row !== undefined && row.revision !== revision) throw new StaleState('the rotation moved on');
      this.reservations.delete(account);
      this.lockHolders.set(account, { rotationId, cycleId });
      return 'acquired';
    },
    isAnyUnlocked: async (tenantId, accountIds) => this.isAnyUnlocked(tenantId, accountIds),
    lockHolder: async ({ tenantId, accountId }) => {
      const holder = this.lockHolders.get(accountOf({ tenantId, accountId }));
      return holder && { cycleId: holder.cycleId, tenantId, accountId };
    },
    deliver: async (from, to, link, facts) => {
      if (link !== undefined && this.credentialLinks.has(link.linkId)) throw new StaleState('there is such a link');
      return this.advance(from, to, facts, () => this.addLink(link));
    },
    settleVault: async (from, to, facts, { link, retirement }) => {
      const row = this.rotationRows.get(rowOf(from));
      const hasLink = row !== undefined && 'linkId' in row.state && row.state.linkId !== undefined;
      const mayLink = !hasLink && this.currentVersions.get(accountOf(from)) === from.state.versionId;
      this.commit(row?.vault?.status === 'queued' && (link === undefined || mayLink), facts, () => {
        const state = link === undefined ? row?.state : { ...row?.state, linkId: link.linkId };
        const revision = (row?.revision ?? 0) + 1;
        this.rotationRows.set(rowOf(from), rotationSchema.parse({ ...row, state, vault: to.vault, revision }));
        this.addLink(link);
        if (retirement !== undefined) this.retire(retirement);
        this.recount(from, to);
      });
    },
    close: async (from, to, fact) => {
      const name = tenantRowOf(from.cycleId, from.tenantId);
      const tenant = this.tenantRows.get(name);
      if (!from.closed && (tenant?.openCount ?? 0) < 1) throw new StaleState('nothing is open in this tenant');
      const counted = from.closed ? {} : { countedAs: to.state.status };
      return this.advance(from, { ...to, ...counted, closed: true }, [fact], () => {
        const account = accountOf(from);
        const frees = to.state.status !== 'uncertain' && this.lockHolders.get(account)?.rotationId === from.rotationId;
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
    openIn: async (tenantId) =>
      [...this.credentialLinks.values()]
        .filter((each) => each.tenantId === tenantId && isOpen(each))
        .toSorted((one, other) => one.expiresAt - other.expiresAt),
    claim: async (link, revealed, now, fact) => {
      const row = this.credentialLinks.get(link.linkId);
      if (row?.state.status !== 'ready' || row.expiresAt * 1000 <= now.getTime()) return false;
      if (row.recipientObjectId !== link.recipientObjectId) return false;
      this.commit(true, [fact], () => {
        this.credentialLinks.set(link.linkId, { ...row, state: revealed });
        this.see(exposureOf(row, revealed.at));
      });
      return true;
    },
    change: async (link, to, fact, retirement) => {
      const row = this.credentialLinks.get(link.linkId);
      this.commit(isSameState(row, link), [fact], () => {
        this.credentialLinks.set(link.linkId, credentialLinkSchema.parse({ ...row, state: to }));
        if (retirement !== undefined) this.retire(retirement);
      });
    },
    renew: async (old, renewed, fact) => {
      const row = this.credentialLinks.get(old.linkId);
      const rotation = this.rotationRows.get(rowOf(old));
      const isNew = !this.credentialLinks.has(renewed.linkId);
      const isNamed = rotation !== undefined && 'linkId' in rotation.state && rotation.state.linkId === old.linkId;
      this.commit(isSameState(row, old) && isNew && isNamed, [fact], () => {
        const replaced = { ...row, state: replacedBy(renewed, old, fact.time) };
        this.credentialLinks.set(old.linkId, credentialLinkSchema.parse(replaced));
        this.credentialLinks.set(renewed.linkId, credentialLinkSchema.parse(renewed));
        // The rotation names its newest link, and whoever read it before must read it again.
        const named = { ...rotation?.state, linkId: renewed.linkId };
        const revision = (rotation?.revision ?? 0) + 1;
        this.rotationRows.set(rowOf(old), rotationSchema.parse({ ...rotation, state: named, revision }));
      });
    },
  };

  /** Account → the version that was made current last. */
  readonly currentVersions = new Map<string, string>();
  /** Technician → account → what was seen. */
  readonly exposureRows = new Map<string, Map<string, Exposure>>();
  readonly seerRows = new Map<string, Seer>();

  private see(exposure: Exposure): void {
    const { technicianObjectId, technicianName } = exposure;
    this.seerRows.set(technicianObjectId, { technicianObjectId, technicianName });
    const seen = this.exposureRows.get(technicianObjectId) ?? new Map<string, Exposure>();
    const account = accountOf(exposure);
    const before = seen.get(account);
    if (before !== undefined && staysOnRecord(before, exposure, this.currentVersions.get(account))) return;
    this.exposureRows.set(technicianObjectId, seen.set(account, exposureSchema.parse(exposure)));
  }

  readonly exposures: ExposureReader = {
    seers: async () => sorted(this.seerRows.values(), 'technicianName'),
    ofTechnician: async (technicianObjectId) =>
      [...(this.exposureRows.get(technicianObjectId)?.values() ?? [])]
        .filter((each) => isStillCurrent(each, this.currentVersions.get(accountOf(each))))
        .sort((one, other) => (accountOf(one) < accountOf(other) ? -1 : 1)),
  };

  /** Account → the reset that set its current password. */
  readonly provenResets = new Map<string, ProvenReset>();
  readonly changeRows = new Map<string, ChangedElsewhere>();
  readonly watchRows = new Map<string, TenantWatch>();

  private isOfCurrent(each: ChangedElsewhere): boolean {
    return this.currentVersions.get(accountOf(each)) === each.versionId;
  }

  readonly watch: PasswordWatch & ChangedPasswords = {
    currentOf: async (tenantId, accountIds) =>
      accountIds.flatMap((accountId) => {
        const versionId = this.currentVersions.get(`${tenantId}/${accountId}`);
        const reset = this.provenResets.get(`${tenantId}/${accountId}`);
        return versionId === undefined || reset === undefined ? [] : [{ tenantId, accountId, versionId, reset }];
      }),
    record: async (change, fact) => {
      const account = accountOf(change);
      const before = this.changeRows.get(account);
      const isNew = before?.versionId !== change.versionId || before.changedAt < change.changedAt;
      if (!isNew || !this.isOfCurrent(change) || this.lockHolders.has(account)) return false;
      this.commit(true, [fact], () => this.changeRows.set(account, changedElsewhereSchema.parse(change)));
      return true;
    },
    watches: async () => sorted(this.watchRows.values(), 'tenantId'),
    setWatch: async (watch) => void this.watchRows.set(watch.tenantId, watch),
    changedElsewhere: async (tenantId) =>
      [...this.changeRows.values()]
        .filter((each) => (tenantId === undefined || each.tenantId === tenantId) && this.isOfCurrent(each))
        .sort((one, other) => (accountOf(one) < accountOf(other) ? -1 : 1)),
    changeOf: async (account) => {
      const found = this.changeRows.get(accountOf(account));
      return found !== undefined && this.isOfCurrent(found) ? found : undefined;
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
      const row = this.retirementRows.get(accountOf(retirement));
      if (row === undefined || !this.isStill(retirement)) return;
      this.retirementRows.set(accountOf(retirement), { ...row, dueAt: dueAt.toISOString() });
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

  private isStill(retirement: Retirement): boolean {
    const row = this.retirementRows.get(accountOf(retirement));
    return row?.versionId === retirement.versionId && row.storedAt === retirement.storedAt;
  }
  private hasReserved = (retirement: Retirement) =>
    this.reservations.get(accountOf(retirement))?.versionId === retirement.versionId;

  readonly audit: AuditReader = {
    recordsOf: async (chain) => this.chains.get(chain) ?? [],
    headsOf: async (chains) =>
      [...new Set(chains)].flatMap((chain) => {
        const last = this.chains.get(chain)?.at(-1);
        return last === undefined ? [] : [{ chain, sequence: last.sequence, hash: last.hash }];
      }),
    accessHeads: async () =>
      this.audit.headsOf([...this.chains.keys()].filter((each) => each.startsWith('access#')).sort()),
  };

  readonly accessReader: AccessReader = {
    newestOf: async (chain, limit) => (this.chains.get(chain) ?? []).toReversed().slice(0, limit),
  };

  readonly accessRows = new Map<string, AccessCount>();

  readonly accessLog: AccessLog = {
    note: async (facts) => {
      const [{ accessOf, action, outcome, reason = '-', time }] = facts;
      const from = stretchOf(new Date(time));
      const name = [from, accessOf, action, reason].join('#');
      const row = this.accessRows.get(name) ?? { from, accessOf, action, outcome, reason, count: 0 };
      const count = row.count + facts.length;
      this.accessRows.set(name, accessCountSchema.parse({ ...row, count }));
      this.commit(true, facts.slice(0, Math.max(0, RECORDED_EACH[outcome] - row.count)), () => undefined);
      return { before: row.count, count };
    },
  };

  readonly accessCounts: AccessCounts = {
    ended: async (now) => [...this.accessRows.values()].filter(({ from }) => from < endedBefore(now)),
    tell: async (count, fact) => {
      const name = [count.from, count.accessOf, count.action, count.reason].join('#');
      const row = this.accessRows.get(name);
      this.commit(row?.count === count.count && row.told === count.told, [fact], () =>
        this.accessRows.set(name, { ...count, told: count.count }),
      );
    },
  };

  private recordedEstate: RecordedEstate | undefined;

  readonly estateLog: EstateLog = {
    last: async () => this.recordedEstate,
    move: async (from, to, facts) =>
      this.commit(this.recordedEstate?.revision === from?.revision, facts, () => {
        this.recordedEstate = recordedEstateSchema.parse(to);
      }),
  };

  readonly sent: SentMessages = {
    has: async (key) => this.sentKeys.has(key),
    add: async (key) => {
      this.sentKeys.add(key);
      this.sending.delete(key);
    },
    record: async (keys, facts, now) => {
      this.commit(true, facts, () => undefined);
      for (const key of keys) await this.sent.add(key, now);
    },
    recordOnce: async (key, fact, now) => {
      if (this.sentKeys.has(key)) return false;
      await this.sent.record([key], [fact], now);
      return true;
    },
    claim: async (key, by) => {
      if (this.sentKeys.has(key) && this.claims.get(key) !== by) return false;
      this.sentKeys.add(key);
      this.claims.set(key, by);
      return true;
    },
    reserve: async (key, now, until) => {
      const held = this.sending.get(key);
      if (this.sentKeys.has(key) || (held !== undefined && held >= now)) return false;
      this.sending.set(key, until);
      return true;
    },
    release: async (key, _now, until) => {
      if (this.sending.get(key)?.getTime() === until.getTime()) this.sending.delete(key);
    },
  };

  readonly sessionRows = new Map<string, WebSession>();
  readonly pendingRows = new Map<string, PendingSignIn>();
  readonly sessions = sessionsIn(this.sessionRows, this.pendingRows);
}

const sorted = <T extends Readonly<Record<K, string>>, K extends string>(rows: Iterable<T>, by: K): T[] =>
  [...rows].sort((one, other) => (one[by] < other[by] ? -1 : one[by] > other[by] ? 1 : 0));

const listed = (exclusions: readonly ExcludedAccount[]) =>
  sorted(exclusions, 'accountId').map((each) => excludedAccountSchema.parse(each));

/** Without the fields that are not known. */
const given = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A state is told by its status, and by whether the password was stored and a further link asked for. */
function isSameState(row: CredentialLink | undefined, seen: CredentialLink): boolean {
  const isStored = ({ state }: CredentialLink) => state.status === 'revealed' && state.storedAt !== undefined;
  const isAsked = ({ state }: CredentialLink) => state.status !== 'revoked' && state.askedAt !== undefined;
  return row?.state.status === seen.state.status && isStored(row) === isStored(seen) && isAsked(row) === isAsked(seen);
}

const waiting = (openCount: number, taskToken: string | undefined) => ({
  openCount,
  ...(taskToken === undefined ? {} : { taskToken }),
});
