import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { retirementOf } from '../../domain/credential/retirement.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import { StaleState } from '../../ports/rotation.ts';
import { type ActingTechnician, factAboutLink } from '../facts.ts';
import { isFor } from './credential-links.ts';

/**
 * Records that the technician has put a revealed password into the vault. Where the estate deletes stored passwords, its
 * retirement is recorded in the same transaction.
 *
 * @returns when the password is deleted here, if it is; `undefined` when there was nothing to confirm
 */
export async function confirmStored(
  ports: { readonly links: Pick<LinkStore, 'change'>; readonly estate: Estate; readonly now: Now },
  by: ActingTechnician,
  link: CredentialLink,
): Promise<{ readonly deleteAt: string | undefined } | undefined> {
  if (!isFor(link, by) || link.state.status !== 'revealed') return undefined;
  if (link.state.storedAt !== undefined) return { deleteAt: link.state.deleteAt };
  const now = ports.now();
  const retirement = retirementOf(link, now, ports.estate.retention);
  try {
    await ports.links.change(
      link,
      {
        ...link.state,
        storedAt: now.toISOString(),
        ...(retirement === undefined ? {} : { deleteAt: retirement.dueAt }),
      },
      factAboutLink(link, {
        action: 'credential.stored',
        ...(retirement === undefined ? {} : { evidence: { detail: `to be deleted here on ${retirement.dueAt}` } }),
        by,
        component: 'credential-page',
        now,
      }),
      retirement,
    );
    return { deleteAt: retirement?.dueAt };
  } catch (error) {
    if (error instanceof StaleState) return undefined;
    throw error;
  }
}
