import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/*
 * One environment of a function, as Lambda makes one: loads the code and takes two invocations. Plain JavaScript, so that no TypeScript
 * loader is measured. Writes one line of JSON as its last.
 */

const [file = '', event = '{}', timeoutMs = '60000'] = process.argv.slice(2);
const ends = Date.now() + Number(timeoutMs);
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => Math.max(0, ends - Date.now()) };

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

const load = await timed(async () =>
  file.endsWith('.js') ? createRequire(file)(file) : await import(pathToFileURL(file).href),
);
const call = () => timed(() => load.result.handler(JSON.parse(readFileSync(event, 'utf8')), context));
const failures = [];
const called = [];
for (const name of ['first', 'second']) {
  try {
    called.push(await call());
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.name : 'error'}`);
    called.push(undefined);
  }
}
const figures = ({ ms, cpuMs }) => ({ ms, cpuMs });
const [first, second] = called.map((each) => each && figures(each));
// Not `maxRSS`: Linux hands that on from the process that started this one.
const mb = process.memoryUsage.rss() / 1e6;
process.stdout.write(`\n${JSON.stringify({ load: figures(load), first, second, failures, mb })}\n`);
process.exit(0);
