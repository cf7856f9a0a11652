import type { Actor } from '../../rotation/rotation.ts';
import type { AuditAction, AuditRecord } from '../audit-record.ts';

/** One thing that somebody, or the vault, did with a new password. */
export interface Receipt {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: Actor;
  /** In words: which record of the vault; for whom a link is. Left out: nothing was said. */
  readonly detail: string | undefined;
}

/** What became of the new password of one rotation: who has it. */
export interface Collection {
  /**
   * `no-password`: the rotation made none current. `waits`: nobody has it yet. `collected`: a person has seen it, the vault has given a
   * receipt for it, or both. `reported`: its recipient says that somebody else has opened the link. `replaced`: a later password took
   * its place before anybody had it.
   */
  readonly state: 'no-password' | 'waits' | 'collected' | 'reported' | 'replaced';
  /** Version of the credential. Left out: there is no new password. */
  readonly versionId: string | undefined;
  /** Since when it has been the current one: ISO 8601, UTC. */
  readonly currentSince: string | undefined;
  /** Links that were made for it, further ones and those that were handed over to another technician included. */
  readonly links: readonly Receipt[];
  readonly seen: readonly Receipt[];
  /** A person has put it into a vault, as that person said. */
  readonly stored: readonly Receipt[];
  /** The vault's receipts. */
  readonly vaulted: readonly Receipt[];
  readonly vaultGivenUp: readonly Receipt[];
  readonly reported: readonly Receipt[];
}

const LINKS: readonly AuditAction[] = ['link.created', 'link.renewed', 'link.handed-over'];

/** @param records  of one rotation, in the order of its chain */
export function collectionIn(records: readonly AuditRecord[]): Collection {
  const promoted = records.findLast(({ action }) => action === 'credential.promoted');
  const receipts = (...actions: readonly AuditAction[]) =>
    records.filter((each) => actions.includes(each.action)).map(receiptOf);
  const what = {
    links: receipts(...LINKS),
    seen: receipts('link.revealed'),
    stored: receipts('credential.stored'),
    vaulted: receipts('vault.written'),
    vaultGivenUp: receipts('vault.given-up'),
    reported: receipts('link.reported'),
  };
  const isReplaced = records.some(
    ({ action, reason }) => action === 'link.superseded' || (action === 'vault.given-up' && reason === 'superseded'),
  );
  return {
    state: stateOf(what, promoted !== undefined, isReplaced),
    versionId: promoted?.evidence?.secretVersionId,
    currentSince: promoted?.time,
    ...what,
  };
}

function stateOf(
  { seen, stored, vaulted, reported }: Pick<Collection, 'seen' | 'stored' | 'vaulted' | 'reported'>,
  isCurrent: boolean,
  isReplaced: boolean,
): Collection['state'] {
  if (!isCurrent) return 'no-password';
  if (reported.length > 0) return 'reported';
  if (seen.length + stored.length + vaulted.length > 0) return 'collected';
  return isReplaced ? 'replaced' : 'waits';
}

const receiptOf = ({ time, actor, evidence }: AuditRecord): Receipt => ({
  at: time,
  by: actor,
  detail: evidence?.detail,
});
