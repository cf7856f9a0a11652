import { vaultWords } from '../../domain/credential/vault-words.ts';
import { wasReplaced } from '../../domain/credential/vault-writing.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { printable } from '../../domain/text/printable.ts';

/** Of mails. */
export const NOT_IN_VAULT = 'New passwords that are not in the vault';

/** Passwords that were given up, and those that wait, one line each: what is given up comes first. */
export const notInVaultLines = (rotations: readonly Rotation[], timeZone: string): readonly string[] =>
  (['given-up', 'queued'] as const).flatMap((status) =>
    rotations.flatMap(({ vault, account, tenantDisplayName }) =>
      vault?.status === status && !wasReplaced(vault)
        ? [
            printable(
              `${account.userPrincipalName} (${tenantDisplayName}): ${vaultWords(vault, (each) => localTime(each, timeZone))}`,
            ),
          ]
        : [],
    ),
  );
