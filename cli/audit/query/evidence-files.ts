import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { unfinishedExports } from '../verify/unfinished-exports.ts';

/** The files of a folder that hold audit records. */
export interface EvidenceFiles {
  /** Objects of the locked archive. */
  readonly archive: readonly string[];
  /** Data files of DynamoDB's exports, full and incremental. */
  readonly exports: readonly string[];
}

/**
 * Looks for them at any depth: a copy of the audit bucket, or of a part of it. Exports that are not finished are left out. Links are not followed: a folder is what it holds.
 *
 * @throws where the folder is missing, or has neither
 */
export async function findEvidence(folder: string): Promise<EvidenceFiles> {
  const archive: string[] = [];
  const exports: string[] = [];
  const manifests: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const folders = relative(folder, entry.parentPath).split(sep);
    const file = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.json.gz') && basename(entry.parentPath) === 'data') exports.push(file);
    else if (/^(_started|manifest-.*)$/.test(entry.name)) manifests.push(file);
    else if (entry.name.endsWith('.jsonl.gz') && isArchive(folder, folders)) archive.push(file);
  }
  if (archive.length + exports.length === 0) {
    throw new Error(
      `${folder} holds no audit records: neither records/**/*.jsonl.gz nor exports (…/data/*.json.gz). Give a copy of the audit bucket.`,
    );
  }
  return { archive: archive.sort(), exports: (await finished(exports, manifests)).sort() };
}

/** Without files of exports that are under way or failed: `audit verify` reads and checks nothing of them either. */
async function finished(exports: readonly string[], manifests: readonly string[]): Promise<string[]> {
  const slashes = (file: string) => file.split(sep).join('/');
  const unfinished = unfinishedExports(manifests.map(slashes));
  if (unfinished.folders.length === 0) return [...exports];
  const named = new Set<string>();
  for (const file of manifests) {
    if (basename(file) !== 'manifest-files.json') continue;
    const above = dirname(dirname(file));
    for (const [, key = ''] of (await readFile(file, 'utf8')).matchAll(
      /"dataFileS3Key":\s*"[^"]*AWSDynamoDB\/([^"]+)"/g,
    )) {
      named.add(join(above, key));
    }
  }
  return exports.filter((file) => named.has(file) || !unfinished.mayHold(slashes(file)));
}

/** Below a folder `records`, or the folder is one itself. Files of heads of checkpoints are called alike, and lie elsewhere. */
const isArchive = (folder: string, folders: readonly string[]) =>
  folders.includes('records') || basename(folder) === 'records';

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw new Error(`${folder} cannot be read: it must be a folder`, { cause: error });
  }
}

/** Changes whenever a file is added, removed or changed, as far as its size and time tell. */
export async function fingerprintOf(files: EvidenceFiles): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [...files.archive, ...files.exports]) {
    const { size, mtimeMs } = await stat(file);
    hash.update(JSON.stringify([file, size, mtimeMs]));
  }
  return hash.digest('hex');
}
