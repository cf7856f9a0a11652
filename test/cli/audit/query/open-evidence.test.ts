import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Evidence, openEvidence } from '../../../../cli/audit/query/open-evidence.ts';
import { auditViews } from '../../../../contract/audit-views.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';
import { smallPlan, writeHonestFolder } from '../../../evidence/honest-folder.ts';
import { Stored } from './stored.ts';

const made = mkdtempSync(join(tmpdir(), 'audit-folders-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

const both = join(made, 'both');
writeHonestFolder(smallPlan, both);
const only = (name: 'records' | 'audit') => {
  const folder = join(made, `only-${name}`);
  cpSync(join(both, name), join(folder, name), { recursive: true });
  return folder;
};

async function asked<T>(folder: string, ask: (evidence: Evidence) => Promise<T>, parquet?: string): Promise<T> {
  const evidence = await openEvidence(folder, parquet);
  try {
    return await ask(evidence);
  } finally {
    evidence.close();
  }
}

const allOf = (folder: string, parquet?: string) =>
  asked(
    folder,
    async (evidence) => {
      const answers = auditViews.map(async ({ name }) => {
        const but = name === 'records' ? 'EXCLUDE (origin)' : '';
        const { columns, rows } = await evidence.query(`SELECT * ${but} FROM ${name} ORDER BY ALL`);
        return [name, { columns, rows }] as const;
      });
      return Object.fromEntries(await Promise.all(answers));
    },
    parquet,
  );

describe('a folder', () => {
  test('is read as tables, from the archive, from exports, and from both', async () => {
    const whole = await allOf(both);
    expect(whole.records?.rows).toHaveLength(smallPlan.records);
    expect(whole.conflicts?.rows).toEqual([]);
    for (const { name, columns } of auditViews) {
      expect([name, whole[name]?.columns]).toEqual([
        name,
        columns.map((each) => each.name).filter((each) => each !== 'origin'),
      ]);
    }
    for (const name of ['rotations', 'approvals', 'resets', 'reveals', 'exclusions', 'cycles', 'tenants', 'accounts']) {
      expect([name, whole[name]?.rows.length]).not.toEqual([name, 0]);
    }
    expect(await allOf(only('records'))).toEqual(whole);
  });

  test('of exports alone holds what they hold', async () => {
    await asked(only('audit'), async (evidence) => {
      const { rows } = await evidence.query('SELECT DISTINCT origin FROM records ORDER BY 1');
      expect(rows.flat()).not.toContain('archive');
      expect(evidence.records).toBeGreaterThan(0);
    });
  });

  test('may have a name with signs that mean something in patterns and in SQL', async () => {
    const folder = join(made, "it's [all] * here?");
    cpSync(join(both, 'records'), join(folder, 'records'), { recursive: true });
    await asked(folder, async ({ records }) => expect(records).toBe(smallPlan.records));
  });

  test('without records is refused', async () => {
    const empty = join(made, 'empty');
    mkdirSync(join(empty, 'checkpoints'), { recursive: true });
    writeFileSync(join(empty, 'checkpoints', 'x.heads.jsonl.gz'), '');
    await expect(openEvidence(empty)).rejects.toThrow('holds no audit records');
    await expect(openEvidence(join(made, 'nowhere'))).rejects.toThrow('must be a folder');
  });

  test.each([
    ['a name twice', (line: string) => line.replace('"action":', '"action":{"S":"link.revealed"},"action":')],
    ['a type twice', (line: string) => line.replace('"S":', '"S":"x","S":')],
    ['two objects in a line', (line: string) => `${line} ${line}`],
    ['half of a line', (line: string) => line.slice(0, -20)],
    ['no JSON', () => 'x'],
  ])('with %s is refused', async (_, change) => {
    const stored = new Stored();
    const line = JSON.stringify({ Item: imageOf(stored.record('cycle.opened')) });
    stored.lines('audit/AWSDynamoDB/01/data/a.json.gz', [change(line)]);
    await expect(openEvidence(stored.folder)).rejects.toThrow(/a\.json\.gz/);
  });

  test.each([
    ['another object', { Other: {} }],
    ['a row without a chain', { Item: { action: { S: 'cycle.opened' } } }],
    [
      'a row without a time',
      { Item: { chain: { S: '-#-' }, sequence: { N: '1' }, action: { S: 'a' }, hash: { S: 'h' } } },
    ],
  ])('with %s is refused', async (_, line) => {
    const stored = new Stored();
    stored.lines('audit/AWSDynamoDB/01/data/a.json.gz', [JSON.stringify(line)]);
    await expect(openEvidence(stored.folder)).rejects.toThrow(/no audit records/);
  });
});

describe('a record that somebody has changed', () => {
  test('is shown as it was stored first, and told', async () => {
    const stored = new Stored();
    const record = stored.record('link.revealed', { tenantId: 't', accountId: 'a', reason: 'Ada' });
    const forged = { ...record, reason: 'Bruno' };
    stored.exported(forged);
    stored.archived({ after: record });
    stored.archived({ before: record, after: forged });
    await asked(stored.folder, async (evidence) => {
      expect(evidence.altered).toBe(1);
      expect((await evidence.query('SELECT reason, origin FROM records')).rows).toEqual([['Ada', 'archive']]);
      expect((await evidence.query('SELECT chain, sequence FROM conflicts')).rows).toEqual([['t#a', 1]]);
    });
  });

  test('is shown although it was removed', async () => {
    const stored = new Stored();
    const record = stored.record('link.revealed', { reason: 'Ada' });
    stored.archived({ before: record });
    await asked(stored.folder, async (evidence) => {
      expect(evidence.altered).toBe(0);
      expect((await evidence.query('SELECT reason FROM reveals JOIN records USING (chain, sequence)')).rows).toEqual([
        ['Ada'],
      ]);
    });
  });
});

describe('a question', () => {
  let evidence: Evidence;
  beforeAll(async () => {
    evidence = await openEvidence(both);
  });
  afterAll(() => evidence.close());

  test.each([
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_csv('/etc/hostname')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/hostname'",
    "SELECT * FROM parquet_metadata('/etc/hostname')",
  ])('reaches no other file: %s', async (sql) => {
    await expect(evidence.query(sql)).rejects.toThrow(/disabled by configuration|does not exist/);
  });

  test.each([
    'SELECT 1; SELECT 2',
    '',
    'SET enable_external_access = true',
    'DROP TABLE records',
    'DELETE FROM records',
    'CREATE TABLE x AS SELECT 1',
    "COPY records TO 'records.csv'",
    "ATTACH 'x.db'",
    'INSTALL httpfs',
    'PREPARE x AS SELECT 1',
  ])('is one SELECT: %s', async (sql) => {
    await expect(evidence.query(sql)).rejects.toThrow(/one SELECT|disabled by configuration/);
    expect((await evidence.query('SELECT count(*) FROM records')).rows).toEqual([[smallPlan.records]]);
    expect(existsSync('records.csv')).toBe(false);
  });

  test('takes values', async () => {
    const sql = 'SELECT count(*) FROM records WHERE action = $action';
    expect((await evidence.query(sql, { action: "'; DROP" })).rows).toEqual([[0]]);
  });

  test('that DuckDB does not understand is answered with what it says', async () => {
    await expect(evidence.query('SELECT nope FROM records')).rejects.toThrow('"nope" not found');
  });
});

describe('a file that keeps what was read', () => {
  const folder = join(made, 'kept');
  writeHonestFolder(smallPlan, folder);

  test('gives the same answers, and is made anew when the folder has changed', async () => {
    const parquet = join(made, "it's.parquet");
    const first = await allOf(folder, parquet);
    const written = readFileSync(parquet);
    expect(await allOf(folder, parquet)).toEqual(first);
    expect(readFileSync(parquet).equals(written)).toBe(true);

    const stored = new Stored();
    cpSync(folder, stored.folder, { recursive: true });
    stored.exported(stored.record('tenant.discovered', { tenantId: 'another' }));
    const grown = await asked(stored.folder, async ({ records }) => records, parquet);
    expect(grown).toBe(smallPlan.records + 1);
    expect(await allOf(folder, parquet)).toEqual(first);
  });

  test('is the only file that a question reaches then', async () => {
    await asked(
      folder,
      async (evidence) => {
        await expect(evidence.query("SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow(
          'disabled by configuration',
        );
      },
      join(made, 'reached.parquet'),
    );
  });

  test('does not lie in the folder, and overwrites nothing else', async () => {
    await expect(openEvidence(folder, join(folder, 'x.parquet'))).rejects.toThrow('which is evidence');
    const other = join(made, 'other.txt');
    writeFileSync(other, 'mine');
    await expect(openEvidence(folder, other)).rejects.toThrow('not made by this command');
    expect(readFileSync(other, 'utf8')).toBe('mine');
  });
});
