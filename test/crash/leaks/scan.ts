import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AllowedPlace, allowedPlaces } from './allowed-places.ts';
import { searchFor } from './search.ts';
import type { Kind } from './secrets-seen.ts';

/** A secret in a file. The secret itself is not told: the report of a leak must not be one. */
export interface Finding {
  readonly kind: Kind;
  /** Path below the folder that was searched. */
  readonly file: string;
}

export interface Scan {
  readonly files: number;
  readonly bytes: number;
  /** Where no such secret may be. */
  readonly leaks: readonly Finding[];
  /** How many were where they belong, by kind, in each allowed place. */
  readonly expected: ReadonlyMap<AllowedPlace, ReadonlyMap<Kind, number>>;
}

/** Looks through every file of a folder, compressed ones too, for any of these secrets in any spelling. */
export function scan(folder: string, secrets: ReadonlyMap<string, Kind>): Scan {
  const search = searchFor(secrets.keys());
  const leaks: Finding[] = [];
  const expected = new Map<AllowedPlace, Map<Kind, number>>();
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const file = relative(folder, path);
    const content = contentOf(path);
    files++;
    bytes += content.length;
    for (const secret of search(content)) {
      const kind = secrets.get(secret);
      if (kind === undefined) continue;
      const place = allowedPlaces.find((each) => each.kinds.includes(kind) && each.files.test(file));
      if (place === undefined) {
        leaks.push({ kind, file });
        continue;
      }
      const counts = expected.get(place) ?? new Map<Kind, number>();
      expected.set(place, counts.set(kind, (counts.get(kind) ?? 0) + 1));
    }
  }
  return { files, bytes, leaks, expected };
}

/** What is in a file, unpacked. */
export function contentOf(path: string): Buffer {
  const content = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(content) : content;
}
