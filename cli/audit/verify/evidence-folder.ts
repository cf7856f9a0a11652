import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';

/** What lies in a folder of evidence, by what it is. Paths are within the folder, with slashes, sorted. */
export interface EvidenceFolder {
  readonly root: string;
  readonly archive: readonly string[];
  readonly exports: readonly string[];
  readonly notes: readonly string[];
  readonly heads: readonly string[];
  readonly keys: readonly string[];
  readonly estates: readonly string[];
  readonly seals: readonly string[];
  readonly sealKeys: readonly string[];
  readonly extract: readonly string[];
  readonly findings: readonly Finding[];
}

type Part = Exclude<keyof EvidenceFolder, 'root' | 'findings'>;

/** Everything that may lie there. What is not named here could be read by a query, and would not have been checked. */
const grammar: readonly (readonly [Part, RegExp])[] = [
  ['archive', /^records\/\d{4}\/\d\d\/\d\d\/\d\d\/\d+-\d+\.jsonl\.gz$/],
  ['notes', /^checkpoints\/\d{6}\/\d{9}\.checkpoint$/],
  ['heads', /^checkpoints\/\d{6}\/\d{9}-[0-9a-f]{64}\.heads\.jsonl\.gz$/],
  ['keys', /^checkpoints\/keys\/[0-9a-f]{64}\.pem$/],
  ['estates', /^estates\/[0-9a-f]{64}\.json$/],
  ['seals', /^seals\/[A-Za-z0-9-]+\.json$/],
  ['sealKeys', /^seal-key\.pem$/],
  ['extract', /^extract\/(records|proofs)\.jsonl\.gz$/],
  [
    'exports',
    /^(.+\/)?AWSDynamoDB\/([\w-]+\/(_started|manifest-(files|summary)\.(json|checksum)|data\/\w+\.json\.gz)|data\/\w+\.json\.gz)$/,
  ],
];

/** @throws {Error} there is no such folder */
export async function readEvidenceFolder(root: string): Promise<EvidenceFolder> {
  const parts: Record<Part, string[]> = {
    archive: [],
    exports: [],
    notes: [],
    heads: [],
    keys: [],
    estates: [],
    seals: [],
    sealKeys: [],
    extract: [],
  };
  const findings: Finding[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const file = `${folder}${entry.name}`;
      const part = grammar.find(([, pattern]) => pattern.test(file))?.[0];
      if (entry.isDirectory()) folders.push(`${file}/`);
      else if (!entry.isFile()) {
        findings.push({ kind: 'symbolic-link', file, what: 'is a link, and no file: what it shows may change' });
      } else if (part === undefined) {
        findings.push({ kind: 'unexpected-file', file, what: 'is nothing that evidence is made of: take it away' });
      } else {
        parts[part].push(file);
      }
    }
  }
  for (const part of Object.values(parts)) part.sort();
  return { root, ...parts, findings };
}
