import { Command } from 'commander';
import { firstOfFourPorts } from '../local/options.ts';
import { gameDay, type Walked } from './game-day.ts';

/** `npm run gameday`: raises every alarm, and prints what was done, what the runbook says, and whether it ended. */

const DEFAULT_PORT = 8900;
/** Exit code of a process that Ctrl-C ended, as shells have it. */
const INTERRUPTED = 130;

const lineOf = ({ name, severity, done, chapter, raised, ended }: Walked): string =>
  [
    `${raised && ended ? 'ok  ' : 'FAIL'} ${severity.padEnd(6)} ${name}${raised ? '' : ': not raised'}${ended ? '' : ': does not go back'}`,
    `       ${done}`,
    `       ${chapter}`,
    '',
  ].join('\n');

async function walkAll(port: number): Promise<void> {
  // They end by `exit`, so that what the run has written into the folder for temporary files is removed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED));
  process.stdout.write('Starting the whole product with every function, to raise every alarm …\n\n');
  const walked = await gameDay(port, (each) => process.stdout.write(lineOf(each)));
  const wrong = walked.filter(({ raised, ended }) => !raised || !ended);
  process.stdout.write(
    `${walked.length} alarms: ${walked.length - wrong.length} raised and ended${wrong.length === 0 ? '' : `, ${wrong.length} not: ${wrong.map(({ name }) => name).join(', ')}`}\n`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

await new Command('npm run gameday --')
  .description('Raises every alarm in the whole product on this machine, and looks whether each ends.')
  .argument('[port]', 'of the portal; the three after it must be free too', firstOfFourPorts, DEFAULT_PORT)
  .addHelpText('after', '\nExit code 1: an alarm was not raised, or does not end.')
  .action(walkAll)
  .parseAsync();
