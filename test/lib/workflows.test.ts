import { describe, expect, test } from '@jest/globals';
import type { FunctionName } from '../../config/functions.ts';
import { grantsOf } from './grants.ts';
import { type Machine, machineOf, type State, stateOf } from './machines.ts';
import { exampleEstate, synthesized } from './synthesized.ts';

const HOUR = 3_600;
const estate = { ...exampleEstate(), approvals: { windowHours: 10, linkHours: 24 } };
const template = synthesized(estate);
const cycle = machineOf(template, 'RotationCycle');
const tenant = machineOf(template, 'TenantRotation');
const account = machineOf(template, 'AccountRotation');

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
    const names = /"(StagePassword|ResetPassword|PromotePassword|DeliverCredential)"/g;
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
    expect(into('StagePassword')).toEqual(['Decided']);
    expect(into('Decided')).toEqual(['ReadDecision']);
    const undecided = stateOf(account, 'Decided').Choices.filter((each) =>
      each.Condition.includes("'awaiting-approval'"),
    );
    expect(undecided.map((each) => each.Next).sort()).toEqual(['AwaitApproval', 'RecordOutcome']);
  });

  test('reads the decision with everything that was written before', () => {
    expect(stateOf(account, 'ReadDecision').Arguments).toMatchObject({ ConsistentRead: true });
  });

  test.each(steps)('whatever fails in %s is recorded', (name) => {
    expect(catchesOf(account, name)).toEqual([[['States.ALL'], 'RecordOutcome']]);
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
  const tries = ({ Retry }: State) => 1 + Retry.reduce((sum, each) => sum + each.MaxAttempts, 0);

  test('technicians may decide for the whole window', () => {
    expect(stateOf(account, 'AwaitApproval').TimeoutSeconds).toBe(10 * HOUR);
  });

  test('a tenant waits 12 hours longer than the window, the cycle 24', () => {
    expect(stateOf(tenant, 'AwaitAccounts').TimeoutSeconds).toBe(22 * HOUR);
    expect(stateOf(cycle, 'AwaitTenants').TimeoutSeconds).toBe(34 * HOUR);
  });

  test('those 12 hours are enough for an account where everything is tried as often and as long as it can be', () => {
    const worst = runs.map(([state, name]) => {
      const found = stateOf(account, state);
      return waited(found) + tries(found) * (grants.get(name)?.timeoutSeconds ?? Number.NaN);
    });
    expect(worst.reduce((sum, each) => sum + each, 0)).toBeLessThan(12 * HOUR);
  });

  test.each(runs)('%s outlasts the timeout of its function, so that Lambda can tell of it', (state, name) => {
    expect(stateOf(account, state).TimeoutSeconds).toBeGreaterThan(grants.get(name)?.timeoutSeconds ?? Number.NaN);
  });
});
