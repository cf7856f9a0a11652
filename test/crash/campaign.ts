import { join } from 'node:path';
import { synthesized, withEstate } from './crash-assembly.ts';
import { type CrashEstate, crashEstate } from './crash-estate.ts';
import { type CrashRun, crashRun } from './crash-run.ts';
import { nameOf, type Plan, type Point, Recording } from './fault-plan.ts';
import { leaksOf, violationsOf } from './rules.ts';

export const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Functions and workflows that work for the whole cycle: their calls are no account's. */
const OF_THE_CYCLE = /^\w+ (opencycle|closecycle|remind|notify|RotationCycle)/;
/** Pages, and what a technician asks of them. */
const OF_PAGES = /^\w+ (portal|credentialpage|signin|(GET|POST) )/;

export const isOfPages = ({ label }: Pick<Point, 'label'>): boolean => OF_PAGES.test(label);
export const isOfFirst = ({ label }: Pick<Point, 'label'>): boolean => label.startsWith('first ');
/** The function or workflow that makes a call. */
export const actorOf = ({ label }: Pick<Point, 'label'>): string => label.split(' ')[1] ?? '';

/** Everything that a rotation asks of the outside, from a run in which nothing went wrong. */
export interface Recorded {
  /** All points, in the order in which a rotation comes to them. */
  readonly points: readonly Point[];
  /** Whether every rotation comes to it: others come once in a cycle, so that not each such point finds a rotation. */
  readonly isRegular: (point: Point) => boolean;
}

/** What a plan keeps of what it did. */
export interface FaultsMet {
  /** By tenant id. */
  readonly met: ReadonlyMap<string, Point | readonly Point[]>;
}

export interface Tried {
  /** What broke a rule, and what had gone wrong there. */
  readonly violations: readonly string[];
  readonly ends: readonly { readonly rotated: number; readonly failed: number; readonly uncertain: number }[];
  readonly seconds: number;
}

/** Runs of the product in which things go wrong, all from one template. */
export class Campaign {
  private constructor(
    private readonly folder: string,
    private readonly assembly: string,
  ) {}

  static async in(folder: string): Promise<Campaign> {
    return new Campaign(folder, await synthesized(join(folder, 'template')));
  }

  /** Two cycles without a fault. @throws {Error} if even those break a rule */
  async record(): Promise<Recorded> {
    const [first, later] = [new Recording(), new Recording()];
    const { done, estate } = await this.run('recording', 3, { first, later }, true);
    const violations = await violationsIn(done, estate);
    await done.product.close();
    if (violations.length > 0) throw new Error(`broken without any fault: ${JSON.stringify(violations)}`);
    const tenantIds = estate.tenants.map(({ tenantId }) => tenantId);
    const regular = new Set([...first.inEachOf(tenantIds), ...later.inEachOf(tenantIds)]);
    const points = [...first.points(), ...later.points()].filter(({ label }) => !OF_THE_CYCLE.test(label));
    return { points, isRegular: ({ label }) => regular.has(label) };
  }

  /** As many tenants as told, each with what its plan makes go wrong. */
  async try<P extends Plan & FaultsMet>(
    name: string,
    count: number,
    plans: { readonly first: P; readonly later?: P },
    collects: boolean,
  ): Promise<Tried> {
    const { done, estate } = await this.run(name, count, plans, collects);
    const found = await violationsIn(done, estate);
    await done.product.close();
    const violations = found.map(({ rule, tenant, what }) => {
      const { tenantId = '' } = estate.tenants.find((one) => one.name === tenant) ?? {};
      const points = [plans.first, plans.later].flatMap((plan) => plan?.met.get(tenantId) ?? []);
      return `${rule} ${tenant} ${what} [${points.map(nameOf).join(' + ')}]`;
    });
    const ends = done.summaries.map(({ accounts: { rotated, failed, uncertain } }) => ({ rotated, failed, uncertain }));
    return { violations, ends, seconds: Math.round(done.seconds) };
  }

  private async run(name: string, count: number, plans: { first: Plan; later?: Plan }, collects: boolean) {
    const estate = crashEstate(count);
    const out = join(this.folder, name);
    const assembly = withEstate(this.assembly, estate, join(out, 'cdk.out'));
    const done = await crashRun({ assembly, out: join(out, 'run'), tenants: estate.tenants, plans, collects });
    return { done, estate };
  }
}

async function violationsIn(done: CrashRun, { tenants }: CrashEstate) {
  const found = [...(await violationsOf(done, tenants)), ...(await leaksOf(done))];
  for (const tenant of done.lostOnTheWay) found.push({ rule: 'R3', tenant, what: 'lost for a moment' });
  return found;
}
