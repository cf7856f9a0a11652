import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { estateKey } from '../../../contract/audit-bucket.ts';
import type { Seeded } from '../seeded.ts';
import type { HeldEvidence } from './held-evidence.ts';
import { sealed, type Tampering } from './tampering.ts';

const draw = (files: readonly string[], random: Seeded): [string, string] => {
  const one = random.of(files);
  return [one, random.of(files.filter((each) => each !== one))];
};
const filledExports = (evidence: HeldEvidence) =>
  evidence.exportFiles().filter((file) => evidence.linesOf(file).length > 0);

/** What a file holds in place of what gzip made. */
const contents: Readonly<Record<string, (content: Buffer, text: string) => Buffer>> = {
  'a second member of gzip': (content, text) => Buffer.concat([content, gzipSync(text)]),
  'an empty second member of gzip': (content) => Buffer.concat([content, gzipSync('')]),
  'bytes after its end': (content) => Buffer.concat([content, Buffer.from('more')]),
  'zeros after its end': (content) => Buffer.concat([content, Buffer.alloc(512)]),
  'no end': (content) => content.subarray(0, content.length - 9),
  'another checksum': (content) => {
    const copy = Buffer.from(content);
    copy.writeUInt32LE((copy.readUInt32LE(copy.length - 8) ^ 1) >>> 0, copy.length - 8);
    return copy;
  },
  'another length': (content) => {
    const copy = Buffer.from(content);
    copy.writeUInt32LE(copy.readUInt32LE(copy.length - 4) + 1, copy.length - 4);
    return copy;
  },
  'text that is not compressed': (_, text) => Buffer.from(text),
  'no byte': () => Buffer.alloc(0),
  'text without an end of line': (_, text) => gzipSync(text.slice(0, -1)),
  'an empty line': (_, text) => gzipSync(`${text}\n`),
  'lines that end as on Windows': (_, text) => gzipSync(text.replaceAll('\n', '\r\n')),
  'bytes that are no UTF-8': (_, text) =>
    gzipSync(Buffer.concat([Buffer.from(text.slice(0, -30)), Buffer.from([0xc3, 0x28]), Buffer.from(text.slice(-30))])),
};

const contentEdits: readonly Tampering[] = Object.entries(contents).map(([name, change]) => ({
  name: `an object of the archive holds ${name}`,
  rights: 'lock',
  edit(evidence, random) {
    const file = random.of(evidence.archiveFiles());
    evidence.folder.write(file, change(evidence.folder.read(file), evidence.textOf(file)));
    return { kinds: ['unreadable-file', 'unreadable-line'], file };
  },
}));

export const fileEdits: readonly Tampering[] = [
  ...contentEdits,
  {
    name: 'an object of the archive is removed',
    rights: 'lock',
    edit(evidence, random) {
      const file = random.of(evidence.archiveFiles());
      // What was delivered twice is still there; what no checkpoint covers may be on its way.
      const gone = evidence.records.filter(
        (held) => sealed(evidence)(held) && held.archived.every((line) => line.file === file),
      );
      const [first] = gone;
      if (first === undefined) return undefined;
      evidence.folder.remove(file);
      return {
        kinds: ['missing-in-archive', 'records-missing', 'sealed-record-missing'],
        chain: first.record.chain,
      };
    },
  },
  {
    name: 'an object of the archive is copied under another name',
    rights: 'lock',
    edit(evidence, random) {
      const file = random.of(evidence.archiveFiles());
      const copy = file.replace(/(\d{5})-/, '99999-');
      evidence.folder.write(copy, evidence.folder.read(file));
      return { kinds: ['misplaced-object'], file: copy };
    },
  },
  {
    name: 'an object of the archive lies in another hour',
    rights: 'lock',
    edit(evidence, random) {
      const file = random.of(evidence.archiveFiles());
      const moved = file.replace(
        /\/\d\d\/([^/]+)$/,
        (_, name) => `/${String(random.below(24)).padStart(2, '0')}/${name}`,
      );
      if (moved === file) return undefined;
      evidence.folder.move(file, moved);
      return { kinds: ['misplaced-object'], file: moved };
    },
  },
  {
    name: 'two objects of the archive exchange their contents',
    rights: 'lock',
    edit(evidence, random) {
      const [one, other] = draw(evidence.archiveFiles(), random);
      const content = evidence.folder.read(one);
      evidence.folder.write(one, evidence.folder.read(other));
      evidence.folder.write(other, content);
      return { kinds: ['misplaced-object'], file: one };
    },
  },
  {
    name: 'an object of the archive is a link to another',
    rights: 'copy',
    edit(evidence, random) {
      const [one, other] = draw(evidence.archiveFiles(), random);
      evidence.folder.link(one, `${evidence.folder.root}/${other}`);
      return { kinds: ['symbolic-link'], file: one };
    },
  },
  {
    name: 'a link leads to another folder',
    rights: 'copy',
    edit(evidence) {
      evidence.folder.link('records/2099', '/tmp');
      return { kinds: ['symbolic-link'], file: 'records/2099' };
    },
  },
  {
    name: 'a link leads nowhere',
    rights: 'copy',
    edit(evidence) {
      evidence.folder.link('checkpoints/000000/000000999.checkpoint', '/nowhere/at/all');
      return { kinds: ['symbolic-link'], file: 'checkpoints/000000/000000999.checkpoint' };
    },
  },
  {
    name: 'a data file is a link',
    rights: 'copy',
    edit(evidence, random) {
      const file = random.of(filledExports(evidence));
      evidence.folder.write('../outside.gz', evidence.folder.read(file));
      evidence.folder.link(file, `${evidence.folder.root}/../outside.gz`);
      return { kinds: ['symbolic-link'], file };
    },
  },
  {
    name: 'a table lies beside the records, for whoever reads all files',
    rights: 'copy',
    edit(evidence, random) {
      const file = random.of([
        'records/2026/extra.json',
        'audit/period=2026-12/all.csv',
        'records.parquet',
        'README.md',
      ]);
      evidence.folder.write(file, 'chain,outcome\n');
      return { kinds: ['unexpected-file'], file };
    },
  },
  {
    name: 'a configuration is changed',
    rights: 'lock',
    edit(evidence) {
      const file = estateKey(evidence.checkpoints.last.checkpoint.estate);
      evidence.folder.write(file, evidence.folder.read(file).toString().replace('Example', 'Mallory'));
      return { kinds: ['unreadable-file'], file };
    },
  },
  {
    name: 'a file has a name that shows as another',
    rights: 'copy',
    edit(evidence, random) {
      const file = `records/2026/12/07/08/${random.of(['\u202egz.lnosj', 'a\nb.jsonl.gz', 'A.JSONL.GZ', '.hidden.jsonl.gz'])}`;
      evidence.folder.write(file, gzipSync(''));
      return { kinds: ['unexpected-file'], file };
    },
  },
  {
    name: 'a data file lies in an export that its manifest does not name',
    rights: 'copy',
    edit(evidence, random) {
      const from = random.of(filledExports(evidence));
      const file = from.replace(/[^/]+$/, `${random.hex(26)}.json.gz`);
      evidence.folder.write(file, evidence.folder.read(from));
      return { kinds: ['export-manifest', 'unexpected-file'], file };
    },
  },
  {
    name: 'a data file is changed, and the manifest still tells of the old one',
    rights: 'copy',
    edit(evidence, random) {
      const file = random.of(filledExports(evidence));
      evidence.folder.write(file, gzipSync(evidence.textOf(file).replace('"success"', '"failed"')));
      return { kinds: ['export-manifest'], file };
    },
  },
  {
    name: 'a data file is compressed anew: the same lines, other bytes',
    rights: 'copy',
    edit(evidence, random) {
      const file = random.of(filledExports(evidence));
      evidence.folder.write(file, gzipSync(evidence.textOf(file), { level: 1 }));
      return { kinds: ['export-manifest'], file };
    },
  },
  {
    name: 'a data file is removed',
    rights: 'copy',
    edit(evidence, random) {
      evidence.folder.remove(random.of(evidence.exportFiles()));
      return { kinds: ['export-manifest'] };
    },
  },
  {
    name: 'two data files exchange their contents',
    rights: 'copy',
    edit(evidence, random) {
      const [one, other] = draw(filledExports(evidence), random);
      const content = evidence.folder.read(one);
      evidence.folder.write(one, evidence.folder.read(other));
      evidence.folder.write(other, content);
      return { kinds: ['export-manifest'], file: one };
    },
  },
  {
    name: 'a file of a checksum is changed',
    rights: 'copy',
    edit(evidence, random) {
      const { root } = random.of(evidence.exports);
      const file = `${root}/${random.of(['manifest-files', 'manifest-summary'])}`;
      evidence.folder.write(`${file}.checksum`, createHash('md5').update('else').digest('base64'));
      return { kinds: ['export-manifest'] };
    },
  },
  {
    name: 'a file of a checksum is removed',
    rights: 'copy',
    edit(evidence, random) {
      const { root } = random.of(evidence.exports);
      evidence.folder.remove(`${root}/${random.of(['manifest-files', 'manifest-summary'])}.checksum`);
      return { kinds: ['export-manifest'] };
    },
  },
];
