import type { EstateTenant } from '../../config/estate.ts';
import type { ExcludedAccount } from '../../lambda/domain/accounts/account.ts';
import { nextRecord } from '../../lambda/domain/audit/audit-chain.ts';
import { type AuditAction, type AuditFact, chainOf } from '../../lambda/domain/audit/audit-record.ts';
import { hashOfCheckpoint } from '../../lambda/domain/audit/checkpoint.ts';
import { type ContactLink, contactLinkId } from '../../lambda/domain/contact/contact-link.ts';
import type { CredentialLink } from '../../lambda/domain/credential/link.ts';
import type { TenantInCycle } from '../../lambda/domain/cycle/cycle.ts';
import { fingerprintOf } from '../../lambda/domain/identifiers.ts';
import { type Finding, inspectionOf, resultOf } from '../../lambda/domain/inspection/inspection.ts';
import type { Outcome, Rotation, RotationState } from '../../lambda/domain/rotation/rotation.ts';
import { states } from '../lambda/domain/rotation/rotations.ts';
import { start } from '../lambda/portal/apps.ts';
import {
  account,
  CYCLE,
  credentialLink,
  estate,
  locatorOf,
  NOW,
  objectIdOf,
  rotation,
  sha256,
  type World,
} from '../lambda/portal/portal-world.ts';
import { tenantRowOf } from '../lambda/usecases/in-memory-tables.ts';

/** Estates in memory that pages are shown of: a small one in which everything occurs, and large ones. */

export const tenantIdOf = (n: number) => `00000000-0000-4000-8000-${sha256(`tenant ${n}`).slice(0, 12)}`;
const nameOf = (n: number) =>
  n === 1 ? 'Rhein-Neckar Maschinenbau und Anlagentechnik GmbH & Co. KG' : `Customer ${n}`;
const upnOf = (n: number, m: number) =>
  m === 0
    ? `administration.externe-dienstleister@verwaltungsgesellschaft-customer${n}.onmicrosoft.com`
    : `administrator${m}@customer${n}.example`;

const CONTACT = { name: 'Clara Contoso', mail: 'clara@customer0.example', language: 'de' } as const;

/** How the rotations of each tenant stand, account by account; the last state goes for all further ones. */
export type States = readonly RotationState[];

/** An estate with tenants `t0`, `t1` … that Ada and Bruno decide for. */
export function sceneOf(origin: string, tenants: number, accounts: number, statesOf: (tenant: number) => States) {
  const like = estate.tenants[0] as EstateTenant;
  const many: EstateTenant[] = Array.from({ length: tenants }, (_, n) => ({
    ...like,
    tenantId: tenantIdOf(n),
    name: `t${n}`,
    displayName: nameOf(n),
    ...(n === 0 ? { contact: CONTACT } : {}),
  }));
  const apps = start(origin, {
    ...estate,
    vault: { system: 'hudu', host: 'northwind.huducloud.example' },
    technicians: estate.technicians.map((each) => ({ ...each, tenants: 'all', ownAccounts: [] })),
    tenants: many,
  });
  const { world } = apps;
  for (const rows of [world.tables.rotationRows, world.tables.tenantRows, world.tables.credentialLinks]) rows.clear();
  for (let n = 0; n < tenants; n += 1) addTenant(world, n, accounts, statesOf(n));
  return apps;
}

function addTenant(world: World, n: number, accounts: number, stateList: States): void {
  const tenantId = tenantIdOf(n);
  const ends: Partial<Record<Outcome, number>> = {};
  let open = 0;
  for (let m = 0; m < accounts; m += 1) {
    const state = stateList[Math.min(m, stateList.length - 1)] ?? states.awaiting;
    const upn = upnOf(n, m);
    const it = {
      ...account(upn, { globalAdministrator: m === 1 }),
      userPrincipalName: upn,
      displayName: `Administrator ${m} of ${nameOf(n)}`,
    };
    const end = (['rejected', 'expired', 'rotated', 'failed', 'uncertain'] as const).find(
      (each) => each === state.status,
    );
    if (end === undefined) open += 1;
    else ends[end] = (ends[end] ?? 0) + 1;
    const linkId = sha256(upn).slice(0, 32);
    const whole = rotation(upn, {
      tenantId,
      tenantDisplayName: nameOf(n),
      account: it,
      state: 'linkId' in state ? { ...state, linkId } : state,
      closed: end !== undefined,
    });
    world.put(whole);
    if ('linkId' in state) world.tables.credentialLinks.set(linkId, linkOf(linkId, tenantId, nameOf(n), it));
  }
  const row: TenantInCycle = {
    cycleId: CYCLE,
    tenantId,
    displayName: nameOf(n),
    status: 'discovered',
    accountsSeen: accounts + 40,
    excluded: { 'not-in-scope': 37, guest: 2, 'break-glass': 1 },
    rotations: accounts,
    openCount: open,
    ...ends,
  };
  world.tables.tenantRows.set(tenantRowOf(CYCLE, tenantId), row);
  world.tables.exclusionRows.set(tenantRowOf(CYCLE, tenantId), leftOut(n));
}

const linkOf = (
  linkId: string,
  tenantId: string,
  tenantDisplayName: string,
  it: { readonly accountId: string; readonly userPrincipalName: string },
): CredentialLink =>
  credentialLink({
    linkId,
    tenantId,
    tenantDisplayName,
    accountId: it.accountId,
    rotationId: sha256(it.accountId).slice(0, 32),
    versionId: sha256(it.accountId).slice(0, 32),
    userPrincipalName: it.userPrincipalName,
    recipientObjectId: objectIdOf('ada'),
    expiresAt: NOW.getTime() / 1_000 + 72 * 3_600,
  });

const leftOut = (n: number): ExcludedAccount[] =>
  (['break-glass', 'guest', 'guest'] as const).map((reason, m) => ({
    ...account(`left-out-${n}-${m}`),
    accountId: account(`left-out-${n}-${m}`).accountId,
    userPrincipalName: `left.out${m}@customer${n}.example`,
    displayName: `Left out ${m}`,
    class: 'admin',
    reason,
  }));

/** Every state in the first tenant, and the usual ones in two others, one of which failed. */
export function everything(origin: string) {
  const apps = sceneOf(origin, 3, 14, (n) => (n === 0 ? Object.values(states) : [states.awaiting]));
  const row = tenantRowOf(CYCLE, tenantIdOf(2));
  const tenant = apps.world.tables.tenantRows.get(row);
  if (tenant !== undefined) {
    const failure = 'TenantNotReady: Customer 2 has no break-glass account designated. Name one in the estate.';
    apps.world.tables.tenantRows.set(row, { ...tenant, status: 'failed', failure, openCount: 0, rotations: 0 });
  }
  for (const [name, each] of apps.world.tables.rotationRows) {
    if (each.tenantId === tenantIdOf(2)) apps.world.tables.rotationRows.delete(name);
  }
  putIntoVault(apps.world);
  lookAt(apps.world);
  return apps;
}

/** The drill has found more at the first tenant than a page names. */
function lookAt({ tables }: World): void {
  const names = ['administration.externe-notfallzugaenge', 'bg2', 'bg3'];
  const findings = names.flatMap((name): Finding[] => [
    {
      code: 'blocked',
      state: 'failed',
      account: `${name}@customer0.onmicrosoft.com`,
      sentence: 'Its sign-in is blocked: allow it.',
    },
    {
      code: 'not-tested',
      state: 'failed',
      account: `${name}@customer0.onmicrosoft.com`,
      sentence: 'Nobody has signed in with it for 90 days.',
    },
  ]);
  const of = { kind: 'break-glass', tenantId: tenantIdOf(0), tenantName: nameOf(0) } as const;
  tables.inspectionRows.set(`break-glass/${of.tenantId}`, inspectionOf(of, resultOf(findings), undefined, NOW));
}

/** Of the first tenant's passwords some are in the vault, one waits, and one was given up. */
function putIntoVault(world: World): void {
  const writings = [
    { status: 'written', at: '2026-12-07T07:31:00.000Z', recordId: '4711' },
    { status: 'queued', since: '2026-12-07T07:30:00.000Z' },
    { status: 'given-up', at: '2026-12-07T07:40:00.000Z', reason: 'record-ambiguous' },
  ] as const;
  const rotated = [...world.tables.rotationRows.values()].filter(({ state }) => 'passwordChangedAt' in state);
  const counts = { vaultWritten: 0, vaultQueued: 0, vaultGivenUp: 0 };
  rotated.forEach((each, n) => {
    const vault = writings[n === 1 ? 1 : n === 2 ? 2 : 0];
    world.put({ ...each, vault });
    if (vault?.status === 'written') counts.vaultWritten += 1;
    else if (vault?.status === 'queued') counts.vaultQueued += 1;
    else counts.vaultGivenUp += 1;
  });
  const row = tenantRowOf(CYCLE, tenantIdOf(0));
  const tenant = world.tables.tenantRows.get(row);
  if (tenant !== undefined) world.tables.tenantRows.set(row, { ...tenant, ...counts });
}

/** Somebody has changed a password that we set, people have seen passwords, and a checkpoint was made lately. */
export function addEvidence(world: World): void {
  const rotated = [...world.tables.rotationRows.values()].find(({ state }) => state.status === 'rotated');
  if (rotated?.state.status !== 'rotated') throw new Error('nothing was rotated');
  const { tenantId, accountId, cycleId, rotationId, account: it, tenantDisplayName, state } = rotated;
  const of = { tenantId, accountId, cycleId, rotationId, userPrincipalName: it.userPrincipalName, tenantDisplayName };
  const { versionId, passwordChangedAt } = state;
  world.tables.currentVersions.set(`${tenantId}/${accountId}`, versionId);
  world.tables.changeRows.set(`${tenantId}/${accountId}`, {
    ...of,
    class: 'admin',
    versionId,
    passwordChangedAt,
    changedAt: '2026-12-07T07:45:00.000Z',
    seenAt: '2026-12-07T07:55:00.000Z',
  });
  const bruno = { technicianObjectId: objectIdOf('bruno'), technicianName: 'Bruno Okafor' };
  world.tables.seerRows.set(bruno.technicianObjectId, bruno);
  const seen = {
    ...of,
    ...bruno,
    versionId,
    resetAt: passwordChangedAt,
    seenAt: NOW.toISOString(),
    linkFingerprint: 'a1',
  };
  world.tables.exposureRows.set(bruno.technicianObjectId, new Map([[`${tenantId}/${accountId}`, seen]]));
  const checkpoint = {
    origin: 'm365-password-rotation/123456789012/eu-central-1/M365PasswordRotation',
    chains: 4_711,
    root: 'a'.repeat(64),
    number: 8_812,
    time: '2026-12-07T07:30:00.000Z',
    records: 120_034,
    previous: 'b'.repeat(64),
    heads: { holds: 'all', hash: 'c'.repeat(64) },
    estate: 'd'.repeat(64),
    code: '0.1.0',
    cycleId: CYCLE,
  } as const;
  record(world, rotated);
  world.newest = { checkpoint, hash: hashOfCheckpoint(checkpoint), keyFingerprint: 'e'.repeat(64) };
}

/** What the audit log has of a rotation that somebody else's change has followed, and of one that was rejected. */
function record(world: World, rotated: Rotation): void {
  const rejected = [...world.tables.rotationRows.values()].find(({ state }) => state.status === 'rejected');
  const ada = { kind: 'technician', objectId: objectIdOf('ada'), tenantId: 't', name: 'Ada Lindqvist' } as const;
  const system = { kind: 'system', name: 'test' } as const;
  const put = (of: Rotation | undefined, action: AuditAction, minute: number, more: Partial<AuditFact> = {}) => {
    const fact: AuditFact = {
      action,
      outcome: 'success',
      time: `2026-12-07T07:${String(minute).padStart(2, '0')}:00.000Z`,
      actor: system,
      component: 'test',
      cycleId: CYCLE,
      ...(of === undefined
        ? {}
        : {
            tenantId: of.tenantId,
            accountId: of.accountId,
            rotationId: of.rotationId,
            userPrincipalName: of.account.userPrincipalName,
            class: of.account.class,
          }),
      ...more,
    };
    const chain = world.tables.chains.get(chainOf(fact)) ?? [];
    world.tables.chains.set(chainOf(fact), [...chain, nextRecord(chain.at(-1), fact)]);
  };
  put(undefined, 'cycle.opened', 0);
  for (const each of [rotated, rejected]) {
    put(each, 'account.discovered', 1, { evidence: { detail: 'Exchange Administrator, whole tenant, direct' } });
    put(each, 'approval.requested', 2);
  }
  put(rotated, 'approval.approved', 5, { actor: ada, reason: 'agreed with the customer' });
  put(rejected, 'approval.rejected', 6, { actor: ada, reason: 'leaves on Friday' });
  put(rejected, 'rotation.closed', 7, { reason: 'rejected' });
  put(rotated, 'reset.attempted', 10);
  put(rotated, 'reset.succeeded', 10, { evidence: { graphRequestId: 'graph-1' } });
  put(rotated, 'reset.proven', 11);
  put(rotated, 'credential.promoted', 12, { evidence: { secretVersionId: 'f'.repeat(32) } });
  put(rotated, 'link.created', 13);
  put(rotated, 'link.revealed', 20, { actor: ada });
  put(rotated, 'rotation.closed', 21, { reason: 'rotated' });
  put(undefined, 'cycle.closed', 50);
  put(undefined, 'cycle.sealed', 51, { evidence: { checkpoint: 'c'.repeat(64) } });
  put(rotated, 'password.changed-elsewhere', 55);
}

/** The cycle is closed and sealed. */
export function closeCycle(world: World): void {
  world.changeCycle({
    status: 'closed',
    closedAt: '2026-12-07T07:50:00.000Z',
    digest: {
      approvers: [
        { objectId: 'a', name: 'Ada Lindqvist', approved: 9, together: 2 },
        { objectId: 'b', name: 'Bruno Okafor', approved: 2, together: 2 },
      ],
      byTwo: 2,
      ages: { oldestBefore: '2024-12-07T05:00:00.000Z', oldestAfter: '2026-11-27T05:00:00.000Z', unknown: 1 },
      oldLeftOut: 4,
    },
    seal: { hash: 'ab'.repeat(32), chains: 37 },
  });
}

/** The contact of the first tenant, and the link that its mail has. */
export function contactLinkIn(world: World): string {
  const link: ContactLink = {
    purpose: 'contact',
    linkId: contactLinkId({ cycleId: CYCLE, tenantId: tenantIdOf(0), mailFingerprint: fingerprintOf(CONTACT.mail) }),
    expiresAt: Math.floor(NOW.getTime() / 1000) + 3600,
    cycleId: CYCLE,
    tenantId: tenantIdOf(0),
    tenantDisplayName: nameOf(0),
    contactName: 'Clara Contoso',
    mailFingerprint: fingerprintOf(CONTACT.mail),
    language: 'de',
    accounts: 14,
  };
  world.tables.contactLinks.set(link.linkId, link);
  return `/n/${locatorOf(link)}`;
}
