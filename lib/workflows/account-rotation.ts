import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Choice, Condition, Errors, Succeed, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { errorName } from '../../config/error-names.ts';
import type { FunctionName } from '../../config/functions.ts';
import { rotationSort, stateAttribute, tenantPartition } from '../../config/keys.ts';
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

const IDS = fromInput('cycleId', 'tenantId', 'accountId', 'rotationId');
const PARTITION = keyFromInput(tenantPartition, 'cycleId', 'tenantId');
const SORT = keyFromInput(rotationSort, 'accountId');

/** One account in one cycle: waits for the decision, then one step after the other. Each step may run twice. */
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
      output: '$states.result.Payload',
      retries: [ALREADY_DECIDED, MUST_BE_RECORDED],
    });

    const run = (id: string, name: FunctionName, ...retries: readonly RetryPolicy[]) =>
      runFunction(this, id, {
        function: functions[name],
        payload: IDS,
        output: IDS,
        retries: [...retries, AWS_IN_TROUBLE],
      });
    const recorded = (each: TaskStateBase) =>
      each.addCatch(recordOutcome, { errors: [Errors.ALL], outputs: jsonata(extended(IDS, caughtError)) });
    const step = (...which: Parameters<typeof run>) => recorded(run(...which));
    const graphStep = (...[id, ...which]: Parameters<typeof run>) =>
      recorded(askGraphAgain(this, id, run(id, ...which), { input: IDS, giveUp: recordOutcome }));
    const rotate = step('StagePassword', 'stage-password', SECRETS_THROTTLED)
      .next(graphStep('ResetPassword', 'reset-password', RESET_OUTCOME_UNKNOWN))
      .next(graphStep('VerifyReset', 'verify-reset', RESET_NOT_VISIBLE))
      .next(step('PromotePassword', 'promote-password', SECRETS_THROTTLED))
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
      .addCatch(recordOutcome, { errors: [Errors.ALL], outputs: jsonata(extended(IDS, caughtError)) });
    awaitApproval.next(readDecision);

    readDecision.addCatch(recordOutcome, { errors: [Errors.ALL], outputs: jsonata(extended(IDS, caughtError)) }).next(
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
    recordOutcome.next(Succeed.jsonata(this, 'Recorded'));

    this.machine = new RotationMachine(this, 'AccountRotation', {
      definition: awaitApproval,
      comment: 'Rotates one account in one cycle',
      invokes: [
        functions['stage-password'],
        functions['reset-password'],
        functions['verify-reset'],
        functions['promote-password'],
        functions['deliver-credential'],
        functions['record-outcome'],
      ],
    }).machine;
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
