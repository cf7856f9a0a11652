import type { Now } from '../../ports/clock.ts';
import { VaultBusy } from '../../ports/vault.ts';
import type { VaultRest } from './vault-rest.ts';

export interface VaultPatiencePorts {
  readonly now: Now;
  readonly sleep: (ms: number) => Promise<void>;
  /** Of this environment of the function: other writes honour it too. */
  readonly rest: VaultRest;
}

/** No write begins later in a run: the function has 180 s, and a write may take 80. Vaults count requests by the minute. */
const BEGUN_WITHIN_MS = 70_000;

/** Waits as long as the vault asks, where that fits into the run: a throttled vault is asked at its own pace, and not all at once later. */
export class VaultPatience {
  constructor(
    private readonly ports: VaultPatiencePorts,
    private readonly began: Date,
    /** Whether no later run tries again: then the vault is asked once, although it asked to be left alone for longer. */
    private readonly isLast: boolean,
  ) {}

  /** @throws {VaultBusy} it asks to wait for longer than there is time */
  async try<T>(write: () => Promise<T>): Promise<T> {
    const { now, rest, sleep } = this.ports;
    for (let calls = 0; ; calls += 1) {
      const leftMs = rest.leftMs(now());
      const fits = now().getTime() + leftMs <= this.began.getTime() + BEGUN_WITHIN_MS;
      if (!fits && !(this.isLast && calls === 0)) {
        throw new VaultBusy('the vault asked to wait', Math.ceil(leftMs / 1_000));
      }
      if (fits && leftMs > 0) await sleep(leftMs);
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof VaultBusy)) throw error;
        rest.asked(error.retryAfterSeconds, now());
      }
    }
  }
}
