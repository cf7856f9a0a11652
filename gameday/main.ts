import { Command, InvalidArgumentError } from 'commander';
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

/** The last one leaves room for the three after it. */
function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port > 0 && port <= 65_532) return port;
  throw new InvalidArgumentError('must be a port from 1 to 65532.');
}

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
  .argument('[port]', 'of the portal; the three after it must be free too', portOf, DEFAULT_PORT)
  .addHelpText('after', '\nExit code 1: an alarm was not raised, or does not end.')
  .action(walkAll)
  .parseAsync();
