import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { questions } from '../../../cli/audit/ask/questions.ts';
import { auditCommand } from '../../../cli/audit/command.ts';
import { openEvidence } from '../../../cli/audit/query/open-evidence.ts';
import { auditViews } from '../../../contract/audit-views.ts';
import { auditActions } from '../../../lambda/domain/audit/audit-record.ts';
import { activities } from '../../../lambda/domain/audit/ocsf/activities.ts';
import { smallPlan, writeHonestFolder } from '../../evidence/honest-folder.ts';

const guide = readFileSync('docs/auditor-guide.md', 'utf8');
const format = readFileSync('docs/audit-report.md', 'utf8');
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``, 'g'))].map((each) => each[1] ?? '');

const folder = mkdtempSync(join(tmpdir(), 'audit-guide-'));
const out = mkdtempSync(join(tmpdir(), 'audit-guide-out-'));
/** A customer and a cycle of that folder, in place of those that the guide names. */
let tenantId = '';
beforeAll(async () => {
  writeHonestFolder(smallPlan, folder);
  const evidence = await openEvidence(folder);
  const { rows } = await evidence.query(
    "SELECT tenant_id FROM rotations WHERE cycle_id = '2026-12-07-cycle-1' ORDER BY 1 LIMIT 1",
  );
  tenantId = String(rows[0]?.[0]);
  evidence.close();
});
const here = (text: string) =>
  text
    .replaceAll('2026-12-07-admin-monthly', '2026-12-07-cycle-1')
    .replaceAll('"Contoso Ltd"', tenantId)
    .replaceAll('8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11', tenantId)
    .replaceAll('reports/', `${out}/`)
    .replaceAll('.local/export', folder);

let printed = '';
beforeEach(() => {
  printed = '';
  process.exitCode = undefined;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const commands = blocks('sh').flatMap((block) => block.split('\n').filter((line) => /^(npm run|node) /.test(line)));

describe('commands of the guide', () => {
  test('are all there', () => {
    expect(commands.length).toBeGreaterThan(12);
  });

  test.each(commands)('%s', async (line) => {
    if (line.startsWith('node ')) {
      // It throws where the exit code is not 0.
      expect(execFileSync(process.execPath, here(line).split(' ').slice(1), { encoding: 'utf8' })).toContain(
        '400 records',
      );
      return;
    }
    const [, given = ''] = here(line).split(' audit ');
    const words = [...given.matchAll(/"([^"]*)"|(\S+)/g)].map((each) => each[1] ?? each[2] ?? '');
    const isQuery = !['verify', 'extract'].includes(words[0] ?? '') && words.length > 1;
    const audit = await auditCommand();
    await audit.exitOverride().parseAsync([...words, ...(isQuery ? ['--folder', folder] : [])], { from: 'user' });
    const [written] = words.filter((word) => word.startsWith(out));
    expect(written === undefined ? printed.length : Number(existsSync(written))).toBeGreaterThan(0);
    expect(process.exitCode).toBeUndefined();
  });
});

describe('queries of the guide', () => {
  test.each(blocks('sql'))('%s', async (sql) => {
    if (!sql.includes('read_json')) {
      const evidence = await openEvidence(folder);
      try {
        await evidence.query(sql);
      } finally {
        evidence.close();
      }
      return;
    }
    const connection = await (await DuckDBInstance.create()).connect();
    const rows = (await connection.runAndReadAll(here(sql))).getRowObjectsJson();
    connection.closeSync();
    expect(rows).toContainEqual({ action: 'cycle.opened', records: expect.any(String) });
    expect(rows.filter(({ action }) => action === null)).toEqual([]);
  });
});

describe('nothing is left out', () => {
  test('of actions', () => {
    expect(auditActions.filter((each) => !guide.includes(`\`${each}\``))).toEqual([]);
  });

  test('of questions and tables', () => {
    const names = [...questions().map(({ name }) => name), ...auditViews.map(({ name }) => name)];
    expect(names.filter((each) => !guide.includes(`\`${each}\``))).toEqual([]);
  });

  test('of members of the JSON form', async () => {
    const audit = await auditCommand();
    await audit
      .exitOverride()
      .parseAsync(['report', '--folder', folder, '--cycle', '2026-12-07-cycle-1', '--format', 'json'], {
        from: 'user',
      });
    const names = new Set<string>();
    JSON.parse(printed, function members(this: unknown, name, value: unknown) {
      if (!Array.isArray(this)) names.add(name);
      return value;
    });
    names.delete('');
    expect(names.size).toBeGreaterThan(40);
    // What `results` counts is told as the kinds of a result.
    expect([...names].filter((each) => !format.includes(`\`${each}\``))).toEqual([]);
  });

  test('of the mapping to OCSF', () => {
    const rows = Object.entries(activities).map(([action, activity]) =>
      activity === undefined
        ? `\`${action}\``
        : `| \`${action}\` | ${activity.class} | ${activity.class * 100 + activity.activity} | ${activity.name} |`,
    );
    expect(rows.filter((each) => !format.includes(each))).toEqual([]);
  });
});
