import type { Faults as AwsFaults, Call } from '@m365-rotation/local-aws';
import type { Faults as GraphFaults, Tenant } from '@m365-rotation/local-microsoft';
import { beginCycle, finishCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import type { Summary } from '../../local/summary.ts';
import { freePorts } from '../workflow/npm-start.ts';
import { adminOf } from './crash-estate.ts';
import { GRAPH_FAULTS, type Kind, type Plan } from './fault-plan.ts';
import { Wiretap } from './leaks/wiretap.ts';
import { Moments } from './moments.ts';
import { type EndedCycles, endedCycle, ownCycles } from './own-cycles.ts';
import { isLost } from './rules.ts';
import { type Work, workUntil } from './technician-at-work.ts';

/**
 * Waits of minutes pass in half a second. Not faster: work takes its real time, and an identity token, which lives for five minutes
 * of this clock, must outlive the request that it is for, also on a machine that has other things to do.
 */
const SPEED = 120;
/** Hundreds of runs: none waits for more messages than a window of this speed lets arrive. */
const SHORTEST_WINDOW_MS = 170;

/**
 * Room for every function at once: a thread that must make way starts anew, and each start takes longer than a call. None ends for
 * lack of work: how long a function waits for its next call depends on the machine, and a new thread makes calls that a warm one
 * does not, such as for a token.
 */
const LIMITS = { threads: 18, threadsPerFunction: 2, idleMs: 86_400_000 };

export interface CrashRunSetting {
  readonly assembly: string;
  readonly out: string;
  readonly tenants: readonly Tenant[];
  /** Whether the technician collects what is handed out; each takes several requests, one after the other. */
  readonly collects: boolean;
  /** What goes wrong in the first rotation of each account, and in the second one. */
  readonly plans: { readonly first: Plan; readonly later?: Plan };
  /**
   * One cycle for all tenants, as on schedule; or one for each of them, all at once: there, each tenant is the first and the last of
   * its cycle, and makes every call that only the first or only the last one makes.
   */
  readonly cycles: 'shared' | 'own';
  /** Called when a shared cycle was started; the technician begins after it. */
  readonly beforeDeciding?: (product: RunningProduct) => Promise<void>;
  /** What goes wrong with requests to the vault. */
  readonly vaultFaults?: VaultFaults;
}

type VaultFaults = Parameters<NonNullable<RunningProduct['inbox']['vault']>['fail']>[0];

export interface CrashRun {
  readonly product: RunningProduct;
  readonly out: string;
  /** Tenants whose password was lost at some instant: R3 holds always, not at the end alone. */
  readonly lostOnTheWay: ReadonlySet<string>;
  /** One for each rotation of an account. */
  readonly ends: readonly EndedCycles[];
  /** Accounts that a PATCH was sent for. */
  readonly patched: ReadonlySet<string>;
  readonly seconds: number;
  readonly wiretap: Wiretap;
}

/** Runs one or two cycles with faults, up to their ends. The caller closes the product. */
export async function crashRun({
  assembly,
  out,
  tenants,
  plans,
  collects,
  cycles,
  beforeDeciding,
  vaultFaults,
}: CrashRunSetting): Promise<CrashRun> {
  const startedAt = Date.now();
  const moments = new Moments(tenants.map(({ tenantId }) => tenantId));
  const patched = new Set<string>();
  const lostOnTheWay = new Set<string>();
  const checks: Promise<void>[] = [];
  const wiretap = new Wiretap(out);
  const stopListening = wiretap.listenToBrowser();
  let plan: Plan | undefined;
  let product: RunningProduct | undefined;
  const checkNow = (tenantId: string) => {
    const tenant = tenants.find((each) => each.tenantId === tenantId);
    if (product === undefined || tenant === undefined) return;
    const look = () => (product === undefined ? false : isLost(product, out, tenantId, adminOf(tenant)));
    // Looking takes a moment: only what is lost at two looks is lost.
    const twice = async () => {
      if ((await look()) && (await look())) lostOnTheWay.add(tenant.name);
    };
    checks.push(twice());
  };
  const faults: AwsFaults = {
    faultFor(call) {
      const moment = moments.ofCall(call);
      const kind = moment === undefined ? undefined : plan?.faultAt(moment);
      if (moment === undefined || kind === undefined) return undefined;
      checkNow(moment.subject);
      if (kind !== 'overlap') return awsFault(kind);
      void product?.cloud.dispatch(besides(call)).catch(() => undefined);
      return undefined;
    },
  };
  const graphFaults: GraphFaults = {
    next(request) {
      const moment = moments.ofRequest(request);
      const accountId = request.method === 'PATCH' ? request.path.split('/').at(-1) : undefined;
      if (accountId !== undefined) patched.add(accountId);
      const kind = plan?.faultAt(moment);
      if (kind === undefined) return undefined;
      checkNow(moment.subject);
      const thread = moments.threadFor(request.tenantId);
      if (kind.startsWith('graph-stop') && thread !== undefined) void product?.cloud.lambda.stopCaller(thread);
      return GRAPH_FAULTS[kind];
    },
  };
  product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: SPEED,
    shortestWindowMs: SHORTEST_WINDOW_MS,
    functionLimits: LIMITS,
    faults,
    onAnswer: wiretap.onAwsAnswer,
    microsoft: { tenants, faults: graphFaults, onAnswer: wiretap.onMicrosoftAnswer },
  });
  product.inbox.vault?.watch(wiretap.onVaultExchange);
  if (vaultFaults !== undefined) product.inbox.vault?.fail(vaultFaults);
  try {
    moments.attach(product.cloud);
    const ends: EndedCycles[] = [];
    for (const [stage, next] of Object.entries(plans)) {
      moments.begin(stage);
      plan = next;
      ends.push(
        cycles === 'own'
          ? await ownCycles(product, out, { tenants, name: stage, collects })
          : endedCycle(await wholeCycle(product, out, collects, { signsInAnew: true, beforeDeciding })),
      );
      plan = undefined;
    }
    await Promise.all(checks);
    return { product, out, lostOnTheWay, ends, patched, wiretap, seconds: (Date.now() - startedAt) / 1000 };
  } catch (error) {
    await product.close();
    throw error;
  } finally {
    stopListening();
  }
}

const awsFault = (kind: Kind) =>
  kind === 'stop-before' || kind === 'stop-after' || kind === 'lose-response' || kind === 'throttle' || kind === 'twice'
    ? kind
    : undefined;

/** The same call by somebody who meets no faults. */
const besides = (call: Call): Call => ({ ...call, principal: { kind: 'operator' } });

/** A cycle of the whole estate, whose technician approves everything, collects every password and confirms it. */
export async function wholeCycle(
  product: RunningProduct,
  out: string,
  collects = true,
  { signsInAnew = false, beforeDeciding }: HowToDecide = {},
): Promise<Summary> {
  const { run } = await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
  await beforeDeciding?.(product);
  const end = product.cloud.stepFunctions.waitFor(run.executionArn);
  await workUntil(product, end, { collects, signsInAnew });
  return finishCycle(product, out, run, 0);
}

interface HowToDecide extends Pick<Work, 'signsInAnew'>, Pick<CrashRunSetting, 'beforeDeciding'> {}
