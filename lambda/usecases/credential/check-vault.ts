import type { Estate, EstateTenant } from '../../../config/estate.ts';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import { MOST_TOLD, type VaultCheck } from '../../domain/credential/vault-check.ts';
import { handOverOf } from '../../domain/credential/vault-record.ts';
import type { Now } from '../../ports/clock.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { VaultPreflight } from '../../ports/vault.ts';
import type { VaultChecks } from '../../ports/vault-checks.ts';
import { type FormerCycles, lastCycleOf } from '../discovery/last-cycle.ts';
import { factAboutTenant } from '../facts.ts';
import { type ComingCycle, comingCycles } from './coming-cycles.ts';
import { type RecordToCheck, recordsToCheck } from './records-to-check.ts';
import { type RecordHolders, type VaultFindings, VaultQuestions } from './vault-questions.ts';

export interface CheckVaultPorts extends FormerCycles {
  readonly vault: VaultPreflight;
  readonly checks: VaultChecks;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  readonly now: Now;
  readonly sleep: (ms: number) => Promise<void>;
}

const HOUR_MS = 3_600_000;

/** How long before a cycle its records are looked for. */
export const CHECKED_HOURS_AHEAD = 24;

/** From then on what could not be asked is told as it is: the function runs every hour, so at least once more before the cycle. */
const LAST_HOURS = 2;

const component = 'check-vault' satisfies AnyFunctionName;

/** How many tenants one run checked, and how many it left to the next one. */
export interface VaultChecked {
  readonly checked: number;
  readonly left: number;
}

/**
 * Looks in the vault for the records into which cycles of the next day will write passwords, once per tenant and cycle, and tells the team
 * once per cycle. Nothing waits for it: a cycle begins whatever it finds, or if it fails.
 *
 * Which accounts a cycle will rotate is known when it reads the directories. The day before, those of the last cycle of the schedule are
 * taken, and those that the estate lists.
 *
 * A run does as much as fits into its time, and the next one, an hour later, goes on.
 *
 * @throws {Error} some tenants could not be checked; after all others (R9)
 */
export async function checkVault(ports: CheckVaultPorts, hoursAhead = CHECKED_HOURS_AHEAD): Promise<VaultChecked> {
  const { estate, now } = ports;
  const began = now();
  const questions = new VaultQuestions(ports, began);
  const total = { checked: 0, left: 0 };
  const failures: unknown[] = [];
  for (const cycle of comingCycles(estate, began, new Date(began.getTime() + hoursAhead * HOUR_MS))) {
    const since = new Date(cycle.startsAt.getTime() - hoursAhead * HOUR_MS).toISOString();
    if (await ports.checks.isTold(cycle.cycleId, since)) continue;
    const { checked, left } = await checkForCycle(ports, questions, cycle, since, failures);
    total.checked += checked;
    total.left += left;
  }
  if (failures.length > 0) throw new Error(`${failures.length} tenants could not be checked`, { cause: failures[0] });
  return total;
}

async function checkForCycle(
  ports: CheckVaultPorts,
  questions: VaultQuestions,
  { cycleId, schedule, startsAt, tenants: started }: ComingCycle,
  since: string,
  failures: unknown[],
): Promise<VaultChecked> {
  const { checks, now, messageQueue } = ports;
  const tenants = started.filter((tenant) => handOverOf(tenant, schedule) !== 'link');
  if (tenants.length === 0) return { checked: 0, left: 0 };
  const done = new Set((await checks.ofCycle(cycleId)).filter(({ at }) => at >= since).map((each) => each.tenantId));
  const lastCycle = lastCycleOf(ports);
  // Of this cycle and run: what an earlier run has checked is not asked about again. The estate cannot give one id, or one name, twice.
  const holders: RecordHolders = new Map();
  let checked = 0;
  let left = 0;
  const isLastChance = () => startsAt.getTime() - now().getTime() < LAST_HOURS * HOUR_MS;
  for (const tenant of tenants.filter(({ tenantId }) => !done.has(tenantId))) {
    try {
      const last = await lastCycle(schedule.name, tenant.tenantId);
      const records = recordsToCheck(tenant, 'notCompared' in last ? [] : last.rotated);
      const findings = await questions.about(records, isLastChance(), holders);
      if (findings === undefined) {
        left += 1;
        continue;
      }
      const check = checkOf(cycleId, tenant, records, findings, now());
      if (await checks.record(check, since, factOf(check, now()))) checked += 1;
    } catch (error) {
      failures.push(error);
      left += 1;
    }
  }
  if (left === 0 || isLastChance()) {
    // A run that stops between the two tells once more, and `notify` sends it once.
    await messageQueue.send({ kind: 'vault-checked', cycleId, since, startsAt: startsAt.toISOString() });
    await checks.setTold(cycleId, since, now());
  }
  return { checked, left };
}

function checkOf(
  cycleId: string,
  { tenantId }: EstateTenant,
  records: readonly RecordToCheck[],
  { problems, unseen }: VaultFindings,
  now: Date,
): VaultCheck {
  return {
    cycleId,
    tenantId,
    at: now.toISOString(),
    ready: records.length - problems.length - unseen,
    unseen,
    troubled: problems.length,
    problems: problems.slice(0, MOST_TOLD),
  };
}

function factOf(check: VaultCheck, now: Date) {
  const { ready, unseen, troubled, problems } = check;
  const named = problems.map(({ account, problem }) => `${account} (${problem})`).join(', ');
  const more = troubled > problems.length ? ` and ${troubled - problems.length} more` : '';
  const parts = [
    `${ready} of ${ready + unseen + troubled} records are ready`,
    ...(unseen === 0 ? [] : [`the vault does not tell of ${unseen}`]),
    ...(troubled === 0 ? [] : [`not ready: ${named}${more}`]),
  ];
  return factAboutTenant(check, {
    action: 'vault.checked',
    outcome: troubled === 0 ? 'success' : 'failed',
    reason: problems[0]?.problem,
    evidence: { detail: parts.join('; ') },
    component,
    now,
  });
}
