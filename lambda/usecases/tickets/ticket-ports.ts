import type { Estate } from '../../../config/estate.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { SentMessages } from '../../ports/messages.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { TicketStore, TicketSystem } from '../../ports/tickets.ts';

export interface TicketPorts {
  readonly cycles: Pick<CycleStore, 'find' | 'findTenant'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
  readonly links: Pick<LinkStore, 'findCredential'>;
  readonly pauses: Pick<PauseStore, 'active'>;
  readonly progress: TicketStore;
  readonly sent: Pick<SentMessages, 'reserve' | 'release'>;
  /** `undefined`: the estate has no PSA. */
  readonly tickets: Pick<TicketSystem, 'create' | 'note' | 'raise' | 'close'> | undefined;
  readonly estate: Estate;
  /** Without a slash at the end. */
  readonly portalUrl: string;
  readonly now: Now;
}
