import {
  getSecrets,
  loadJsonConfig,
  platform,
  type SecretManagerOptions,
  updateSecret,
} from '@keeper-security/secrets-manager-core';
import type { Vault } from '../../../config/estate.ts';
import { type VaultPreflight, VaultRefused, type VaultWriter } from '../../ports/vault.ts';
import { keeperConfig } from './keeper-config.ts';
import { foundIn, type Listed, uidOf, withoutRecords, withPassword } from './keeper-records.ts';
import { keeperRequests } from './keeper-requests.ts';
import { silenceConsole } from './silence-console.ts';
import type { VaultAccess } from './vault-access.ts';

type Access = VaultAccess<Extract<Vault, { system: 'keeper' }>>;

/**
 * Records of Keeper, by Keeper's own SDK: everything is encrypted here, and Keeper's servers read none of it.
 *
 * A record is one encrypted text: whoever changes its password must decrypt the whole record, old password included, and encrypt it again.
 * R4 holds because that happens in the memory of one invocation, the one body that is sent is encrypted, all errors of the SDK are
 * replaced, what it prints is dropped, and its cache of keys is emptied at the end.
 *
 * `check` decrypts no record: the answer around it tells where the record is and whether it may be edited. Whether it has one password is
 * seen when it is written.
 */
export function keeper(access: Access): VaultWriter & VaultPreflight {
  return {
    write: (name, password) =>
      withSdk(access, async (options) => {
        const recordId = uidOf(name.record);
        const { records } = await getSecrets(options, [recordId]);
        const record = foundIn(records, name);
        await updateSecret(options, withPassword(record, password));
        return { recordId };
      }),
    check: (name) =>
      withSdk(access, async (options) => {
        const recordId = uidOf(name.record);
        let listed: readonly Listed[] = [];
        await getSecrets(
          withoutRecords(options, (all) => (listed = all)),
          [recordId],
        );
        if (foundIn(listed, name).isEditable === false) {
          throw new VaultRefused(
            'vault-not-allowed',
            `The application of the vault's secret may read the record ${recordId} of Keeper, and not edit it: share its folder with the right to edit.`,
          );
        }
        return { recordId };
      }),
  };
}

/** One at a time: each reading empties the SDK's cache of keys, from which the other one would write. */
let last: Promise<unknown> = Promise.resolve();

function withSdk<T>(access: Access, work: (options: SecretManagerOptions) => Promise<T>): Promise<T> {
  const next = last.then(() => oneUse(access, work));
  last = next.catch(() => undefined);
  return next;
}

async function oneUse<T>(
  { secret, endpoint, now }: Access,
  work: (options: SecretManagerOptions) => Promise<T>,
): Promise<T> {
  const storage = loadJsonConfig(keeperConfig(await secret(), endpoint));
  const send = keeperRequests(endpoint, now);
  let ours: unknown;
  const silence = silenceConsole();
  try {
    return await work({
      storage,
      queryFunction: (...request) =>
        send(...request).catch((error: unknown) => {
          ours = error;
          throw error;
        }),
      // It would wait for up to six minutes. No answer that asks for that reaches it; nor may it wait if one did.
      throttleSleep: () => Promise.reject(new Error('no waiting here')),
    });
  } catch (error) {
    if (ours !== undefined) throw ours;
    const isMissing = error instanceof VaultRefused && error.problem === 'record-not-found';
    if (error instanceof VaultRefused && !isMissing) throw error;
    // The SDK leaves out what it cannot decrypt, and prints why.
    if (silence.broken()) throw undecipherable();
    if (isMissing) throw error;
    throw new Error('Keeper answered with something that cannot be read'); // the SDK's own error may quote it
  } finally {
    silence.end();
    platform.cleanKeyCache();
  }
}

const undecipherable = () =>
  new VaultRefused(
    'vault-refused',
    "Keeper has the record, and it cannot be decrypted by the application key in the vault's secret: bind a new device, and put its config there.",
  );
