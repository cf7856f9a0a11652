import { rmSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { whenStopped } from '../../operator/when-stopped.ts';
import { textIn } from './stored-records.ts';

/** Under this name a file says what it was made from. */
const MADE_FROM = 'm365-rotation-evidence';

/**
 * What an earlier conversion was made from, as `fingerprintOf` says.
 *
 * @returns `undefined`: there is no such file
 * @throws where the file is something else: it is not overwritten
 */
export async function keptFrom(connection: DuckDBConnection, parquet: string): Promise<string | undefined> {
  const exists = await stat(parquet).catch(() => undefined);
  if (exists === undefined) return undefined;
  try {
    const read = await connection.runAndReadAll(
      `SELECT CAST(value AS VARCHAR) FROM parquet_kv_metadata(${textIn(parquet)}) WHERE CAST(key AS VARCHAR) = '${MADE_FROM}'`,
    );
    const [[fingerprint] = []] = read.getRowsJson();
    if (typeof fingerprint === 'string') return fingerprint;
  } catch (error) {
    throw new Error(notOurs(parquet), { cause: error });
  }
  throw new Error(notOurs(parquet));
}

const notOurs = (parquet: string) =>
  `${parquet} was not made by this command, so it is not overwritten: give another name to --parquet`;

/** Whoever reads the file while it is written, or after a crash, finds the one before, or none. */
export async function keep(connection: DuckDBConnection, parquet: string, madeFrom: string): Promise<void> {
  const unfinished = `${parquet}.${process.pid}.unfinished`;
  const remove = () => rmSync(unfinished, { force: true });
  const forget = whenStopped(remove);
  try {
    await connection.run(
      `COPY (SELECT * FROM records ORDER BY time) TO ${textIn(unfinished)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {'${MADE_FROM}': '${madeFrom}'})`,
    );
    await rename(unfinished, parquet);
  } finally {
    remove();
    forget();
  }
}
