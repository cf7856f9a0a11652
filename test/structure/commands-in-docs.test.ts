import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { commands } from '../../cli/commands.ts';

/** Commands of `rotation` in the documents: each is there, takes the options that it is shown with, and says who may use it. */

const root = join(__dirname, '..', '..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  ),
];
const linesOf = (file: string) => readFileSync(join(root, file), 'utf8').split('\n');

const program = new Command('rotation');
beforeAll(async () => {
  for (const load of Object.values(commands)) program.addCommand(await load());
});

interface Shown {
  readonly at: string;
  readonly words: readonly string[];
  /** Whether a reader copies it, from a block of a shell, as it stands. */
  readonly whole: boolean;
}

/** Words of a line of a shell, up to its comment or pipe. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(<[^>]*>|[^\s"']+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  const end = words.findIndex((word) => /^(#|\||&&|>|;)/.test(word));
  return end === -1 ? words : words.slice(0, end);
}

function shownIn(file: string): readonly Shown[] {
  let inShell = false;
  return linesOf(file).flatMap((line, i) => {
    if (line.trim().startsWith('```')) inShell = !inShell && /```(sh|shell|bash)/.test(line);
    const at = `${file}:${i + 1}`;
    const text = inShell ? line : [...line.matchAll(/`([^`]*)`/g)].map(([, code]) => code).join('\n');
    return [...text.matchAll(/(?:^|\b)(?:npm run (?:--silent )?rotation -- |^rotation )(.*)$/gm)].map(
      ([, said = '']) => ({
        at,
        words: wordsOf(said),
        whole: inShell,
      }),
    );
  });
}

const shown = documents.flatMap(shownIn);

/** The command that words lead to, and those that are left. */
function found(words: readonly string[], from: Command = program): { command: Command; left: readonly string[] } {
  const [name, ...left] = words;
  const next = from.commands.find((each) => each.name() === name);
  return next === undefined ? { command: from, left: words } : found(left, next);
}

test('there are documents with commands', () => expect(shown.length).toBeGreaterThan(100));

test('each command is there, with the options that it is shown with', () => {
  const wrong = shown.flatMap(({ at, words }) => {
    const { command, left } = found(words);
    const known = ['--help', '--version', ...command.options.flatMap(({ long }) => long ?? [])];
    const unknown = left.filter((word) => word.startsWith('--') && !known.includes(word));
    const isNone = command === program && /^[a-z]/.test(left[0] ?? '');
    return isNone || unknown.length > 0 ? [`${at}: rotation ${words.join(' ')}`] : [];
  });
  expect(wrong).toEqual([]);
});

test('each that is shown in a block of a shell can be run as it stands', () => {
  const silent = { writeErr: () => undefined, writeOut: () => undefined };
  const wrong = shown
    .filter(({ whole }) => whole)
    .flatMap(({ at, words }) => {
      const { command, left } = found(words);
      try {
        command
          .copyInheritedSettings(new Command())
          .exitOverride()
          .configureOutput(silent)
          .action(() => undefined)
          .parse([...left], { from: 'user' });
        return [];
      } catch (error) {
        return [`${at}: rotation ${words.join(' ')}: ${error}`];
      }
    });
  expect(wrong).toEqual([]);
});

test('the runbook says of each command what its user must be allowed', () => {
  const rows = linesOf('docs/runbook.md');
  const table = rows.slice(rows.indexOf('## Who may do this'));
  const named = table.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  const wanted = Object.keys(commands).filter((name) => !['audit', 'completion'].includes(name));
  expect(wanted.filter((name) => !named.includes(name))).toEqual([]);
});
