import { createHash, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Clock } from '@m365-rotation/loopback';
import { privateFolder, readJson, writeJson, writeWhole } from '@m365-rotation/loopback';
import * as z from 'zod';
import { AwsError } from '../service.ts';
import type { BucketDeclaration } from '../template/declarations.ts';

/** What a caller tells of an object beside its bytes. */
const told = {
  CacheControl: z.string().optional(),
  ContentDisposition: z.string().optional(),
  ContentEncoding: z.string().optional(),
  ContentType: z.string().optional(),
  Metadata: z.record(z.string(), z.string()).optional(),
  ServerSideEncryption: z.literal('AES256').optional(),
  ChecksumCRC32: z.string().optional(),
  ObjectLockMode: z.string().optional(),
  /** ISO 8601. */
  ObjectLockRetainUntilDate: z.string().optional(),
};
const factsSchema = z.object({
  ...told,
  ETag: z.string(),
  LastModified: z.string(),
  VersionId: z.string().optional(),
  Size: z.int(),
});
export type Facts = z.output<typeof factsSchema>;
type Told = Partial<Pick<Facts, keyof typeof told>>;

/** Folders beside the objects: what is known of them, and their earlier versions. */
const FACTS = '.objects';
const EARLIER = '.versions';

/** A bucket: objects are plain files at `<folder>/<bucket>/<key>`. A versioned one keeps what is put over. */
export class Bucket {
  private readonly root: string;
  private readonly clock: Clock;

  constructor(
    readonly declared: BucketDeclaration,
    { folder, clock }: { readonly folder: string; readonly clock: Clock },
  ) {
    this.root = resolve(folder, declared.name);
    this.clock = clock;
    privateFolder(this.root);
  }

  put(key: string, content: Buffer, given: Told): Facts {
    const path = this.pathOf(key);
    if (given.ObjectLockMode !== undefined && !this.declared.objectLock) {
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
    }
    if ((given.ObjectLockMode === undefined) !== (given.ObjectLockRetainUntilDate === undefined)) {
      const both = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied';
      throw new AwsError('InvalidArgument', both);
    }
    const facts: Facts = {
      ServerSideEncryption: 'AES256',
      ...given,
      ETag: `"${createHash('md5').update(content).digest('hex')}"`,
      LastModified: this.clock.now().toISOString(),
      Size: content.length,
      ...(this.declared.versioned ? { VersionId: randomUUID().replaceAll('-', '') } : {}),
    };
    this.keepEarlier(key, path);
    writeWhole(path, content);
    writeJson(this.factsFile(key), facts);
    return facts;
  }

  /** @throws {AwsError} `NoSuchKey`, `NoSuchVersion` */
  get(key: string, versionId?: string): { readonly content: Buffer; readonly facts: Facts } {
    const facts = this.find(key, versionId);
    if (facts === undefined) throw missing(key, versionId);
    return { content: readFileSync(this.contentFile(key, facts, versionId)), facts };
  }

  /** @throws {AwsError} `NotFound`: an answer without a body cannot say more */
  describe(key: string, versionId?: string): Facts {
    const facts = this.find(key, versionId);
    if (facts === undefined) throw new AwsError('NotFound', 'Not Found', 404);
    return facts;
  }

  /** @returns `undefined` if there is no such object or version */
  find(key: string, versionId?: string): Facts | undefined {
    const path = this.pathOf(key);
    const isThere = existsSync(path) && statSync(path).isFile();
    const newest = isThere ? (readJson(this.factsFile(key), factsSchema) ?? this.foundFacts(path)) : undefined;
    if (versionId === undefined || newest?.VersionId === versionId) return newest;
    return readJson(join(this.earlierFolder(key), `${fileName(versionId)}.json`), factsSchema);
  }

  /** All keys, sorted as S3 does: by the bytes of UTF-8. */
  keys(): string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) =>
        join(each.parentPath, each.name)
          .slice(this.root.length + 1)
          .split(sep)
          .join('/'),
      )
      .filter((each) => !(each.startsWith(`${FACTS}/`) || each.startsWith(`${EARLIER}/`) || each.endsWith('.new')))
      .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  }

  private keepEarlier(key: string, path: string): void {
    const before = this.declared.versioned ? this.find(key) : undefined;
    if (before?.VersionId === undefined) return;
    const folder = this.earlierFolder(key);
    writeJson(join(folder, `${before.VersionId}.json`), before);
    const earlier = join(folder, before.VersionId);
    if (!existsSync(earlier)) linkSync(path, earlier); // the new content becomes a file of its own
  }

  private contentFile(key: string, facts: Facts, versionId: string | undefined): string {
    const earlier = join(this.earlierFolder(key), fileName(facts.VersionId ?? ''));
    return versionId !== undefined && existsSync(earlier) ? earlier : this.pathOf(key);
  }

  /** Of a file that a person put there, or whose facts a stopped process did not write. */
  private foundFacts(path: string): Facts {
    const { size, mtime } = statSync(path);
    const ETag = `"${createHash('md5').update(readFileSync(path)).digest('hex')}"`;
    return { ETag, Size: size, LastModified: mtime.toISOString() };
  }

  private pathOf(key: string): string {
    const path = resolve(this.root, key);
    const ours = [FACTS, EARLIER].some(
      (each) => path === join(this.root, each) || path.startsWith(join(this.root, each, sep)),
    );
    const plain = path === join(this.root, ...key.split('/')) && path.startsWith(this.root + sep);
    if (plain && !ours && !/(^|\/)(\.{0,2})(\/|$)/.test(key) && !key.endsWith('.new')) return path;
    throw new AwsError('NotImplemented', `The local S3 doesn't store objects with the key '${key}'.`, 501);
  }

  private factsFile = (key: string) => join(this.root, FACTS, `${key}.json`);
  private earlierFolder = (key: string) => dirname(join(this.root, EARLIER, key, 'version'));
}

/** A version's id comes from outside, and becomes a file's name. */
const fileName = (versionId: string) => versionId.replace(/\W/g, '_');

function missing(key: string, versionId: string | undefined): AwsError {
  if (versionId === undefined) return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  return new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, {
    Key: key,
    VersionId: versionId,
  });
}
