import { VaultBusy, VaultRefused } from '../../ports/vault.ts';
import { mayPass, retryAfterSeconds } from '../retry-after.ts';

/**
 * What the status of an answer means for a write. Nothing of the answer but its status and `Retry-After` is looked at.
 *
 * @param vault  names the vault in errors: `IT Glue`
 * @param sought  names what was asked for: `record 4711`
 * @throws {VaultRefused} trying again alone would not help
 * @throws {VaultBusy} the vault asks to wait
 * @throws {Error} it may pass
 */
export function requireSuccess(vault: string, response: Response, sought: string, now: Date): void {
  if (response.ok) return;
  const { status } = response;
  const answered = `${vault} answered ${status}`;
  if (status === 401 || status === 403) {
    throw new VaultRefused('vault-not-allowed', `${answered}: the key is wrong, or may not do this with ${sought}`);
  }
  if (status === 404 || status === 410) throw new VaultRefused('record-not-found', `${answered}: it has no ${sought}`);
  const seconds = retryAfterSeconds(response.headers, now);
  if (status === 429 || (status === 503 && seconds !== undefined)) throw new VaultBusy(answered, seconds);
  if (mayPass(status) || status < 400) throw new Error(answered);
  throw new VaultRefused('vault-refused', `${answered} for ${sought}`);
}
