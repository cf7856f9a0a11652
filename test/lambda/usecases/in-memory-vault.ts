import type { VaultRecordName } from '../../../lambda/domain/credential/vault-record.ts';
import type { VaultWrite } from '../../../lambda/domain/credential/vault-write.ts';
import { VaultBusy, VaultRefused, type VaultWriter } from '../../../lambda/ports/vault.ts';
import type { VaultQueue } from '../../../lambda/ports/vault-queue.ts';

/** What becomes of one request. `lost`: it takes effect, and its answer does not arrive. */
export type VaultFate = 'taken' | 'lost' | 'broken' | 'throttled' | 'no-answer' | 'not-found' | 'echoes';

/** The MSP's vault, and the queue before it. Records are told apart by name. */
export class InMemoryVault {
  readonly records = new Map<string, string>();
  /** Every value that was ever written, in order. */
  readonly writes: { readonly record: string; readonly password: string }[] = [];
  readonly queued: VaultWrite[] = [];
  fate: (record: string) => VaultFate = () => 'taken';
  retryAfterSeconds: number | undefined;
  calls = 0;

  readonly queue: VaultQueue = { send: async (write) => void this.queued.push(write) };

  readonly writer: VaultWriter = {
    write: async ({ record }: VaultRecordName, password) => {
      this.calls += 1;
      const name = 'id' in record ? record.id : record.name;
      switch (this.fate(name)) {
        case 'taken':
          return this.take(name, password);
        case 'lost':
          this.take(name, password);
          throw new Error('the vault did not answer');
        case 'broken':
          throw new Error('the vault answered 500');
        case 'throttled':
          throw new VaultBusy('the vault answered 429', this.retryAfterSeconds);
        case 'no-answer':
          throw new Error('the vault did not answer');
        case 'not-found':
          throw new VaultRefused('record-not-found', `no record ${name} in Contoso`);
        case 'echoes':
          throw new VaultRefused('vault-refused', `the vault does not like ${password}`);
      }
    },
  };

  private take(record: string, password: string) {
    this.records.set(record, password);
    this.writes.push({ record, password });
    return { recordId: `id of ${record}` };
  }
}
