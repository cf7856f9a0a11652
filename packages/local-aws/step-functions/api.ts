import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type JsonObject, type Service } from '../service.ts';
import type { Execution } from './execution.ts';
import { type Executions, executionArn } from './executions.ts';
import { historyEvents } from './history.ts';
import { partOf } from './machine.ts';
import { pageOf, pageSchema } from './pages.ts';

/** Execution names: 1 to 80 characters, none of those that ARNs and shells trip over. */
const NAME = /^[^\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
const MOST_BYTES = 256 * 1024;

const execution = z.strictObject({ executionArn: z.string() });
const machine = z.strictObject({ stateMachineArn: z.string() });
const startInput = machine.extend({
  name: z.string().optional(),
  input: z.string().default('{}'),
  traceHeader: z.string().optional(),
});
const stopInput = execution.extend({ error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() });
const listInput = pageSchema.extend({
  stateMachineArn: z.string().optional(),
  mapRunArn: z.string().optional(),
  statusFilter: z.string().optional(),
});
const historyInput = pageSchema.extend({
  executionArn: z.string(),
  reverseOrder: z.boolean().default(false),
  includeExecutionData: z.boolean().default(true),
});
const token = z.strictObject({ taskToken: z.string() });
const successInput = token.extend({ output: z.string() });
const failureInput = token.extend({ error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() });

/** AWS's protocol counts seconds since 1970. */
const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);

/** The API of Step Functions, as far as the template's roles and the operator's tools use it. */
export function actionsOf(executions: Executions): Service['actions'] {
  const startableOf = (arn: string) => {
    const found = executions.startable(arn);
    if (found === undefined) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  };
  const executionOf = (arn: string): Execution => {
    const found = executions.find(arn);
    if (found === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return found;
  };

  return {
    StartExecution: async (raw) => {
      const { stateMachineArn, name = randomUUID(), input } = parse(startInput, raw);
      const started = start(executions, startableOf(stateMachineArn), name, input);
      return { executionArn: started.identity.arn, startDate: seconds(started.startedAt) };
    },
    DescribeExecution: async (raw) => describe(executionOf(parse(execution, raw).executionArn)),
    StopExecution: async (raw) => {
      const { executionArn, error, cause } = parse(stopInput, raw);
      const stopped = executionOf(executionArn);
      stopped.stop(error, cause);
      return { stopDate: seconds(stopped.stoppedAt) };
    },
    GetExecutionHistory: async (raw) => {
      const { executionArn, reverseOrder, includeExecutionData, ...page } = parse(historyInput, raw);
      const events = historyEvents(executionOf(executionArn), includeExecutionData);
      const { items, nextToken } = pageOf(reverseOrder ? events.reverse() : events, page);
      return { events: items.map((each) => ({ ...each, timestamp: seconds(each.timestamp.getTime()) })), nextToken };
    },
    ListExecutions: async (raw) => {
      const { stateMachineArn, mapRunArn, statusFilter, ...page } = parse(listInput, raw);
      const from = stateMachineArn === undefined ? undefined : startableOf(stateMachineArn);
      const found = executions
        .all()
        .filter(({ identity }) => identity.mapRunArn === mapRunArn)
        .filter(
          ({ machineArn, identity: { versionArn, aliasArn } }) =>
            from === undefined || [machineArn, versionArn, aliasArn].includes(stateMachineArn),
        )
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .sort((a, b) => b.startedAt - a.startedAt);
      const { items, nextToken } = pageOf(found, page);
      return { executions: items.map(listed), nextToken };
    },
    ListStateMachines: async (raw) => {
      const { items, nextToken } = pageOf(executions.machines, parse(pageSchema, raw));
      const stateMachines = items.map(({ arn: stateMachineArn, name }) => ({
        stateMachineArn,
        name,
        type: 'STANDARD',
        creationDate: 0,
      }));
      return { stateMachines, nextToken };
    },
    DescribeStateMachine: async (raw) => {
      const { stateMachineArn } = parse(machine, raw);
      const { name, roleArn, definition } = startableOf(stateMachineArn).machine;
      const text = JSON.stringify(definition);
      return { stateMachineArn, name, status: 'ACTIVE', definition: text, roleArn, type: 'STANDARD', creationDate: 0 };
    },
    SendTaskSuccess: async (raw) => {
      const { taskToken, output } = parse(successInput, raw);
      if (!isJson(output) || Buffer.byteLength(output) > MOST_BYTES) {
        throw new AwsError('InvalidOutput', "Invalid Output: 'The output must be JSON of at most 256 KiB'");
      }
      executions.tokens.answer(taskToken, { output });
      return {};
    },
    SendTaskFailure: async (raw) => {
      const { taskToken, error, cause } = parse(failureInput, raw);
      executions.tokens.answer(taskToken, { error, cause });
      return {};
    },
  };
}

/** A name stands for one execution: asking again while it runs, with the same input, gives that one. */
function start(
  executions: Executions,
  { machine, machineArn, versionArn, aliasArn }: NonNullable<ReturnType<Executions['startable']>>,
  name: string,
  input: string,
): Execution {
  if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  if (!isJson(input) || Buffer.byteLength(input) > MOST_BYTES) {
    throw new AwsError('InvalidExecutionInput', "Invalid State Machine Execution Input: 'not JSON of at most 256 KiB'");
  }
  const arn = executionArn(machineArn, name);
  const known = executions.find(arn);
  const as = { ...(versionArn === undefined ? {} : { versionArn }), ...(aliasArn === undefined ? {} : { aliasArn }) };
  if (known === undefined) return executions.start(partOf(machine), { arn, name, input, ...as });
  if (known.status === 'RUNNING' && known.identity.input === input) return known;
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
}

function listed({ identity, machineArn, status, startedAt, stoppedAt }: Execution): JsonObject {
  const { arn: executionArn, name, mapRunArn, versionArn: stateMachineVersionArn, aliasArn } = identity;
  const dates = { startDate: seconds(startedAt), stopDate: seconds(stoppedAt) };
  const as = { stateMachineVersionArn, stateMachineAliasArn: aliasArn };
  return { executionArn, stateMachineArn: machineArn, name, status, mapRunArn, ...as, ...dates };
}

function describe(each: Execution): JsonObject {
  const { identity, output, error, cause } = each;
  const included = { included: true };
  const outputDetails = output === undefined ? undefined : included;
  const data = { input: identity.input, inputDetails: included, output, outputDetails, error, cause };
  return { ...listed(each), ...data, redriveCount: 0, redriveStatus: 'NOT_REDRIVABLE' };
}

function parse<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError('ValidationException', `${issue?.path.join('.')}: ${issue?.message}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
