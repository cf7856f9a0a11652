import { join } from 'node:path';
import type { RunningProduct } from '../../local/running-product.ts';
import { synthesized, withEstate } from './crash-assembly.ts';
import { type CrashEstate, crashEstate, type WayOver } from './crash-estate.ts';
import { type CrashRun, type CrashRunSetting, crashRun } from './crash-run.ts';
import { workflowsThatWait } from './evidence.ts';
import { nameOf, type Plan, type Point, Recording } from './fault-plan.ts';
import { leaksOf, violationsOf } from './rules.ts';

export const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Functions and workflows that work for the whole cycle, or for a tenant when its turn comes: their calls are no account’s. */
const OF_THE_CYCLE =
  /^\w+ (opencycle|closecycle|announcecycle|checkpoint|archiveaudit|recordestate|recordtrail|planexport|remind|notify|writetickets|RotationCycle|AuditExport)/;
/** Pages, and what a technician asks of them. */
const OF_PAGES = /^\w+ (portal|approvals|credentialpage|signin|(GET|POST) )/;

export const isOfPages = ({ label }: Pick<Point, 'label'>): boolean => OF_PAGES.test(label);
export const isOfFirst = ({ label }: Pick<Point, 'label'>): boolean => label.startsWith('first ');
/** The function or workflow that makes a call. */
export const actorOf = ({ label }: Pick<Point, 'label'>): string => label.split(' ')[1] ?? '';

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
    private readonly way: WayOver,
  ) {}

  static async in(folder: string, way: WayOver = 'link'): Promise<Campaign> {
    return new Campaign(folder, await synthesized(join(folder, 'template'), way), way);
  }

  /**
   * Two cycles of one tenant without a fault. It is alone, so that no call depends on who came first; and its technician decides
   * only when every workflow waits, so that none depends on how fast somebody is. The same calls are recorded in every run.
   *
   * @returns everything that a rotation asks of the outside, in the order in which it comes to it
   * @throws {Error} if even those break a rule
   */
  async record(): Promise<readonly Point[]> {
    const [first, later] = [new Recording(), new Recording()];
    const { done, estate } = await this.run('recording', 1, {
      // A turn to write into the vault lasts five minutes of real time: the second rotation would wait for the end of the first one's.
      plans: this.way === 'vault' ? { first } : { first, later },
      collects: true,
      cycles: 'shared',
      beforeDeciding: untilAllWait,
    });
    const violations = await violationsIn(done, estate);
    await done.product.close();
    if (violations.length > 0) throw new Error(`broken without any fault: ${JSON.stringify(violations)}`);
    return [...first.points(), ...later.points()].filter(({ label }) => !OF_THE_CYCLE.test(label));
  }

  /** As many tenants as told, each with what its plan makes go wrong. */
  async try<P extends Plan & FaultsMet>(
    name: string,
    count: number,
    setting: HowToRun & { readonly plans: { readonly first: P; readonly later?: P } },
  ): Promise<Tried> {
    const { plans } = setting;
    const { done, estate } = await this.run(name, count, setting);
    const found = await violationsIn(done, estate);
    await done.product.close();
    const violations = found.map(({ rule, tenant, what }) => {
      const { tenantId = '' } = estate.tenants.find((one) => one.name === tenant) ?? {};
      const points = [plans.first, plans.later].flatMap((plan) => plan?.met.get(tenantId) ?? []);
      return `${rule} ${tenant} ${what} [${points.map(nameOf).join(' + ')}]`;
    });
    return { violations, ends: done.ends.map(({ accounts }) => accounts), seconds: Math.round(done.seconds) };
  }

  private async run(name: string, count: number, setting: HowToRun) {
    const estate = crashEstate(count, {}, this.way);
    const out = join(this.folder, name);
    const assembly = withEstate(this.assembly, estate, join(out, 'cdk.out'));
    const done = await crashRun({ ...setting, assembly, out: join(out, 'run'), tenants: estate.tenants });
    return { done, estate };
  }
}

type HowToRun = Omit<CrashRunSetting, 'assembly' | 'out' | 'tenants'>;

/** Waits until the workflows of one cycle, its one tenant and its one account each wait for what comes next. */
async function untilAllWait(product: RunningProduct): Promise<void> {
  while ((await workflowsThatWait(product)) < 3) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function violationsIn(done: CrashRun, { tenants }: CrashEstate) {
  const found = [...(await violationsOf(done, tenants)), ...(await leaksOf(done))];
  for (const tenant of done.lostOnTheWay) found.push({ rule: 'R3', tenant, what: 'lost for a moment' });
  return found;
}
