import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Source } from '../../../lambda/domain/audit/verification/chain-verdict.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';
import { parseStrictly } from './strict-json.ts';
import { unfinishedExports } from './unfinished-exports.ts';

/** An export of the table by DynamoDB, as its manifests describe it. */
export interface TableExport {
  readonly source: Source;
  /** Path of its summary. */
  readonly manifest: string;
  readonly files: readonly ExportedFile[];
}

export interface ExportedFile {
  readonly path: string;
  readonly lines: number;
  readonly md5: string;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html */
const summarySchema = z
  .object({
    manifestFilesS3Key: z.string(),
    itemCount: z.int().nonnegative(),
    outputFormat: z.literal('DYNAMODB_JSON'),
    exportArn: z.string(),
  })
  .and(
    z.union([
      z.object({ exportType: z.literal('FULL_EXPORT').optional(), exportTime: z.iso.datetime() }),
      z.object({
        exportType: z.literal('INCREMENTAL_EXPORT'),
        exportFromTime: z.iso.datetime(),
        exportToTime: z.iso.datetime(),
      }),
    ]),
  );
const fileSchema = z.object({
  itemCount: z.int().nonnegative(),
  md5Checksum: z.string(),
  dataFileS3Key: z.string(),
});

class BadManifest extends Error {}

export interface ExportsRead {
  /** Oldest first. */
  readonly exports: readonly TableExport[];
  /** What is wrong with their manifests. */
  readonly findings: readonly Finding[];
  /** Folders of exports that are not finished, of which nothing is read. */
  readonly unfinished: readonly string[];
}

export async function readExports(root: string, files: readonly string[]): Promise<ExportsRead> {
  const exports: TableExport[] = [];
  const findings: Finding[] = [];
  const unfinished = unfinishedExports(files);
  const unclaimed = new Set(files.filter((file) => file.endsWith('.json.gz')));
  const described = new Set(files.filter((file) => !file.endsWith('.json.gz')).map((file) => dirname(file)));
  for (const folder of unfinished.folders) described.delete(folder);
  for (const folder of described) {
    const manifest = `${folder}/manifest-summary.json`;
    try {
      const one = await readExport(root, folder, manifest);
      for (const { path } of one.files) {
        if (!unclaimed.delete(path)) throw new BadManifest(`the data file ${path} is missing, or named twice`);
      }
      exports.push(one);
    } catch (error) {
      if (!(error instanceof BadManifest)) throw error;
      findings.push({ kind: 'export-manifest', file: manifest, what: error.message });
    }
  }
  for (const file of unclaimed) {
    if (unfinished.mayHold(file)) continue;
    const what = 'belongs to no export with a good manifest, and was not read: a manifest is wrong, or this was added';
    findings.push({ kind: 'unexpected-file', file, what });
  }
  exports.sort((a, b) => a.source.time - b.source.time);
  return { exports, findings: [...findings, ...missingWindows(exports)], unfinished: unfinished.folders };
}

async function readExport(root: string, folder: string, manifest: string): Promise<TableExport> {
  const summary = parsed(await checked(root, `${folder}/manifest-summary`), summarySchema);
  const own = `${folder.slice(folder.lastIndexOf('AWSDynamoDB/'))}/manifest-files.json`;
  if (!`/${summary.manifestFilesS3Key}`.endsWith(`/${own}`)) throw new BadManifest('its summary is of another export');
  const above = folder.slice(0, folder.lastIndexOf('AWSDynamoDB/'));
  const lines = (await checked(root, `${folder}/manifest-files`)).split('\n').filter((line) => line !== '');
  const files = lines.map((line) => {
    const { itemCount, md5Checksum, dataFileS3Key } = parsed(line, fileSchema);
    const path = above + dataFileS3Key.slice(dataFileS3Key.lastIndexOf('AWSDynamoDB/'));
    return { path, lines: itemCount, md5: md5Checksum };
  });
  const sum = files.reduce((total, each) => total + each.lines, 0);
  if (sum !== summary.itemCount)
    throw new BadManifest(`its summary counts ${summary.itemCount} rows, its files ${sum}`);
  return { source: sourceOf(summary), manifest, files };
}

function sourceOf(summary: z.output<typeof summarySchema>): Source {
  if ('exportTime' in summary) {
    const { exportTime } = summary;
    return { kind: 'full', name: `the export of ${exportTime}`, time: Date.parse(exportTime) };
  }
  const [from, time] = [Date.parse(summary.exportFromTime), Date.parse(summary.exportToTime)];
  if (from >= time) throw new BadManifest('it tells of a time that ends before it begins');
  return { kind: 'incremental', name: `the incremental export up to ${summary.exportToTime}`, from, time };
}

/** Incremental exports go on where the one before ended; the first where a full one stood. */
function missingWindows(exports: readonly TableExport[]): readonly Finding[] {
  const findings: Finding[] = [];
  let reached: number | undefined;
  for (const { source, manifest } of exports) {
    const { from, time } = source;
    if (from !== undefined && (reached === undefined || from > reached)) {
      const since = reached === undefined ? 'with a full export' : `from ${new Date(reached).toISOString()} on`;
      const what = `does not follow another export: one ${since} is missing`;
      findings.push({ kind: 'export-missing', file: manifest, what });
    }
    reached = Math.max(reached ?? 0, time);
  }
  return findings;
}

/** A manifest whose checksum lies beside it: MD5, which AWS writes in base64. */
async function checked(root: string, name: string): Promise<string> {
  const [content, checksum] = await Promise.all(
    ['json', 'checksum'].map((end) => readFile(join(root, `${name}.${end}`)).catch(() => undefined)),
  );
  if (content === undefined || checksum === undefined) {
    throw new BadManifest(`${name} is missing, or its checksum: it was not copied whole, or was taken apart`);
  }
  const md5 = createHash('md5').update(content).digest();
  const stated = checksum.toString('latin1').trim();
  if (stated !== md5.toString('base64') && stated !== md5.toString('hex')) {
    throw new BadManifest(`${name}.json was changed: its checksum is another`);
  }
  return content.toString('utf8');
}

function parsed<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(parseStrictly(text, 'white space'));
  } catch {
    throw new BadManifest('it is no manifest that DynamoDB writes');
  }
}
