import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkpointKey, headsKey } from '../../contract/audit-bucket.ts';
import type { ArchiveReader, CheckpointStore } from '../../lambda/ports/checkpoints.ts';

/** What a checkpoint is made from and stored in, as a folder: nothing waits for a network. */

/** Reads the given objects of an archive, whatever is asked for. */
export const archiveOf = (folder: string, keys: readonly string[]): ArchiveReader => ({
  async *storedSince() {
    for (const key of keys) {
      yield {
        key,
        lines: gunzipSync(readFileSync(join(folder, key)))
          .toString()
          .split('\n')
          .slice(0, -1),
      };
    }
  },
});

/** Keys of the archive, by their hours. */
export const archivedIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'records'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join('records', name))
    .sort();

export class FolderStore implements CheckpointStore {
  private last = 0;
  /** Of files of heads, compressed. */
  bytes = 0;

  constructor(private readonly folder: string) {}

  newest = async () => this.last;
  note = async (number: number) => readFileSync(join(this.folder, checkpointKey(number)), 'utf8');
  heads = async (number: number, hash: string) =>
    gunzipSync(readFileSync(join(this.folder, headsKey(number, hash)))).toString();
  publicKeys = async () => [];
  storePublicKey = async () => undefined;

  async storeHeads(number: number, hash: string, lines: string) {
    const content = gzipSync(lines);
    this.bytes = content.length;
    this.write(headsKey(number, hash), content);
  }

  async storeNote(number: number, note: string) {
    this.write(checkpointKey(number), note);
    this.last = number;
  }

  private write(key: string, content: string | Buffer) {
    mkdirSync(dirname(join(this.folder, key)), { recursive: true });
    writeFileSync(join(this.folder, key), content);
  }
}
