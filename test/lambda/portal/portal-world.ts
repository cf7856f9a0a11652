import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Estate, estateSchema } from '../../../config/estate.ts';
import { nextRecord } from '../../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact, AuditRecord, ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import type { ApprovalsLink, CredentialLink, LinkPurpose } from '../../../lambda/domain/credential/link.ts';
import type { Retirement } from '../../../lambda/domain/credential/retirement.ts';
import type { Cycle, TenantInCycle } from '../../../lambda/domain/cycle/cycle.ts';
import type { Message } from '../../../lambda/domain/cycle/message.ts';
import { rotationIdOf } from '../../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import type { PendingSignIn, WebSession } from '../../../lambda/domain/sessions/session.ts';
import type { CredentialContent, LinkStore, LinkVerifier } from '../../../lambda/ports/credential.ts';
import { type RotationStore, StaleState } from '../../../lambda/ports/rotation.ts';
import type { SessionStore } from '../../../lambda/ports/sessions.ts';
import { someFacts } from '../domain/accounts/directories.ts';

export const estate: Estate = estateSchema.parse(parse(readFileSync('config/example.yaml', 'utf8')));
export const NOW = new Date('2026-12-07T08:00:00.000Z');
export const PORTAL = 'https://portal.example';
export const CYCLE = '2026-12-07-admin-monthly';
export const CSRF = 'csrf-token-of-the-session';
export const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const ADVENTURE = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';
const people = estate.technicians;

export type Person = 'ada' | 'bruno' | 'chiara' | 'stranger';

export const objectIdOf = (person: Person): string =>
  people.find(({ mail }) => mail.startsWith(`${person}@`))?.objectId ?? '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8bff';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Cookie value of a person's session: it has the form of a real one. */
export const sessionIdOf = (person: Person): string => sha256(person).slice(0, 43);

export const account = (name: string, more: Partial<Rotation['account']> = {}): Rotation['account'] => ({
  accountId: `00000000-0000-4000-8000-${sha256(name).slice(0, 12)}`,
  userPrincipalName: `${name}@contoso.example`,
  displayName: `Display of ${name}`,
  class: 'admin',
  reasons: [{ kind: 'role', role: 'Exchange Administrator', scope: '/', path: 'direct', privileged: true }],
  globalAdministrator: false,
  passwordChangedAt: '2026-06-01T10:00:00.000Z',
  passwordNeverExpires: false,
  observed: someFacts,
  ...more,
});

export function rotation(name: string, more: Partial<Rotation> = {}): Rotation {
  const it = more.account ?? account(name);
  const key = { cycleId: CYCLE, tenantId: more.tenantId ?? CONTOSO, accountId: it.accountId };
  return {
    ...key,
    rotationId: rotationIdOf(key),
    account: it,
    tenantDisplayName: 'Contoso Ltd',
    decideBefore: '2026-12-09T04:00:00.000Z',
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
    ...more,
  };
}

const cycle: Cycle = {
  cycleId: CYCLE,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  openedAt: '2026-12-07T04:00:00.000Z',
  decideBefore: '2026-12-09T04:00:00.000Z',
  executionId: 'arn:execution',
  dryRun: false,
  status: 'open',
};

const tenantInCycle = (tenantId: string, displayName: string): TenantInCycle => ({
  cycleId: CYCLE,
  tenantId,
  displayName,
  status: 'discovered',
  accountsSeen: 40,
  excluded: { 'break-glass': 2, 'not-in-scope': 30 },
  rotations: 3,
  openCount: 3,
});

const forged = (purpose: LinkPurpose, linkId: string, expiresAt: number) => `${purpose}|${linkId}|${expiresAt}`;

/** The locator that the memory verifier accepts. */
export function locatorOf({ purpose, linkId, expiresAt }: { purpose: LinkPurpose; linkId: string; expiresAt: number }) {
  return `${linkId}.${expiresAt}.k1.${sha256(forged(purpose, linkId, expiresAt))}`;
}

export const credentialLink = (more: Partial<CredentialLink> = {}): CredentialLink => ({
  purpose: 'credential',
  linkId: 'c'.repeat(32),
  expiresAt: Math.floor(NOW.getTime() / 1000) + 3600,
  cycleId: CYCLE,
  tenantId: CONTOSO,
  accountId: account('ops').accountId,
  rotationId: rotation('ops').rotationId,
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: rotation('ops').rotationId,
  recipientObjectId: objectIdOf('ada'),
  approvedBy: 'Ada Lindqvist',
  resetAt: '2026-12-07T07:30:00.000Z',
  number: 0,
  state: { status: 'ready' },
  ...more,
});

/** Everything behind the portal, in memory. `writes` counts changes, `reads` names what was read. */
export class World {
  readonly writes: string[] = [];
  readonly reads: string[] = [];
  readonly facts: AuditFact[] = [];
  readonly sent: Message[] = [];
  readonly completedTokens: string[] = [];
  readonly failures: Error[] = [];
  readonly sessionRows = new Map<string, WebSession>();
  readonly pendingRows = new Map<string, PendingSignIn>();
  readonly rotationRows = new Map<string, Rotation>();
  readonly credentialLinks = new Map<string, CredentialLink>();
  readonly approvalsLinks = new Map<string, ApprovalsLink>();
  readonly chains = new Map<string, AuditRecord[]>();
  readonly credentials = new Map<string, CredentialContent>();
  cycleRows: Cycle[] = [cycle];
  tenantRows: TenantInCycle[] = [tenantInCycle(CONTOSO, 'Contoso Ltd'), tenantInCycle(ADVENTURE, 'Adventure Works')];
  now = NOW;
  estate = estate;
  retirement: Retirement | undefined;
  kmsIsDown = false;

  constructor(rotations: readonly Rotation[] = []) {
    for (const each of rotations) this.rotationRows.set(each.rotationId, each);
    for (const person of ['ada', 'bruno', 'chiara', 'stranger'] as const) this.signIn(person);
  }

  signIn(person: Person, more: Partial<WebSession> = {}): void {
    this.sessionRows.set(sha256(sessionIdOf(person)), {
      objectId: objectIdOf(person),
      tenantId: estate.msp.homeTenantId,
      name: person,
      csrfToken: CSRF,
      expiresAt: new Date(NOW.getTime() + 3_600_000),
      ...more,
    });
  }

  settings(portalUrl = PORTAL) {
    return {
      estate: this.estate,
      portalUrl,
      now: () => this.now,
      reportFailure: (error: Error) => void this.failures.push(error),
    };
  }

  private read<T>(what: string, value: T): Promise<T> {
    this.reads.push(what);
    return Promise.resolve(value);
  }

  record(fact: AuditFact): void {
    this.writes.push(fact.action);
    this.facts.push(fact);
    const name = `${fact.tenantId ?? '-'}#${fact.accountId ?? '-'}`;
    const chain = this.chains.get(name) ?? [];
    const last = chain.at(-1);
    const head: ChainHead | undefined = last && { chain: name, sequence: last.sequence, hash: last.hash };
    this.chains.set(name, [...chain, nextRecord(head, fact)]);
  }

  readonly sessions: SessionStore = {
    create: async (hash, session) => {
      this.writes.push('session');
      this.sessionRows.set(hash, session);
    },
    find: (hash) => this.read('session', this.sessionRows.get(hash)),
    remove: async (hash) => {
      this.writes.push('session-removed');
      this.sessionRows.delete(hash);
    },
    startSignIn: async (hash, pending) => {
      this.writes.push('sign-in');
      this.pendingRows.set(hash, pending);
    },
    takeSignIn: async (hash) => {
      const pending = this.pendingRows.get(hash);
      this.pendingRows.delete(hash);
      return pending;
    },
  };

  readonly cycles = {
    find: (cycleId: string) =>
      this.read(
        'cycle',
        this.cycleRows.find((each) => each.cycleId === cycleId),
      ),
    latest: (limit: number) => this.read('cycles', this.cycleRows.slice(0, limit)),
    tenantsOf: () => this.read('tenants', this.tenantRows),
    findTenant: (_cycleId: string, tenantId: string) =>
      this.read(
        'tenant',
        this.tenantRows.find((each) => each.tenantId === tenantId),
      ),
  };

  proposals: Rotation['account'][] = [];
  readonly tenants = {
    proposalsOf: (_cycleId: string, tenantId: string) =>
      this.read('proposals', tenantId === CONTOSO ? this.proposals : []),
    exclusionsOf: (_cycleId: string, tenantId: string) =>
      this.read(
        'exclusions',
        tenantId === CONTOSO
          ? [{ ...account('bg1'), reason: 'break-glass' as const, userPrincipalName: 'bg1@contoso.onmicrosoft.com' }]
          : [],
      ),
  };

  readonly rotations: Pick<
    RotationStore,
    'find' | 'ofTenant' | 'openFor' | 'advance' | 'taskTokenOf' | 'forgetTaskToken'
  > = {
    find: (key) => this.read('rotation', this.rotationRows.get(rotationIdOf(key))),
    ofTenant: (cycleId, tenantId) =>
      this.read(
        'rotations',
        [...this.rotationRows.values()].filter((each) => each.cycleId === cycleId && each.tenantId === tenantId),
      ),
    openFor: (tenantId) =>
      this.read(
        'open',
        [...this.rotationRows.values()].filter(
          (each) => each.tenantId === tenantId && each.state.status === 'awaiting-approval',
        ),
      ),
    advance: async (from, to, fact) => {
      if (this.rotationRows.get(from.rotationId)?.revision !== from.revision) throw new StaleState('moved on');
      const next = { ...to, revision: from.revision + 1 };
      this.rotationRows.set(from.rotationId, next);
      this.record(fact);
      return next;
    },
    taskTokenOf: async (key) => `token-of-${rotationIdOf(key)}`,
    forgetTaskToken: async () => void this.writes.push('token-forgotten'),
  };

  readonly retirements = { find: async () => this.retirement };

  readonly taskTokens = {
    complete: async (taskToken: string) => {
      this.completedTokens.push(taskToken);
      return 'completed' as const;
    },
  };

  readonly links: Pick<LinkStore, 'findApprovals' | 'findCredential' | 'claim' | 'change' | 'renew'> = {
    findApprovals: (linkId) => this.read('link', this.approvalsLinks.get(linkId)),
    findCredential: (linkId) => this.read('link', this.credentialLinks.get(linkId)),
    claim: async (link, revealed, now, fact) => {
      const row = this.credentialLinks.get(link.linkId);
      if (row?.state.status !== 'ready' || row.expiresAt * 1000 <= now.getTime()) return false;
      this.credentialLinks.set(link.linkId, { ...row, state: revealed });
      this.record(fact);
      return true;
    },
    change: async (link, to, fact, retirement) => {
      const row = this.credentialLinks.get(link.linkId);
      if (row === undefined || row.state.status !== link.state.status) throw new StaleState('moved on');
      this.credentialLinks.set(link.linkId, { ...row, state: to });
      this.retirement = retirement ?? this.retirement;
      this.record(fact);
    },
    renew: async (old, renewed, fact) => {
      const row = this.credentialLinks.get(old.linkId);
      if (row === undefined || row.state.status !== old.state.status) throw new StaleState('moved on');
      const state = { status: 'revoked' as const, at: this.now.toISOString(), renewedAs: renewed.linkId };
      this.credentialLinks.set(old.linkId, { ...row, state });
      this.credentialLinks.set(renewed.linkId, renewed);
      this.record(fact);
    },
  };

  readonly verifier: LinkVerifier = {
    verify: async (purpose, text, now) => {
      if (this.kmsIsDown) throw new Error('KMS did not answer');
      const [linkId = '', expiry = '', , mac] = text.split('.');
      const expiresAt = Number(expiry);
      if (mac !== sha256(forged(purpose, linkId, expiresAt)) || expiresAt * 1000 <= now.getTime()) return undefined;
      return { linkId, expiresAt };
    },
  };

  readonly audit = { recordsOf: (chain: string) => this.read('audit', this.chains.get(chain) ?? []) };
}
