import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Estate, estateSchema } from '../../../config/estate.ts';
import type { AuditRecord } from '../../../lambda/domain/audit/audit-record.ts';
import type { CredentialLink, LinkPurpose } from '../../../lambda/domain/credential/link.ts';
import type { Cycle, TenantInCycle } from '../../../lambda/domain/cycle/cycle.ts';
import type { Message } from '../../../lambda/domain/cycle/message.ts';
import { rotationIdOf } from '../../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import type { WebSession } from '../../../lambda/domain/sessions/session.ts';
import type { LinkVerifier } from '../../../lambda/ports/credential.ts';
import type { NewestCheckpoint } from '../../../lambda/ports/evidence.ts';
import { someFacts } from '../domain/accounts/directories.ts';
import { callsMadeBy } from '../usecases/in-memory.ts';
import { rowOf, Tables, tenantRowOf } from '../usecases/in-memory-tables.ts';

export const estate: Estate = estateSchema.parse(parse(readFileSync('config/example.yaml', 'utf8')));
export const NOW = new Date('2026-12-07T08:00:00.000Z');
export const PORTAL = 'https://portal.example';
export const CYCLE = '2026-12-07-admin-monthly';
export const CSRF = 'csrf-token-of-the-session';
export const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const ADVENTURE = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';
const people = estate.technicians;

export const OTTO = {
  name: 'Otto Auditor',
  objectId: '6a1b0000-0000-4000-8000-00000000e002',
  tenants: ['contoso'],
};
/** The example, with the auditor of one tenant. */
export const auditedEstate: Estate = { ...estate, auditors: [...estate.auditors, OTTO] };

/** `ines` is the example's auditor; `otto`, whom a test adds to the estate, one of Contoso alone. */
export type Person = 'ada' | 'bruno' | 'chiara' | 'stranger' | 'ines' | 'otto';

export const objectIdOf = (person: Person): string =>
  person === 'otto'
    ? OTTO.objectId
    : ([...people, ...estate.auditors].find(({ name }) => name.toLowerCase().startsWith(`${person} `))?.objectId ??
      '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8bff');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Cookie value of a person's session: it has the form of a real one. */
export const sessionIdOf = (person: Person): string => sha256(person).slice(0, 43);

const aRole = (role: string, roleTemplateId: string) =>
  ({ kind: 'role', role, roleTemplateId, scope: '/', path: 'direct', privileged: true }) as const;

/** Two technicians must approve it. */
export const administrator = (name: string): Rotation['account'] =>
  account(name, {
    globalAdministrator: true,
    reasons: [aRole('Global Administrator', '62e90394-69f5-4237-9190-012177145e10')],
  });

export const account = (name: string, more: Partial<Rotation['account']> = {}): Rotation['account'] => ({
  accountId: `00000000-0000-4000-8000-${sha256(name).slice(0, 12)}`,
  userPrincipalName: `${name}@contoso.example`,
  displayName: `Display of ${name}`,
  class: 'admin',
  reasons: [aRole('Exchange Administrator', '29232cdf-9323-42fd-ade2-1d097af3e4de')],
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

/** As long as a real MAC. */
const macOf = (text: string) => sha256(text).slice(0, 43);

/** The locator that the memory verifier accepts. */
export function locatorOf({ purpose, linkId, expiresAt }: { purpose: LinkPurpose; linkId: string; expiresAt: number }) {
  return `${linkId}.${expiresAt}.k1.${macOf(forged(purpose, linkId, expiresAt))}`;
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

/** What changes something without a record. */
const UNRECORDED: readonly string[] = [
  'sessions.create',
  'sessions.remove',
  'sessions.removeAllOf',
  'sessions.noteUse',
  'sessions.startSignIn',
  'sessions.takeSignIn',
  'rotations.forgetTaskToken',
];

/** DynamoDB takes sort keys of 1,024 bytes at most, and answers a longer one with an error, even if it is only read. */
const LONGEST_KEY_BYTES = 1_024;

function refuseLongKeys(args: readonly unknown[]): void {
  const parts = args.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : [each]));
  const tooLong = parts.some((each) => typeof each === 'string' && Buffer.byteLength(each) > LONGEST_KEY_BYTES);
  if (tooLong) throw new Error('ValidationException: size of key has exceeded the maximum size limit of 1024 bytes');
}

/**
 * Everything behind the portal, in memory. `writes` tells what was changed, by its record where it has one; `refused` which refusals
 * were recorded; `reads` what was read.
 */
export class World {
  readonly writes: string[] = [];
  readonly refused: string[] = [];
  readonly reads: string[] = [];
  readonly sent: Message[] = [];
  readonly completedTokens: string[] = [];
  readonly failures: Error[] = [];
  readonly tables = new Tables();
  now = NOW;
  estate = estate;
  kmsIsDown = false;
  /** How often a person was called because of many refusals. */
  calls = 0;
  private readonly toldRecords = new Set<string>();

  constructor(rotations: readonly Rotation[] = []) {
    for (const each of rotations) {
      this.put(each);
      this.tables.tokens.set(rowOf(each), `token-of-${each.rotationId}`);
    }
    for (const person of ['ada', 'bruno', 'chiara', 'stranger', 'ines', 'otto'] as const) this.signIn(person);
    this.tables.cycleRows.set(CYCLE, cycle);
    for (const each of [tenantInCycle(CONTOSO, 'Contoso Ltd'), tenantInCycle(ADVENTURE, 'Adventure Works')]) {
      this.tables.tenantRows.set(tenantRowOf(CYCLE, each.tenantId), each);
    }
    this.tables.exclusionRows.set(tenantRowOf(CYCLE, CONTOSO), [
      {
        accountId: account('bg1').accountId,
        userPrincipalName: 'bg1@contoso.onmicrosoft.com',
        displayName: account('bg1').displayName,
        class: 'admin',
        reason: 'break-glass',
      },
    ]);
  }

  put(it: Rotation): void {
    this.tables.rotationRows.set(rowOf(it), it);
  }

  changeCycle(more: Partial<Cycle>): void {
    this.tables.cycleRows.set(CYCLE, { ...cycle, ...more });
  }

  changeTenants(more: Partial<TenantInCycle>): void {
    for (const [name, each] of this.tables.tenantRows) this.tables.tenantRows.set(name, { ...each, ...more });
  }

  /** All that is on record about what the product does. */
  get facts(): readonly AuditRecord[] {
    return this.tables.records.filter(({ accessOf }) => accessOf === undefined);
  }

  signIn(person: Person, more: Partial<WebSession> = {}): void {
    this.tables.sessionRows.set(sha256(sessionIdOf(person)), {
      objectId: objectIdOf(person),
      tenantId: estate.msp.homeTenantId,
      name: person,
      csrfToken: CSRF,
      authenticatedAt: this.now,
      authenticationContexts: [],
      startedAt: this.now,
      lastUsedAt: this.now,
      address: '203.0.113.7',
      browser: 'Firefox',
      expiresAt: new Date(NOW.getTime() + 3_600_000),
      ...more,
    });
  }

  settings(portalUrl = PORTAL) {
    return {
      estate: this.estate,
      portalUrl,
      now: () => this.now,
      accessLog: this.accessLog,
      component: 'portal' as const,
      callForMany: () => {
        this.calls += 1;
      },
      reportFailure: (error: Error) => void this.failures.push(error),
    };
  }

  /** Workflows that were started, by name: a name is taken once. */
  readonly started = new Map<string, unknown>();

  private readonly startsOf = (machine: 'RotationCycle' | 'Reopening') => ({
    start: async (name: string, input: unknown) => {
      if (this.started.has(`${machine} ${name}`)) return 'exists' as const;
      this.started.set(`${machine} ${name}`, input);
      return 'started' as const;
    },
  });

  private readonly stores = callsMadeBy(
    {
      sessions: this.tables.sessions,
      cycles: this.tables.cycles,
      tenants: this.tables.tenants,
      rotations: this.tables.rotations,
      retirements: this.tables.retirements,
      exposures: this.tables.exposures,
      changed: this.tables.watch,
      pauses: this.tables.pauses,
      mailTroubles: this.tables.mailTroubles,
      inspections: this.tables.inspections,
      holds: this.tables.holds,
      contacts: this.tables.contacts,
      cycleStarts: this.startsOf('RotationCycle'),
      reopeningStarts: this.startsOf('Reopening'),
      links: this.tables.links,
      audit: this.tables.audit,
      accessReader: this.tables.accessReader,
      accessLog: this.tables.accessLog,
    },
    (call, run, args) => this.noted(call, run, args),
  );
  readonly sessions = this.stores.sessions;
  readonly cycles = this.stores.cycles;
  readonly tenants = this.stores.tenants;
  readonly rotations = this.stores.rotations;
  readonly retirements = this.stores.retirements;
  readonly exposures = this.stores.exposures;
  readonly changed = this.stores.changed;
  /** What lies in the audit bucket. */
  newest: Awaited<ReturnType<NewestCheckpoint['newestCheckpoint']>> = 'none';
  readonly evidence = { newestCheckpoint: async () => this.newest, bucket: 'the-audit-bucket' };
  readonly pauses = this.stores.pauses;
  readonly mailTroubles = this.stores.mailTroubles;
  readonly inspections = this.stores.inspections;
  readonly holds = this.stores.holds;
  readonly contacts = this.stores.contacts;
  readonly cycleStarts = this.stores.cycleStarts;
  readonly reopeningStarts = this.stores.reopeningStarts;
  readonly links = this.stores.links;
  readonly audit = this.stores.audit;
  readonly accessReader = this.stores.accessReader;
  readonly accessLog = this.stores.accessLog;

  private async noted(call: string, run: () => unknown, args: readonly unknown[]): Promise<unknown> {
    refuseLongKeys(args);
    if (/\.(find|latest|tenantsOf|ofTenant|openFor|proposalsOf|exclusionsOf|recordsOf|accessHeads|newestOf)/.test(call))
      this.reads.push(call);
    const answer = await run();
    if (UNRECORDED.includes(call)) this.writes.push(call);
    for (const { hash, action, outcome, reason } of this.tables.records) {
      if (this.toldRecords.has(hash)) continue;
      if (outcome === 'refused') this.refused.push(`${action} ${reason}`);
      else this.writes.push(action);
      this.toldRecords.add(hash);
    }
    return answer;
  }

  readonly taskTokens = {
    complete: async (taskToken: string) => {
      this.completedTokens.push(taskToken);
      return 'completed' as const;
    },
  };

  readonly sleep = async (ms: number): Promise<void> => {
    this.now = new Date(this.now.getTime() + ms);
  };

  readonly verifier: LinkVerifier = {
    verify: async (purpose, text, now) => {
      if (this.kmsIsDown) throw new Error('KMS did not answer');
      const [linkId = '', expiry = '', , mac] = text.split('.');
      const expiresAt = Number(expiry);
      if (mac !== macOf(forged(purpose, linkId, expiresAt)) || expiresAt * 1000 <= now.getTime()) return undefined;
      return { linkId, expiresAt };
    },
  };
}
