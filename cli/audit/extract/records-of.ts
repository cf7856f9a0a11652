import { join } from 'node:path';
import type { EvidenceFolder } from '../verify/evidence-folder.ts';
import type { TableExport } from '../verify/exports.ts';
import { readGzipLines } from '../verify/gzip-lines.ts';
import { type LineForm, storedLine } from '../verify/stored-line.ts';

interface ChainLines {
  readonly chain: string;
  /** When its newest record was made: milliseconds since 1970. */
  readonly latest: number;
  /** In the order of their sequences. */
  readonly lines: readonly string[];
}

/**
 * Every record of a customer once, as lines of a full export, by chain.
 * @throws {Error} a line cannot be read, or two records differ: `audit verify` names them
 */
export async function readRecords(
  { root, archive }: EvidenceFolder,
  exports: readonly TableExport[],
  tenantId: string,
): Promise<readonly ChainLines[]> {
  const found = new Map<string, Map<number, string>>();
  const latest = new Map<string, number>();
  const own = `{"S":${JSON.stringify(`${tenantId}#`).slice(0, -1)}`;
  const readFrom = async (file: string, form: LineForm) => {
    await readGzipLines(join(root, file), (text) => {
      if (!text.includes(own)) return;
      const { kind, record, row } = storedLine(text, form);
      if (!record.chain.startsWith(`${tenantId}#`) || kind === 'modify' || kind === 'remove') return;
      const chain = found.get(record.chain) ?? new Map<number, string>();
      found.set(record.chain, chain);
      latest.set(record.chain, Math.max(latest.get(record.chain) ?? 0, Date.parse(record.time)));
      const line = JSON.stringify({ Item: row });
      const known = chain.get(record.sequence);
      if (known === undefined) chain.set(record.sequence, line);
      else if (hashIn(known) !== hashIn(line)) {
        throw new Error(
          `record ${record.sequence} of ${record.chain} stands there in two forms: run \`audit verify\` first`,
        );
      }
    });
  };
  for (const file of archive) await readFrom(file, 'archived-change');
  for (const { source, files } of exports) {
    for (const { path } of files) await readFrom(path, source.kind === 'full' ? 'row' : 'export-change');
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([chain, lines]) => ({
      chain,
      latest: latest.get(chain) ?? 0,
      lines: [...lines].sort(([a], [b]) => a - b).map(([, line]) => line),
    }));
}

const hashIn = (line: string) => /"hash":\{"S":"([0-9a-f]{64})"\}/.exec(line)?.[1];
