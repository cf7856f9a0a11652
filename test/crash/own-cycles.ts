import type { Tenant } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { finishCycle } from '../../local/cycle-run.ts';
import type { RunningProduct } from '../../local/running-product.ts';
import { cycleOutcome, type Summary } from '../../local/summary.ts';
import { workUntil } from './technician-at-work.ts';

/** What one rotation of each account came to. */
export interface EndedCycles {
  readonly accounts: { readonly rotated: number; readonly failed: number; readonly uncertain: number };
  readonly sealVerified: boolean;
}

export const endedCycle = ({ accounts: { rotated, failed, uncertain }, audit }: Summary): EndedCycles => ({
  accounts: { rotated, failed, uncertain },
  sealVerified: audit.sealVerified,
});

export interface OwnCyclesSetting {
  readonly tenants: readonly Pick<Tenant, 'tenantId'>[];
  /** Tells these cycles from others of the same tenants. */
  readonly name: string;
  readonly collects: boolean;
}

interface Started {
  readonly executionArn: string;
  readonly startedAt: string;
}

/** A cycle for each tenant alone, as an operator starts them by hand: all at once, up to the end of the last. */
export async function ownCycles(
  product: RunningProduct,
  out: string,
  { tenants, name, collects }: OwnCyclesSetting,
): Promise<EndedCycles> {
  const startedAt = new Date().toISOString();
  const started = await Promise.all(tenants.map(({ tenantId }) => start(product, tenantId, name, startedAt)));
  const { stepFunctions } = product.cloud;
  const ends = Promise.all(started.map(({ executionArn }) => stepFunctions.waitFor(executionArn)));
  await workUntil(product, ends, { collects, signsInAnew: true });
  const ended = (await ends).map(({ status, output, error, cause }, i) => {
    if (output === undefined) throw new Error(`a cycle ended as ${status}: ${error ?? ''} ${cause ?? ''}`);
    return { outcome: cycleOutcome.parse(JSON.parse(output)), run: started[i] };
  });
  // The folder has the records of all cycles, whichever of them it is collected for.
  const [last] = ended;
  if (last?.run === undefined) throw new Error('no tenant, no cycle');
  const { audit } = await finishCycle(
    product,
    out,
    {
      ...last.run,
      schedule: SCHEDULE,
      scheduledFor: startedAt,
      dryRun: false,
      messagesBefore: { mail: 0, teams: 0, tickets: 0 },
      finished: false,
    },
    0,
  );
  const sum = (key: 'rotated' | 'failed' | 'uncertain') =>
    ended.reduce((total, { outcome }) => total + outcome.totals[key], 0);
  return {
    accounts: { rotated: sum('rotated'), failed: sum('failed'), uncertain: sum('uncertain') },
    sealVerified: audit.sealVerified,
  };
}

const SCHEDULE = 'admin-monthly';

const startAnswer = z.object({ executionArn: z.string() });

async function start({ cloud }: RunningProduct, tenantId: string, name: string, startedAt: string): Promise<Started> {
  const machine = cloud.declarations.machines.find((each) => each.name.endsWith('-RotationCycle'));
  const onDemand = {
    only: { tenantIds: [tenantId], accountIds: [] },
    request: name,
    requestedBy: 'arn:aws:iam::123456789012:user/operator',
    reason: 'a cycle of its own',
  };
  const answer = await cloud.dispatch({
    service: 'states',
    action: 'StartExecution',
    principal: { kind: 'operator' },
    input: {
      stateMachineArn: machine?.arn,
      input: JSON.stringify({ schedule: SCHEDULE, scheduledFor: startedAt, onDemand }),
    },
  });
  return { executionArn: startAnswer.parse(answer).executionArn, startedAt };
}
