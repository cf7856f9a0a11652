import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from '@m365-rotation/local-microsoft';
import type { RunningProduct } from '../../local/running-product.ts';
import { versionsOf } from '../runs/left-by-run.ts';
import { adminOf, recordOf } from './crash-estate.ts';
import type { CrashRun } from './crash-run.ts';
import { type AuditRow, type Evidence, evidenceOf, keepTables, type RotationRow } from './evidence.ts';
import { scan } from './leaks/scan.ts';
import { brokenLinkRules } from './link-rules.ts';

/** A rule that a run broke. */
export interface Violation {
  readonly rule: string;
  /** Name of the tenant; `-`: the whole run. */
  readonly tenant: string;
  readonly what: string;
}

/** R3 at this instant: what the directory holds is readable from the credential. */
export async function isLost(
  product: RunningProduct,
  out: string,
  tenantId: string,
  accountId: string,
): Promise<boolean> {
  const file = join(out, 'microsoft', 'passwords.jsonl');
  // Made with the first reset.
  if (!existsSync(file) || !readFileSync(file, 'utf8').includes(`${tenantId}/${accountId}`)) return false;
  for (const { password, labels } of await versionsOf(product, tenantId, accountId)) {
    if (labels.length > 0 && (await product.microsoft.isEffective(tenantId, accountId, password))) return false;
  }
  return true;
}

/** Everything that must hold when the cycles of a run have ended. */
export async function violationsOf(run: CrashRun, tenants: readonly Tenant[]): Promise<Violation[]> {
  const cycles = run.ends.length;
  const evidence = await evidenceOf(run.product);
  const found: Violation[] = [];
  for (const tenant of tenants) {
    const say = (rule: string, what: string) => found.push({ rule, tenant: tenant.name, what });
    const rotations = evidence.rotations.filter(({ tenantId }) => tenantId === tenant.tenantId);
    // An uncertain outcome of the cycle before keeps its account out of the next one.
    const keptOut = evidence.audit.filter(
      (each) =>
        each.chain.startsWith(`${tenant.tenantId}#`) &&
        each.action === 'account.excluded' &&
        each.reason === 'under-way',
    ).length;
    if (rotations.length + keptOut !== cycles) say('R9', `${rotations.length} rotations in ${cycles} cycles`);
    for (const rotation of rotations) checkRotation(rotation, evidence, say);
    await checkPassword(run, tenant, rotations, evidence, say);
    if (rotations.some(({ vault }) => vault !== undefined)) await checkVault(run.product, tenant, say);
  }
  const may = new Set(tenants.map(adminOf));
  for (const accountId of run.patched) {
    if (!may.has(accountId)) found.push({ rule: 'R2', tenant: '-', what: `a PATCH for ${accountId}` });
  }
  for (const [i, { sealVerified }] of run.ends.entries()) {
    if (!sealVerified) found.push({ rule: 'R5', tenant: '-', what: `a seal of rotation ${i + 1} is not verified` });
  }
  return found;
}

type Say = (rule: string, what: string) => void;

/** Records that come with a change of the rotation's row. */
const WITH_CHANGE = new Set([
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'credential.staged',
  'reset.attempted',
  'reset.succeeded',
  'reset.proven',
  'credential.promoted',
  'link.created',
  'vault.queued',
  'vault.written',
  'rotation.closed',
]);

function checkRotation(rotation: RotationRow, { audit }: Evidence, say: Say): void {
  const own = audit
    // What people were refused about it is in chains of their own.
    .filter(({ rotationId, chain }) => rotationId === rotation.rotationId && !chain.startsWith('access#'))
    .sort((one, other) => one.sequence - other.sequence);
  const times = (action: string) => own.filter((each) => each.action === action).length;
  const { status } = rotation.state;
  if (status !== rotation.status) say('R5', `the row says ${rotation.status}, its state ${status}`);
  if (!rotation.closed) say('R8', `the rotation was never closed; it is ${status}`);
  if (!['rotated', 'failed', 'uncertain', 'rejected', 'expired'].includes(status)) say('R8', `it ended as ${status}`);
  if (times('approval.approved') + times('approval.rejected') !== 1) say('R6', 'not exactly one decision');
  if (times('rotation.closed') + times('approval.expired') !== 1) say('R6', 'not closed exactly once');
  const approved = own.findIndex(({ action }) => action === 'approval.approved');
  const attempted = own.findIndex(({ action }) => action === 'reset.attempted');
  if (attempted >= 0 && (approved < 0 || attempted < approved)) say('R1', 'an attempt before its approval');
  checkRecords(rotation, own, say);
  for (const what of brokenLinkRules(own)) say('R6', what);
  const links = rotation.vault === undefined ? 1 : 0;
  if (status === 'rotated' && times('link.created') !== links) say('R6', `${times('link.created')} links were made`);
  if (rotation.vault === undefined) return;
  if (rotation.vault.status !== 'written') say('R3', `the vault has not got its password: ${rotation.vault.status}`);
  for (const each of ['vault.queued', 'vault.written'])
    if (times(each) !== 1) say('R6', `${each} is recorded ${times(each)} times`);
}

/** R5: as many records as changes. A refusal is recorded with a change when it was the first attempt's, and else without. */
function checkRecords({ revision }: RotationRow, own: readonly AuditRow[], say: Say): void {
  const changes = own.filter(({ action }) => WITH_CHANGE.has(action)).length;
  const either = own.filter(({ action }) => action === 'reset.refused').length;
  if (revision - 1 < changes || revision - 1 > changes + either) {
    say('R5', `${revision - 1} changes of the row, ${changes} to ${changes + either} records of them`);
  }
}

/** R3, and that the outcome is the truth. */
async function checkPassword(
  { product, out }: CrashRun,
  tenant: Tenant,
  rotations: readonly RotationRow[],
  evidence: Evidence,
  say: Say,
): Promise<void> {
  const { tenantId } = tenant;
  const accountId = adminOf(tenant);
  if (await isLost(product, out, tenantId, accountId)) say('R3', 'the directory holds what no labelled version has');
  const versions = await versionsOf(product, tenantId, accountId);
  const last = rotations.toSorted((one, other) => begunAt(one, evidence) - begunAt(other, evidence)).at(-1);
  if (last === undefined) return;
  const own = versions.find(({ versionId }) => versionId === last.rotationId);
  const works = own !== undefined && (await product.microsoft.isEffective(tenantId, accountId, own.password));
  if (last.state.status === 'rotated' && !(works && own.labels.includes('AWSCURRENT'))) {
    say('R3', 'rotated, but the password that works is not AWSCURRENT');
  }
  const pending = versions.filter(({ labels }) => labels.some((each) => each.includes('PENDING')));
  if (last.state.status === 'rotated' && pending.some((each) => each !== own)) {
    say('R3', 'rotated, and another version is still pending');
  }
  if (last.state.status === 'failed' && works) say('R3', 'failed, but its password works');
  if (last.state.status === 'uncertain' && own === undefined) say('R3', 'uncertain, and its version is gone');
}

/** Of its first record: the ids of two cycles that were started by hand on one day do not say which came first. */
const begunAt = ({ rotationId }: RotationRow, { audit }: Evidence): number =>
  Math.min(...audit.filter((each) => each.rotationId === rotationId).map(({ time }) => Date.parse(time)));

/** What the vault holds is what works, in the record that the estate names and in no other. */
async function checkVault({ inbox, microsoft }: RunningProduct, tenant: Tenant, say: Say): Promise<void> {
  const organization = inbox.vault?.store.organizations().find(({ name }) => name === tenant.displayName);
  const records =
    inbox.vault?.store.records().filter(({ organizationId }) => organizationId === organization?.id) ?? [];
  const own = records.find(({ name }) => name === recordOf(tenant));
  const works = own !== undefined && (await microsoft.isEffective(tenant.tenantId, adminOf(tenant), own.password));
  if (!works) say('R3', 'the password in the vault does not work');
  if (records.some((each) => each !== own && each.writes > 0)) say('R4', 'a record of another account was written');
}

/** R4: files that hold a secret, in whatever spelling, where none belongs. */
export async function leaksOf({ product, out, wiretap }: CrashRun): Promise<Violation[]> {
  await keepTables(product, join(out, 'tables'));
  return scan(out, wiretap.secrets.all).leaks.map(({ kind, file }) => ({
    rule: 'R4',
    tenant: '-',
    what: `${kind} in ${file}`,
  }));
}
