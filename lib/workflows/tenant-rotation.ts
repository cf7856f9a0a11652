import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  Choice,
  Condition,
  Map as InlineMap,
  type IStateMachine,
  Pass,
  ProvideItems,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import { cyclePartition, stateAttribute, tenantSort } from '../../contract/table-keys.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { askGraphAgain } from '../states/ask-graph-again.ts';
import { awaitToken, NOTHING_TO_AWAIT } from '../states/await-token.ts';
import { catchAll } from '../states/catch-all.ts';
import { caughtError, extended, fromInput, jsonata, keyFromInput } from '../states/jsonata.ts';
import { ALREADY_DECIDED, AWS_IN_TROUBLE, MUST_BE_RECORDED } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { notStartedError, STARTED, STARTED_ALREADY, startByName } from '../states/start-by-name.ts';
import { RotationMachine } from './machine.ts';

export interface TenantRotationProps {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
  readonly stateTable: ITableV2;
  readonly accountRotation: IStateMachine;
  /** How long to wait for the last account: the approval window, the longest wait for a change window, and time for the rotation after it. */
  readonly patience: Duration;
}

/** More of one tenant would only be throttled more often (see `START_THROTTLED`). */
const STARTS_AT_ONCE = 5;
/** Of all tenants together, on average: below the 150 that Step Functions takes in most Regions. */
const STARTS_PER_SECOND = 125;
/** So many take tenants of 75 accounts each when there are 1,000 of them. With more, some starts are throttled. */
const LONGEST_SPREAD_SECONDS = 600;

/**
 * JSONata for how long a tenant waits before it starts its accounts, in whole seconds: at random, within the time that it would take to start
 * as many of each tenant. If all began at once, some starts would lose the draw for their quota twenty times. A cycle that began before a
 * deployment gives no number of tenants.
 */
const SPREAD_SECONDS =
  '$floor($random() * $min([' +
  `${LONGEST_SPREAD_SECONDS}, $count($states.input.rotations) * ($exists($states.context.Execution.Input.tenants) ? ` +
  `$states.context.Execution.Input.tenants : 1) / ${STARTS_PER_SECOND}]))`;

const IDS = fromInput('cycleId', 'tenantId');
const ROTATION = fromInput('cycleId', 'tenantId', 'accountId', 'rotationId');

/** One tenant in one cycle: finds its accounts, asks, starts a rotation for each, and closes when the last one is done. */
export class TenantRotation extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, { functions, stateTable, accountRotation, patience }: TenantRotationProps) {
    super(scope, 'Tenant');
    const close = runFunction(this, 'CloseTenant', {
      function: functions['close-tenant'],
      payload: extended(IDS, "'error': $exists($states.input.error) ? $states.input.error"),
      output: IDS,
      retries: [MUST_BE_RECORDED],
    });
    const closed = <S extends Parameters<typeof catchAll>[0]>(state: S) =>
      catchAll(state, close, extended(IDS, caughtError));

    const toDiscover = fromInput('cycleId', 'tenantId', 'dryRun');
    const discover = closed(
      askGraphAgain(
        this,
        'DiscoverTenant',
        runFunction(this, 'DiscoverTenant', {
          function: functions['discover-tenant'],
          payload: toDiscover,
          output: extended(
            IDS,
            "'decideBefore': $states.result.Payload.decideBefore, 'rotations': [$states.result.Payload.rotations]",
          ),
          retries: [AWS_IN_TROUBLE],
        }),
        { input: toDiscover, giveUp: close },
      ),
    );

    const request = closed(
      runFunction(this, 'RequestApprovals', {
        function: functions['request-approvals'],
        payload: IDS,
        output: '$states.input',
        retries: [AWS_IN_TROUBLE],
      }),
    );

    const spread = Wait.jsonata(this, 'SpreadStarts', { time: WaitTime.seconds(jsonata(SPREAD_SECONDS)) });

    const wait = awaitToken(this, 'AwaitAccounts', {
      stateTable,
      row: { partitionKey: keyFromInput(cyclePartition, 'cycleId'), sortKey: keyFromInput(tenantSort, 'tenantId') },
      while: { attribute: stateAttribute.openCount, operator: '>', value: { N: '0' } },
      timeout: patience,
      output: IDS,
    }).addCatch(close, { errors: NOTHING_TO_AWAIT, outputs: jsonata(IDS) });
    closed(wait).next(close);

    const definition = discover.next(
      Choice.jsonata(this, 'AnythingToRotate')
        .when(
          Condition.jsonata(jsonata('$count($states.input.rotations) > 0')),
          request
            .next(spread)
            .next(closed(this.startAccounts(accountRotation, functions['record-outcome'])))
            .next(wait),
        )
        .otherwise(close),
    );
    this.machine = new RotationMachine(this, 'TenantRotation', {
      definition,
      comment: 'Rotates the accounts of one tenant in one cycle',
      invokes: [
        functions['discover-tenant'],
        functions['request-approvals'],
        functions['close-tenant'],
        functions['record-outcome'],
      ],
    }).machine;
  }

  /** Starts and does not wait. */
  private startAccounts(accountRotation: IStateMachine, recordOutcome: RotationFunction): InlineMap {
    const start = startByName(this, 'StartAccount', {
      stateMachine: accountRotation,
      name: '$states.input.rotationId',
      // The deadline as the cycle's row has it: the same each time, so that a second start has the same input.
      input: extended(ROTATION, "'decideBefore': $states.input.decideBefore"),
    });
    start.addCatch(Pass.jsonata(this, 'AccountStartedBefore', { outputs: jsonata(STARTED) }), {
      errors: STARTED_ALREADY,
    });
    // One that cannot be started ends as failed, and stops no other (R9).
    const writeOff = runFunction(this, 'RecordNotStarted', {
      function: recordOutcome,
      payload: extended(ROTATION, "'error': $states.input.error"),
      output: "'not started'",
      retries: [ALREADY_DECIDED, MUST_BE_RECORDED],
    });
    catchAll(start, writeOff, extended(ROTATION, notStartedError));
    return InlineMap.jsonata(this, 'StartAccounts', {
      maxConcurrency: STARTS_AT_ONCE,
      items: ProvideItems.jsonata(jsonata('$states.input.rotations')),
      itemSelector: {
        cycleId: jsonata('$states.input.cycleId'),
        tenantId: jsonata('$states.input.tenantId'),
        decideBefore: jsonata('$states.input.decideBefore'),
        accountId: jsonata('$states.context.Map.Item.Value.accountId'),
        rotationId: jsonata('$states.context.Map.Item.Value.rotationId'),
      },
      outputs: jsonata(IDS),
    }).itemProcessor(start);
  }
}
