import type { Estate } from '../../../config/estate.ts';
import {
  handOverOf,
  type NoRecord,
  type VaultRecordName,
  vaultRecordOf,
} from '../../domain/credential/vault-record.ts';
import { hasWaited, VAULT_TRIED_HOURS } from '../../domain/credential/vault-writing.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CredentialReader } from '../../ports/credential.ts';
import { type RotationStore, StaleState } from '../../ports/rotation.ts';
import { VaultBusy, type VaultReceipt, VaultRefused, type VaultWriter } from '../../ports/vault.ts';
import type { VaultTurns } from '../../ports/vault-queue.ts';
import { VaultPatience, type VaultPatiencePorts } from './vault-patience.ts';
import {
  giveUp,
  isBusy,
  recordWritten,
  type SettleVaultPorts,
  tellSettled,
  type WaitingForVault,
} from './vault-settling.ts';

export interface WriteVaultPorts extends SettleVaultPorts, VaultPatiencePorts {
  readonly rotations: SettleVaultPorts['rotations'] & Pick<RotationStore, 'find'>;
  readonly turns: VaultTurns;
  readonly credentials: CredentialReader;
  readonly vault: VaultWriter;
}

/** `again`: the queue must deliver it again. */
export type VaultOutcome =
  | { readonly kind: 'written' | 'given-up' | 'nothing' }
  | { readonly kind: 'again'; readonly why: string; readonly since: string };

/**
 * How long an account's record of the vault is reserved: for the 180 s after which AWS stops the function, and 200 s in which a vault may
 * still work on a request whose sender has gone. Shorter than the time after which the queue delivers a write again.
 */
const TURN_MS = 390_000;

/**
 * Writes a new password into its record of the vault. Doing it again does no harm: the same value goes to the same record, and what became
 * of it is recorded once. An older password never ends up over a newer one: a rotation writes only while its version is the current one, and
 * only in its turn, which outlasts every request of the turn before.
 *
 * A vault that is down is tried for 72 hours, and once more after them; what a person must mend first ends at once. Then a person gets the
 * password by a link.
 */
export async function writeVault(ports: WriteVaultPorts, key: RotationKey): Promise<VaultOutcome> {
  try {
    return await writeOnce(ports, key);
  } catch (error) {
    // Of two deliveries of one message the other one was first to record what became of it: that is told, and nothing is left to do.
    if (error instanceof StaleState) return writeOnce(ports, key);
    throw error;
  }
}

async function writeOnce(ports: WriteVaultPorts, key: RotationKey): Promise<VaultOutcome> {
  const rotation = await ports.rotations.find(key);
  if (rotation === undefined || !isIn(rotation, 'delivered', 'rotated')) return { kind: 'nothing' };
  const { vault } = rotation;
  if (vault === undefined) return { kind: 'nothing' };
  if (vault.status !== 'queued') {
    // An earlier run recorded it, and may have stopped before it told anybody.
    await tellSettled(ports, { ...rotation, vault });
    return { kind: 'nothing' };
  }
  try {
    return await write(ports, { ...rotation, vault });
  } catch (error) {
    if (!isBusy(error)) throw error;
    return { kind: 'again', why: 'the table is too busy to record it', since: vault.since };
  }
}

async function write(ports: WriteVaultPorts, rotation: WaitingForVault): Promise<VaultOutcome> {
  if (await isSuperseded(ports.turns, rotation)) return giveUp(ports, rotation, { reason: 'superseded' });
  const record = recordFor(ports.estate, rotation);
  if (typeof record === 'string') return giveUp(ports, rotation, { reason: record });
  const content = await ports.credentials.read(rotation.tenantId, rotation.accountId, rotation.state.versionId);
  if (content === undefined) return giveUp(ports, rotation, { reason: 'no-credential', detail: GONE });
  const began = ports.now();
  const tried = { rotation, record, password: content.password, isLast: isOver(rotation, began) };
  try {
    const patience = new VaultPatience(ports, began, tried.isLast);
    return await patience.try(() => writeInTurn(ports, tried));
  } catch (error) {
    if (error instanceof VaultBusy) return notTaken(ports, tried, error);
    throw error;
  }
}

const GONE = 'no link can show it. If nobody has stored it, rotate the account again';

/** One run's try to write a password. */
interface Try {
  readonly rotation: WaitingForVault;
  readonly record: VaultRecordName;
  readonly password: string;
  /** Whether the 72 hours were over when it began: the vault had all its time, and this try. */
  readonly isLast: boolean;
}

const isOver = ({ vault }: WaitingForVault, now: Date) => hasWaited(vault.since, VAULT_TRIED_HOURS, now);

async function writeInTurn(ports: WriteVaultPorts, tried: Try): Promise<VaultOutcome> {
  const { rotation, record, password } = tried;
  const now = ports.now();
  if (!(await ports.turns.take(rotation, now, new Date(now.getTime() + TURN_MS)))) {
    return { kind: 'again', why: 'another rotation of the account has its turn', since: rotation.vault.since };
  }
  // Only now nobody else writes: a later rotation that became current in between has its own write after this turn.
  if (await isSuperseded(ports.turns, rotation)) return giveUp(ports, rotation, { reason: 'superseded' });
  let receipt: VaultReceipt;
  try {
    receipt = await ports.vault.write(record, password);
  } catch (error) {
    if (error instanceof VaultBusy) throw error;
    if (!(error instanceof VaultRefused)) return notTaken(ports, tried, error);
    return giveUp(ports, rotation, { reason: error.problem, detail: said(error, password) });
  }
  return recordWritten(ports, rotation, receipt);
}

/** It is tried again, unless that has gone on for long enough. */
async function notTaken(
  ports: WriteVaultPorts,
  { rotation, password, isLast }: Try,
  error: unknown,
): Promise<VaultOutcome> {
  const why = said(error, password);
  return isLast
    ? giveUp(ports, rotation, { reason: 'vault-not-reached', detail: why })
    : { kind: 'again', why, since: rotation.vault.since };
}

/** What an adapter says of a failure. It promises to repeat nothing that was sent; one that does all the same is not listened to (R4). */
function said(error: unknown, password: string): string {
  if (!(error instanceof Error)) return 'it failed without a reason';
  return error.message.includes(password) ? error.name : error.message;
}

const isSuperseded = async (turns: Pick<VaultTurns, 'currentVersion'>, rotation: InState<'delivered' | 'rotated'>) =>
  (await turns.currentVersion(rotation)) !== rotation.state.versionId;

/** The record, or why there is none: the estate may have changed since the password was queued. */
function recordFor(
  { tenants }: Estate,
  { tenantId, accountId, account }: Rotation,
): VaultRecordName | 'vault-not-wanted' | NoRecord {
  const tenant = tenants.find((each) => each.tenantId === tenantId);
  if (tenant?.vault === undefined || handOverOf(tenant, account) === 'link') return 'vault-not-wanted';
  const { userPrincipalName } = account;
  return vaultRecordOf(tenant.vault, { accountId, userPrincipalName });
}
