import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { synthesized, withEstate } from './crash-assembly.ts';
import { crashEstate } from './crash-estate.ts';
import { type CrashRun, crashRun } from './crash-run.ts';
import { nameOf, OneEach, type Plan, type Point, Recording, worthTrying } from './fault-plan.ts';
import { leaksOf, violationsOf } from './rules.ts';

/**
 * A whole rotation is stopped, cut off and repeated at every outside call that a recorded run made, one fault per rotation; the
 * workflow tries again, and every rule must hold. `CRASH_ALL=1` tries also what is alike, see `worthTrying`.
 */

const folder = mkdtempSync(join(tmpdir(), 'rotation-crash-'));
afterAll(() => (process.env.CRASH_KEEP === '1' ? undefined : rmSync(folder, { recursive: true, force: true })));

/** Functions and workflows that work for the whole cycle: their calls are no account's. */
const OF_THE_CYCLE = /^\w+ (opencycle|closecycle|remind|notify|RotationCycle)/;
const OF_PAGES = /^\w+ (approvalspage|credentialpage|signin|(GET|POST) )/;

const print = (line: string) => process.stdout.write(`${line}\n`);
const startedAt = Date.now();
const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(0);

let assembly: string;
let points: readonly Point[];
/** Calls that every rotation makes; the others may come once in a cycle, so that not each point of them finds a rotation. */
let regular: ReadonlySet<string>;

async function run(name: string, count: number, plans: { first: Plan; later?: Plan }, collects = true) {
  const estate = crashEstate(count);
  const out = join(folder, name);
  const own = withEstate(assembly, estate, join(out, 'cdk.out'));
  const done = await crashRun({ assembly: own, out: join(out, 'run'), tenants: estate.tenants, plans, collects });
  return { done, estate };
}

async function violationsIn(done: CrashRun, tenants: ReturnType<typeof crashEstate>['tenants']) {
  const found = [...(await violationsOf(done, tenants)), ...(await leaksOf(done, tenants))];
  for (const tenant of done.lostOnTheWay) found.push({ rule: 'R3', tenant, what: 'lost for a moment' });
  return found;
}

beforeAll(async () => {
  assembly = await synthesized(join(folder, 'template'));
  const first = new Recording();
  const later = new Recording();
  const { done, estate } = await run('recording', 3, { first, later });
  const violations = await violationsIn(done, estate.tenants);
  await done.product.close();
  expect(violations).toEqual([]);
  const tenantIds = estate.tenants.map(({ tenantId }) => tenantId);
  regular = new Set([...first.inEachOf(tenantIds), ...later.inEachOf(tenantIds)]);
  const recorded = [...first.points(), ...later.points()].filter(({ label }) => !OF_THE_CYCLE.test(label));
  const all = process.env.CRASH_ALL === '1';
  const every = Number(process.env.CRASH_EVERY ?? 1);
  points = (all ? recorded : recorded.filter(worthTrying)).filter((_, i) => i % every === 0);
  print(`recorded ${recorded.length} points, ${points.length} worth trying, ${seconds()} s`);
}, 300_000);

/** Tenants that no fault is left for do no harm; too few would leave points untried. */
const SPARE = 5;

async function tryAll(name: string, wanted: readonly Point[], collects = true) {
  const ofStage = (stage: string) => wanted.filter(({ label }) => label.startsWith(`${stage} `));
  const [first, later] = [ofStage('first'), ofStage('later')];
  const plans = { first: new OneEach(first), ...(later.length === 0 ? {} : { later: new OneEach(later) }) };
  const count = Math.max(first.length, later.length) + SPARE;
  const { done, estate } = await run(name, count, plans, collects);
  const violations = await violationsIn(done, estate.tenants);
  await done.product.close();
  const met = new Map([...plans.first.met, ...(plans.later?.met ?? [])]);
  const told = violations.map((each) => {
    const tenant = estate.tenants.find((one) => one.name === each.tenant);
    const points = [plans.first, plans.later].flatMap((plan) => plan?.met.get(tenant?.tenantId ?? '') ?? []);
    return `${each.rule} ${each.tenant} ${each.what} [${points.map(nameOf).join(' + ')}]`;
  });
  const untried = [...plans.first.left(), ...(plans.later?.left() ?? [])];
  const left = untried.filter(({ label }) => regular.has(label)).map(nameOf);
  const ends = done.summaries.map(({ accounts: { rotated, failed, uncertain } }) => ({ rotated, failed, uncertain }));
  print(
    `${name}: ${wanted.length - untried.length} points, ${untried.length} that come once in a cycle untried, ${JSON.stringify(ends)}, ${done.seconds.toFixed(0)} s`,
  );
  return { told, left, met, count, ends };
}

const actorOf = (label: string) => label.split(' ')[1] ?? '';

describe('one fault per rotation', () => {
  test('in every function that works for one account', async () => {
    const wanted = points.filter(({ label }) => label.startsWith('first ') && !OF_PAGES.test(label));
    const { told, left, count, ends } = await tryAll('steps', wanted, false);
    expect(told).toEqual([]);
    expect(left).toEqual([]);
    expect(ends).toEqual([{ rotated: count, failed: 0, uncertain: 0 }]);
  }, 900_000);

  test('on every page, and in the second rotation of an account wherever its credential is touched', async () => {
    const touching = new Set(points.flatMap(({ label }) => (label.includes(' secretsmanager:') ? actorOf(label) : [])));
    const wanted = points.filter(({ label }) => {
      if (label.startsWith('first ')) return OF_PAGES.test(label);
      return touching.has(actorOf(label)) && !OF_PAGES.test(label) && !/ (graph|entra|sts):/.test(label);
    });
    const { told, left, count, ends } = await tryAll('pages', wanted);
    expect(told).toEqual([]);
    expect(left).toEqual([]);
    expect(ends.map(({ rotated }) => rotated)).toEqual([count, count]);
  }, 900_000);
});
