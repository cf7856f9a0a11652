import type { Technician } from '../../../config/estate.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { addedUp, type Measurement } from '../../domain/cycle/measurement.ts';
import { requestMailKey } from '../../domain/cycle/message-keys.ts';
import {
  type AskingPhase,
  decidersOf,
  isRequestOverdue,
  mayHoldRequests,
  phaseAt,
} from '../../domain/rotation/asking.ts';
import { hasEnded, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import { type TellOfStopsPorts, tellOfStops } from '../contact/tell-of-stops.ts';
import { openCycles } from '../cycle/cycles-back.ts';
import { factAbout } from '../facts.ts';
import { type CompleteTokensPorts, completeTokens } from './complete-tokens.ts';
import { type AskingPorts, queueRequest, queueRequestOnce } from './queue-request.ts';
import { askedOf, openTo, type WaitingTenant, type WhatWaits, waitingIn } from './what-waits.ts';

export interface RemindPorts extends AskingPorts, Pick<TellOfStopsPorts, 'pauses'> {
  readonly cycles: Pick<CycleStore, 'latest' | 'tenantsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'note'> & CompleteTokensPorts['rotations'];
  readonly taskTokens: CompleteTokensPorts['taskTokens'];
  readonly sleep: CompleteTokensPorts['sleep'];
  readonly ticketQueue: TicketQueue;
  readonly metrics: Metrics;
}

/** A run has five minutes; what is left of them is for requests and reminders. */
const TOKENS_MS = 180_000;

export interface Reminded {
  /** Requests, reminders and last calls that were queued. */
  readonly queued: number;
  /** Task tokens that were completed. */
  readonly completed: number;
}

/**
 * Sweeps the open cycles: completes task tokens of decided rotations that were not completed with the decision, queues requests that
 * nobody has queued, reminds the team at half-time, and gives each technician who still can act one last call. Tickets of tenants that
 * are under way get what they lack, and the team learns of contacts' stops that nobody told.
 */
export async function remind(ports: RemindPorts): Promise<Reminded> {
  let queued = 0;
  let completed = 0;
  const measured: Measurement[] = [];
  const failures: unknown[] = [];
  const fails = (error: unknown) => void failures.push(error); // thrown after all other tenants and cycles (R9)
  const tokensUntil = new Date(ports.now().getTime() + TOKENS_MS);
  await tellOfStops(ports).catch(fails);
  for (const cycle of await openCycles(ports.cycles)) {
    const tenants: WaitingTenant[] = [];
    for (const { tenantId } of await ports.cycles.tenantsOf(cycle.cycleId)) {
      try {
        const rotations = await ports.rotations.ofTenant(cycle.cycleId, tenantId);
        measured.push(measuredIn(cycle, rotations));
        const told = await completeTokens(ports, rotations.filter(mayHaveToken), tokensUntil);
        completed += told.completed;
        failures.push(...told.failures);
        tenants.push(...waitingIn(ports.estate, tenantId, rotations));
        // Half-time, last call, decisions that wait for a change window: whatever its ticket lacks.
        if (!rotations.every(hasEnded)) await ports.ticketQueue.send({ cycleId: cycle.cycleId, tenantId });
      } catch (error) {
        fails(error);
      }
    }
    try {
      queued += await askAgain(ports, { cycle, tenants, unread: 0 });
    } catch (error) {
      fails(error);
    }
  }
  for (const each of addedUp(measured)) ports.metrics.put(each);
  if (failures.length > 0) throw new Error(`${failures.length} sweeps failed`, { cause: failures[0] });
  return { queued, completed };
}

const measuredIn = ({ schedule }: Cycle, rotations: readonly Rotation[]): Measurement => {
  const waiting = rotations.filter((each) => isIn(each, 'awaiting-approval')).length;
  return {
    schedule,
    values: { Waiting: waiting, UnderWay: rotations.filter((each) => !each.closed).length - waiting },
  };
};

/** A decided rotation whose workflow may not know of the decision. */
const mayHaveToken = (rotation: Rotation): boolean => !rotation.closed && isIn(rotation, 'approved', 'rejected');

async function askAgain(ports: RemindPorts, what: WhatWaits): Promise<number> {
  const { cycle, tenants } = what;
  const now = ports.now();
  const phase = phaseAt(cycle, now);
  if (tenants.length === 0 || phase === 'over') return 0;
  let queued = await queueMissingRequests(ports, what, now);
  if (phase === 'asking') return queued;
  if (await once(ports, `approval-half-time:${cycle.cycleId}`, () => remindTeam(ports, cycle))) queued += 1;
  await noteReminded(ports, what, 'half-time');
  if (phase !== 'last-call') return queued;
  for (const technician of ports.estate.technicians) {
    if (openTo(what, technician, now).length === 0) continue;
    const key = `last-call-for-approvals:${cycle.cycleId}:${technician.objectId}`;
    if (await once(ports, key, () => callLast(ports, cycle, technician))) queued += 1;
  }
  await noteReminded(ports, what, 'last-call');
  return queued;
}

/**
 * Requests that nobody has queued: of stand-ins, whose turn it is now; of tenants whose own step was stopped; of a cycle in which a tenant
 * hangs. One that was queued and became no mail for long is queued again.
 */
async function queueMissingRequests(ports: RemindPorts, what: WhatWaits, now: Date): Promise<number> {
  const { cycle } = what;
  if (mayHoldRequests(cycle, now)) return 0; // tenants are being read, and ask themselves
  let queued = 0;
  for (const technician of ports.estate.technicians) {
    if (askedOf(what, technician, ports.estate, now).length === 0) continue;
    const key = requestMailKey({ cycleId: cycle.cycleId, technicianObjectId: technician.objectId });
    if (await ports.sent.has(key)) continue;
    if (await queueRequestOnce(ports, cycle, technician, 'remind', 'remind')) queued += 1;
    else if (isRequestOverdue(cycle, now)) {
      await queueRequest(ports, cycle, technician, 'remind');
      queued += 1;
    }
  }
  return queued;
}

const remindTeam = ({ messageQueue }: RemindPorts, { cycleId }: Cycle) =>
  messageQueue.send({ kind: 'approval-reminder', cycleId });

const callLast = ({ messageQueue }: RemindPorts, { cycleId }: Cycle, { objectId }: Technician) =>
  messageQueue.send({ kind: 'last-call', cycleId, technicianObjectId: objectId, about: 'approvals' });

/** After a crash between both it happens once more; `notify` sends what it asks for once. @returns whether it happened now */
async function once({ sent, now }: RemindPorts, key: string, happen: () => Promise<void>): Promise<boolean> {
  if (await sent.has(key)) return false;
  await happen();
  await sent.add(key, now());
  return true;
}

/** The record of each account that still waits: once at half-time, once at the last call. */
async function noteReminded(
  ports: RemindPorts,
  { cycle, tenants }: WhatWaits,
  phase: Exclude<AskingPhase, 'asking' | 'over'>,
): Promise<void> {
  for (const { tenant, waiting } of tenants) {
    await once(ports, `approval-reminded:${phase}:${cycle.cycleId}:${tenant.tenantId}`, async () => {
      await mapConcurrently(waiting, async (rotation) => {
        const now = ports.now();
        const able = decidersOf(rotation, tenant, ports.estate.technicians, now);
        if (able.length === 0) return;
        await ports.rotations.note(
          factAbout(rotation, {
            action: 'approval.reminded',
            evidence: { detail: `${told[phase]}${able.map(({ name }) => name).join(', ')}` },
            component: 'remind',
            now,
          }),
        );
      });
    });
  }
}

const told = {
  'half-time': 'told: the team; may decide, and have or get a request: ',
  'last-call': 'last call: ',
} as const;
