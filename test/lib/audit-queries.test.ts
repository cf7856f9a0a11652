import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { openEvidence } from '../../cli/audit/query/open-evidence.ts';
import { auditViews } from '../../contract/audit-views.ts';
import { smallPlan, writeHonestFolder } from '../evidence/honest-folder.ts';
import { resourcesOf as resourcesIn, synthesized } from './synthesized.ts';

/** What is deployed for Athena, against what an auditor has locally. Athena itself is not here: its SQL is run by DuckDB, with stand-ins. */

const folder = mkdtempSync(join(tmpdir(), 'audit-queries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resourcesOf = (type: string) => resourcesIn(synthesized(), type).map(({ Properties }) => Properties);

const viewSchema = z.object({
  originalSql: z.string(),
  catalog: z.literal('awsdatacatalog'),
  schema: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.enum(['varchar', 'bigint', 'boolean', 'timestamp']) })),
});
const tableSchema = z.object({
  TableInput: z.object({
    Name: z.string(),
    TableType: z.enum(['VIRTUAL_VIEW', 'EXTERNAL_TABLE']),
    ViewOriginalText: z.string().optional(),
    Parameters: z.record(z.string(), z.unknown()),
    StorageDescriptor: z.object({ Columns: z.array(z.object({ Name: z.string(), Type: z.string() })) }),
  }),
});

const tables = resourcesOf('AWS::Glue::Table').map((each) => tableSchema.parse(each).TableInput);
const views = tables
  .filter(({ TableType }) => TableType === 'VIRTUAL_VIEW')
  .map(({ Name, ViewOriginalText = '', StorageDescriptor }) => {
    const encoded = /^\/\* Presto View: ([\w+/=]+) \*\/$/.exec(ViewOriginalText)?.[1] ?? '';
    const view = viewSchema.parse(JSON.parse(Buffer.from(encoded, 'base64').toString()));
    return { name: Name, inCatalogue: StorageDescriptor.Columns.map((each) => each.Name), ...view };
  });

test('Athena has the views and the columns that a folder has, and says so in both places', () => {
  expect(views.map(({ name }) => name).sort()).toEqual(
    ['stored_records', ...auditViews.map(({ name }) => name)].sort(),
  );
  for (const { name, columns } of auditViews) {
    const athena = views.find((each) => each.name === name);
    expect([name, athena?.inCatalogue]).toEqual([name, columns.map((each) => each.name)]);
  }
  for (const { name, inCatalogue, columns } of views) {
    expect([name, columns.map((each) => each.name)]).toEqual([name, inCatalogue]);
  }
});

test('a database is called as Glue allows it', () => {
  const [database] = resourcesOf('AWS::Glue::Database');
  const { Name } = z.object({ DatabaseInput: z.object({ Name: z.string() }) }).parse(database).DatabaseInput;
  expect(Name).toMatch(/^[a-z0-9_]+$/);
  expect(new Set(views.map(({ schema }) => schema))).toEqual(new Set([Name]));
});

test('answers are encrypted, and a question has an end', () => {
  const [workgroup] = resourcesOf('AWS::Athena::WorkGroup');
  expect(workgroup).toMatchObject({
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: expect.any(Number),
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    },
  });
});

test('the raw tables find every folder that is written', () => {
  const projections = tables
    .filter(({ TableType }) => TableType === 'EXTERNAL_TABLE')
    .map(({ Name, Parameters }) => [Name, JSON.stringify(Parameters['storage.location.template'])]);
  expect(projections).toEqual([
    ['archive_lines', expect.stringMatching(/\/records\/[$][{]day[}]\//)],
    ['export_lines', expect.stringMatching(/\/audit\/period=[$][{]period[}]\//)],
  ]);
});

/** What Trino has and DuckDB calls otherwise. */
const standIns = [
  'CREATE MACRO json_extract_scalar(text, path) AS json_extract_string(text, path)',
  'CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)',
  'CREATE MACRO to_utf8(text) AS text',
  'CREATE MACRO to_hex(text) AS text',
];

/** Nobody has changed a record, and the made evidence tells of no messages. */
const EMPTY_HERE = ['conflicts', 'messages'];

test('the SQL for Athena says of the same files what the SQL for a folder says', async () => {
  writeHonestFolder({ ...smallPlan, exports: 'incremental' }, folder);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const sql of standIns) await connection.run(sql);
  for (const name of ['archive_lines', 'export_lines']) {
    await connection.run(`CREATE TABLE ${name} (line VARCHAR, "$path" VARCHAR)`);
    const appender = await connection.createAppender(name);
    for (const [path, line] of linesUnder(name === 'archive_lines' ? 'records' : 'audit')) {
      appender.appendVarchar(line);
      appender.appendVarchar(`s3://bucket/${path}`);
      appender.endRow();
    }
    appender.closeSync();
  }
  const evidence = await openEvidence(folder);
  const deployed = ['stored_records', ...auditViews.map(({ name }) => name)];
  for (const name of deployed) {
    const sql = views.find((each) => each.name === name)?.originalSql ?? '';
    // What Athena computes for each question is computed once here.
    await connection.run(`CREATE TABLE ${name} AS ${sql}`);
    if (name === 'stored_records') continue;
    const rows = (await connection.runAndReadAll(`SELECT * FROM ${name} ORDER BY ALL`)).getRowsJson();
    const { rows: local } = await evidence.query(`SELECT * FROM ${name} ORDER BY ALL`);
    if (!EMPTY_HERE.includes(name)) expect([name, rows.length]).not.toEqual([name, 0]);
    expect([name, rows.map((row) => row.map((value) => (value === null ? null : String(value))))]).toEqual([
      name,
      local.map((row) => row.map((value) => (value === null ? null : String(value)))),
    ]);
  }
  evidence.close();
  connection.closeSync();
});

function* linesUnder(prefix: string): Generator<[string, string]> {
  for (const entry of readdirSync(join(folder, prefix), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(gz|json)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    const text = entry.name.endsWith('.gz') ? gunzipSync(content).toString() : content.toString();
    for (const line of text.split('\n').filter((each) => each !== '')) yield [file.slice(folder.length + 1), line];
  }
}
