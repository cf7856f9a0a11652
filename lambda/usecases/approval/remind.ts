import type { Cycle } from '../../domain/cycle/cycle.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { SentMessages } from '../../ports/messages.ts';
import type { RotationStore, TaskTokens } from '../../ports/rotation.ts';
import { factAbout } from '../facts.ts';
import { completeDecisionToken } from './decide-rotation.ts';
import { type AskingPorts, askedSentence, askTechnicians, decidersOf } from './request-approvals.ts';

export interface RemindPorts extends AskingPorts {
  readonly cycles: Pick<CycleStore, 'latest' | 'tenantsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'note' | 'taskTokenOf' | 'forgetTaskToken'>;
  readonly taskTokens: TaskTokens;
  readonly sent: SentMessages;
}

/** Cycles are open for two weeks at most, and few at a time; dry runs, which are skipped, may be many. */
const CYCLES_READ = 100;

/** Technicians are reminded once, when this part of the approval window is left. */
const LAST_PART_OF_WINDOW = 1 / 4;

/**
 * Sweeps the open cycles: reminds technicians of approvals that still wait, and completes task tokens of decided rotations that were
 * not completed with the decision.
 *
 * @returns how many technicians were reminded, and how many task tokens were completed
 */
export async function remind(ports: RemindPorts): Promise<{ readonly reminded: number; readonly completed: number }> {
  let reminded = 0;
  let completed = 0;
  const failures: unknown[] = [];
  const open = (await ports.cycles.latest(CYCLES_READ)).filter((each) => each.status === 'open' && !each.dryRun);
  for (const cycle of open) {
    for (const { tenantId } of await ports.cycles.tenantsOf(cycle.cycleId)) {
      try {
        const rotations = await ports.rotations.ofTenant(cycle.cycleId, tenantId);
        completed += await completeTokens(ports, rotations);
        if (isLate(cycle, ports.now())) reminded += await remindTechnicians(ports, cycle.cycleId, tenantId, rotations);
      } catch (error) {
        failures.push(error); // thrown after all other tenants (R9)
      }
    }
  }
  if (failures.length > 0) throw new Error(`${failures.length} tenants could not be swept`, { cause: failures[0] });
  return { reminded, completed };
}

async function completeTokens(ports: RemindPorts, rotations: readonly Rotation[]): Promise<number> {
  let completed = 0;
  for (const rotation of rotations) {
    if (rotation.closed || !isIn(rotation, 'approved', 'rejected')) continue;
    if (await completeDecisionToken(ports, rotation)) completed += 1;
  }
  return completed;
}

async function remindTechnicians(
  ports: RemindPorts,
  cycleId: string,
  tenantId: string,
  rotations: readonly Rotation[],
): Promise<number> {
  const tenant = ports.estate.tenants.find((each) => each.tenantId === tenantId);
  const waiting = rotations.filter((each) => isIn(each, 'awaiting-approval'));
  const once = `reminder:${cycleId}:${tenantId}`;
  if (tenant === undefined || waiting.length === 0 || (await ports.sent.has(once))) return 0;
  const asked = await askTechnicians(ports, tenant, waiting, true);
  for (const rotation of waiting) {
    const reminded = decidersOf(ports, tenant, rotation);
    if (reminded.length === 0) continue;
    await ports.rotations.note(
      factAbout(rotation, {
        action: 'approval.reminded',
        evidence: { detail: askedSentence(reminded) },
        component: 'remind',
        now: ports.now(),
      }),
    );
  }
  await ports.sent.add(once, ports.now());
  return asked.length;
}

function isLate({ openedAt, decideBefore }: Cycle, now: Date): boolean {
  const [from, to] = [Date.parse(openedAt), Date.parse(decideBefore)];
  return now.getTime() >= to - (to - from) * LAST_PART_OF_WINDOW && now.getTime() < to;
}
