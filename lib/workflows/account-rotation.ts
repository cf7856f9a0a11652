import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Choice, Condition, Errors, type IChainable, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { errorName } from '../../contract/error-names.ts';
import type { FunctionName } from '../../contract/functions.ts';
import { rotationSort, stateAttribute, tenantPartition } from '../../contract/table-keys.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { askGraphAgain } from '../states/ask-graph-again.ts';
import { awaitToken, NOTHING_TO_AWAIT } from '../states/await-token.ts';
import { caughtError, extended, fromInput, jsonata, keyFromInput } from '../states/jsonata.ts';
import {
  ALREADY_DECIDED,
  AWS_IN_TROUBLE,
  MUST_BE_RECORDED,
  RESET_NOT_VISIBLE,
  RESET_OUTCOME_UNKNOWN,
  type RetryPolicy,
  retryProps,
  SECRETS_THROTTLED,
  TABLE_IN_TROUBLE,
} from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

export interface AccountRotationProps {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
  readonly stateTable: ITableV2;
  /** How long technicians may decide. */
  readonly window: Duration;
}

/** The ids, and which reopening of the rotation the execution works for: 0 is the first run. */
const IDS = extended(
  fromInput('cycleId', 'tenantId', 'accountId', 'rotationId'),
  "'run': $exists($states.input.run) ? $states.input.run : 0",
);
/** What goes from state to state: the ids, and how often an uncertain outcome was looked at again. */
const CARRIED = extended(IDS, "'looks': $exists($states.input.looks) ? $states.input.looks : 0");

/**
 * An uncertain outcome is looked at again after 5, 10, 20, … minutes, at most 4 hours: for 7 days in all. The number bounds
 * the history too, which ends at 25,000 events: a test adds it up.
 */
export const LOOKS = { firstSeconds: 300, capSeconds: 14_400, most: 47 };
const PARTITION = keyFromInput(tenantPartition, 'cycleId', 'tenantId');
const SORT = keyFromInput(rotationSort, 'accountId');

/**
 * One account in one cycle: waits for the decision, then one step after the other. Each step may run twice. An uncertain
 * outcome is looked at again for days. Started with `reopen`, it goes on with a rotation that had ended.
 */
export class AccountRotation extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, { functions, stateTable, window }: AccountRotationProps) {
    super(scope, 'Account');
    const recordOutcome = runFunction(this, 'RecordOutcome', {
      function: functions['record-outcome'],
      payload: extended(
        IDS,
        "'expired': $exists($states.input.expired) and $states.input.expired, " +
          "'error': $exists($states.input.error) ? $states.input.error",
      ),
      output: extended(CARRIED, "'outcome': $states.result.Payload.outcome"),
      retries: [ALREADY_DECIDED, MUST_BE_RECORDED],
    });
    const onError = { errors: [Errors.ALL], outputs: jsonata(extended(CARRIED, caughtError)) };
    const run = (id: string, name: FunctionName, ...retries: readonly RetryPolicy[]) =>
      runFunction(this, id, {
        function: functions[name],
        payload: IDS,
        output: CARRIED,
        retries: [...retries, AWS_IN_TROUBLE],
      });
    const step = (...which: Parameters<typeof run>) => run(...which).addCatch(recordOutcome, onError);
    const graphStep = (...[id, ...which]: Parameters<typeof run>) =>
      askGraphAgain(this, id, run(id, ...which), { input: CARRIED, giveUp: recordOutcome });
    const rotate = step('StagePassword', 'stage-password', SECRETS_THROTTLED);
    const promote = step('PromotePassword', 'promote-password', SECRETS_THROTTLED);
    rotate
      .next(
        graphStep('ResetPassword', 'reset-password', RESET_OUTCOME_UNKNOWN)
          .addCatch(rotate, { errors: [errorName.passwordRefused], outputs: jsonata(CARRIED) })
          .addCatch(recordOutcome, onError),
      )
      .next(graphStep('VerifyReset', 'verify-reset', RESET_NOT_VISIBLE).addCatch(recordOutcome, onError))
      .next(promote)
      .next(step('DeliverCredential', 'deliver-credential'))
      .next(recordOutcome);

    const readDecision = this.readDecision(stateTable);
    const awaitApproval = awaitToken(this, 'AwaitApproval', {
      stateTable,
      row: { partitionKey: PARTITION, sortKey: SORT },
      while: { attribute: stateAttribute.status, operator: '=', value: { S: 'awaiting-approval' } },
      timeout: window,
      output: IDS,
    })
      .addCatch(readDecision, { errors: NOTHING_TO_AWAIT, outputs: jsonata(IDS) })
      .addCatch(readDecision, { errors: [Errors.TIMEOUT], outputs: jsonata(extended(IDS, "'expired': true")) })
      .addCatch(recordOutcome, onError);
    awaitApproval.next(readDecision);

    readDecision.addCatch(recordOutcome, onError).next(
      Choice.jsonata(this, 'Decided')
        .when(
          Condition.jsonata(jsonata("$states.input.status = 'awaiting-approval' and $states.input.expired")),
          recordOutcome,
        )
        .when(Condition.jsonata(jsonata("$states.input.status = 'awaiting-approval'")), awaitApproval)
        .when(Condition.jsonata(jsonata("$states.input.status in ['rejected', 'expired']")), recordOutcome)
        .otherwise(rotate),
    );
    // A decision came in the last moment: the row has it, so the workflow goes by that.
    recordOutcome.addCatch(readDecision, { errors: [errorName.alreadyDecided], outputs: jsonata(IDS) });
    const recorded = Succeed.jsonata(this, 'Recorded');
    // Sessions of an administrator outlive the password: a reset that is proven late has ended none yet.
    const endSessions = step('EndSessions', 'reset-password').next(promote);
    const { lookLater, lookNow } = this.lookAgain(functions['verify-reset'], endSessions, recordOutcome, recorded);
    recordOutcome.next(
      Choice.jsonata(this, 'IsUncertain')
        .when(
          Condition.jsonata(jsonata(`$states.input.outcome = 'uncertain' and $states.input.looks < ${LOOKS.most}`)),
          lookLater,
        )
        .otherwise(recorded),
    );

    const reopen = runFunction(this, 'ReopenRotation', {
      function: functions['reopen-rotation'],
      payload: extended(IDS, "'reopen': $states.input.reopen"),
      output: extended(
        IDS,
        "'run': $states.input.reopen.n, 'next': $states.result.Payload.next, 'sentence': $exists($states.result.Payload.sentence) ? $states.result.Payload.sentence, " +
          `'looks': $states.result.Payload.next = 'look' ? ${LOOKS.most} : 0`,
      ),
      retries: [AWS_IN_TROUBLE],
    });
    const goOn = (next: string) => Condition.jsonata(jsonata(`$states.input.next = '${next}'`));
    reopen.next(
      Choice.jsonata(this, 'Reopened')
        .when(goOn('rotate'), rotate)
        .when(goOn('promote'), endSessions)
        .when(goOn('look'), lookNow)
        .otherwise(recorded),
    );
    const definition = Choice.jsonata(this, 'IsReopened', {
      comment: 'Started by the command line for a rotation that has failed or is uncertain',
    })
      .when(Condition.jsonata(jsonata('$exists($states.input.reopen)')), reopen)
      .otherwise(awaitApproval);

    this.machine = new RotationMachine(this, 'AccountRotation', {
      definition,
      comment: 'Rotates one account in one cycle',
      invokes: [
        functions['stage-password'],
        functions['reset-password'],
        functions['verify-reset'],
        functions['promote-password'],
        functions['deliver-credential'],
        functions['record-outcome'],
        functions['reopen-rotation'],
      ],
    }).machine;
  }

  /**
   * What happens while the outcome is uncertain: the directory is looked at from time to time, and shows the reset one day, or
   * a person settles it. The tenant and the cycle have counted the rotation, and wait for none of this.
   */
  private lookAgain(verifyReset: RotationFunction, settled: IChainable, recordOutcome: IChainable, recorded: Succeed) {
    const { firstSeconds, capSeconds, most } = LOOKS;
    const lookNow = runFunction(this, 'LookAgain', {
      function: verifyReset,
      payload: extended(IDS, "'again': true"),
      output: extended(
        IDS,
        "'look': $states.result.Payload.look, " +
          `'looks': $states.result.Payload.look = 'somebody-elses' ? ${most} : $states.input.looks`,
      ),
      retries: [AWS_IN_TROUBLE],
    });
    const lookLater = Wait.jsonata(this, 'LookLater', {
      time: WaitTime.seconds(
        jsonata(`$min([${firstSeconds} * $power(2, $min([$states.input.looks, 10])), ${capSeconds}])`),
      ),
      outputs: jsonata(extended(IDS, "'looks': $states.input.looks + 1")),
    });
    const looked = Choice.jsonata(this, 'Looked')
      .when(Condition.jsonata(jsonata("$states.input.look = 'settled'")), settled)
      // A person is called once more, for another reason; the directory has nothing more to say.
      .when(Condition.jsonata(jsonata("$states.input.look = 'somebody-elses'")), recordOutcome)
      .when(
        Condition.jsonata(jsonata(`$states.input.look in ['not-yet', 'not-known'] and $states.input.looks < ${most}`)),
        lookLater,
      )
      // It may have been proven before the look failed: nobody else would bring it to an end.
      .when(Condition.jsonata(jsonata("$states.input.look = 'not-known'")), recordOutcome)
      .otherwise(recorded);
    lookLater.next(lookNow);
    // Graph in trouble: the next look is soon enough.
    lookNow.addCatch(looked, { errors: [Errors.ALL], outputs: jsonata(extended(CARRIED, "'look': 'not-known'")) });
    lookNow.next(looked);
    return { lookLater, lookNow };
  }

  /** The row decides, whatever woke the workflow. */
  private readDecision(stateTable: ITableV2): CallAwsService {
    const read = CallAwsService.jsonata(this, 'ReadDecision', {
      service: 'dynamodb',
      action: 'getItem',
      iamAction: 'dynamodb:GetItem',
      iamResources: [stateTable.tableArn],
      parameters: {
        TableName: stateTable.tableName,
        Key: {
          [stateAttribute.partitionKey]: { S: jsonata(PARTITION) },
          [stateAttribute.sortKey]: { S: jsonata(SORT) },
        },
        ConsistentRead: true,
        ProjectionExpression: '#status',
        ExpressionAttributeNames: { '#status': stateAttribute.status },
      },
      outputs: jsonata(
        extended(
          IDS,
          "'status': $states.result.Item.status.S, " +
            "'expired': $exists($states.input.expired) and $states.input.expired",
        ),
      ),
    });
    read.addRetry(retryProps(TABLE_IN_TROUBLE));
    return read;
  }
}
