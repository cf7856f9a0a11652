import type { Vault } from '../../../config/estate.ts';

/** How a vault is reached. */
export interface VaultAccess<V extends Vault = Vault> {
  /** The address at which it is called, without a slash at the end. */
  readonly endpoint: string;
  /** Gives the text of the vault's secret; no error repeats any of it. */
  readonly secret: () => Promise<string>;
  readonly vault: V;
  /** For a `Retry-After` that is a date. */
  readonly now: () => Date;
}
