import type { Estate } from '../../../../config/estate.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import type { MailText, TeamCard } from '../../../../lambda/ports/messages.ts';
import { requestApprovals } from '../../../../lambda/usecases/approval/request-approvals.ts';
import { closeTenant } from '../../../../lambda/usecases/cycle/close-tenant.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CYCLE, estate as example, SCHEDULE, World } from '../in-memory.ts';

const [contoso, fabrikam, adventureWorks] = example.tenants;
if (contoso === undefined || fabrikam === undefined || adventureWorks === undefined) throw new Error('three tenants');
export const [CONTOSO, FABRIKAM, ADVENTURE] = [contoso.tenantId, fabrikam.tenantId, adventureWorks.tenantId];

/** The example estate, where break-glass accounts are waived, so that every tenant may have the same directory. */
const waived: Estate = {
  ...example,
  technicians: example.technicians.map((each) => ({ ...each, ownAccounts: [] })),
  tenants: example.tenants.map((each) => ({
    ...each,
    breakGlass: { accounts: [], waiver: 'only an example, with no such account' },
  })),
};

/**
 * A cycle of three tenants, and what is told to people. In each an administrator is rotated, and one of two Global Administrators: Ada
 * decides for all, Bruno for the first two, Chiara for the last one.
 */
export class SeveralTenants {
  readonly world = new World();
  readonly mails: { readonly to: string; readonly text: MailText }[] = [];
  readonly cards: TeamCard[] = [];
  /** Messages that the queue holds; what comes again stays. */
  private readonly queue: { readonly messageId: string; readonly message: Message }[] = [];
  private queued = 0;

  constructor(readonly estate: Estate = waived) {
    this.world.contoso.breakGlassIsAdministrator = false;
    for (const [name, role] of [
      ['ops', EXCHANGE],
      ['root', GLOBAL_ADMINISTRATOR],
      ['other', GLOBAL_ADMINISTRATOR],
    ] as const) {
      this.world.contoso.add(aUser(name), aRole(aUser(name), role));
    }
  }

  get ports() {
    return { ...this.world.ports, estate: this.estate };
  }

  /** Technicians, changed by first name. */
  static with(changes: Readonly<Record<string, Partial<Estate['technicians'][number]>>>): SeveralTenants {
    return new SeveralTenants({
      ...waived,
      technicians: waived.technicians.map((each) => ({ ...each, ...changes[each.name.split(' ')[0] ?? ''] })),
    });
  }

  open = () => openCycle(this.ports, { ...SCHEDULE, executionId: 'execution-1' });
  discover = (tenantId: string) => discoverTenant(this.ports, { cycleId: CYCLE, tenantId });
  request = (tenantId: string) => requestApprovals(this.ports, { cycleId: CYCLE, tenantId });
  fail = (tenantId: string) =>
    closeTenant(this.ports, { cycleId: CYCLE, tenantId }, { name: 'TenantNotReady', cause: 'no consent' });
  async find(...tenantIds: readonly string[]): Promise<void> {
    for (const tenantId of tenantIds) {
      await this.discover(tenantId);
      await this.request(tenantId);
    }
  }

  minutesPass = (minutes: number) => this.world.hoursPass(minutes / 60);

  /** What the queue has is delivered, at the same moment or in the same batch; what is to come again stays. */
  async deliver({ batches = 1, team = true }: { readonly batches?: number; readonly team?: boolean } = {}) {
    for (const message of this.world.messages.splice(0)) {
      this.queue.push({ messageId: `m${this.queued++}`, message });
    }
    const arrived = this.queue.splice(0);
    const answers = await Promise.all(
      Array.from({ length: batches }, (_, i) =>
        notify(
          this.notifyPorts(team),
          arrived.filter((_each, n) => n % batches === i),
        ),
      ),
    );
    const failed = answers.flatMap((each) => each.failed);
    this.queue.push(...arrived.filter(({ messageId }) => failed.includes(messageId)));
    return { problems: answers.flatMap((each) => each.problems), waiting: this.queue.length };
  }

  private notifyPorts(team: boolean) {
    return {
      ...this.ports,
      vaultChecks: { ofCycle: async () => [] },
      inspections: { ofKind: async () => [] },
      changed: { changedElsewhere: async () => [] },
      mail: {
        send: async (to: string, text: MailText) => {
          this.mails.push({ to, text });
          return `mail-${this.mails.length}`;
        },
      },
      team: team
        ? { channel: (name?: string) => ({ name, post: async (card: TeamCard) => void this.cards.push(card) }) }
        : undefined,
      tickets: undefined,
    };
  }

  mailsTo = (firstName: string) =>
    this.mails.filter(({ to }) => to === `${firstName.toLowerCase()}@northwind.example`).map(({ text }) => text);
}
