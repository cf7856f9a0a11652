import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import type { Estate, EstateTenant } from '../../config/estate.ts';
import { functionTable } from '../../contract/functions.ts';
import { queueDelivery } from '../../contract/queue-delivery.ts';
import type { VaultWrite } from '../../lambda/domain/credential/vault-write.ts';
import type { Message } from '../../lambda/domain/cycle/message.ts';
import type { TicketDue } from '../../lambda/domain/cycle/ticket-due.ts';
import type { Decision, Rotation } from '../../lambda/domain/rotation/rotation.ts';
import { requestApprovals } from '../../lambda/usecases/approval/request-approvals.ts';
import { deliverCredential } from '../../lambda/usecases/credential/deliver-credential.ts';
import { VaultRest } from '../../lambda/usecases/credential/vault-rest.ts';
import { writeVault } from '../../lambda/usecases/credential/write-vault.ts';
import { announceCycle } from '../../lambda/usecases/cycle/announce-cycle.ts';
import { closeCycle } from '../../lambda/usecases/cycle/close-cycle.ts';
import { closeTenant } from '../../lambda/usecases/cycle/close-tenant.ts';
import { notify } from '../../lambda/usecases/messages/notify.ts';
import { recordOutcome } from '../../lambda/usecases/rotation/record-outcome.ts';
import { writeTickets } from '../../lambda/usecases/tickets/write-tickets.ts';
import { rowOf, Tables, tenantRowOf } from '../../test/lambda/usecases/in-memory-tables.ts';
import { bigEstate, CYCLE, OPENED, openCycle, rotationsOf, type Size } from './big-cycle.ts';
import { Channels, Mailbox } from './channels.ts';
import { APPROVED_AT_MS, type Fault, type SystemName } from './faults.ts';
import { Queue } from './queue.ts';
import { ServiceDesk } from './service-desk.ts';
import { BenchVault } from './vault.ts';

/** All tenants are read in this time, and all accounts approved in the next. */
const READ_WITHIN_MS = 2 * 60_000;
const APPROVED_WITHIN_MS = 60_000;
/** From its approval until an account is reset and proven; Graph is not asked by all tenants at once. */
const RESET_AFTER_MS = 2 * 60_000;
const RESET_WITHIN_MS = 10 * 60_000;

/** A whole cycle by the product's use cases, its three queues, and the systems to which they send. */
export class ProductRun {
  readonly clock: VirtualClock = virtualClock(OPENED);
  readonly estate: Estate;
  readonly tables = new Tables();
  readonly mail: Mailbox;
  readonly teams: Channels;
  readonly psa: ServiceDesk;
  readonly vault: BenchVault;
  readonly messages: Queue<Message>;
  readonly tickets: Queue<TicketDue>;
  readonly writes: Queue<VaultWrite>;
  private readonly rowsOf = new Map<string, readonly string[]>();
  private links = 0;
  private approvals = 0;

  constructor(
    private readonly size: Size,
    system: SystemName,
    fault: Fault,
  ) {
    const faultOf = (name: SystemName): Fault => (name === system ? fault : 'fine');
    this.estate = bigEstate(size);
    this.mail = new Mailbox(this.clock, faultOf('mail'));
    this.teams = new Channels(this.clock, faultOf('teams'));
    this.psa = new ServiceDesk(this.clock, faultOf('psa'));
    this.vault = new BenchVault(this.clock, faultOf('vault'));
    this.messages = this.messageQueue();
    this.tickets = this.ticketQueue();
    this.writes = this.vaultQueue();
  }

  /** Until nothing is under way any more. */
  async toTheEnd(): Promise<void> {
    let isPlayed = false;
    const played = this.play().then(() => {
      isPlayed = true;
    });
    const queues = [this.messages, this.tickets, this.writes];
    const rest = async () => {
      while (!isPlayed || queues.some(({ isEmpty }) => !isEmpty)) await this.clock.sleep(10_000);
    };
    await this.clock.until(Promise.all([played, rest()]));
  }

  private async play(): Promise<void> {
    const { tenants } = this.estate;
    const { tables, clock } = this;
    tables.cycleRows.set(CYCLE, openCycle);
    tables.openTenants.set(CYCLE, tenants.length);
    for (const { tenantId, displayName } of tenants) {
      const counts = { accountsSeen: 0, excluded: {}, rotations: 0, openCount: 0 };
      const row = { cycleId: CYCLE, tenantId, displayName, status: 'pending', ...counts } as const;
      tables.tenantRows.set(tenantRowOf(CYCLE, tenantId), row);
    }
    for (const tenant of tenants) {
      await clock.sleep(READ_WITHIN_MS / tenants.length);
      await this.read(tenant);
    }
    await clock.sleep(APPROVED_AT_MS - clock.elapsed());
    for (const tenant of tenants) {
      this.approve(tenant);
      await clock.sleep(APPROVED_WITHIN_MS / tenants.length);
    }
    await clock.sleep(RESET_AFTER_MS - APPROVED_WITHIN_MS);
    for (const tenant of tenants) {
      await this.reset(tenant);
      await clock.sleep(RESET_WITHIN_MS / tenants.length);
    }
    await closeCycle(this.closing(), CYCLE);
    await announceCycle(this.closing(), CYCLE, { hash: 'f'.repeat(64), number: 1, chains: 1 });
  }

  /** A tenant was read, and its technicians are asked. */
  private async read(tenant: EstateTenant): Promise<void> {
    const { tables, size, clock } = this;
    const rotations = rotationsOf(tenant, size);
    for (const each of rotations) tables.rotationRows.set(rowOf(each), each);
    this.rowsOf.set(tenant.tenantId, rotations.map(rowOf));
    const name = tenantRowOf(CYCLE, tenant.tenantId);
    const row = tables.tenantRows.get(name);
    if (row === undefined) throw new Error('a tenant has its row');
    const { length } = rotations;
    tables.tenantRows.set(name, {
      ...row,
      status: 'discovered',
      accountsSeen: 40,
      rotations: length,
      openCount: length,
    });
    await requestApprovals(
      {
        ...this.stores(),
        contacts: tables.contacts,
        signer: { addressOf: async () => `${this.stores().portalUrl}/a/locator` },
        messageQueue: this.messages,
        ticketQueue: this.tickets,
        newLinkId: this.newLinkId,
        now: clock.now,
      },
      { cycleId: CYCLE, tenantId: tenant.tenantId },
    );
  }

  private approve({ tenantId, name }: EstateTenant): void {
    const { rotationRows } = this.tables;
    const able = this.estate.technicians.filter((each) => each.tenants !== 'all' && each.tenants.includes(name));
    const by = able[Math.floor(this.approvals / this.estate.technicians.length) % able.length];
    this.approvals += 1;
    if (by === undefined) throw new Error('somebody decides for each tenant');
    const { homeTenantId } = this.estate.msp;
    const actor = { kind: 'technician', objectId: by.objectId, tenantId: homeTenantId, name: by.name } as const;
    const decision: Decision = { by: actor, at: this.clock.now().toISOString() };
    for (const each of this.rotationsIn(tenantId)) {
      rotationRows.set(rowOf(each), { ...each, state: { status: 'approved', decision }, revision: 2 });
    }
  }

  /** Its accounts have new passwords, which are proven and current: each is handed over and ends, and then the tenant does. */
  private async reset({ tenantId }: EstateTenant): Promise<void> {
    const { tables, estate, clock } = this;
    const at = clock.now().toISOString();
    for (const each of this.rotationsIn(tenantId)) {
      if (each.state.status !== 'approved') throw new Error('only what was approved is reset');
      const versionId = each.rotationId;
      tables.rotationRows.set(rowOf(each), {
        ...each,
        revision: 7,
        state: {
          status: 'current',
          decision: each.state.decision,
          versionId,
          passwordChangedBefore: null,
          attemptedFrom: at,
          attemptedAt: at,
          answer: { kind: 'answered', graphRequestId: 'request' },
          passwordChangedAt: at,
        },
      });
      tables.currentVersions.set(`${tenantId}/${each.accountId}`, versionId);
      const ports = { ...this.stores(), messageQueue: this.messages, ticketQueue: this.tickets };
      await deliverCredential({ ...ports, estate, vaultQueue: this.writes, newLinkId: this.newLinkId }, each);
      await recordOutcome(
        { ...ports, vaultQueue: this.writes, taskTokens, settling: { start: async () => undefined } },
        each,
      );
    }
    await closeTenant(
      { ...this.stores(), messageQueue: this.messages, ticketQueue: this.tickets, taskTokens },
      { cycleId: CYCLE, tenantId },
    );
  }

  private readonly closing = () => ({
    ...this.stores(),
    audit: this.tables.audit,
    cycleEnds: { write: async () => undefined },
    metrics: { put: () => undefined },
    messageQueue: this.messages,
    ticketQueue: this.tickets,
  });

  private messageQueue(): Queue<Message> {
    return new Queue(this.clock, { ...queueDelivery.messages, ...functionTable.notify }, async (batch) => {
      const ports = { ...this.stores(), mail: this.mail.sender, team: this.teams.channels };
      const arrived = batch.map(({ messageId, body }) => ({ messageId, message: body }));
      return (await notify(ports, arrived)).failed;
    });
  }

  private ticketQueue(): Queue<TicketDue> {
    const { timeoutSeconds } = functionTable['write-tickets'];
    const systems = Array.from({ length: queueDelivery.tickets.atOnce }, () => this.psa.system());
    return new Queue(this.clock, { ...queueDelivery.tickets, timeoutSeconds }, async (batch, worker) => {
      const ports = { ...this.stores(), progress: this.tables.ticketProgress, tickets: systems[worker] };
      const arrived = batch.map(({ body, ...each }) => ({ ...each, ...body }));
      return (await writeTickets(ports, arrived, this.clock.now().getTime() + timeoutSeconds * 1_000)).failed;
    });
  }

  private vaultQueue(): Queue<VaultWrite> {
    const rests = Array.from({ length: queueDelivery.vault.atOnce }, () => new VaultRest());
    const { timeoutSeconds } = functionTable['write-vault'];
    return new Queue(this.clock, { ...queueDelivery.vault, timeoutSeconds }, async (batch, worker) => {
      const failed: string[] = [];
      for (const { messageId, body } of batch) {
        const ports = {
          ...this.stores(),
          turns: this.tables.vaultTurns,
          credentials: { read: async (_: string, accountId: string) => contentOf(accountId) },
          messageQueue: this.messages,
          ticketQueue: this.tickets,
          vault: this.vault.writer,
          rest: rests[worker] ?? new VaultRest(),
          sleep: (ms: number) => this.clock.sleep(ms),
          newLinkId: this.newLinkId,
        };
        if ((await writeVault(ports, body)).kind === 'again') failed.push(messageId);
      }
      return failed;
    });
  }

  private readonly stores = () => {
    const { cycles, tenants, rotations, links, pauses, vaultChecks, sent } = this.tables;
    return {
      cycles,
      tenants,
      // As DynamoDB: a query reads the rows of one tenant. The tables in memory look through all of them.
      rotations: { ...rotations, ofTenant: async (_: string, tenantId: string) => this.rotationsIn(tenantId) },
      links,
      pauses,
      vaultChecks,
      inspections: this.tables.inspections,
      changed: this.tables.watch,
      sent,
      estate: this.estate,
      portalUrl: 'https://portal.example',
      now: this.clock.now,
    };
  };

  /** In the order of their keys. */
  rotationsIn(tenantId: string): readonly Rotation[] {
    return (this.rowsOf.get(tenantId) ?? []).flatMap((name) => this.tables.rotationRows.get(name) ?? []);
  }

  private readonly newLinkId = () => {
    this.links += 1;
    return this.links.toString(16).padStart(32, '0');
  };
}

const taskTokens = { complete: async () => 'completed' as const };

/** What the credential of an account holds. */
export const passwordOf = (accountId: string): string => `password of ${accountId}`;

const contentOf = (accountId: string) => ({
  userPrincipalName: '',
  password: passwordOf(accountId),
  rotationId: '',
  createdAt: '',
});
