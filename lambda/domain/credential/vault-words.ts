import { reasonWords } from '../audit/reason-words.ts';
import type { Rotation } from '../rotation/rotation.ts';

type VaultWriting = NonNullable<Rotation['vault']>;

/**
 * What became of a password in the vault, for mails, tickets and pages: "in the vault since 7 Dec 2026, 07:31 CET, record 4711".
 * @param at  how an instant is written
 */
export function vaultWords(vault: VaultWriting, at: (instant: string) => string): string {
  switch (vault.status) {
    case 'queued':
      return `waits for the vault since ${at(vault.since)}`;
    case 'written':
      return `in the vault since ${at(vault.at)}, record ${vault.recordId}`;
    case 'given-up':
      return `not in the vault, given up ${at(vault.at)}: ${reasonWords(vault.reason)}`;
  }
}
