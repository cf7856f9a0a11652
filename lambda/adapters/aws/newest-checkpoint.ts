import { createPublicKey, verify } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { auditPrefix } from '../../../contract/audit-bucket.ts';
import { hashOfCheckpoint, readCheckpoint } from '../../domain/audit/checkpoint.ts';
import { fingerprintOfKey, readNote, type SignedNote } from '../../domain/audit/signed-note.ts';
import type { NewestCheckpoint } from '../../ports/evidence.ts';

/** Reads the newest checkpoint of the audit bucket: the last folder, its last checkpoint, and the key that signed it. */
export function newestCheckpoint(s3: S3Client, bucket: string): NewestCheckpoint {
  const list = async (prefix: string, folders: boolean): Promise<readonly string[]> => {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(folders ? { Delimiter: '/' } : {}),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      const names = folders
        ? (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)
        : (page.Contents ?? []).map(({ Key }) => Key);
      found.push(...names.flatMap((name) => (name === undefined ? [] : [name])));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  };
  const text = async (key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString('utf-8')) ?? '';
  };
  const signer = async (note: SignedNote): Promise<string | undefined> => {
    const named = new Set(note.signatures.map(({ keyHash }) => keyHash));
    for (const key of await list(KEYS, false)) {
      const fingerprint = key.slice(KEYS.length, -'.pem'.length);
      if (named.has(fingerprint.slice(0, 8)) && hasSigned(await text(key), fingerprint, note)) return fingerprint;
    }
    return undefined;
  };
  return {
    async newestCheckpoint() {
      const folder = (await list(auditPrefix.checkpoints, true))
        .filter((name) => FOLDER.test(name))
        .toSorted()
        .at(-1);
      const newest =
        folder === undefined
          ? undefined
          : (await list(folder, false))
              .filter((name) => name.endsWith('.checkpoint'))
              .toSorted()
              .at(-1);
      if (newest === undefined) return 'none';
      const note = readNote(await text(newest));
      const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
      if (note === undefined || checkpoint === undefined) return 'unreadable';
      const keyFingerprint = await signer(note);
      return {
        checkpoint,
        hash: hashOfCheckpoint(checkpoint),
        ...(keyFingerprint === undefined ? {} : { keyFingerprint }),
      };
    },
  };
}

const KEYS = `${auditPrefix.checkpoints}keys/`;
const FOLDER = /^checkpoints\/\d{6}\/$/;

/** Whether the key is the one that its name says, and has signed the note. */
function hasSigned(pem: string, fingerprint: string, { text, signatures }: SignedNote): boolean {
  try {
    const key = createPublicKey(pem);
    const spki = key.export({ type: 'spki', format: 'der' });
    return (
      fingerprintOfKey(spki) === fingerprint &&
      signatures.some(({ signature }) => verify('sha256', Buffer.from(text), key, signature))
    );
  } catch {
    return false;
  }
}
