import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Choice, Condition, Errors, type IChainable, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { errorName } from '../../contract/error-names.ts';
import type { FunctionName } from '../../contract/functions.ts';
import { rotationSort, stateAttribute, tenantPartition } from '../../contract/table-keys.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { askGraphAgain } from '../states/ask-graph-again.ts';
import { awaitToken, NOTHING_TO_AWAIT, secondsUntil } from '../states/await-token.ts';
import { catchAll } from '../states/catch-all.ts';
import { caughtError, extended, jsonata, keyFromInput } from '../states/jsonata.ts';
import {
  ALREADY_DECIDED,
  AWS_IN_TROUBLE,
  MUST_BE_RECORDED,
  RESET_NOT_VISIBLE,
  RESET_OUTCOME_UNKNOWN,
  type RetryPolicy,
  SECRETS_THROTTLED,
} from '../states/retries.ts';
import { ROTATION_IDS } from '../states/rotation-ids.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

export interface AccountRotationProps {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
  readonly stateTable: ITableV2;
  /** The longest that technicians may decide in any schedule: for executions that are not told their deadline. */
  readonly longestWindow: Duration;
}

/** JSONata members for what staging answers. */
const STAGED = [
  "'approval': $states.result.Payload.approval",
  "'decideBefore': $exists($states.result.Payload.decideBefore) ? $states.result.Payload.decideBefore",
  "'until': $exists($states.result.Payload.until) ? $states.result.Payload.until",
  "'seconds': $exists($states.result.Payload.seconds) ? $states.result.Payload.seconds",
].join(', ');

/** JSONata member for staging. */
const HAS_WAITED = "'hasWaited': $exists($states.input.hasWaited) and $states.input.hasWaited";

/** The functions of the path, in its order. */
const FUNCTIONS = [
  'stage-password',
  'reset-password',
  'verify-reset',
  'promote-password',
  'deliver-credential',
  'record-outcome',
] as const satisfies readonly FunctionName[];

/**
 * One account in one cycle: waits for the decision, then one step after the other. Each step may run twice, and passes through
 * where the rotation is past it: so the same machine goes on with a rotation that was reopened or settled.
 */
export class AccountRotation extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, { functions, stateTable, longestWindow }: AccountRotationProps) {
    super(scope, 'Account');
    const recordOutcome = runFunction(this, 'RecordOutcome', {
      function: functions['record-outcome'],
      payload: extended(
        ROTATION_IDS,
        "'expired': $exists($states.input.expired) and $states.input.expired, " +
          "'error': $exists($states.input.error) ? $states.input.error",
      ),
      output: extended(ROTATION_IDS, "'outcome': $states.result.Payload.outcome"),
      retries: [ALREADY_DECIDED, MUST_BE_RECORDED],
    });
    const recorded = <S extends Parameters<typeof catchAll>[0]>(state: S) =>
      catchAll(state, recordOutcome, extended(ROTATION_IDS, caughtError));
    const run = (
      id: string,
      name: FunctionName,
      { payload = ROTATION_IDS, output }: { readonly payload?: string; readonly output: string },
      ...retries: readonly RetryPolicy[]
    ) =>
      runFunction(this, id, {
        function: functions[name],
        payload,
        output,
        retries: [...retries, AWS_IN_TROUBLE],
      });
    const step = (id: string, name: FunctionName, ...retries: readonly RetryPolicy[]) =>
      recorded(run(id, name, { output: ROTATION_IDS }, ...retries));
    const graphStep = (id: string, name: FunctionName, ...retries: readonly RetryPolicy[]) =>
      askGraphAgain(this, id, run(id, name, { output: ROTATION_IDS }, ...retries), {
        input: ROTATION_IDS,
        giveUp: recordOutcome,
      });

    const stage = recorded(
      run(
        'StagePassword',
        'stage-password',
        { payload: extended(ROTATION_IDS, HAS_WAITED), output: extended(ROTATION_IDS, STAGED) },
        SECRETS_THROTTLED,
      ),
    );
    const reset = recorded(
      // A reset that must wait asks staging how long: a transition more for those that wait, and none for all others.
      graphStep('ResetPassword', 'reset-password', RESET_OUTCOME_UNKNOWN).addCatch(stage, {
        errors: [errorName.passwordRefused, errorName.notNow],
        outputs: jsonata(ROTATION_IDS),
      }),
    );
    reset
      .next(recorded(graphStep('VerifyReset', 'verify-reset', RESET_NOT_VISIBLE)))
      .next(step('PromotePassword', 'promote-password', SECRETS_THROTTLED))
      .next(step('DeliverCredential', 'deliver-credential'))
      .next(recordOutcome);

    const awaitApproval = recorded(this.awaitApproval(stateTable, longestWindow, stage, recordOutcome));
    awaitApproval.next(stage);
    // A time of day, and a time span: see ADR 27. Staging reads the row again after either, so that a decision may change meanwhile.
    const untilWindow = Wait.jsonata(this, 'WaitForChangeWindow', {
      time: WaitTime.timestamp(jsonata('$states.input.until')),
      outputs: jsonata(ROTATION_IDS),
    });
    // Whose time has come takes no other place: it says so.
    const inLine = Wait.jsonata(this, 'WaitInLine', {
      time: WaitTime.timestamp(jsonata('$states.input.until')),
      outputs: jsonata(extended(ROTATION_IDS, "'hasWaited': true")),
    });
    const whilePaused = Wait.jsonata(this, 'WaitWhilePaused', {
      time: WaitTime.seconds(jsonata('$states.input.seconds')),
      outputs: jsonata(ROTATION_IDS),
    });
    // The row decides, whatever woke the workflow: staging reads it, and stages nothing without an approval (R1).
    stage.next(
      Choice.jsonata(this, 'Approved')
        .when(Condition.jsonata(jsonata("$states.input.approval = 'awaited'")), awaitApproval)
        .when(Condition.jsonata(jsonata("$states.input.approval = 'denied'")), recordOutcome)
        .when(Condition.jsonata(jsonata("$states.input.approval = 'later'")), untilWindow.next(stage))
        .when(Condition.jsonata(jsonata("$states.input.approval = 'in-line'")), inLine.next(stage))
        .when(Condition.jsonata(jsonata("$states.input.approval = 'paused'")), whilePaused.next(stage))
        .otherwise(reset),
    );
    // A decision came in the last moment, and is in the row: staging reads it there.
    recordOutcome.addCatch(stage, { errors: [errorName.alreadyDecided], outputs: jsonata(ROTATION_IDS) });

    this.machine = new RotationMachine(this, 'AccountRotation', {
      definition: awaitApproval,
      comment: 'Rotates one account in one cycle',
      invokes: FUNCTIONS.map((name) => functions[name]),
    }).machine;
  }

  private awaitApproval(stateTable: ITableV2, longestWindow: Duration, decided: IChainable, expired: IChainable) {
    return awaitToken(this, 'AwaitApproval', {
      stateTable,
      row: {
        partitionKey: keyFromInput(tenantPartition, 'cycleId', 'tenantId'),
        sortKey: keyFromInput(rotationSort, 'accountId'),
      },
      while: { attribute: stateAttribute.status, operator: '=', value: { S: 'awaiting-approval' } },
      timeout: secondsUntil('decideBefore', longestWindow),
      output: ROTATION_IDS,
    })
      .addCatch(decided, { errors: NOTHING_TO_AWAIT, outputs: jsonata(ROTATION_IDS) })
      .addCatch(expired, {
        errors: [Errors.TIMEOUT],
        outputs: jsonata(extended(ROTATION_IDS, "'expired': true")),
      });
  }
}
