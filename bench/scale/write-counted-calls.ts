import { writeFileSync } from 'node:fs';
import type { Counts } from './counts.ts';
import type { ScaleFigures } from './run.ts';
import { smallCycle } from './small-cycle.ts';

/**
 * Counts three small cycles, solves for what a cycle, a tenant and an account take, and writes `cli/cost/counted-calls.ts`:
 * `npx tsx bench/scale/write-counted-calls.ts`.
 */
const SIZES = [
  { tenants: 2, accounts: 2 },
  { tenants: 2, accounts: 8 },
  { tenants: 6, accounts: 2 },
] as const;

/** From the counts of 4, 16 and 12 accounts in 2, 2 and 6 tenants. */
function solved(few: number, more: number, wide: number) {
  const account = (more - few) / 12;
  const tenant = (wide - few - 8 * account) / 4;
  return { cycle: round(few - 2 * tenant - 4 * account), tenant: round(tenant), account: round(account) };
}
const round = (value: number) => Math.round(value * 1_000) / 1_000;

const port = Number(process.argv[2] ?? 8780);
const runs: ScaleFigures[] = [];
for (const { tenants, accounts } of SIZES) runs.push(await smallCycle(tenants, accounts, port));
const [few, more, wide] = runs.map(({ counts }): Counts => counts);
if (few === undefined || more === undefined || wide === undefined) throw new Error('a run is missing');
const names = [...new Set([few, more, wide].flatMap((each) => Object.keys(each)))].sort();
const counts = Object.fromEntries(
  names.map((name) => [name, solved(few[name] ?? 0, more[name] ?? 0, wide[name] ?? 0)]),
);
const content = { countedOn: new Date().toISOString().slice(0, 10), fixed: runs[0]?.fixed, counts };
writeFileSync(
  'cli/cost/counted-calls.ts',
  `import type { CountedCalls } from './counted.ts';\n\n/** Written by \`npx tsx bench/scale/write-counted-calls.ts\`: counted in the embedded cloud, not by hand. */\nexport const countedCalls: CountedCalls = ${JSON.stringify(content, null, 2)};\n`,
);
