import type { Estate } from '../../../../config/estate.ts';
import type { ExcludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import type { Cycle, TenantInCycle } from '../../../../lambda/domain/cycle/cycle.ts';
import type { InState, Rotation, RotationState } from '../../../../lambda/domain/rotation/rotation.ts';
import type { TicketPorts } from '../../../../lambda/usecases/tickets/ticket-ports.ts';
import { type ArrivedDue, writeTickets } from '../../../../lambda/usecases/tickets/write-tickets.ts';
import { rowOf, Tables, tenantRowOf } from '../in-memory-tables.ts';
import { CONTOSO, CYCLE, contoso, cycle, decision, estate, proven, rotation } from '../messages/world.ts';
import { MemoryPsa } from './memory-psa.ts';

export const due: ArrivedDue = { messageId: 'm0', receives: 1, cycleId: CYCLE, tenantId: CONTOSO };
export const rotated: InState<'rotated'>['state'] = { status: 'rotated', ...proven };
export const failed: RotationState = { status: 'failed', decision, reason: 'RotationRefused: listed: it is listed' };
export const uncertain: InState<'uncertain'>['state'] = { status: 'uncertain', ...proven, reason: 'ResetNotVisible' };
export const waiting: RotationState = { status: 'awaiting-approval' };
export const approved: RotationState = { status: 'approved', decision };

/** A tenant in a cycle, its tickets, and a clock that stands still. */
export class TicketWorld {
  readonly tables = new Tables();
  readonly psa = new MemoryPsa();
  instant = new Date('2026-12-07T04:10:00.000Z');
  estate: Estate = { ...estate, psa: { ...estate.psa } };

  constructor() {
    this.cycle = { status: 'open' };
    this.tenant = { status: 'discovered' };
  }

  set cycle(changes: Partial<Cycle>) {
    this.tables.cycleRows.set(CYCLE, { ...cycle, ...changes });
  }

  /** Its row keeps the ticket that it has. */
  set tenant(changes: Partial<TenantInCycle>) {
    const name = tenantRowOf(CYCLE, CONTOSO);
    this.tables.tenantRows.set(name, { ...(this.tables.tenantRows.get(name) ?? contoso), ...changes });
  }

  /** Accounts by name, with where each is. */
  set accounts(states: Readonly<Record<string, RotationState>>) {
    for (const [name, state] of Object.entries(states)) this.set(rotation(name, state));
  }

  set(each: Rotation): void {
    this.tables.rotationRows.set(rowOf(each), { ...each, rotationId: `r-${each.accountId}` });
  }

  set exclusions(exclusions: readonly ExcludedAccount[]) {
    this.tables.exclusionRows.set(tenantRowOf(CYCLE, CONTOSO), [...exclusions]);
  }

  set links(links: readonly CredentialLink[]) {
    for (const each of links) this.tables.credentialLinks.set(each.linkId, each);
  }

  readonly ports: () => TicketPorts = () => this.basePorts();

  protected readonly basePorts = (): TicketPorts => ({
    cycles: this.tables.cycles,
    tenants: this.tables.tenants,
    rotations: this.tables.rotations,
    links: this.tables.links,
    pauses: this.tables.pauses,
    progress: this.tables.ticketProgress,
    sent: this.tables.sent,
    tickets: this.psa.system,
    estate: this.estate,
    portalUrl: 'https://portal.example',
    now: () => this.instant,
  });

  /** A run of five minutes. */
  async write(arrived: readonly ArrivedDue[] = [due], ports: TicketPorts = this.ports()) {
    return writeTickets({ ...ports, inspections: this.tables.inspections }, arrived, this.instant.getTime() + 300_000);
  }

  pass(minutes: number): void {
    this.instant = new Date(this.instant.getTime() + minutes * 60_000);
  }

  /** Keys of the notes of the ticket, in their order. */
  get notes(): readonly string[] {
    return this.psa.ticket().notes.map(({ key }) => key);
  }

  note(key: string): string {
    return this.psa.ticket().notes.find((each) => each.key === key)?.text ?? '';
  }
}
