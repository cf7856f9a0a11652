import type { Clock } from '@m365-rotation/loopback';
import type { VaultStore } from './record-store.ts';

/** What every simulated vault works with. */
export interface VaultSetting {
  readonly store: VaultStore;
  /** Lets in who has it. */
  readonly key: string;
  /** On it pass the limits of the vendor. */
  readonly clock: Pick<Clock, 'elapsed' | 'now'>;
}
