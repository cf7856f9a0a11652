import { type KeeperRecord, platform, type SecretManagerOptions } from '@keeper-security/secrets-manager-core';
import * as z from 'zod';
import type { VaultName, VaultRecordName } from '../../domain/credential/vault-record.ts';
import { VaultRefused } from '../../ports/vault.ts';

/** What is known of a record without decrypting it. */
const listedSchema = z.object({
  recordUid: z.string(),
  innerFolderUid: z.string().nullish(),
  isEditable: z.boolean().nullish(),
});
const answerSchema = z.object({
  records: z.array(listedSchema).nullish(),
  folders: z.array(z.object({ folderUid: z.string(), records: z.array(listedSchema).nullish() })).nullish(),
});
export type Listed = z.output<typeof listedSchema> & { readonly folderUid?: string | undefined };

/** Lets the SDK ask, takes from the answer what is not encrypted for the application, and gives the SDK an empty one. */
export function withoutRecords(
  options: SecretManagerOptions,
  take: (listed: readonly Listed[]) => void,
): SecretManagerOptions {
  const { queryFunction } = options;
  if (queryFunction === undefined) return options;
  return {
    ...options,
    async queryFunction(url, transmissionKey, payload) {
      const answer = await queryFunction(url, transmissionKey, payload);
      if (answer.statusCode !== 200) return answer;
      const { key } = transmissionKey;
      const text = platform.bytesToString(await platform.decryptWithKey(answer.data, key));
      const { records, folders } = answerSchema.parse(JSON.parse(text));
      take([
        ...(records ?? []),
        ...(folders ?? []).flatMap(({ folderUid, records: held }) =>
          (held ?? []).map((record) => ({ ...record, folderUid })),
        ),
      ]);
      return { ...answer, data: await platform.encryptWithKey(platform.stringToBytes('{}'), key) };
    },
  };
}

/** Sixteen bytes in base64url. */
const UID = /^[\w-]{22}$/;

/** Names are refused where the estate is read: to find one, the SDK would download and decrypt every record of the application. */
export function uidOf(record: VaultName): string {
  if ('id' in record && UID.test(record.id)) return record.id;
  const shown = 'id' in record ? record.id : record.name;
  throw new VaultRefused(
    'record-not-found',
    `'${shown}' is no record UID of Keeper: those are 22 letters, digits, - and _, shown at the record under Record Info.`,
  );
}

/** The record, in the shared folder of the tenant: one that was listed for the wrong customer stays as it is. */
export function foundIn<R extends Pick<Listed, 'recordUid' | 'folderUid' | 'innerFolderUid'>>(
  records: readonly R[],
  { organization, record }: VaultRecordName,
): R {
  const uid = uidOf(record);
  const folder = 'id' in organization ? organization.id : undefined;
  // A record may be in several folders, and is the same in each.
  const found = records.find(
    (each) => each.recordUid === uid && [each.folderUid, each.innerFolderUid].includes(folder),
  );
  if (folder !== undefined && found !== undefined) return found;
  const elsewhere = records.some((each) => each.recordUid === uid);
  throw new VaultRefused(
    'record-not-found',
    elsewhere
      ? `The record ${uid} of Keeper is not in the shared folder ${folder} that the estate names for this tenant.`
      : `Keeper shows no record ${uid} to the application of the vault's secret: share the tenant's folder with it.`,
  );
}

const fieldsSchema = z.object({ fields: z.array(z.object({ type: z.string() })) });

/** The same record with another password. What the product does not know of a record goes back as it came. */
export function withPassword(record: KeeperRecord, password: string): KeeperRecord {
  const parsed = fieldsSchema.safeParse(record.data);
  const places = (parsed.data?.fields ?? []).flatMap(({ type }, i) => (type === 'password' ? [i] : []));
  const [place] = places;
  if (place === undefined || places.length > 1) {
    const number = place === undefined ? 'no field' : `${places.length} fields`;
    throw new VaultRefused(
      'vault-refused',
      `The record ${record.recordUid} of Keeper has ${number} of the type password: it needs one, as records of the type Login have.`,
    );
  }
  record.data.fields[place].value = [password];
  return record;
}
