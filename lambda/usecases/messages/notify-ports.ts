import type { Estate } from '../../../config/estate.ts';
import type { Message } from '../../domain/cycle/message.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { InspectionStore } from '../../ports/inspections.ts';
import type { MailSender, SentMessages, TeamChannels } from '../../ports/messages.ts';
import type { ChangedPasswords } from '../../ports/password-watch.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { VaultChecks } from '../../ports/vault-checks.ts';

export interface NotifyPorts {
  readonly cycles: Pick<CycleStore, 'find' | 'findTenant' | 'latest' | 'tenantsOf'>;
  readonly tenants: Pick<TenantStore, 'proposalsOf' | 'exclusionsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'note'>;
  readonly links: Pick<LinkStore, 'openIn'>;
  readonly pauses: Pick<PauseStore, 'active'>;
  readonly changed: Pick<ChangedPasswords, 'changedElsewhere'>;
  readonly vaultChecks: Pick<VaultChecks, 'ofCycle'>;
  readonly inspections: Pick<InspectionStore, 'ofKind'>;
  readonly sent: SentMessages;
  readonly mail: MailSender;
  /** `undefined`: the estate has no Teams channel. */
  readonly team: TeamChannels | undefined;
  readonly estate: Estate;
  /** Without a slash at the end. */
  readonly portalUrl: string;
  readonly now: Now;
}

/** A message as it came from the queue. */
export interface Arrived<M extends Message = Message> {
  readonly messageId: string;
  readonly message: M;
}

/** One mail or card, and the messages that ask for it. */
export interface Delivery {
  /** What it is, for problems. */
  readonly what: string;
  /** A channel that hangs delays its own deliveries alone. Of Teams each channel is one. */
  readonly channel: 'mail' | `team ${string}`;
  readonly parts: readonly { readonly messageId: string; readonly key: string }[];
  /** What all of its messages are about; left out: they are about several, or the whole estate. */
  readonly about: { readonly cycleId?: string; readonly tenantId?: string };
  /** Whether two runs must not send it at once: one of them reserves it. */
  readonly reserved?: boolean;
  /** @param fresh  keys of the parts that were not delivered before */
  readonly send: (fresh: ReadonlySet<string>) => Promise<Unsent | Sent>;
}

/** A mail or card that left, or that was not taken while something else was sent in its place. */
export interface Receipt {
  readonly by: 'mail' | 'Teams';
  /** As the estate names them, such as `Anna Berg (<object id>)` or `the team`: no address. */
  readonly to: string;
  /** What SES calls the mail; of a card nothing is known. */
  readonly messageId?: string;
  /** Why it was not taken. Left out: it left. */
  readonly refused?: string;
}

/** What was sent for a delivery. */
export type Sent = readonly [Receipt, ...Receipt[]];

/**
 * Why a delivery was not sent. `nothing`: nothing was to be sent, and a later message may ask for it again. `later`: its time has not come,
 * and the queue delivers the message again.
 */
export type Unsent = 'nothing' | 'later';
