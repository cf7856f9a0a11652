import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { OpenedFolder } from './opened-folder.ts';

/** An export in a folder, as its manifests tell. */
export interface HeldExport {
  /** Its own folder, which holds the manifests. */
  readonly root: string;
  /** Milliseconds since 1970; a full one has no beginning. */
  readonly from: number | undefined;
  readonly to: number;
  readonly files: readonly string[];
}

const summary = z.looseObject({
  exportTime: z.string().optional(),
  exportFromTime: z.string().optional(),
  exportToTime: z.string().optional(),
});
const manifestLine = z.looseObject({ dataFileS3Key: z.string() });

const linesIn = (folder: OpenedFolder, root: string) =>
  folder
    .read(`${root}/manifest-files.json`)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => manifestLine.parse(JSON.parse(line)));

/** The oldest first. */
export function exportsIn(folder: OpenedFolder): HeldExport[] {
  const roots = folder.paths().flatMap((path) => /^(.*)\/manifest-summary\.json$/.exec(path)?.[1] ?? []);
  return roots
    .map((root) => {
      const told = summary.parse(JSON.parse(folder.read(`${root}/manifest-summary.json`).toString()));
      return {
        root,
        from: told.exportFromTime === undefined ? undefined : Date.parse(told.exportFromTime),
        to: Date.parse(told.exportToTime ?? told.exportTime ?? ''),
        files: linesIn(folder, root).map(({ dataFileS3Key }) => dataFileS3Key),
      };
    })
    .sort((a, b) => a.to - b.to);
}

const md5 = (content: Buffer | string, form: 'base64' | 'hex') => createHash('md5').update(content).digest(form);

function store(folder: OpenedFolder, path: string, text: string): void {
  folder.write(`${path}.json`, text);
  folder.write(`${path}.checksum`, md5(text, 'base64'));
}

/** Makes the manifests of an export tell what its data files hold now, as somebody careful would; files that are gone are left out. */
export function mendManifests(folder: OpenedFolder, root: string): void {
  let rows = 0;
  const lines = linesIn(folder, root).flatMap((line) => {
    if (!folder.has(line.dataFileS3Key)) return [];
    const content = folder.read(line.dataFileS3Key);
    const itemCount = gunzipSync(content).toString().split('\n').length - 1;
    rows += itemCount;
    return [{ ...line, itemCount, md5Checksum: md5(content, 'base64'), etag: `${md5(content, 'hex')}-1` }];
  });
  store(folder, `${root}/manifest-files`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  editSummary(folder, root, { itemCount: rows });
}

/** Changes members of the summary, and its checksum with it. */
export function editSummary(folder: OpenedFolder, root: string, change: object): void {
  const told = summary.parse(JSON.parse(folder.read(`${root}/manifest-summary.json`).toString()));
  store(folder, `${root}/manifest-summary`, JSON.stringify({ ...told, ...change }));
}
