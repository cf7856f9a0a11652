import { describe, expect, test } from '@jest/globals';
import type { FunctionName } from '../../config/functions.ts';
import { LOOKS } from '../../lib/workflows/account-rotation.ts';
import { grantsOf } from './grants.ts';
import { type Machine, machineOf, type State, stateOf } from './machines.ts';
import { exampleEstate, synthesized } from './synthesized.ts';

const HOUR = 3_600;
const estate = { ...exampleEstate(), approvals: { windowHours: 10, linkHours: 24 } };
const template = synthesized(estate);
const cycle = machineOf(template, 'RotationCycle');
const tenant = machineOf(template, 'TenantRotation');
const account = machineOf(template, 'AccountRotation');

const tries = ({ Retry }: State) => 1 + Retry.reduce((sum, each) => sum + each.MaxAttempts, 0);
const catchesOf = (machine: Machine, name: string) =>
  stateOf(machine, name).Catch.map((each) => [each.ErrorEquals, each.Next] as const);

describe.each([
  ['RotationCycle', cycle],
  ['TenantRotation', tenant],
  ['AccountRotation', account],
])('%s', (name, machine) => {
  test('has the name by which functions are granted its tokens', () => {
    expect(machine.name).toBe(`M365PasswordRotation-${name}`);
  });

  test('logs what happened, and no input or output (R4)', () => {
    expect(machine.logging).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' });
  });

  test('speaks of no password, secret value or link (R4)', () => {
    const names = /"(StagePassword|ResetPassword|PromotePassword|DeliverCredential|PasswordRefused)"/g;
    expect(machine.text.replaceAll(names, '""')).not.toMatch(/'password'|SecretString|"password|locator|\burl\b/i);
  });

  test('leads only to states that exist', () => {
    const { States, StartAt } = machine.definition;
    const targets = Object.values(States).flatMap((each) => [
      ...[each.Next, each.Default].flatMap((next) => next ?? []),
      ...each.Catch.map((one) => one.Next),
      ...each.Choices.map((one) => one.Next),
    ]);
    expect(Object.keys(States)).toEqual(expect.arrayContaining([StartAt, ...targets]));
  });

  test('never waits without an end', () => {
    const endless = Object.entries(machine.definition.States).filter(
      ([, each]) => each.Resource?.endsWith('.waitForTaskToken') && each.TimeoutSeconds === undefined,
    );
    expect(endless.map(([state]) => state)).toEqual([]);
  });

  test('gives away no token that nobody stores, and waits with the integration that can', () => {
    for (const each of Object.values(machine.definition.States)) {
      if (each.Resource?.includes('updateItem') !== true) continue;
      expect(each.Resource).toMatch(/:states:::aws-sdk:dynamodb:updateItem\.waitForTaskToken$/);
      expect(JSON.stringify(each.Arguments)).toContain('$states.context.Task.Token');
    }
  });
});

test('the cycle opens, starts, waits, closes and exports', () => {
  expect(Object.keys(cycle.definition.States)).toEqual(
    expect.arrayContaining(['OpenCycle', 'StartTenants', 'AwaitTenants', 'CloseCycle', 'ExportAudit']),
  );
  const [nothingToAwait] = catchesOf(cycle, 'AwaitTenants');
  expect(nothingToAwait?.[1]).toBe('CloseCycle');
  expect(nothingToAwait?.[0]).toEqual(expect.arrayContaining(['States.Timeout']));
});

test('a tenant that cannot be started stops no other (R9)', () => {
  expect(stateOf(cycle, 'StartTenants')).toMatchObject({
    Type: 'Map',
    ToleratedFailurePercentage: 100,
    Label: 'Tenants',
  });
});

test('the children of the distributed map read no variable of the states around it', () => {
  const inner = JSON.stringify(stateOf(cycle, 'StartTenants').ItemProcessor);
  expect([...inner.matchAll(/\$(?!states\b|merge\b|exists\b|substring\b)[a-z]\w*/gi)].map(([found]) => found)).toEqual(
    [],
  );
});

test('a dry run exports nothing', () => {
  const choice = stateOf(cycle, stateOf(cycle, 'CloseCycle').Next ?? '');
  expect(choice.Choices.map((each) => each.Next)).not.toContain('ExportAudit');
  expect(choice.Default).toBe('ExportAudit');
});

test('whatever fails in a tenant, the tenant is closed (R9)', () => {
  for (const name of ['DiscoverTenant', 'RequestApprovals', 'StartAccounts', 'AwaitAccounts']) {
    expect(catchesOf(tenant, name)).toContainEqual([['States.ALL'], 'CloseTenant']);
  }
});

describe('an account', () => {
  const steps = ['StagePassword', 'ResetPassword', 'VerifyReset', 'PromotePassword', 'DeliverCredential'];

  test('goes through the steps in order, each only after the one before', () => {
    expect(steps.map((each) => stateOf(account, each).Next)).toEqual([...steps.slice(1), 'RecordOutcome']);
  });

  test('is reached for a reset only through the decision in the row (R1)', () => {
    const into = (target: string) =>
      Object.entries(account.definition.States)
        .filter(([, each]) => {
          const ways = [
            each.Next,
            each.Default,
            ...each.Choices.map((one) => one.Next),
            ...each.Catch.map((one) => one.Next),
          ];
          return ways.includes(target);
        })
        .map(([name]) => name);
    expect(into('ResetPassword')).toEqual(['StagePassword']);
    // Once more with another password; or reopened, by a function that asks whether the approval still stands.
    expect(into('StagePassword').sort()).toEqual(['Decided', 'Reopened', 'ResetPassword']);
    expect(into('Reopened')).toEqual(['ReopenRotation']);
    expect(into('ReopenRotation')).toEqual(['IsReopened']);
    expect(into('Decided')).toEqual(['ReadDecision']);
    const undecided = stateOf(account, 'Decided').Choices.filter((each) =>
      each.Condition.includes("'awaiting-approval'"),
    );
    expect(undecided.map((each) => each.Next).sort()).toEqual(['AwaitApproval', 'RecordOutcome']);
  });

  test('reads the decision with everything that was written before', () => {
    expect(stateOf(account, 'ReadDecision').Arguments).toMatchObject({ ConsistentRead: true });
  });

  test.each([...steps, 'EndSessions'])('whatever fails in %s is recorded', (name) => {
    expect(catchesOf(account, name).at(-1)).toEqual([['States.ALL'], 'RecordOutcome']);
    expect(catchesOf(account, name).slice(0, -1)).toEqual(
      name === 'ResetPassword' ? [[['PasswordRefused'], 'StagePassword']] : [],
    );
  });

  test('that is uncertain is looked at again for a week, with ever longer waits, and within the history', () => {
    const seconds = Array.from({ length: LOOKS.most }, (_, looks) =>
      Math.min(LOOKS.firstSeconds * 2 ** Math.min(looks, 10), LOOKS.capSeconds),
    );
    expect(seconds[0]).toBe(5 * 60);
    const days = seconds.reduce((sum, each) => sum + each, 0) / (24 * HOUR);
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.2);
    // Entered, exited, and for each try: scheduled, started, ended. At worst every look settles it and the promotion fails.
    const events = (name: string) => 3 + 3 * tries(stateOf(account, name));
    const loop = ['LookAgain', 'EndSessions', 'PromotePassword', 'DeliverCredential', 'RecordOutcome'];
    const perLook = loop.reduce((sum, each) => sum + events(each), 0) + 3 * 2 + 3;
    const before = [...steps, ...steps, ...steps, 'RecordOutcome'].reduce((sum, each) => sum + events(each), 0);
    expect(LOOKS.most * perLook + before).toBeLessThan(25_000);
  });

  test('that is uncertain ends nobody’s wait: its tenant has been told before', () => {
    expect(stateOf(account, 'RecordOutcome').Next).toBe('IsUncertain');
    expect(stateOf(account, 'IsUncertain').Choices.map((each) => each.Next)).toEqual(['LookLater']);
    expect(stateOf(account, 'LookAgain').Catch.map((each) => each.Next)).toEqual(['Looked']);
    const looked = stateOf(account, 'Looked').Choices.map((each) => each.Next);
    expect(looked).toEqual(['EndSessions', 'RecordOutcome', 'LookLater', 'RecordOutcome']);
  });

  test('that was decided in the last moment goes by the decision', () => {
    expect(catchesOf(account, 'RecordOutcome')).toEqual([[['AlreadyDecided'], 'ReadDecision']]);
  });

  test('a refusal is never tried again', () => {
    const retried = steps.flatMap((each) => stateOf(account, each).Retry.flatMap((one) => one.ErrorEquals));
    for (const refusal of ['RotationRefused', 'ResetRefused', 'TenantNotReady', 'States.ALL', 'States.TaskFailed']) {
      expect(retried).not.toContain(refusal);
    }
  });
});

describe('patience', () => {
  const grants = grantsOf(template);
  const runs: readonly (readonly [string, FunctionName])[] = [
    ['StagePassword', 'stage-password'],
    ['ResetPassword', 'reset-password'],
    ['VerifyReset', 'verify-reset'],
    ['PromotePassword', 'promote-password'],
    ['DeliverCredential', 'deliver-credential'],
    ['RecordOutcome', 'record-outcome'],
  ];

  const waited = ({ Retry }: State) =>
    Retry.flatMap((each) =>
      Array.from({ length: each.MaxAttempts }, (_, i) =>
        Math.min(each.IntervalSeconds * each.BackoffRate ** i, each.MaxDelaySeconds),
      ),
    ).reduce((sum, each) => sum + each, 0);

  test('technicians may decide for the whole window', () => {
    expect(stateOf(account, 'AwaitApproval').TimeoutSeconds).toBe(10 * HOUR);
  });

  test('a tenant waits 6 hours longer than the window, the cycle 12', () => {
    expect(stateOf(tenant, 'AwaitAccounts').TimeoutSeconds).toBe(16 * HOUR);
    expect(stateOf(cycle, 'AwaitTenants').TimeoutSeconds).toBe(22 * HOUR);
  });

  test('those 6 hours are enough for an account where everything is tried as often and as long as it can be', () => {
    const worst = runs.map(([state, name]) => {
      const found = stateOf(account, state);
      return waited(found) + tries(found) * (grants.get(name)?.timeoutSeconds ?? Number.NaN);
    });
    expect(worst.reduce((sum, each) => sum + each, 0)).toBeLessThan(6 * HOUR);
  });

  test.each(runs)('%s outlasts the timeout of its function, so that Lambda can tell of it', (state, name) => {
    expect(stateOf(account, state).TimeoutSeconds).toBeGreaterThan(grants.get(name)?.timeoutSeconds ?? Number.NaN);
  });
});
