import type { CredentialReader, LinkSigner, LinkStore } from '../../ports/credential.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import type { PortalContext } from '../environment.ts';
import { sourceOf } from '../request-source.ts';
import type { TechnicianVisitor } from '../visitor.ts';

/** What the pages about credential links need. */
export interface CredentialPorts {
  readonly signer: LinkSigner;
  readonly links: Pick<LinkStore, 'findCredential' | 'openIn' | 'claim' | 'change' | 'renew'>;
  readonly rotations: Pick<RotationStore, 'find' | 'ofTenant'>;
  readonly cycles: Pick<CycleStore, 'latest' | 'tenantsOf'>;
  readonly credentials: CredentialReader;
  readonly messageQueue: MessageQueue;
  readonly newLinkId: () => string;
}

export const actingOf = (c: PortalContext, { actor }: TechnicianVisitor): ActingTechnician => ({
  actor,
  source: sourceOf(c),
});
