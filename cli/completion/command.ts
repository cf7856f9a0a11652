import { Argument, Command } from 'commander';
import { loadEstate } from '../../config/load-estate.ts';
import { estatePath } from '../operator/estate-file.ts';
import { print } from '../operator/output.ts';
import { type CommandWords, completionScript, type OptionValues, type Shell, shells } from './scripts.ts';

/** `rotation completion`: what a shell needs to complete commands, options, and the names of the estate. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('prints a script for your shell: eval "$(npm run --silent rotation -- completion bash)"')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action((shell: Shell, _, command: Command) => {
      const program = command.parent ?? command;
      print(completionScript(shell, process.cwd(), wordsOf(program, ''), estateNames()));
    });
}

function wordsOf(command: Command, path: string): CommandWords[] {
  return [
    {
      path,
      description: command.description(),
      commands: command.commands.map((each) => each.name()),
      options: [...command.options.flatMap(({ long }) => long ?? []), '--help'],
    },
    ...command.commands.flatMap((each) => wordsOf(each, path === '' ? each.name() : `${path} ${each.name()}`)),
  ];
}

/** As they are now. An estate that cannot be read completes nothing: other commands say what is wrong with it. */
function estateNames(): OptionValues {
  const loaded = loadEstate(estatePath(undefined));
  if ('problems' in loaded) return {};
  const { tenants, schedules } = loaded.estate;
  return { '--tenant': tenants.map(({ name }) => name), '--schedule': schedules.map(({ name }) => name) };
}
