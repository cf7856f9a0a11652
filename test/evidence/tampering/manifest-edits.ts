import { gzipSync } from 'node:zlib';
import type { ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import type { Seeded } from '../seeded.ts';
import { editSummary, type HeldExport, mendManifests } from './export-manifests.ts';
import type { HeldEvidence } from './held-evidence.ts';
import type { Tampering } from './tampering.ts';

const removeExport = (evidence: HeldEvidence, { root, files }: HeldExport): void => {
  const own = evidence.folder.paths().filter((path) => path.startsWith(`${root}/`));
  for (const path of new Set([...own, ...files])) evidence.folder.remove(path);
};
const incremental = (evidence: HeldEvidence) => evidence.exports.filter(({ from }) => from !== undefined);
const full = (evidence: HeldEvidence) => evidence.exports.find(({ from }) => from === undefined);
const iso = (time: number) => new Date(time).toISOString();

/** A change of one member of the summary, with a checksum that fits. */
const summaryEdits = (
  changes: Readonly<Record<string, (one: HeldExport, random: Seeded) => object>>,
  of: (evidence: HeldEvidence) => readonly HeldExport[],
  kinds: readonly ProblemKind[],
): readonly Tampering[] =>
  Object.entries(changes).map(([name, change]) => ({
    name: `the summary of an export tells ${name}`,
    rights: 'copy',
    edit(evidence, random) {
      const one = random.of(of(evidence));
      editSummary(evidence.folder, one.root, change(one, random));
      return { kinds };
    },
  }));

export const manifestEdits: readonly Tampering[] = [
  ...summaryEdits(
    {
      'another number of rows': (_, random) => ({ itemCount: 100_000 + random.below(1_000) }),
      'another file of its data files': () => ({ manifestFilesS3Key: 'audit/manifest-files.json' }),
      'another form': () => ({ outputFormat: 'ION' }),
      'a kind that it is not': ({ from }) => ({
        exportType: from === undefined ? 'INCREMENTAL_EXPORT' : 'FULL_EXPORT',
      }),
      'no time': () => ({ exportTime: undefined, exportToTime: undefined }),
    },
    ({ exports }) => exports,
    ['export-manifest'],
  ),
  ...summaryEdits(
    {
      'a beginning after its end': ({ to }) => ({ exportFromTime: iso(to + 3_600_000) }),
      'that it begins later': ({ from = 0, to }) => ({ exportFromTime: iso(from + (to - from) / 2) }),
      'that it ends earlier': ({ from = 0, to }) => ({ exportToTime: iso(from + (to - from) / 2) }),
    },
    (evidence) => incremental(evidence).slice(1, -1),
    ['export-missing', 'export-manifest', 'missing-in-export'],
  ),
  {
    name: 'a line of a list of data files is taken out',
    rights: 'copy',
    edit(evidence, random) {
      const { root } = random.of(evidence.exports);
      const file = `${root}/manifest-files.json`;
      evidence.folder.write(file, evidence.folder.read(file).toString().replace(/^.*\n/, ''));
      return { kinds: ['export-manifest'] };
    },
  },
  {
    name: 'a list of data files tells another checksum',
    rights: 'copy',
    edit(evidence, random) {
      const { root } = random.of(evidence.exports);
      const file = `${root}/manifest-files.json`;
      const text = evidence.folder.read(file).toString();
      evidence.folder.write(file, text.replace(/"md5Checksum":"..../, '"md5Checksum":"AAAA'));
      return { kinds: ['export-manifest'] };
    },
  },
  {
    name: 'a summary is removed, so that an export looks unfinished',
    rights: 'copy',
    edit(evidence, random) {
      const { root } = random.of(evidence.exports);
      evidence.folder.remove(`${root}/manifest-summary.json`);
      return { kinds: ['export-manifest', 'unexpected-file', 'export-missing'] };
    },
  },
  {
    name: 'a list of data files names one that lies outside',
    rights: 'copy',
    edit(evidence, random) {
      const { root, files } = random.of(evidence.exports);
      const file = `${root}/manifest-files.json`;
      const text = evidence.folder.read(file).toString();
      evidence.folder.write(file, text.replace(files[0] ?? '', '../../etc/passwd'));
      return { kinds: ['export-manifest'] };
    },
  },
  {
    name: 'an incremental export between others is removed',
    rights: 'copy',
    edit(evidence, random) {
      const between = incremental(evidence).slice(0, -1);
      if (between.length === 0) return undefined;
      removeExport(evidence, random.of(between));
      return { kinds: ['export-missing'] };
    },
  },
  {
    name: 'the full export is removed, and the incremental ones stay',
    rights: 'copy',
    edit(evidence) {
      const one = full(evidence);
      if (one === undefined) return undefined;
      removeExport(evidence, one);
      return { kinds: ['export-missing'] };
    },
  },
  {
    name: 'two incremental exports exchange their times',
    rights: 'copy',
    edit(evidence, random) {
      const all = incremental(evidence).filter(({ files }) => files.some((file) => evidence.linesOf(file).length > 0));
      const one = random.of(all);
      const others = all.filter((each) => each !== one);
      if (others.length === 0) return undefined;
      const other = random.of(others);
      const times = ({ from = 0, to }: HeldExport) => ({ exportFromTime: iso(from), exportToTime: iso(to) });
      editSummary(evidence.folder, one.root, times(other));
      editSummary(evidence.folder, other.root, times(one));
      return { kinds: ['missing-in-export', 'export-manifest', 'export-missing'] };
    },
  },
  {
    name: 'an older state of the table replaces the rows of the full export',
    rights: 'copy',
    edit(evidence, random) {
      const one = full(evidence);
      if (one === undefined) return undefined;
      const times = one.files.flatMap((file) => evidence.linesOf(file).map(({ record }) => Date.parse(record.time)));
      // Half an hour before its time: nothing of that was still under way.
      const until = Math.min(...times) + random.next() * (one.to - 1_800_000 - Math.min(...times));
      for (const file of one.files) {
        const kept = evidence.linesOf(file).filter(({ record }) => Date.parse(record.time) < until);
        evidence.folder.write(file, gzipSync(kept.map(({ text }) => `${text}\n`).join('')));
      }
      mendManifests(evidence.folder, one.root);
      return { kinds: ['missing-in-export'] };
    },
  },
  {
    name: 'a full export claims to be newer than it is',
    rights: 'copy',
    edit(evidence) {
      const one = full(evidence);
      if (one === undefined) return undefined;
      editSummary(evidence.folder, one.root, { exportTime: evidence.checkpoints.last.checkpoint.time });
      return { kinds: ['missing-in-export'] };
    },
  },
];
