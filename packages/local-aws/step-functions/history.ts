import { join } from 'node:path';
import { writeWhole } from '@m365-rotation/loopback';
import type { JsonObject } from '../service.ts';
import type { Execution } from './execution.ts';
import type { Entry } from './journal.ts';
import { withoutTokens } from './tokens.ts';

/** Members of events that `includeExecutionData: false` leaves out. */
const DATA = ['input', 'output', 'parameters'];

/** The events of an execution as `GetExecutionHistory` gives them, oldest first; timestamps as `Date`. */
export function historyEvents(execution: Execution, includeData = true): (JsonObject & { readonly timestamp: Date })[] {
  return execution.journal
    .entries()
    .filter(({ id }) => id > 0)
    .map((entry) => ({
      timestamp: new Date(entry.at),
      type: entry.type,
      id: entry.id,
      previousEventId: entry.previous,
      ...detailsOf(entry, includeData),
    }));
}

function detailsOf({ type, details }: Entry, includeData: boolean): JsonObject {
  const shown = Object.entries(details).filter(([name]) => includeData || !DATA.includes(name));
  // AWS says beside each input and output whether it was cut; here nothing ever is.
  const complete = shown
    .filter(([name]) => name === 'input' || name === 'output')
    .map(([name]) => [`${name}Details`, { truncated: false }]);
  return shown.length === 0 ? {} : { [detailsName(type)]: Object.fromEntries([...shown, ...complete]) };
}

/** All kinds of states share the details of entering and leaving. */
function detailsName(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** Writes an execution's history for people, without task tokens: whoever reads it must not be able to answer. */
export function writeHistory(folder: string, execution: Execution): void {
  const { identity, machineArn, part, status, startedAt, stoppedAt, output, error, cause } = execution;
  const history = {
    executionArn: identity.arn,
    stateMachineArn: machineArn,
    mapRunArn: identity.mapRunArn,
    name: identity.name,
    status,
    startDate: new Date(startedAt),
    stopDate: stoppedAt === undefined ? undefined : new Date(stoppedAt),
    input: identity.input,
    output,
    error,
    cause,
    events: historyEvents(execution),
  };
  const file = join(folder, `${part.name}-${identity.name}`.replace(/[^\w.-]/g, '_'));
  writeWhole(`${file}.json`, `${withoutTokens(JSON.stringify(history, null, 2))}\n`);
}
