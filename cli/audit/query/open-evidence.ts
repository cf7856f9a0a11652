import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { auditViews, selectOf } from '../../../contract/audit-views.ts';
import { whenStopped } from '../../operator/when-stopped.ts';
import { requireOutside } from '../outside-evidence.ts';
import { type Answer, answerTo, type Values } from './answer.ts';
import { type EvidenceFiles, findEvidence, fingerprintOf } from './evidence-files.ts';
import { keep, keptFrom } from './kept-records.ts';
import { storedRecordsSql, textIn, unreadableSql } from './stored-records.ts';

/** An auditor's folder as tables: the views of `contract/audit-views.ts`. */
export interface Evidence {
  /**
   * @param sql  one `SELECT`; `$name` stands for a value
   * @throws for any other statement, and for what DuckDB does not understand, with what it says
   */
  query(sql: string, values?: Values): Promise<Answer>;
  /** The time of the newest record: what an answer is true of. `undefined`: there is no record. */
  readonly asOf: string | undefined;
  readonly records: number;
  /** Records that are stored with different contents: somebody changed them. The views show what was stored first. */
  readonly altered: number;
  close(): void;
}

/**
 * Reads an auditor's folder, then lets no statement out: neither to other files nor to the network. Answers prove nothing by themselves:
 * `rotation audit verify` tells whether the records are what was recorded.
 *
 * @param parquet  a file that keeps what was read for the next time, as long as the folder stays as it is. Left out: it is read each time
 * @throws where the folder holds no records, or something that is none
 */
export async function openEvidence(folder: string, parquet?: string): Promise<Evidence> {
  if (parquet !== undefined) requireOutside(folder, parquet);
  const files = await findEvidence(folder);
  const { DuckDBInstance } = await import('@duckdb/node-api'); // large, and no other command needs it
  const scratch = mkdtempSync(join(tmpdir(), 'rotation-evidence-'));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  // It holds customers' records, and may be large.
  const forget = whenStopped(remove);
  const instance = await DuckDBInstance.create(join(scratch, 'evidence.duckdb'), settings(scratch));
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
    remove();
    forget();
  };
  try {
    await (parquet === undefined ? read(connection, files) : readOnce(connection, files, resolve(parquet)));
    for (const view of otherViews) await connection.run(`CREATE VIEW ${view.name} AS ${selectOf(view)}`);
    await connection.run('SET enable_external_access = false; SET lock_configuration = true');
    return { ...(await totalsOf(connection)), query: (sql, values) => answerTo(connection, sql, values), close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Millions of records do not fit into memory: they lie in a file, compressed, and what is sorted goes to others. Left to itself, DuckDB
 * takes most of the machine's memory, and some for each core.
 */
const settings = (scratch: string) => ({
  memory_limit: '400MB',
  threads: '2',
  temp_directory: join(scratch, 'sorted'),
  preserve_insertion_order: 'false',
});

const [recordsView, ...otherViews] = auditViews;

async function read(connection: DuckDBConnection, files: EvidenceFiles): Promise<void> {
  for (const sql of storedRecordsSql(files)) await connection.run(sql);
  const { rows } = await answerTo(connection, unreadableSql);
  if (rows.length > 0) {
    const named = rows.map(([file, lines]) => `${file} (${lines})`).join(', ');
    throw new Error(`files hold lines that are no audit records: ${named}. rotation audit verify says more.`);
  }
  await connection.run(`CREATE TABLE records AS ${selectOf(recordsView)}`);
  await connection.run('DROP TABLE stored_records');
}

async function readOnce(connection: DuckDBConnection, files: EvidenceFiles, parquet: string): Promise<void> {
  const fingerprint = await fingerprintOf(files);
  if ((await keptFrom(connection, parquet)) !== fingerprint) {
    await read(connection, files);
    await keep(connection, parquet, fingerprint);
    await connection.run('DROP TABLE records');
  }
  await connection.run(`SET allowed_paths = [${textIn(parquet)}]`);
  await connection.run(`CREATE VIEW records AS FROM read_parquet(${textIn(parquet)})`);
}

const totalsSchema = z.tuple([z.tuple([z.string().nullable(), z.int(), z.int()])]);

async function totalsOf(connection: DuckDBConnection) {
  const { rows } = await answerTo(
    connection,
    'SELECT CAST(max(time) AS VARCHAR), count(*), count(*) FILTER (WHERE altered) FROM records',
  );
  const [[asOf, records, altered]] = totalsSchema.parse(rows);
  return { asOf: asOf ?? undefined, records, altered };
}
