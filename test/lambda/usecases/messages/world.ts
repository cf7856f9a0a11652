import type { Estate } from '../../../../config/estate.ts';
import { type RenderedMail, renderedMail } from '../../../../lambda/adapters/mail/rendered-mail.tsx';
import type { ExcludedAccount, IncludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import type { Cycle, TenantInCycle, Totals } from '../../../../lambda/domain/cycle/cycle.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { plannedAccount } from '../../../../lambda/domain/plan/plan.ts';
import type { Rotation, RotationState } from '../../../../lambda/domain/rotation/rotation.ts';
import type { NotPosted, TeamCard } from '../../../../lambda/ports/messages.ts';
import type { NotifyPorts } from '../../../../lambda/usecases/messages/notify-ports.ts';
import { exampleEstate } from '../../../config/example-estate.ts';
import { someFacts } from '../../domain/accounts/directories.ts';
import { rowOf, Tables, tenantRowOf } from '../in-memory-tables.ts';

export const CYCLE = '2026-12-07-admin-monthly';
export const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const FABRIKAM = '1d7e9b34-6a20-4c85-b3f9-2c8d5e7f1a22';
export const ADA = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01';
export const BRUNO = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b02';
export const APPROVALS = 'https://portal.example/a/locator-ada';

const example = exampleEstate();
const { psa } = example;
export const estate: Estate = {
  ...example,
  psa: psa.system === 'none' ? psa : { ...psa, raisedPriority: 'Critical' },
};

export const approval = (technicianObjectId = ADA): Message => ({
  kind: 'approval-request',
  cycleId: CYCLE,
  technicianObjectId,
  url: APPROVALS,
});

export const ready = (technicianObjectId = ADA, cycleId = CYCLE): Message => ({
  kind: 'passwords-ready',
  cycleId,
  technicianObjectId,
});

export const totals: Totals = {
  tenants: 2,
  tenantsFailed: 1,
  accountsSeen: 20,
  excluded: { 'not-in-scope': 15, 'break-glass': 2 },
  approved: 3,
  rejected: 0,
  expired: 0,
  rotated: 2,
  failed: 0,
  uncertain: 1,
  linksIssued: 2,
};

export const by = { kind: 'technician', objectId: ADA, tenantId: 'home', name: 'Ada Lindqvist' } as const;
export const decision = { by, at: '2026-12-07T06:00:00.000Z' };
export const proven = {
  decision,
  versionId: 'v',
  passwordChangedBefore: null,
  attemptedFrom: '2026-12-07T07:29:55.000Z',
  attemptedAt: '2026-12-07T07:29:55.000Z',
  answer: { kind: 'answered', graphRequestId: 'g' } as const,
  passwordChangedAt: '2026-12-07T06:10:00.000Z',
};

export const rotation = (account: string, state: RotationState): Rotation => ({
  cycleId: CYCLE,
  tenantId: CONTOSO,
  accountId: `id-${account}`,
  rotationId: 'r',
  account: {
    accountId: `id-${account}`,
    userPrincipalName: `${account}@contoso.example`,
    displayName: account,
    class: 'admin',
    reasons: [],
    globalAdministrator: false,
    passwordNeverExpires: false,
    observed: someFacts,
  },
  tenantDisplayName: 'Contoso Ltd',
  decideBefore: '2026-12-09T04:00:00.000Z',
  state,
  closed: true,
  revision: 9,
});

/** Rotations that wait for a decision, in a tenant of the estate. */
export const waiting = (count: number, tenantId = CONTOSO, first = 0): Rotation[] =>
  Array.from({ length: count }, (_, n) => {
    const each = rotation(`account${first + n}`, { status: 'awaiting-approval' });
    return { ...each, tenantId, accountId: `${tenantId}-${first + n}`, closed: false };
  });

/** A link to a password that nobody has collected. */
export const link = (n: number, changes: Partial<CredentialLink> = {}): CredentialLink => ({
  purpose: 'credential',
  linkId: String(n).padStart(32, '0'),
  expiresAt: Date.parse('2026-12-10T07:00:00.000Z') / 1000 + n,
  cycleId: CYCLE,
  tenantId: CONTOSO,
  accountId: `id-${n}`,
  rotationId: `r${n}`,
  userPrincipalName: `account${n}@contoso.example`,
  tenantDisplayName: 'Contoso Ltd',
  versionId: 'v',
  recipientObjectId: ADA,
  approvedBy: 'Ada Lindqvist',
  resetAt: '2026-12-07T06:10:00.000Z',
  number: 0,
  state: { status: 'ready' },
  ...changes,
});

export const contoso: TenantInCycle = {
  cycleId: CYCLE,
  tenantId: CONTOSO,
  displayName: 'Contoso Ltd',
  status: 'closed',
  accountsSeen: 10,
  excluded: { 'not-in-scope': 7 },
  rotations: 3,
  openCount: 0,
};

export const fabrikam = {
  tenantId: FABRIKAM,
  displayName: 'Fabrikam GmbH',
  status: 'failed',
  failure: 'TenantNotReady: consent',
} as const;

export const cycle: Cycle = {
  cycleId: CYCLE,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  openedAt: '2026-12-07T04:00:01.000Z',
  decideBefore: '2026-12-09T04:00:00.000Z',
  executionId: 'e',
  dryRun: false,
  status: 'closed',
};

/** Everything that is told, and switches for what fails. */
export class World {
  readonly mails: (RenderedMail & { readonly to: string })[] = [];
  /** What is in the channels of Teams: a workflow that does not answer may have posted all the same. */
  readonly posted: { readonly channel: string | undefined; readonly card: TeamCard }[] = [];
  readonly tables = new Tables();
  broken: readonly string[] = [];
  /** What becomes of the next card for a channel; `undefined`: it is taken. */
  trouble: (channel: string | undefined) => NotPosted | undefined = () => undefined;
  clock = () => new Date('2026-12-07T07:00:00Z');

  get cards(): readonly TeamCard[] {
    return this.posted.map(({ card }) => card);
  }

  constructor() {
    this.tables.cycleRows.set(CYCLE, cycle);
    this.tenant = contoso;
    this.tenant = { ...contoso, ...fabrikam };
  }

  set tenant(tenant: TenantInCycle) {
    this.tables.tenantRows.set(tenantRowOf(tenant.cycleId, tenant.tenantId), tenant);
  }

  set rotations(rotations: readonly Rotation[]) {
    this.tables.rotationRows.clear();
    for (const each of rotations) this.tables.rotationRows.set(rowOf(each), each);
  }

  add(...rotations: readonly Rotation[]): void {
    for (const each of rotations) this.tables.rotationRows.set(rowOf(each), each);
  }

  addLinks(...links: readonly CredentialLink[]): void {
    for (const each of links) this.tables.credentialLinks.set(each.linkId, each);
  }

  set cycle(changes: Partial<Cycle>) {
    this.tables.cycleRows.set(CYCLE, { ...cycle, status: 'open', ...changes });
  }

  set proposals(accounts: readonly IncludedAccount[]) {
    this.tables.proposalRows.set(tenantRowOf(CYCLE, CONTOSO), accounts.map(plannedAccount));
  }

  set exclusions(exclusions: readonly ExcludedAccount[]) {
    this.tables.exclusionRows.set(tenantRowOf(CYCLE, CONTOSO), [...exclusions]);
  }

  set otherCycles(cycles: readonly Cycle[]) {
    for (const each of cycles) this.tables.cycleRows.set(each.cycleId, each);
  }

  readonly ports = (changes: Partial<NotifyPorts> = {}): NotifyPorts => ({
    cycles: this.tables.cycles,
    tenants: this.tables.tenants,
    rotations: this.tables.rotations,
    links: this.tables.links,
    pauses: this.tables.pauses,
    vaultChecks: this.tables.vaultChecks,
    inspections: this.tables.inspections,
    changed: this.tables.watch,
    sent: this.tables.sent,
    mail: {
      send: async (to, says) => {
        const mail = await renderedMail(says);
        await this.doing(to, () => this.mails.push({ to, ...mail }));
        return `mail-${this.mails.length}`;
      },
    },
    team: {
      channel: (name) => ({
        name,
        post: async (card) => {
          const trouble = this.trouble(name);
          if (trouble === undefined || trouble.kind === 'silent') this.posted.push({ channel: name, card });
          return trouble;
        },
      }),
    },
    estate,
    portalUrl: 'https://portal.example',
    now: () => this.clock(),
    ...changes,
  });

  private async doing(what: string, deed: () => unknown): Promise<void> {
    if (this.broken.includes(what)) throw new Error(`${what} is down`);
    deed();
  }
}

export const arrive = (...messages: Message[]) => messages.map((message, i) => ({ messageId: `m${i}`, message }));

/** A link that was used: a card alone, where an alert is a mail too. */
export const linkUsed = (n: number, tenantId = CONTOSO): Extract<Message, { kind: 'link-used' }> => ({
  kind: 'link-used',
  cycleId: CYCLE,
  tenantId,
  tenantDisplayName: 'Contoso Ltd',
  userPrincipalName: `account${n}@contoso.example`,
  use: 'revealed',
  by: 'Ada Lindqvist',
  at: '2026-12-07T06:00:00.000Z',
  address: '203.0.113.7',
  linkFingerprint: `fingerprint-${n}`,
});
