import type { CredentialLink } from '../domain/link.ts';
import { type LinkStore, type Now, StaleState } from '../ports.ts';
import { isFor } from './credential-links.ts';
import { type ActingTechnician, factAboutLink } from './facts.ts';

/** Records that the technician has put a revealed password into the vault. @returns whether there was something to confirm */
export async function confirmStored(
  ports: { readonly links: Pick<LinkStore, 'change'>; readonly now: Now },
  by: ActingTechnician,
  link: CredentialLink,
): Promise<boolean> {
  if (!isFor(link, by) || link.state.status !== 'revealed') return false;
  if (link.state.storedAt !== undefined) return true;
  const now = ports.now();
  try {
    await ports.links.change(
      link,
      { ...link.state, storedAt: now.toISOString() },
      factAboutLink(link, { action: 'credential.stored', by, component: 'credential-page', now }),
    );
    return true;
  } catch (error) {
    if (error instanceof StaleState) return false;
    throw error;
  }
}
