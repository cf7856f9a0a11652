import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, answer, type JsonObject, startMachines, thrown } from '@m365-rotation/local-aws';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { Estate } from '../../../config/estate.ts';
import { LIVE } from '../../../contract/machines.ts';
import { CYCLES_PARTITION } from '../../../contract/table-keys.ts';
import { isIn } from '../../../lambda/domain/rotation/rotation.ts';
import { aRole, aUser, EXCHANGE } from '../../lambda/domain/accounts/directories.ts';
import { estate, SCHEDULE, signedIn, World } from '../../lambda/usecases/in-memory.ts';
import { rowOf, tenantRowOf } from '../../lambda/usecases/in-memory-tables.ts';
import { decideAndTell } from '../../lambda/usecases/scene.ts';
import { deployedMachine, functionIn } from '../deployed-definitions.ts';
import { functionsOf } from './functions.ts';
import { taggedByState } from './tagged-states.ts';

export interface Fault {
  readonly fails: () => JsonObject;
  /** Whether the call is carried out first. */
  readonly afterEffect?: boolean;
}

/** What comes in place of the n-th answer that a state gets, counted from 1; `undefined`: the state gets its answer. */
export type FaultAt = (state: string, n: number) => Fault | undefined;

export interface RanCycle {
  readonly world: World;
  readonly end: { readonly status: string; readonly error?: string | undefined; readonly cause?: string | undefined };
  /** States that were given an answer or an error. */
  readonly visited: ReadonlySet<string>;
  /** When the cycle's execution ended, in hours after its start. */
  readonly hours: number;
}

/** What differs from a usual cycle. */
export interface Circumstances {
  readonly estate?: Estate;
  /** From the request to the approval. */
  readonly decideAfterHours?: number;
  /** What happens besides, at instants of the clock. */
  readonly arrange?: (running: { readonly ports: World['ports']; readonly clock: VirtualClock }) => void;
}

const tokenInput = z.looseObject({
  Key: z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }),
  ExpressionAttributeValues: z.looseObject({ ':taskToken': z.object({ S: z.string() }) }),
});
const DAY_MS = 86_400_000;

/**
 * The machines of a cycle as they are deployed, with the functions' use cases behind them and everything else in memory, up to the end
 * of all of them. A technician approves what she may, an hour after each request; what is nobody's expires.
 */
export async function runCycle(
  folder: string,
  faultAt: FaultAt,
  { estate: given = estate, decideAfterHours = 1, arrange }: Circumstances = {},
): Promise<RanCycle> {
  const world = new World();
  for (const name of ['ops', 'mail']) world.contoso.add(aUser(name), aRole(aUser(name), EXCHANGE));
  const clock = virtualClock(world.instant);
  const ports: World['ports'] = {
    ...world.ports,
    estate: given,
    now: () => {
      if (clock.now() > world.instant) world.instant = clock.now();
      return world.now();
    },
    taskTokens: {
      complete: async (taskToken) => {
        const sent = machines.api('SendTaskSuccess', { taskToken, output: '{}' });
        return sent.then(
          () => 'completed' as const,
          () => 'gone' as const,
        );
      },
    },
  };
  const functions = functionsOf(ports);
  const counts = new Map<string, number>();
  const answered = async (state: string, give: () => JsonObject | Promise<JsonObject>): Promise<JsonObject> => {
    const n = (counts.get(state) ?? 0) + 1;
    counts.set(state, n);
    const fault = faultAt(state, n);
    if (fault === undefined) return give();
    if (fault.afterEffect === true) await give();
    return fault.fails();
  };
  const decideLater = (tenantId: string) =>
    clock.after(decideAfterHours * 3_600_000, () => {
      for (const each of world.tables.rotationRows.values()) {
        const mine = each.tenantId === tenantId && isIn(each, 'awaiting-approval');
        if (mine) void decideAndTell(ports, signedIn('Ada'), each, { decision: 'approve' });
      }
    });
  const invoke = async (arn: string, payload: unknown): Promise<JsonObject> => {
    const name = functionIn(arn);
    try {
      const given = await functions[name]?.(payload);
      if (name === 'request-approvals') decideLater(z.object({ tenantId: z.string() }).parse(payload).tenantId);
      return answer(given ?? {});
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return thrown(error.name, error.message);
    }
  };
  const machines = await startMachines(
    {
      RotationCycle: taggedByState('RotationCycle', deployedMachine('RotationCycle')),
      TenantRotation: taggedByState('TenantRotation', deployedMachine('TenantRotation')),
      AccountRotation: taggedByState('AccountRotation', deployedMachine('AccountRotation')),
    },
    {
      'lambda:Invoke': ({ FunctionName, Payload }) => {
        const [arn = '', state = ''] = String(FunctionName).split('@');
        return answered(state, () => invoke(arn, JSON.parse(Buffer.from(String(Payload), 'base64').toString())));
      },
      'states:StartExecution': (input) => {
        const [stateMachineArn = '', state = ''] = String(input.stateMachineArn).split('@');
        if (state === 'RotationCycle.StartExport')
          return answered(state, () => ({ executionArn: 'arn', startDate: 0 }));
        return state === ''
          ? machines.api('StartExecution', input)
          : answered(state, () => machines.api('StartExecution', { ...input, stateMachineArn }));
      },
      'dynamodb:UpdateItem': (input) =>
        answered(String(input.TableName).split('@')[1] ?? '', () => storeToken(world, tokenInput.parse(input))),
      's3:GetObject': () =>
        answered('RotationCycle.StartTenants', () => ({
          Body: Buffer.from(JSON.stringify(world.lists.at(-1))).toString('base64'),
        })),
    },
    { folder: mkdtempSync(join(folder, 'cycle-')), clock, aliases: [LIVE] },
  );
  arrange?.({ ports, clock });
  const { schedule, scheduledFor } = SCHEDULE;
  const arn = await machines.start('RotationCycle', { schedule, scheduledFor: scheduledFor.toISOString() });
  const end = await machines.waitFor(arn);
  const hours = clock.elapsed() / 3_600_000;
  await clock.pass(30 * DAY_MS); // whatever still runs ends
  await machines.close();
  return { world, end, visited: new Set(counts.keys()), hours };
}

/** As DynamoDB does it: only while there is something to wait for. */
function storeToken({ tables }: World, { Key, ExpressionAttributeValues }: z.output<typeof tokenInput>): JsonObject {
  const token = ExpressionAttributeValues[':taskToken'].S;
  const [pk, sk] = [Key.pk.S, Key.sk.S];
  const [, cycleId = '', , ofAccount] = pk.split('#');
  const id = sk.split('#')[1] ?? '';
  const row =
    pk === CYCLES_PARTITION
      ? sk
      : ofAccount === undefined
        ? tenantRowOf(cycleId, id)
        : rowOf({ cycleId, tenantId: ofAccount, accountId: id });
  const rotation = tables.rotationRows.get(row);
  const open =
    rotation === undefined
      ? (tables.openTenants.get(row) ?? tables.tenantRows.get(row)?.openCount ?? 0) > 0
      : isIn(rotation, 'awaiting-approval');
  if (!open) throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
  tables.tokens.set(row, token);
  return {};
}
