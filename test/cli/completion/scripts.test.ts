import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { type CommandWords, completionScript } from '../../../cli/completion/scripts.ts';

const commands: readonly CommandWords[] = [
  { path: '', description: '', commands: ['status', 'start', 'audit'], options: ['--help'] },
  { path: 'status', description: 'shows cycles', commands: [], options: ['--tenant', '--all'] },
  { path: 'start', description: "starts one; it's safe", commands: [], options: ['--tenant', '--schedule'] },
  { path: 'audit', description: 'checks records', commands: ['verify'], options: [] },
  { path: 'audit verify', description: 'from files', commands: [], options: ['--json'] },
];
const values = { '--tenant': ['contoso', 'fabrikam'] };
const script = completionScript('bash', "/home/ada's/rotation", commands, values);

/** What bash offers where the cursor stands behind the last word. */
function offered(...words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word}'`).join(' ');
  const asked = `${script}\nCOMP_WORDS=(rotation ${line}); COMP_CWORD=${words.length}; _rotation; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', asked], { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout.split('\n').filter(Boolean);
}

describe('bash completes', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['commands', ['sta'], ['status', 'start']],
    ['options of a command', ['status', '--'], ['--tenant', '--all']],
    ['names of the estate', ['start', '--tenant', 'fa'], ['fabrikam']],
    ['commands of a command', ['audit', ''], ['verify']],
    ['their options, behind an option', ['audit', 'verify', '--j'], ['--json']],
    ['options behind a value that is called as a command', ['start', '--schedule', 'x', '--t'], ['--tenant']],
    ['nothing where nothing is known', ['audit', 'verify', 'x'], []],
  ])('%s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});

test('zsh takes the same, through its own module for it', () => {
  const zsh = completionScript('zsh', '/r', commands, values);
  expect(zsh).toMatch(/^autoload -U \+X bashcompinit && bashcompinit\n/);
  expect(zsh).toContain(completionScript('bash', '/r', commands, values));
});

test('fish gets a line for each command and option, where it belongs', () => {
  const lines = completionScript('fish', '/r', commands, values).split('\n');
  expect(lines).toContain("complete -c rotation -f -n '__fish_use_subcommand' -a start -d 'starts one; it'\\''s safe'");
  expect(lines).toContain(
    "complete -c rotation -n '__fish_seen_subcommand_from status' -l tenant -x -a 'contoso fabrikam'",
  );
  expect(lines).toContain(
    "complete -c rotation -n '__fish_seen_subcommand_from audit; and __fish_seen_subcommand_from verify' -l json",
  );
});
