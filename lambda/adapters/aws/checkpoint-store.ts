import { createPublicKey } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  GetObjectCommand,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { auditPrefix, checkpointKey, headsKey, publicKeyKey } from '../../../contract/audit-bucket.ts';
import { fingerprintOfKey } from '../../domain/audit/signed-note.ts';
import { CheckpointExists, type CheckpointStore } from '../../ports/checkpoints.ts';
import { StaleState } from '../../ports/rotation.ts';
import { foldersUnder, objectsUnder } from './s3-listing.ts';

const compressed = promisify(gzip);
const expanded = promisify(gunzip);

/**
 * Checkpoints, their files of heads and the public keys, in the locked bucket. Whatever is there already stays.
 * @param owner  the account that must own the bucket: one of that name in any other is refused. Left out: whichever does
 */
export function checkpointStore(s3: S3Client, bucket: string, owner?: string): CheckpointStore {
  const where = { Bucket: bucket, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) };
  const list = (more: Partial<ListObjectsV2CommandInput>) => ({ ...where, ...more });
  const get = async (key: string): Promise<Uint8Array> => {
    const { Body } = await s3.send(new GetObjectCommand({ ...where, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const text = async (key: string) => Buffer.from(await get(key)).toString('utf8');

  /** @returns `false`: there is one of this name already */
  async function put(key: string, content: string | Uint8Array, type: string): Promise<boolean> {
    const command = { ...where, Key: key, Body: content, ContentType: type, IfNoneMatch: '*' };
    try {
      await s3.send(new PutObjectCommand(command));
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return false;
      // It is being written at this moment, and may yet fail.
      if (error instanceof S3ServiceException && error.name === 'ConditionalRequestConflict') {
        throw new StaleState(`${key} is being written by another run`, { cause: error });
      }
      throw error;
    }
  }

  return {
    async newest() {
      const folders: string[] = [];
      for await (const each of foldersUnder(s3, list({ Prefix: auditPrefix.checkpoints, Delimiter: '/' }))) {
        if (/\/\d{6}\/$/.test(each)) folders.push(each);
      }
      const newest = folders.sort().at(-1);
      if (newest === undefined) return 0;
      let number = 0;
      for await (const { key } of objectsUnder(s3, list({ Prefix: newest }))) {
        number = Math.max(number, Number(/\/(\d{9})\.checkpoint$/.exec(key)?.[1] ?? 0));
      }
      return number;
    },
    note: (number) => text(checkpointKey(number)),
    heads: async (number, hash) => (await expanded(await get(headsKey(number, hash)))).toString('utf8'),
    async storeHeads(number, hash, lines) {
      await put(headsKey(number, hash), await compressed(lines), 'application/gzip');
    },
    async storeNote(number, note) {
      const isNew = await put(checkpointKey(number), note, 'text/plain; charset=utf-8');
      // Our own one may lie there: its answer got lost, and the SDK has asked again.
      if (!isNew && (await text(checkpointKey(number))) !== note) {
        throw new CheckpointExists(`checkpoint ${number} was stored by another run`);
      }
    },
    async publicKeys(beginning) {
      const keys: Uint8Array[] = [];
      for await (const { key } of objectsUnder(s3, list({ Prefix: publicKeyKey(beginning).replace(/\.pem$/, '') }))) {
        keys.push(createPublicKey(await text(key)).export({ type: 'spki', format: 'der' }));
      }
      return keys;
    },
    async storePublicKey(spki) {
      const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
      await put(publicKeyKey(fingerprintOfKey(spki)), key.export({ type: 'spki', format: 'pem' }).toString(), PEM);
    },
  };
}

const PEM = 'application/x-pem-file';
