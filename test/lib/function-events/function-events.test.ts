import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { functionNames } from '../../../contract/functions.ts';
import type { MachineName } from '../../../contract/machines.ts';
import { claimIn, placeOf, readAsked } from '../../../lambda/domain/audit/asked.ts';
import { synthesized } from '../synthesized.ts';
import { type Invocation, invoking, type PlayedStart, playedEveryWay } from './every-way.ts';
import { OPERATOR } from './ids.ts';
import { membersKnownTo, membersOf } from './members.ts';
import { eventOf, unreadBy } from './schemas.ts';
import { type Start, scheduledInputs, startsOfCommands, startsOfFunctions, startsOfSchedules } from './starts.ts';

/**
 * What is sent to a function, and by what its handler reads it: neither knows the other, and a test of one alone does not show that they differ.
 * The machines as they are deployed, from every start that there is, on every way.
 */

const folder = mkdtempSync(join(tmpdir(), 'function-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let starts: readonly Start[];
let played: readonly PlayedStart[];
beforeAll(async () => {
  starts = [...startsOfSchedules(synthesized()), ...startsOfFunctions(), ...(await startsOfCommands())];
  played = await playedEveryWay(starts, folder);
});

const eventFor = (name: Invocation['name']): z.ZodType => {
  const { [name]: event } = eventOf;
  if (event === undefined) throw new Error(`by what does ${name} read its event?`);
  return event;
};

/** What a function does not take, or does not read, of what it gets. */
function problemsOf({ state, name, payload }: Invocation): readonly string[] {
  const read = eventFor(name).safeParse(payload);
  if (!read.success) return [`${name} refuses what ${state} sends: ${z.prettifyError(read.error)}`];
  const known = [...membersOf(read.data), ...unreadBy(name)];
  return membersOf(payload).flatMap((each) =>
    known.includes(each) ? [] : [`${name} does not read ${each}, which ${state} sends`],
  );
}

test('functions take what workflows send, and read all of it', () => {
  expect([...new Set(played.flatMap(({ invocations }) => invocations.flatMap(problemsOf)))]).toEqual([]);
});

test('every state that runs a function was come to', () => {
  const states = new Set(played.flatMap(({ invocations }) => invocations.map(({ state }) => state)));
  expect(invoking.filter((each) => !states.has(each))).toEqual([]);
});

test('members of an event are found at any depth', () => {
  expect(membersKnownTo(eventFor('open-cycle'))).toEqual(
    expect.arrayContaining(['schedule', 'onDemand', 'onDemand.only.tenantIds', 'onDemand.requestedBy.technician']),
  );
  expect(membersKnownTo(eventFor('set-pause'))).toContain('scope.cycleId');
});

test('what a function can be told, some workflow tells it', () => {
  const invocations = played.flatMap((each) => each.invocations);
  const untold = [...new Set(invocations.map(({ name }) => name))].flatMap((name) => {
    const sent = new Set(invocations.flatMap((each) => (each.name === name ? membersOf(each.payload) : [])));
    return membersKnownTo(eventFor(name)).flatMap((each) => (sent.has(each) ? [] : [`${name}: ${each}`]));
  });
  expect(untold).toEqual([]);
});

/** What no person tells: what schedules and functions start, and who asks there. */
const notByPersons: Readonly<Partial<Record<Invocation['name'], readonly string[]>>> = {
  'open-cycle': ['run', 'moved', 'onDemand.requestedBy.technician', 'onDemand.requestedBy.rule'],
  'reopen-rotation': ['reopen.requestedBy.technician'],
  'reset-password': ['cycleId', 'tenantId', 'accountId', 'rotationId'],
};

test('what a person can tell a function, some command tells it', () => {
  const first = played.flatMap(({ isByPerson, invocations }) => (isByPerson ? invocations.slice(0, 1) : []));
  const untold = [...new Set(first.map(({ name }) => name))].flatMap((name) => {
    const sent = first.flatMap((each) => (each.name === name ? membersOf(each.payload) : []));
    const told = new Set([...sent, ...(notByPersons[name] ?? [])]);
    return membersKnownTo(eventFor(name)).flatMap((each) => (told.has(each) ? [] : [`${name}: ${each}`]));
  });
  expect(untold.filter((each) => !each.startsWith('plan-export: ended'))).toEqual([]);
});

/** What machines read themselves. */
const ownMembers: Readonly<Partial<Record<MachineName, readonly string[]>>> = {
  AuditExport: ['patient'],
  AccountRotation: ['decideBefore'],
  TenantRotation: ['tenants'],
};

test('whatever a machine is started with arrives at its first function as it was sent', () => {
  const unturned = played.filter(({ by }) => by !== 'a turn');
  expect(unturned.length).toBeGreaterThan(starts.length);
  for (const { machine, input, invocations } of unturned) {
    const own = ownMembers[machine] ?? [];
    const sent = Object.fromEntries(Object.entries(input).filter(([name]) => !own.includes(name)));
    expect({ machine, ...invocations[0]?.payload }).toMatchObject({ machine, ...sent });
  }
});

test('every start that nothing disturbs ends well', () => {
  const ends = played.filter(({ by, status }) => by !== 'a turn' && status !== 'SUCCEEDED');
  expect(ends).toEqual([]);
});

test('names of executions are names that Step Functions takes', () => {
  const names = [...starts, ...played].flatMap(({ name }) => name ?? []);
  expect(names.filter((name) => !/^[A-Za-z0-9-]{1,80}$/.test(name))).toEqual([]);
});

test('the record of what a person starts finds in its input who asks, and for whose account', () => {
  for (const { by, name, input } of starts.filter((each) => each.isByPerson)) {
    const asked = readAsked(input);
    expect([by, name, claimIn(asked)]).toEqual([by, name, OPERATOR]);
    const ids = membersOf(input).flatMap((each) => /(?:^|\.)(tenantId|accountId)$/.exec(each)?.[1] ?? []);
    expect([by, name, Object.keys(placeOf(asked))]).toEqual([by, name, expect.arrayContaining(ids)]);
  }
});

test('functions that run at intervals take what the scheduler sends', () => {
  for (const { target, input } of scheduledInputs(synthesized())) {
    const name = functionNames.find((each) => target.includes(`Functions${each.replaceAll('-', '')}Function`));
    if (name !== undefined) expect(eventOf[name]?.safeParse(input).success ?? true).toBe(true);
  }
});
