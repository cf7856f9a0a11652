/** A command as a shell completes it. */
export interface CommandWords {
  /** Words that lead to it: `''` for the program itself, `audit verify` for a command of a command. */
  readonly path: string;
  readonly description: string;
  /** Names of its commands. */
  readonly commands: readonly string[];
  /** Its options, such as `--tenant`. */
  readonly options: readonly string[];
}

/** What may follow an option, such as `--tenant` → names of tenants. */
export type OptionValues = Readonly<Record<string, readonly string[]>>;

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * A script that a shell reads when it starts: a function `rotation` that runs this copy of the product, and its completion.
 *
 * @param root  folder of the product
 */
export function completionScript(
  shell: Shell,
  root: string,
  commands: readonly CommandWords[],
  values: OptionValues,
): string {
  if (shell === 'fish') return fish(root, commands, values);
  const forZsh = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  return `${forZsh}${bash(root, commands, values)}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const list = (words: readonly string[]): string => quoted(words.join(' '));

const bash = (root: string, commands: readonly CommandWords[], values: OptionValues): string => `\
rotation() { npm --prefix ${quoted(root)} run --silent rotation -- "$@"; }
_rotation() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${commands.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$before" in
${Object.entries(values)
  .map(([option, words]) => `    ${option}) words=${list(words)} ;;\n`)
  .join('')}    *)
      case "$path" in
${commands.map(({ path, commands: names, options }) => `        ${quoted(path)}) words=${list([...names, ...options])} ;;\n`).join('')}      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _rotation rotation
`;

function fish(root: string, commands: readonly CommandWords[], values: OptionValues): string {
  const lines = commands.flatMap(({ path, commands: names, options }) => {
    const [first = '', second] = path.split(' ');
    const isHere =
      path === ''
        ? '__fish_use_subcommand'
        : ['', first, ...(second === undefined ? [] : [second])].join('; and __fish_seen_subcommand_from ').slice(6);
    const described = (name: string) =>
      commands.find((each) => each.path === (path === '' ? name : `${path} ${name}`))?.description ?? '';
    return [
      ...names.map((name) => `complete -c rotation -f -n ${quoted(isHere)} -a ${name} -d ${quoted(described(name))}`),
      ...options.map((option) => {
        const words = values[option];
        const name = option.replace(/^--/, '');
        return `complete -c rotation -n ${quoted(isHere)} -l ${name}${words === undefined ? '' : ` -x -a ${list(words)}`}`;
      }),
    ];
  });
  return `function rotation; npm --prefix ${quoted(root)} run --silent rotation -- $argv; end\n${lines.join('\n')}\n`;
}
