import { gameDay, type Walked } from './game-day.ts';

/** `npm run gameday`: raises every alarm, and prints what was done, what the runbook says, and whether it ended. */

const DEFAULT_PORT = 8900;

const lineOf = ({ name, severity, done, chapter, raised, ended }: Walked): string =>
  [
    `${raised && ended ? 'ok  ' : 'FAIL'} ${severity.padEnd(6)} ${name}${raised ? '' : ': not raised'}${ended ? '' : ': does not go back'}`,
    `       ${done}`,
    `       ${chapter}`,
    '',
  ].join('\n');

const port = Number(process.argv[2] ?? DEFAULT_PORT);
process.stdout.write('Starting the whole product with every function, to raise every alarm …\n\n');
const walked = await gameDay(port, (each) => process.stdout.write(lineOf(each)));
const wrong = walked.filter(({ raised, ended }) => !raised || !ended);
process.stdout.write(
  `${walked.length} alarms: ${walked.length - wrong.length} raised and ended${wrong.length === 0 ? '' : `, ${wrong.length} not: ${wrong.map(({ name }) => name).join(', ')}`}\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
