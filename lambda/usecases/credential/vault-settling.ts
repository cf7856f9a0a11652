import type { AnyFunctionName } from '../../../contract/functions.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { retirementOf } from '../../domain/credential/retirement.ts';
import type { NoRecord } from '../../domain/credential/vault-record.ts';
import type { VaultSettled, VaultWriting } from '../../domain/credential/vault-writing.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { settleVault } from '../../domain/rotation/protocol.ts';
import type { InState } from '../../domain/rotation/rotation.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import type { VaultProblem, VaultReceipt } from '../../ports/vault.ts';
import { factAbout } from '../facts.ts';
import { linkMade, type NewLinkPorts, newLink } from './new-link.ts';

export interface SettleVaultPorts extends NewLinkPorts {
  readonly rotations: Pick<RotationStore, 'settleVault'>;
  readonly links: Pick<LinkStore, 'findCredential'>;
  readonly messageQueue: MessageQueue;
  readonly ticketQueue: TicketQueue;
}

type HandedOver = InState<'delivered' | 'rotated'>;
type Queued = Extract<VaultWriting, { readonly status: 'queued' }>;
/** A rotation whose password waits for the vault. */
export type WaitingForVault = HandedOver & { readonly vault: Queued };

export type GivenUpReason =
  | VaultProblem
  /** The vault was down, or throttled us, for all the time that it is tried. */
  | 'vault-not-reached'
  /** A later rotation of the account took its place. */
  | 'superseded'
  | NoRecord
  | 'vault-not-wanted'
  | 'no-credential';

const component = 'write-vault' satisfies AnyFunctionName;

/** The vault's receipt counts as a confirmation: where the estate deletes stored passwords, the retirement follows in the same transaction. */
export async function recordWritten(ports: SettleVaultPorts, rotation: WaitingForVault, { recordId }: VaultReceipt) {
  const { estate } = ports;
  const now = ports.now();
  const { state, account } = rotation;
  const { cycleId, tenantId, accountId, rotationId } = rotation;
  const { userPrincipalName } = account;
  const { versionId, passwordChangedAt: resetAt } = state;
  const stored = { cycleId, tenantId, accountId, rotationId, userPrincipalName, versionId, resetAt };
  const link = state.linkId === undefined ? undefined : await ports.links.findCredential(state.linkId);
  const retirement = retirementOf(stored, now, estate.retention, link?.expiresAt);
  const settled = settleVault(rotation, { status: 'written', at: now.toISOString(), recordId });
  const fact = factAbout(rotation, {
    action: 'vault.written',
    evidence: {
      secretVersionId: state.versionId,
      detail: `record ${recordId}${retirement === undefined ? '' : `; to be deleted here on ${retirement.dueAt}`}`,
    },
    component,
    now,
  });
  await patiently(() => ports.rotations.settleVault(rotation, settled, [fact], { retirement }));
  await tellSettled(ports, settled);
  return { kind: 'written' } as const;
}

/** A link to these would show a password that is worth nothing, or spend a view on none. */
const withoutLink: readonly GivenUpReason[] = ['superseded', 'no-credential'];

/** A person gets the password by a link, as where there is no vault: unless one has it already, or there is none that is worth showing. */
export async function giveUp(
  ports: SettleVaultPorts,
  rotation: WaitingForVault,
  { reason, detail }: { readonly reason: GivenUpReason; readonly detail?: string },
) {
  const now = ports.now();
  const { state } = rotation;
  const needsLink = state.linkId === undefined && !withoutLink.includes(reason);
  const link = needsLink ? newLink(ports, rotation, now) : undefined;
  const settled = settleVault(
    rotation,
    { status: 'given-up', at: now.toISOString(), reason, ...(detail === undefined ? {} : { detail }) },
    link?.linkId,
  );
  const fact = factAbout(rotation, {
    action: 'vault.given-up',
    outcome: 'failed',
    reason,
    evidence: {
      secretVersionId: state.versionId,
      ...(link === undefined ? {} : { linkFingerprint: fingerprintOf(link.linkId) }),
      ...(detail === undefined ? {} : { detail }),
    },
    component,
    now,
  });
  const facts = link === undefined ? ([fact] as const) : ([fact, linkMade(rotation, link, component, now)] as const);
  await patiently(() => ports.rotations.settleVault(rotation, settled, facts, { link }));
  await tellSettled(ports, settled);
  return { kind: 'given-up' } as const;
}

/** How often it is recorded anew, where many rotations of the tenant end at once: each time the store tries a dozen times by itself. */
const TRIES = 5;

/** What the vault has answered is not thrown away because the table is busy: the same would be written once more, seven minutes later. */
async function patiently(record: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await record();
    } catch (error) {
      if (!isBusy(error) || tries === TRIES) throw error;
    }
  }
}

/** Whether the store found the table too busy for all its tries. */
export const isBusy = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'TransactionConflictException';

/** Tells what the row says: a run after a crash tells the same again, and that is sent once. */
export async function tellSettled(
  ports: Pick<SettleVaultPorts, 'links' | 'messageQueue' | 'ticketQueue'>,
  rotation: HandedOver & { readonly vault: VaultSettled },
): Promise<void> {
  const { cycleId, tenantId, state, vault, account } = rotation;
  if (vault.status === 'given-up' && vault.reason !== 'superseded') {
    const link = state.linkId === undefined ? undefined : await ports.links.findCredential(state.linkId);
    if (link !== undefined) {
      await ports.messageQueue.send({ kind: 'passwords-ready', cycleId, technicianObjectId: link.recipientObjectId });
    }
    await ports.messageQueue.send({
      kind: 'alert',
      cycleId,
      tenantId,
      subject: 'vault-given-up',
      userPrincipalName: account.userPrincipalName,
      detail: `${reasonWords(vault.reason)}${vault.detail === undefined ? '' : `: ${vault.detail}`}`,
    });
  }
  await ports.messageQueue.send({ kind: 'vault-settled', cycleId, tenantId });
  await ports.ticketQueue.send({ cycleId, tenantId });
}
