import { gzipSync } from 'node:zlib';
import { checkpointKey, publicKeyKey } from '../../../contract/audit-bucket.ts';
import { sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import type { Checkpoint } from '../../../lambda/domain/audit/checkpoint.ts';
import type { ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import type { Seeded } from '../seeded.ts';
import { SigningKey } from '../signing-key.ts';
import type { HeldCheckpoint } from './checkpoint-files.ts';
import type { HeldEvidence } from './held-evidence.ts';
import type { Tampering } from './tampering.ts';

const stranger = new SigningKey('stranger');
const noteOfFile = (evidence: HeldEvidence, { file }: HeldCheckpoint) => evidence.folder.read(file).toString();
const between = ({ checkpoints }: HeldEvidence, random: Seeded) => random.of(checkpoints.all.slice(1, -1));
const filled = ({ checkpoints }: HeldEvidence, random: Seeded) =>
  random.of(checkpoints.all.filter(({ heads }) => heads.length > 0));

/** Edits of the text of a note that nobody signs anew. */
const texts: Readonly<Record<string, readonly [change: (note: string) => string, kinds: readonly ProblemKind[]]>> = {
  'fewer records': [
    (note) => note.replace(/^records \d/m, 'records 0'),
    ['checkpoint-unsigned', 'checkpoint-unreadable'],
  ],
  'another time': [(note) => note.replace(/^time 2026/m, 'time 2025'), ['checkpoint-unsigned']],
  'another root': [(note) => note.replace(/^(\d+\n)...../m, '$1AAAAA'), ['checkpoint-unsigned']],
  'another estate': [(note) => note.replace(/^estate ..../m, 'estate 0000'), ['checkpoint-unsigned']],
  'another version of the code': [(note) => note.replace(/^code 1/m, 'code 9'), ['checkpoint-unsigned']],
  'another origin': [
    (note) => note.replaceAll('123456789012', '210987654321'),
    ['checkpoint-unsigned', 'checkpoint-order', 'key-unknown'],
  ],
  'a line more': [(note) => note.replace(/^code/m, 'remark checked\ncode'), ['checkpoint-unreadable']],
  'lines in another order': [(note) => note.replace(/^(estate .*\n)(code .*\n)/m, '$2$1'), ['checkpoint-unreadable']],
  'lines that end as on Windows': [(note) => note.replaceAll('\n', '\r\n'), ['checkpoint-unreadable']],
  'a number with a zero before it': [(note) => note.replace(/^number /m, 'number 0'), ['checkpoint-unreadable']],
  'no signature': [(note) => note.replace(/\u2014 .*\n$/, ''), ['checkpoint-unreadable', 'checkpoint-unsigned']],
  'text after the signature': [(note) => `${note}checked\n`, ['checkpoint-unreadable']],
  'half of it': [(note) => note.slice(0, note.length / 2), ['checkpoint-unreadable']],
  nothing: [() => '', ['checkpoint-unreadable']],
};

const textEdits: readonly Tampering[] = Object.entries(texts).map(([name, [change, kinds]]) => ({
  name: `a checkpoint says ${name}, unsigned`,
  rights: 'copy',
  edit(evidence, random) {
    const held = between(evidence, random);
    const changed = change(noteOfFile(evidence, held));
    if (changed === noteOfFile(evidence, held)) return undefined;
    evidence.folder.write(held.file, changed);
    return { kinds, file: held.file };
  },
}));

/** Whoever may sign makes checkpoints anew from one on, and each says something else. */
const signed = (
  name: string,
  kinds: readonly ProblemKind[],
  change: (held: HeldCheckpoint, random: Seeded) => Partial<Checkpoint>,
): Tampering => ({
  name: `a checkpoint says ${name}, and is signed anew with all after it`,
  rights: 'signing',
  edit(evidence, random) {
    const { checkpoint } = between(evidence, random);
    evidence.checkpoints.resign(checkpoint.number, (held) =>
      held.checkpoint.number === checkpoint.number ? change(held, random) : {},
    );
    return { kinds, checkpoint: checkpoint.number };
  },
});

export const checkpointEdits: readonly Tampering[] = [
  ...textEdits,
  signed('another root', ['checkpoint-root'], (_, random) => ({ root: random.hex(64) })),
  signed('one chain less', ['checkpoint-root', 'checkpoint-heads', 'checkpoint-rolled-back'], ({ checkpoint }) => ({
    chains: checkpoint.chains - 1,
  })),
  signed('fewer records', ['checkpoint-root', 'checkpoint-heads', 'checkpoint-rolled-back'], ({ checkpoint }) => ({
    records: checkpoint.records - 1,
  })),
  signed('a time before the one before', ['checkpoint-order'], () => ({ time: '2020-01-01T00:00:00.000Z' })),
  signed(
    'that its heads are all',
    ['checkpoint-heads', 'checkpoint-root', 'checkpoint-rolled-back'],
    ({ checkpoint }) => ({
      heads: { holds: checkpoint.heads.holds === 'all' ? 'changed' : 'all', hash: checkpoint.heads.hash },
    }),
  ),
  signed('another hash of its heads', ['checkpoint-heads'], ({ checkpoint }) => ({
    heads: { ...checkpoint.heads, hash: sha256('else') },
  })),
  {
    name: 'a byte of a signature is changed',
    rights: 'copy',
    edit(evidence, random) {
      const held = between(evidence, random);
      const note = noteOfFile(evidence, held);
      const place = note.length - 20 - random.below(20);
      evidence.folder.write(
        held.file,
        `${note.slice(0, place)}${note[place] === 'A' ? 'B' : 'A'}${note.slice(place + 1)}`,
      );
      return { kinds: ['checkpoint-unsigned'], file: held.file };
    },
  },
  {
    name: 'a checkpoint is signed by another key, which lies beside it',
    rights: 'lock',
    edit(evidence, random) {
      const { checkpoint, file } = between(evidence, random);
      evidence.checkpoints.sign(checkpoint, stranger);
      evidence.folder.write(publicKeyKey(stranger.fingerprint), stranger.pem);
      return { kinds: ['key-unknown'], file };
    },
  },
  {
    name: 'all checkpoints are signed anew by another key, which replaces the true one',
    rights: 'lock',
    edit(evidence) {
      evidence.checkpoints.resign(1, () => ({}), stranger);
      evidence.folder.remove(publicKeyKey(evidence.key.fingerprint));
      evidence.folder.write(publicKeyKey(stranger.fingerprint), stranger.pem);
      return { kinds: ['key-unknown'] };
    },
  },
  {
    name: 'another key lies under the name of the true one',
    rights: 'lock',
    edit(evidence) {
      const file = publicKeyKey(evidence.key.fingerprint);
      evidence.folder.write(file, stranger.pem);
      return { kinds: ['key-file'], file };
    },
  },
  {
    name: 'the file of a key holds none',
    rights: 'lock',
    edit(evidence) {
      const file = publicKeyKey(evidence.key.fingerprint);
      evidence.folder.write(file, 'none');
      return { kinds: ['key-file'], file };
    },
  },
  {
    name: 'a checkpoint in the midst is forked: another is signed in its place',
    rights: 'signing',
    edit(evidence, random) {
      const { checkpoint } = between(evidence, random);
      evidence.checkpoints.sign({ ...checkpoint, code: '6.6.6' });
      return { kinds: ['checkpoint-order'] };
    },
  },
  {
    name: 'a second checkpoint of a number lies under another',
    rights: 'signing',
    edit(evidence) {
      const { checkpoint } = evidence.checkpoints.last;
      const file = checkpointKey(checkpoint.number + 1);
      evidence.folder.write(file, noteOfFile(evidence, evidence.checkpoints.last));
      return { kinds: ['checkpoint-order', 'checkpoint-unreadable'], file };
    },
  },
  {
    name: 'two checkpoints exchange their places',
    rights: 'lock',
    edit(evidence, random) {
      const one = between(evidence, random);
      const other = evidence.checkpoints.number(one.checkpoint.number + 1);
      const note = noteOfFile(evidence, one);
      evidence.folder.write(one.file, noteOfFile(evidence, other));
      evidence.folder.write(other.file, note);
      return { kinds: ['checkpoint-order', 'checkpoint-unreadable'], file: one.file };
    },
  },
  {
    name: 'a checkpoint in the midst is removed',
    rights: 'lock',
    edit(evidence, random) {
      const { checkpoint, file } = between(evidence, random);
      evidence.folder.remove(file);
      return { kinds: ['checkpoint-missing'], checkpoint: checkpoint.number };
    },
  },
  {
    name: 'the first checkpoints are removed',
    rights: 'lock',
    edit(evidence, random) {
      const count = 1 + random.below(3);
      for (const { file, headsFile } of evidence.checkpoints.all.slice(0, count)) {
        evidence.folder.remove(file);
        evidence.folder.remove(headsFile);
      }
      return { kinds: ['checkpoint-missing'] };
    },
  },
  {
    name: 'all checkpoints are removed',
    rights: 'lock',
    edit(evidence) {
      for (const { file } of evidence.checkpoints.all) evidence.folder.remove(file);
      return { kinds: ['nothing-sealed', 'checkpoint-missing'] };
    },
  },
  {
    name: 'numbers are left out: the last checkpoint is signed anew with a later number',
    rights: 'signing',
    edit(evidence, random) {
      const { checkpoint, file } = evidence.checkpoints.last;
      evidence.folder.remove(file);
      evidence.checkpoints.sign({ ...checkpoint, number: checkpoint.number + 1 + random.below(50) });
      return { kinds: ['checkpoint-missing'] };
    },
  },
  {
    name: 'a checkpoint of another deployment follows, signed by its key',
    rights: 'lock',
    edit(evidence) {
      const { checkpoint, hash } = evidence.checkpoints.last;
      const number = checkpoint.number + 1;
      const origin = checkpoint.origin.replace('123456789012', '999999999999');
      evidence.checkpoints.sign({ ...checkpoint, number, origin, previous: hash }, stranger);
      evidence.folder.write(publicKeyKey(stranger.fingerprint), stranger.pem);
      return { kinds: ['key-unknown', 'checkpoint-order'], file: checkpointKey(number) };
    },
  },
  {
    name: 'a file of heads names another end of a chain',
    rights: 'lock',
    edit(evidence, random) {
      const { headsFile } = filled(evidence, random);
      evidence.folder.write(headsFile, gzipSync(evidence.textOf(headsFile).replace(/"hash":"..../, '"hash":"0000')));
      return { kinds: ['checkpoint-heads'], file: headsFile };
    },
  },
  {
    name: 'a file of heads is removed',
    rights: 'lock',
    edit(evidence, random) {
      const { headsFile, checkpoint } = filled(evidence, random);
      evidence.folder.remove(headsFile);
      return { kinds: ['checkpoint-heads'], checkpoint: checkpoint.number };
    },
  },
  {
    name: 'a file of heads holds a second member of gzip',
    rights: 'lock',
    edit(evidence, random) {
      const { headsFile } = filled(evidence, random);
      evidence.folder.write(headsFile, Buffer.concat([evidence.folder.read(headsFile), gzipSync('{}\n')]));
      return { kinds: ['checkpoint-heads', 'unreadable-file'], file: headsFile };
    },
  },
  {
    name: 'two files of heads exchange their contents',
    rights: 'lock',
    edit(evidence, random) {
      const one = filled(evidence, random);
      const other = random.of(
        evidence.checkpoints.all.filter(({ checkpoint }) => checkpoint.heads.hash !== one.checkpoint.heads.hash),
      );
      const content = evidence.folder.read(one.headsFile);
      evidence.folder.write(one.headsFile, evidence.folder.read(other.headsFile));
      evidence.folder.write(other.headsFile, content);
      return { kinds: ['checkpoint-heads'], file: one.headsFile };
    },
  },
  {
    name: 'a cycle loses its seal: the checkpoint that names it is signed anew without',
    rights: 'signing',
    edit(evidence, random) {
      const { checkpoint } = random.of(
        evidence.checkpoints.all.filter((each) => each.checkpoint.cycleId !== undefined),
      );
      evidence.checkpoints.resign(checkpoint.number, (held) =>
        held.checkpoint.number === checkpoint.number ? { cycleId: undefined } : {},
      );
      return { kinds: ['cycle-unsealed', 'checkpoint-missing'] };
    },
  },
];
