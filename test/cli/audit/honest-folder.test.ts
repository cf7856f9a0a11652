import { createPublicKey, verify } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { archivedChangeSchema } from '../../../lambda/domain/audit/archived-change.ts';
import { problemsOfChain } from '../../../lambda/domain/audit/audit-chain.ts';
import { type AuditRecord, auditActions, auditRecordSchema } from '../../../lambda/domain/audit/audit-record.ts';
import { hashOfCheckpoint, readCheckpoint } from '../../../lambda/domain/audit/checkpoint.ts';
import { readNote } from '../../../lambda/domain/audit/signed-note.ts';
import type { AttributeValue } from '../../evidence/attribute-values.ts';
import type { FolderFile } from '../../evidence/folder-file.ts';
import { honestFolder, keyOf, smallPlan, writeHonestFolder } from '../../evidence/honest-folder.ts';

const files = [...honestFolder({ ...smallPlan, records: 2_000 })];
const under = (folder: string, ending: string) =>
  files.filter(({ path }) => path.startsWith(folder) && path.endsWith(ending));
const linesOf = ({ content }: FolderFile) =>
  gunzipSync(content)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

function plain(value: AttributeValue): unknown {
  if ('M' in value) return Object.fromEntries(Object.entries(value.M).map(([name, each]) => [name, plain(each)]));
  if ('N' in value) return Number(value.N);
  return Object.values(value)[0];
}
const recordOf = (M: { readonly [name: string]: AttributeValue }) => auditRecordSchema.parse(plain({ M }));

const archived = new Map<string, AuditRecord>();
for (const line of under('records/', '.jsonl.gz').flatMap(linesOf)) {
  archivedChangeSchema.parse(line);
  const record = recordOf(line.NewImage);
  archived.set(`${record.chain} ${record.sequence}`, record);
}
const notes = under('checkpoints/', '.checkpoint').map(({ content }) => readNote(content.toString()));

describe('a made folder of an auditor', () => {
  test('holds the records that were asked for, in chains that hold', () => {
    expect(archived.size).toBe(2_000);
    const chains = new Map<string, AuditRecord[]>();
    for (const each of archived.values()) chains.set(each.chain, [...(chains.get(each.chain) ?? []), each]);
    expect(chains.size).toBeGreaterThan(20);
    expect([...chains.values()].flatMap(problemsOfChain)).toEqual([]);
  });

  test('tells of everything that may happen', () => {
    const told = new Set([...archived.values()].map(({ action }) => action));
    expect(auditActions.filter((each) => !told.has(each))).toEqual([]);
  });

  test('has checkpoints of its key, each with the hash of the one before, which cover all records but the last', () => {
    const key = createPublicKey(keyOf(smallPlan).pem);
    let previous = '0'.repeat(64);
    let records = 0;
    for (const note of notes) {
      const [signature] = note?.signatures ?? [];
      expect(verify('sha256', Buffer.from(note?.text ?? ''), key, signature?.signature ?? Buffer.of())).toBe(true);
      const checkpoint = readCheckpoint(note?.text ?? '');
      if (checkpoint === undefined) throw new Error('no checkpoint');
      expect(checkpoint.previous).toBe(previous);
      previous = hashOfCheckpoint(checkpoint);
      records = checkpoint.records;
    }
    expect(notes.length).toBeGreaterThan(20);
    expect(records).toBeGreaterThan(1_900);
    expect(records).toBeLessThan(2_000);
  });

  test('has a full export and incremental ones, which hold all records together, each once', () => {
    const rows = under('audit/', '.json.gz').flatMap(linesOf);
    const exported = rows.map((row) => recordOf(row.Item ?? row.NewImage));
    expect(rows.filter(({ Item }) => Item !== undefined).length).toBeGreaterThan(100);
    expect(exported).toHaveLength(2_000);
    expect(exported.map(({ hash }) => hash).sort()).toEqual([...archived.values()].map(({ hash }) => hash).sort());
  });

  test('holds some changes twice, as a delivery that is repeated does', () => {
    expect(under('records/', '.jsonl.gz').flatMap(linesOf).length).toBeGreaterThan(2_000);
  });

  test('is written as it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'honest-'));
    const plan = { ...smallPlan, records: 30 };
    const made = [...honestFolder(plan)];
    const written = writeHonestFolder(plan, folder);
    expect(written.files).toBe(made.length);
    expect(made.map(({ path }) => existsSync(join(folder, path)))).not.toContain(false);
    rmSync(folder, { recursive: true });
  });

  test('is the same for the same seed, but for its signatures', () => {
    const textOf = (all: Iterable<FolderFile>) =>
      [...all].map(({ path, content }) => [path, path.endsWith('.checkpoint') ? '' : content.toString('base64')]);
    const plan = { ...smallPlan, records: 100 };
    expect(textOf(honestFolder(plan))).toEqual(textOf(honestFolder(plan)));
    expect(textOf(honestFolder(plan))).not.toEqual(textOf(honestFolder({ ...plan, seed: 2 })));
  });
});
