import type { JsonObject } from '../service.ts';
import type { StateOf } from './definition.ts';
import { limitedJson, StateFailure } from './failure.ts';
import { failureOf, type Integration, integrationOf } from './integrations.ts';
import { isSuspended } from './interruption.ts';
import type { Entry, Made } from './journal.ts';
import { LATE, type Scope } from './scope.ts';
import { type Answer, newToken } from './tokens.ts';
import type { Exit, Visit } from './visit.ts';

type Task = StateOf<'Task'>;

/**
 * One attempt of a Task. A call that a stop interrupted is made again: everything that tasks call may happen twice.
 *
 * @throws {StateFailure} when the attempt failed
 */
export async function runTask(visit: Visit, task: Task): Promise<Exit> {
  const integration = integrationOf(task.Resource);
  const { scope } = visit;
  const scheduled = await scope.step(() => schedule(visit, task, integration));
  const { resourceType, resource } = integration;
  await scope.step(() => ({ type: 'TaskStarted', details: { resourceType, resource } }));
  const end = integration.waitsForToken
    ? await callAndWait(scope, integration, scheduled)
    : await scope.step(() => call(scope, integration, scheduled, 'TaskSucceeded'));
  if (end.type !== 'TaskSucceeded') {
    const { error, cause } = end.details;
    throw new StateFailure(String(error), cause === undefined ? undefined : String(cause));
  }
  const result: unknown = JSON.parse(String(end.details.output));
  return visit.exit(task, '', result, { result });
}

async function schedule(
  visit: Visit,
  task: Task,
  { resourceType, resource, waitsForToken }: Integration,
): Promise<Made> {
  const { engine } = visit.scope.execution;
  const token = waitsForToken ? newToken() : undefined;
  const sight = visit.sight({}, token === undefined ? {} : { Task: { Token: token } });
  const args = task.Arguments === undefined ? visit.input : await visit.evaluate(task.Arguments, 'Arguments', sight);
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw new StateFailure('States.Runtime', `The Arguments of state '${visit.name}' must be an object.`);
  }
  const timeout =
    task.TimeoutSeconds === undefined ? undefined : await visit.whole(task.TimeoutSeconds, 'TimeoutSeconds');
  const parameters = limitedJson(args, `the arguments of state '${visit.name}'`);
  return {
    type: 'TaskScheduled',
    details: {
      resourceType,
      resource,
      region: engine.region,
      parameters,
      ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    },
    memo:
      token === undefined
        ? {}
        : { token, ...(timeout === undefined ? {} : { until: engine.time.elapsed() + timeout * 1000 }) },
  };
}

/** Makes the call. Its end, good or bad, is an event of the history. */
async function call(scope: Scope, integration: Integration, scheduled: Entry, success: string): Promise<Made> {
  const { time, clock, functionLineMs } = scope.execution.engine;
  const { service, action, resourceType, resource } = integration;
  const { parameters, timeoutInSeconds } = scheduled.details;
  // Work takes its real time however fast the clock goes, and so does its timeout; only waiting for people is sped up.
  const workMs = Number(timeoutInSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const longestMs = (workMs + (service === 'lambda' ? functionLineMs : 0)) * clock.speed;
  const until = scheduled.memo?.until ?? time.elapsed() + longestMs;
  const failed = (failure: StateFailure): Made => ({
    type: success === 'TaskSubmitted' ? 'TaskSubmitFailed' : 'TaskFailed',
    details: { resourceType, resource, error: failure.error, cause: failure.reason },
  });
  const args: JsonObject = JSON.parse(String(parameters));
  const answered = scope.execution.call(service, action, integration.toInput(args)).then(
    (answer) => ({ answer }),
    (thrown: unknown) => ({ failure: failureOf(thrown, integration) }),
  );
  const end = await scope.within(Number(until), answered);
  if (end === LATE) return timedOut(integration);
  if ('failure' in end) return failed(end.failure);
  try {
    const output = limitedJson(integration.toResult(end.answer), 'the result of the task');
    return { type: success, details: { resourceType, resource, output } };
  } catch (error) {
    if (error instanceof StateFailure) return failed(error);
    throw error;
  }
}

/** Hands the token over, and waits until somebody answers. */
async function callAndWait(scope: Scope, integration: Integration, scheduled: Entry): Promise<Entry> {
  const token = String(scheduled.memo?.token);
  const { execution } = scope;
  // A replayed end has used its token up already: opening it again changes nothing.
  execution.openToken(token);
  try {
    const submitted = await scope.step(() => submit(scope, integration, scheduled, token));
    if (submitted.type !== 'TaskSubmitted') return submitted;
    return await scope.step(() => answerOf(scope, integration, scheduled, token));
  } finally {
    // A token stays good while the service is stopped.
    if (!isSuspended(scope.signal)) execution.closeToken(token);
  }
}

/** An answer that came before a stop counts: then the token was handed over, and is not handed over again. */
function submit(scope: Scope, integration: Integration, scheduled: Entry, token: string): Made | Promise<Made> {
  const { resourceType, resource } = integration;
  return scope.execution.engine.tokens.isAnswered(token)
    ? { type: 'TaskSubmitted', details: { resourceType, resource, output: '{}' } }
    : call(scope, integration, scheduled, 'TaskSubmitted');
}

async function answerOf(scope: Scope, integration: Integration, scheduled: Entry, token: string): Promise<Made> {
  const { resourceType, resource } = integration;
  const until = Number(scheduled.memo?.until ?? Number.POSITIVE_INFINITY);
  const end: Answer | typeof LATE = await scope.within(until, scope.execution.engine.tokens.wait(token));
  if (end === LATE) return timedOut(integration);
  return 'output' in end
    ? { type: 'TaskSucceeded', details: { resourceType, resource, output: end.output } }
    : {
        type: 'TaskFailed',
        details: { resourceType, resource, error: end.error ?? 'States.TaskFailed', cause: end.cause },
      };
}

const timedOut = ({ resourceType, resource }: Integration): Made => ({
  type: 'TaskTimedOut',
  details: { resourceType, resource, error: 'States.Timeout' },
});
