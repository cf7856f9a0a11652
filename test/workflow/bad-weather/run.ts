import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AwsError,
  answer,
  type JsonObject,
  type RunningMachines,
  startMachines,
  thrown,
} from '@m365-rotation/local-aws';
import { type Simulation, simulate } from '@m365-rotation/local-microsoft';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { parse } from 'yaml';
import * as z from 'zod';
import { type StormAccount, type StormSize, stormEstate } from '../../../bench/storm/storm-estate.ts';
import { chance, type Weather } from '../../../bench/storm/weather.ts';
import { type Estate, estateSchema } from '../../../config/estate.ts';
import { authenticatedByAws } from '../../../lambda/adapters/graph/client-authentication.ts';
import { readerApp, writerApp } from '../../../lambda/adapters/graph/graph-apps.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { decideRotation } from '../../../lambda/usecases/approval/decide-rotation.ts';
import { deliverCredential } from '../../../lambda/usecases/credential/deliver-credential.ts';
import { openCycle } from '../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../lambda/usecases/discovery/discover-tenant.ts';
import { promotePassword } from '../../../lambda/usecases/rotation/promote-password.ts';
import { recordOutcome } from '../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../lambda/usecases/rotation/stage-password.ts';
import { settleUncertain, verifyReset } from '../../../lambda/usecases/rotation/verify-reset.ts';
import { exampleEstate } from '../../config/example-estate.ts';
import { World } from '../../lambda/usecases/in-memory.ts';
import { machineOf } from '../../lib/machines.ts';
import { synthesized } from '../../lib/synthesized.ts';
import { holdClockDuringFetch } from '../../runs/held-fetch.ts';

/**
 * Cycles of administrators on a virtual clock: the machines of the template, the use cases with tables in memory, and the adapters for
 * Graph against the simulated Microsoft.
 */

/** Seconds that functions have for reading: their time limits, less what they leave for their other work. */
const readingSeconds = { discover: 780, reset: 105, verify: 45 };
const SIGN_IN_SECONDS = 20;
const SHOW_AFTER_MS = 20_000;

export interface Ended {
  readonly accounts: readonly StormAccount[];
  readonly rotations: readonly Rotation[];
  /** Tenants that were not discovered, with the reason. */
  readonly notDiscovered: readonly string[];
  /** Accounts for which no labelled version of the credential works. */
  readonly lost: readonly string[];
  readonly minutes: number;
}

/** Discovers all tenants, approves all that was found, and rotates it. */
export async function cycleIn(size: StormSize, weatherOn: (clock: VirtualClock) => Weather): Promise<Ended> {
  const { tenants, accounts, yaml } = stormEstate(size);
  const estate = estateSchema.parse(parse(yaml));
  const folder = mkdtempSync(join(tmpdir(), 'bad-weather-'));
  const clock = virtualClock();
  const microsoft = await simulate({
    tenants,
    clock,
    folder: join(folder, 'microsoft'),
    readerClientId: estate.graph.readerClientId,
    writerClientId: estate.graph.writerClientId,
    faults: weatherOn(clock).graph,
    showAfterMs: SHOW_AFTER_MS,
  });
  const putBack = holdClockDuringFetch(clock);
  try {
    const { world, portsFor } = product(estate, microsoft, clock);
    const running = await machines(portsFor, clock, folder);
    const { cycleId } = await openCycle(portsFor('discover'), {
      schedule: 'admin-monthly',
      scheduledFor: clock.now(),
      executionId: 'execution-1',
      dryRun: false,
    });
    const discovered = await clock.until(
      Promise.allSettled(
        tenants.map(({ tenantId }) =>
          askingGraphAgain(clock, () => discoverTenant(portsFor('discover'), { cycleId, tenantId })),
        ),
      ),
    );
    const executions: string[] = [];
    for (const [n, each] of discovered.entries()) {
      const tenantId = tenants[n]?.tenantId ?? '';
      for (const rotation of each.status === 'fulfilled' ? each.value.rotations : []) {
        const key = { cycleId, tenantId, ...rotation };
        await decideRotation(portsFor('verify'), technicianOf(estate, tenantId), key, { decision: 'approve' });
        executions.push(await running.start('AccountRotation', key));
      }
    }
    for (const each of executions) await running.waitFor(each);
    await clock.pass(3_600_000); // what is uncertain settles within an hour
    await running.close();
    const lost: string[] = [];
    for (const { tenantId, accountId } of accounts) {
      const versions = [...(world.contoso.versions.get(accountId)?.values() ?? [])];
      const works = await Promise.all(
        versions.map(
          ({ labels, content: { password } }) =>
            labels.length > 0 && microsoft.isEffective(tenantId, accountId, password),
        ),
      );
      if (versions.length > 0 && !works.includes(true)) lost.push(accountId);
    }
    return {
      accounts,
      rotations: [...world.tables.rotationRows.values()],
      notDiscovered: discovered.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])),
      lost,
      minutes: Math.round(clock.elapsed() / 60_000),
    };
  } finally {
    putBack();
    await microsoft.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function product(estate: Estate, { addresses, assertion }: Simulation, clock: VirtualClock) {
  const world = new World(estate.tenants);
  let drawn = 0;
  const options = (clientId: string, seconds: number) => ({
    cloud: estate.graph.cloud,
    graphEndpoint: addresses.graph,
    loginEndpoint: addresses.login,
    clientId,
    prove: authenticatedByAws(() => clock.during(assertion())),
    patience: {
      now: clock.now,
      sleep: (wait: number) => clock.sleep(wait * 1_000),
      random: () => chance('random', drawn++),
      deadline: () => clock.now().getTime() + seconds * 1_000,
    },
  });
  const ports = {
    ...world.ports,
    estate,
    now: clock.now,
    writer: writerApp(options(estate.graph.writerClientId, SIGN_IN_SECONDS)),
  };
  const portsOf = (kind: keyof typeof readingSeconds) => ({
    ...ports,
    directory: readerApp(options(estate.graph.readerClientId, readingSeconds[kind])),
  });
  const all = { discover: portsOf('discover'), reset: portsOf('reset'), verify: portsOf('verify') };
  return { world, portsFor: (kind: keyof typeof readingSeconds) => all[kind] };
}

const event = z.object({
  cycleId: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  poll: z.boolean().default(false),
  hasWaited: z.boolean().default(false),
  error: z.object({ name: z.string() }).optional(),
});

const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:';

/** The machines of one account, whose functions are the use cases. */
async function machines(
  portsFor: ReturnType<typeof product>['portsFor'],
  clock: VirtualClock,
  folder: string,
): Promise<RunningMachines> {
  const template = synthesized(exampleEstate());
  const definitionOf = (name: 'AccountRotation' | 'SettleUncertain'): JsonObject =>
    z
      .record(z.string(), z.json())
      .parse(JSON.parse(machineOf(template, name).text.replaceAll("arn:{'Ref':'AWS::Partition'}:", 'arn:aws:')));
  const ports = {
    ...portsFor('verify'),
    settling: {
      start: async ({ cycleId, tenantId, accountId, rotationId, run = 0 }: Rotation) =>
        void (await running.start('SettleUncertain', { cycleId, tenantId, accountId, rotationId, run })),
    },
  };
  const functions: Readonly<Record<string, (input: z.output<typeof event>) => Promise<unknown>>> = {
    stagepassword: ({ hasWaited, ...key }) => stagePassword(ports, key, hasWaited),
    resetpassword: (key) => resetPassword(portsFor('reset'), key),
    verifyreset: async (key) =>
      key.poll ? { found: await settleUncertain(ports, key) } : verifyReset(portsFor('verify'), key),
    promotepassword: (key) => promotePassword(ports, key),
    delivercredential: (key) => deliverCredential(ports, key),
    recordoutcome: async ({ error, ...key }) => {
      const ending = error === undefined ? undefined : ({ kind: 'error', reason: error.name } as const);
      return { outcome: (await recordOutcome(ports, key, ending)).state.status };
    },
  };
  const invoke = async ({ FunctionName, Payload }: JsonObject) => {
    const named = Object.entries(functions).find(([name]) => String(FunctionName).includes(name));
    const input = event.parse(JSON.parse(Buffer.from(String(Payload), 'base64').toString()));
    try {
      return answer((await named?.[1](input)) ?? {});
    } catch (error) {
      return error instanceof Error ? thrown(error.name, error.message) : thrown('Error');
    }
  };
  const running = await startMachines(
    { AccountRotation: definitionOf('AccountRotation'), SettleUncertain: definitionOf('SettleUncertain') },
    {
      'lambda:Invoke': invoke,
      // The decision is in the row already.
      'dynamodb:UpdateItem': () => {
        throw new AwsError('ConditionalCheckFailedException', 'decided');
      },
      'states:StartExecution': (input) =>
        running.api('StartExecution', { ...input, stateMachineArn: `${ARN}AccountRotation` }),
    },
    { folder, clock },
  );
  return running;
}

/** As the workflow of a tenant does; `lib/states/ask-graph-again.ts` has the numbers. */
async function askingGraphAgain<T>(clock: VirtualClock, step: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; ) {
    try {
      return await step();
    } catch (error) {
      const isForGraph = error instanceof Error && ['GraphThrottled', 'GraphUnavailable'].includes(error.name);
      if (!isForGraph || waited >= 1_800) throw error;
      const asked = Number(/asks to wait (\d+) s/.exec(error.message)?.[1] ?? 0);
      const seconds = Math.max(asked, Math.min(10 + waited, 300));
      waited += seconds;
      await clock.sleep(seconds * 1_000);
    }
  }
}

function technicianOf({ technicians, tenants, msp }: Estate, tenantId: string) {
  const name = tenants.find((each) => each.tenantId === tenantId)?.name ?? '';
  const found = technicians.find((each) => each.tenants === 'all' || each.tenants.includes(name));
  if (found === undefined) throw new Error(`nobody decides for ${name}`);
  return {
    actor: { kind: 'technician', objectId: found.objectId, tenantId: msp.homeTenantId, name: found.name },
    source: { address: '192.0.2.1', userAgent: 'test' },
  } as const;
}
