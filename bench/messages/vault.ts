import type { VirtualClock } from '@m365-rotation/loopback';
import { VaultBusy, type VaultWriter } from '../../lambda/ports/vault.ts';
import { type Fault, Outside, RETRY_AFTER_SECONDS } from './faults.ts';

/** What Hudu takes. */
const PER_MINUTE = 300;
/** Organization, record, password. */
const REQUESTS_OF_A_WRITE = 3;

/** A vault with a limit of requests, and the adapter to it. */
export class BenchVault {
  /** The password that each record holds. */
  readonly records = new Map<string, string>();
  /** Writes that were carried out, those of the same value included. */
  writes = 0;
  readonly outside: Outside;
  private minute = { began: 0, taken: 0 };

  constructor(
    private readonly clock: VirtualClock,
    fault: Fault,
  ) {
    this.outside = new Outside(clock, fault, { answersMs: 300, slowMs: 15_000, limitMs: 20_000 });
  }

  readonly writer: VaultWriter = {
    write: async ({ record }, password) => {
      const name = 'id' in record ? record.id : record.name;
      this.keepLimit();
      const answer = await this.outside.ask(() => {
        this.writes += 1;
        this.records.set(name, password);
      }, REQUESTS_OF_A_WRITE);
      if (answer === '429') throw new VaultBusy('the vault answered 429', RETRY_AFTER_SECONDS);
      if (answer !== 'done') throw new Error(`the vault: ${answer}`);
      return { recordId: name };
    },
  };

  private keepLimit(): void {
    const now = this.clock.elapsed();
    if (now >= this.minute.began + 60_000) this.minute = { began: now, taken: 0 };
    const taken = this.minute.taken + REQUESTS_OF_A_WRITE;
    if (taken > PER_MINUTE) {
      throw new VaultBusy('the vault answered 429', Math.ceil((this.minute.began + 60_000 - now) / 1_000));
    }
    this.minute = { ...this.minute, taken };
  }
}
