import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { type CompleteTokensPorts, completeTokens } from '../../usecases/approval/complete-tokens.ts';
import {
  type DecideRotationPorts,
  type DecisionResult,
  decideRotation,
} from '../../usecases/approval/decide-rotation.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import type { PortalSettings } from '../environment.ts';
import { type Choice, type Choices, reasonOf } from './choices.ts';

/**
 * A function with pages has 29 seconds. After these many no further decision begins, and after `TOKENS_MS` no further task token is
 * completed: what was begun ends, and the page still arrives.
 */
const DECISIONS_MS = 20_000;
const TOKENS_MS = 24_000;

/**
 * At the same time. A decision is three calls one after the other, of some ms each; an AWS client has 50 connections.
 */
const AT_ONCE = 32;

export interface Decided {
  readonly choice: Choice;
  /** `undefined`: a service did not answer, and nobody knows whether it was recorded. Deciding again does no harm. */
  readonly result: DecisionResult | undefined;
}

export interface Recorded {
  readonly decided: readonly Decided[];
  /** Not begun: there was no time for them. */
  readonly left: readonly Choice[];
  /** Decisions on record whose workflows go on at the next sweep of `remind`, because there was no time to tell them. */
  readonly sleeping: number;
}

export interface RecordingPorts {
  readonly rotations: DecideRotationPorts['rotations'] & CompleteTokensPorts['rotations'];
  readonly taskTokens: CompleteTokensPorts['taskTokens'];
  readonly sleep: CompleteTokensPorts['sleep'];
}

/**
 * Records as many decisions as there is time for, each by itself: one that fails stops no other. First all decisions, then their task
 * tokens: a token wakes a workflow, and workflows that are woken slow down whoever still records.
 */
export async function recordDecisions(
  { rotations, taskTokens, sleep }: RecordingPorts,
  settings: PortalSettings,
  by: ActingTechnician,
  cycleId: string,
  choices: Choices,
): Promise<Recorded> {
  const { estate, now } = settings;
  const begun = now().getTime();
  const ports: DecideRotationPorts = { rotations, estate, now };
  const decided: Decided[] = [];
  const left: Choice[] = [];
  await mapConcurrently(
    [...choices.byAccount.values()],
    async (choice) => {
      if (now().getTime() - begun >= DECISIONS_MS) left.push(choice);
      else decided.push({ choice, result: await decideOne(ports, settings, by, cycleId, choice, choices) });
    },
    AT_ONCE,
  );
  const told = await completeTokens(
    { rotations, taskTokens, now, sleep },
    decided.flatMap(({ result }) => (result?.outcome === 'decided' ? [result.rotation] : [])),
    new Date(begun + TOKENS_MS),
  );
  for (const failure of told.failures) settings.reportFailure(failure);
  return { decided, left, sleeping: told.left };
}

async function decideOne(
  ports: DecideRotationPorts,
  settings: PortalSettings,
  by: ActingTechnician,
  cycleId: string,
  choice: Choice,
  choices: Choices,
): Promise<DecisionResult | undefined> {
  const { tenantId, accountId, answer, second } = choice;
  const reason = reasonOf(choice, choices);
  const said =
    answer === 'reject'
      ? { decision: answer, reason }
      : { decision: answer, knowsFirst: second, ...(reason === '' ? {} : { reason }) };
  try {
    return await decideRotation(ports, by, { cycleId, tenantId, accountId }, said);
  } catch (error) {
    settings.reportFailure(asError(error, 'A decision failed'));
    return undefined;
  }
}
