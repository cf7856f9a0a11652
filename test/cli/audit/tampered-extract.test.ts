import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { extractTenant } from '../../../cli/audit/extract/extract-tenant.ts';
import { chainHeadSchema } from '../../../lambda/domain/audit/audit-record.ts';
import { verify } from '../../attack/verify-tampered.ts';
import { imageOf } from '../../evidence/attribute-values.ts';
import { TamperedFolder, tamperedPlan } from '../../evidence/tampering/attempts.ts';
import { relinked } from '../../evidence/tampering/held-evidence.ts';
import { OpenedFolder } from '../../evidence/tampering/opened-folder.ts';
import { linesOfFile } from '../../evidence/tampering/stored-lines.ts';

/** What one customer gets proves his own records, and is tampered with as whole folders are. */

const RECORDS = 'extract/records.jsonl.gz';
const PROOFS = 'extract/proofs.jsonl.gz';
const proofSchema = z.strictObject({ ...chainHeadSchema.shape, index: z.int(), proof: z.array(z.string()) });

let whole: TamperedFolder;
let extract: OpenedFolder;
let chain: string;
/** A second chain of the customer, neither its first nor its last. */
let other: string;

beforeAll(async () => {
  whole = new TamperedFolder({ ...tamperedPlan, accounts: 5, seed: 5 });
  const tenantId = whole.evidence.records.find(({ record }) => record.tenantId !== undefined)?.record.tenantId ?? '';
  const out = join(dirname(whole.folder), 'extract-of-one');
  mkdirSync(out);
  await extractTenant(whole.folder, tenantId, out);
  extract = new OpenedFolder(out);
  const sealed = proofs().filter(({ sequence }) => sequence > 3);
  [chain, other] = [sealed[1]?.chain ?? '', sealed[2]?.chain ?? ''];
});
afterAll(() => whole.remove());

const records = () => linesOfFile(extract, RECORDS);
const proofs = () =>
  gunzipSync(extract.read(PROOFS))
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => proofSchema.parse(JSON.parse(line)));
const write = (path: string, lines: readonly string[]) =>
  extract.write(path, gzipSync(lines.map((each) => `${each}\n`).join('')));
const writeProofs = (all: readonly object[]) =>
  write(
    PROOFS,
    all.map((each) => JSON.stringify(each)),
  );

async function found(change: () => void) {
  try {
    change();
    return await verify(extract.root, whole.keyFile, undefined);
  } finally {
    extract.undo();
  }
}

const head = () => proofs().find((each) => each.chain === chain) ?? { sequence: 0 };

describe("one customer's extract", () => {
  test('is verified with nothing else', async () => {
    expect(await found(() => undefined)).toEqual([]);
    expect(await verify(extract.root, whole.keyFile, whole.evidence.checkpoints.last.hash)).toEqual([]);
  });

  test.each<[string, () => void, object]>([
    [
      'a record that was changed',
      () =>
        write(
          RECORDS,
          records().map(({ text, record }) =>
            record.chain === chain && record.sequence === 2 ? text.replace('"success"', '"failed"') : text,
          ),
        ),
      { kind: 'record-changed', sequence: 2 },
    ],
    [
      'a record that is missing',
      () =>
        write(
          RECORDS,
          records().flatMap(({ text, record }) => (record.chain === chain && record.sequence === 2 ? [] : text)),
        ),
      { kind: 'records-missing', sequence: 2 },
    ],
    [
      'the end of a chain that is missing',
      () =>
        write(
          RECORDS,
          records().flatMap(({ text, record }) =>
            record.chain === chain && record.sequence >= head().sequence ? [] : text,
          ),
        ),
      { kind: 'sealed-record-missing' },
    ],
    [
      'a whole chain that is missing',
      () =>
        write(
          RECORDS,
          records().flatMap(({ text, record }) => (record.chain === chain ? [] : text)),
        ),
      { kind: 'sealed-record-missing' },
    ],
    [
      'a chain that was computed anew',
      () => {
        const own = records().filter(({ record }) => record.chain === chain);
        const anew = relinked(
          own.map(({ record }) => ({ ...record, reason: 'agreed' })),
          undefined,
        );
        const others = records().filter(({ record }) => record.chain !== chain);
        write(RECORDS, [
          ...others.map(({ text }) => text),
          ...anew.map((each) => JSON.stringify({ Item: imageOf(each) })),
        ]);
      },
      { kind: 'sealed-record-replaced' },
    ],
    [
      'a proof that says an earlier end',
      () => {
        const first = records().find(({ record }) => record.chain === chain && record.sequence === 1)?.record;
        writeProofs(
          proofs().map((each) => (each.chain === chain ? { ...each, sequence: 1, hash: first?.hash } : each)),
        );
      },
      { kind: 'extract-proof' },
    ],
    [
      'a proof with another way to the root',
      () =>
        writeProofs(
          proofs().map((each) => (each.chain === chain ? { ...each, proof: each.proof.toReversed() } : each)),
        ),
      { kind: 'extract-proof' },
    ],
    [
      'a proof of another place in the tree',
      () => writeProofs(proofs().map((each) => (each.chain === chain ? { ...each, index: each.index + 1 } : each))),
      { kind: 'extract-proof' },
    ],
  ])('%s is found', async (_name, change, named) => {
    expect(await found(change)).toContainEqual(expect.objectContaining({ chain, ...named }));
  });

  test('a chain that is missing with its proof leaves a gap', async () => {
    const problems = await found(() => {
      write(
        RECORDS,
        records().flatMap(({ text, record }) => (record.chain === other ? [] : text)),
      );
      writeProofs(proofs().filter((each) => each.chain !== other));
    });
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'extract-proof' }));
  });

  test('a file of the whole folder beside it, and a checkpoint that was changed, are found', async () => {
    const kinds = async (change: () => void) => (await found(change)).map(({ kind }) => kind);
    const [archived = ''] = whole.evidence.archiveFiles();
    expect(await kinds(() => extract.write(archived, whole.evidence.folder.read(archived)))).toContain('extract-proof');
    const { file } = whole.evidence.checkpoints.last;
    const note = extract.read(file).toString();
    expect(await kinds(() => extract.write(file, note.replace(/^code 1/m, 'code 9')))).toContain('checkpoint-unsigned');
    expect(await kinds(() => extract.remove(file))).not.toEqual([]);
  });
});
