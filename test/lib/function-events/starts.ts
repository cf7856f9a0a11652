import type { JsonObject } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { exportCheck } from '../../../cli/doctor/aws/locked-export.ts';
import { tried } from '../../../cli/doctor/prove/tried.ts';
import { lookNow } from '../../../cli/drill/look-now.ts';
import { lookedThrough } from '../../../cli/messages/looked-through.ts';
import { reopen } from '../../../cli/operator/reopen.ts';
import type { Workflows } from '../../../cli/operator/workflows.ts';
import { carriedOut } from '../../../cli/pause/carried-out.ts';
import { chosenScope, type ScopeOptions } from '../../../cli/pause/chosen-scope.ts';
import { startInput } from '../../../cli/start/start-input.ts';
import { type MachineName, machineNames } from '../../../contract/machines.ts';
import { LONGEST_REQUEST, MOST_CHOSEN, onlyAccounts } from '../../../lambda/domain/cycle/only-these.ts';
import { MOST_ASKED_FOR } from '../../../lambda/domain/inspection/inspection.ts';
import type { CycleStarts, ReopeningStarts } from '../../../lambda/ports/starts.ts';
import { MOST_LETTERS } from '../../../lambda/usecases/messages/redrive.ts';
import { exampleEstate } from '../../config/example-estate.ts';
import { inState, states } from '../../lambda/domain/rotation/rotations.ts';
import { resourcesOf, type Template } from '../synthesized.ts';
import { ACCOUNT, CYCLE, OPERATOR, ROTATION, TENANT } from './ids.ts';

/** A machine's start from outside of machines. */
export interface Start {
  readonly by: string;
  readonly machine: MachineName;
  /** Left out: no command of the command line starts it. */
  readonly isByPerson?: true;
  /** As far as the one who starts it gives one. */
  readonly name?: string;
  readonly input: JsonObject;
}

const jsonObject = z.record(z.string(), z.json());
const plain = (input: unknown): JsonObject => jsonObject.parse(JSON.parse(JSON.stringify(input)));

const schedule = z.object({ Target: z.object({ Arn: z.unknown(), Input: z.string() }) });

/** What EventBridge Scheduler sends, to whatever a template names as its target. */
export const scheduledInputs = (
  template: Template,
): readonly { readonly target: string; readonly input: JsonObject }[] =>
  resourcesOf(template, 'AWS::Scheduler::Schedule').map(({ Properties }) => {
    const { Arn, Input } = schedule.parse(Properties).Target;
    return {
      target: JSON.stringify(Arn),
      input: plain(JSON.parse(Input.replace('<aws.scheduler.scheduled-time>', '2026-12-07T04:00:00Z'))),
    };
  });

export const startsOfSchedules = (template: Template): readonly Start[] =>
  scheduledInputs(template).flatMap(({ target, input }) => {
    const machine = machineNames.find((name) => new RegExp(`${name}Machine[0-9A-F]{8}`).test(target));
    return machine === undefined ? [] : [{ by: `schedule ${String(input.schedule ?? '')}`, machine, input }];
  });

/** What functions start, by the types of their ports: their own tests hold them to it. */
export function startsOfFunctions(): readonly Start[] {
  const technician = { technician: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01' };
  const usual = { schedule: 'service-quarterly', scheduledFor: '2027-01-04T04:00:00.000Z' };
  const only = { tenantIds: [TENANT], accountIds: [ACCOUNT] };
  const cycles: readonly Parameters<CycleStarts['start']>[1][] = [
    { ...usual, moved: true },
    { ...usual, moved: true, run: 'america' },
    { ...usual, onDemand: { only, requestedBy: technician, reason: 'left the firm' } },
    { ...usual, onDemand: { only, request: 'again', requestedBy: technician, reason: 'left the firm' } },
    {
      ...usual,
      onDemand: {
        only: onlyAccounts([{ tenantId: TENANT, accountId: ACCOUNT }]),
        request: 'rotateAfterReveal',
        requestedBy: { rule: 'rotateAfterReveal' },
        reason: 'seen',
      },
    },
  ];
  const rotation = { cycleId: CYCLE, tenantId: TENANT, accountId: ACCOUNT, rotationId: ROTATION };
  const retry: Parameters<ReopeningStarts['start']>[1] = {
    ...rotation,
    reopen: { n: 1, mode: 'retry', requestedBy: technician, reason: 'Graph is back' },
  };
  return [
    ...cycles.map((input) => ({ by: 'a function', machine: 'RotationCycle' as const, input: plain(input) })),
    { by: 'the portal', machine: 'Reopening', input: plain(retry) },
    { by: 'record-outcome', machine: 'SettleUncertain', input: { ...rotation, run: 1 } },
  ];
}

/** What the command line starts: its own code, with Step Functions that ends everything at once. */
export async function startsOfCommands(): Promise<readonly Start[]> {
  const starts: Start[] = [];
  const workflows = (by: string, output: unknown): Pick<Workflows, 'caller' | 'start' | 'describe'> => ({
    caller: OPERATOR,
    start: async (machine, name, input) => {
      starts.push({ by, isByPerson: true, machine, name, input: plain(input) });
      return 'started';
    },
    describe: async () => ({ running: false, status: 'SUCCEEDED', output: JSON.stringify(output) }),
  });
  const estate = exampleEstate();
  const [tenant] = estate.tenants;
  const [monthly, quarterly] = estate.schedules;
  if (tenant === undefined || monthly === undefined || quarterly === undefined) throw new Error('another example');
  const { name, tenantId } = tenant;

  const many = (count: number) => Array.from({ length: count }, (_, i) => `${ACCOUNT.slice(0, -4)}${1000 + i}`);
  const done = { outcome: 'done', sentence: 'Done.' };
  const scopes: readonly ScopeOptions[] = [
    { all: true },
    { all: false, tenant: name },
    { all: false, class: 'service' },
    { all: false, tenant: name, cycle: CYCLE },
  ];
  for (const options of scopes) {
    const scope = chosenScope(estate, options);
    await carriedOut(workflows('pause', done), { change: 'set', scope, reason: 'an incident' });
    await carriedOut(workflows('resume', done), { change: 'end', scope, reason: 'it is over' });
    // Tenants are released for all cycles.
    if (options.cycle !== undefined) continue;
    const released = { change: 'release', scope, reason: 'looked at', withoutDryRun: true } as const;
    await carriedOut(workflows('release', done), released);
  }
  for (const kind of ['break-glass', 'consent'] as const) {
    await lookNow(workflows(kind, { inspected: 1, left: 0 }), kind, [tenantId]);
  }
  await lookNow(workflows('consents', { inspected: 1, left: 0 }), 'consent', many(MOST_ASKED_FOR));
  const listed = { outcome: 'listed', letters: [], left: [], more: false };
  await lookedThrough(workflows('messages', listed), { change: 'list', queue: 'trail-events', ids: [], reason: '' });
  const redriven = { change: 'redrive', queue: 'mail-events', ids: [ACCOUNT], reason: 'repaired' } as const;
  await lookedThrough(workflows('messages', listed), redriven);
  await lookedThrough(workflows('messages', listed), { ...redriven, ids: many(MOST_LETTERS) });
  await tried(workflows('doctor --prove', { outcome: 'denied', sentence: 'No.' }), tenant, ACCOUNT);
  const now = () => new Date('2026-12-07T05:00:00.000Z');
  const parts = { now, wait: async () => undefined, tell: () => undefined };
  await exportCheck({ ...parts, workflows: workflows('audit export', { exported: [] }) });

  const uncertain = inState(states.uncertain);
  const stored = { rotations: { find: async () => ({ ...uncertain, reopened: 1 }) } };
  const reopening = { estate, tenant, stored, now, workflows: workflows('resolve', {}) };
  await reopen(reopening, uncertain, 'poll', undefined, 'taken-up');
  await reopen(reopening, uncertain, 'works-new', 'signed in with it', 'taken-up');

  const only = onlyAccounts([{ tenantId, accountId: ACCOUNT }]);
  const chosen = onlyAccounts(many(MOST_CHOSEN).map((accountId) => ({ tenantId, accountId })));
  const asked = { requestedBy: OPERATOR, reason: 'left the firm', request: undefined, dryRun: false, emergency: false };
  for (const input of [
    startInput({ schedule: monthly, only: undefined }, { ...asked, reason: '', dryRun: true }, now()),
    startInput({ schedule: quarterly, only: { tenantIds: [tenantId], accountIds: [] } }, asked, now()),
    startInput({ schedule: quarterly, only: chosen }, { ...asked, request: 'r'.repeat(LONGEST_REQUEST) }, now()),
    startInput({ schedule: monthly, only }, { ...asked, request: 'emergency', emergency: true }, now()),
  ]) {
    starts.push({ by: 'start', isByPerson: true, machine: 'RotationCycle', input: plain(input) });
  }
  return starts;
}
