import { type CfnElement, CfnResource, type Duration, Stack, Validations } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DistributedMap,
  Errors,
  Fail,
  type IChainable,
  type IStateMachine,
  Pass,
  ProcessorMode,
  ProcessorType,
  S3JsonItemReader,
  StateMachineType,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import { CYCLES_PARTITION, stateAttribute } from '../../contract/table-keys.ts';
import { accept, acceptWildcard } from '../reviewed-findings.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { awaitToken, NOTHING_TO_AWAIT } from '../states/await-token.ts';
import { catchAll } from '../states/catch-all.ts';
import { caughtError, extended, fromInput, jsonata } from '../states/jsonata.ts';
import { AWS_IN_TROUBLE, MUST_BE_RECORDED, retryProps } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { notStartedError, STARTED, STARTED_ALREADY, startByName } from '../states/start-by-name.ts';
import { RotationMachine } from './machine.ts';
import { sealCycle } from './seal-cycle.ts';

export interface RotationCycleProps {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
  readonly stateTable: ITableV2;
  readonly workBucket: IBucket;
  readonly auditExport: IStateMachine;
  readonly tenantRotation: IStateMachine;
  /** How long to wait for the last tenant. */
  readonly patience: Duration;
}

const IDS = fromInput('cycleId');
const TENANT = fromInput('cycleId', 'tenantId');

/**
 * One run of a schedule: opens the cycle, starts every tenant, waits for the last one, adds up, seals, announces and exports. Whatever fails, the
 * cycle is closed: as failed, with the reason, and then the execution fails too, so that its alarm tells.
 */
export class RotationCycle extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, props: RotationCycleProps) {
    super(scope, 'Cycle');
    const { functions } = props;
    const open = runFunction(this, 'OpenCycle', {
      function: functions['open-cycle'],
      payload:
        "{'schedule': $states.input.schedule, 'scheduledFor': $states.input.scheduledFor, " +
        "'run': $exists($states.input.run) ? $states.input.run, " +
        "'moved': $exists($states.input.moved) and $states.input.moved, " +
        "'dryRun': $exists($states.input.dryRun) and $states.input.dryRun, 'executionId': $states.context.Execution.Id, " +
        "'onDemand': $exists($states.input.onDemand) ? $states.input.onDemand}",
      output: '$states.result.Payload',
      retries: [AWS_IN_TROUBLE],
    });

    const close = runFunction(this, 'CloseCycle', {
      function: functions['close-cycle'],
      // Where opening failed, nobody knows whether the cycle was opened, nor its id: the function looks for it.
      payload:
        "{'cycleId': $exists($states.input.cycleId) ? $states.input.cycleId, 'executionId': $states.context.Execution.Id, " +
        "'error': $exists($states.input.error) ? $states.input.error}",
      output: '$states.result.Payload',
      retries: [MUST_BE_RECORDED],
    });
    const ended = Choice.jsonata(this, 'EndedWell')
      .when(
        Condition.jsonata(jsonata('$exists($states.input.failure)')),
        Fail.jsonata(this, 'CycleFailed', { error: 'CycleFailed', cause: jsonata('$states.input.failure') }),
      )
      .otherwise(Succeed.jsonata(this, 'Done'));
    close.next(
      Choice.jsonata(this, 'WasOpened')
        .when(
          Condition.jsonata(jsonata('$exists($states.input.cycleId)')),
          this.sealAndAnnounce(
            functions,
            Choice.jsonata(this, 'WasDryRun')
              .when(Condition.jsonata(jsonata('$states.input.dryRun')), ended)
              .otherwise(this.startExport(props.auditExport, ended)),
          ),
        )
        .otherwise(ended),
    );
    const closed = <S extends Parameters<typeof catchAll>[0]>(state: S, ids: string) =>
      catchAll(state, close, extended(ids, caughtError));
    closed(open, '{}');

    const wait = awaitToken(this, 'AwaitTenants', {
      stateTable: props.stateTable,
      row: { partitionKey: `'${CYCLES_PARTITION}'`, sortKey: '$states.input.cycleId' },
      while: { attribute: stateAttribute.openCount, operator: '>', value: { N: '0' } },
      timeout: props.patience,
      output: IDS,
    }).addCatch(close, { errors: [...NOTHING_TO_AWAIT, Errors.TIMEOUT], outputs: jsonata(IDS) });
    closed(wait, IDS).next(close);

    const definition = open.next(
      Choice.jsonata(this, 'Opened')
        // Black-outs may keep all tenants from a cycle: a map over nothing is not begun.
        .when(Condition.jsonata(jsonata('$states.input.opened and $states.input.tenants = 0')), close)
        .when(Condition.jsonata(jsonata('$states.input.opened')), closed(this.startTenants(props), IDS).next(wait))
        .otherwise(Succeed.jsonata(this, 'AlreadyOpen')),
    );
    this.machine = new RotationMachine(this, 'RotationCycle', {
      definition,
      comment: 'One run of a schedule',
      invokes: [
        functions['open-cycle'],
        functions['close-tenant'],
        functions['close-cycle'],
        functions.checkpoint,
        functions['announce-cycle'],
      ],
    }).machine;
    acceptWildcard(
      this,
      props.workBucket.arnForObjects('cycles/*'),
      'One list of tenants per cycle, under this prefix.',
    );
    for (const suffix of ['', '/Tenants']) {
      accept(
        this,
        `IAM5[Resource::arn:aws:states:${Stack.of(this).region}:${Stack.of(this).account}:execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${Stack.of(this).getLogicalId(this.cfnMachine())}"}]}]}${suffix}:*]`,
        'The machine looks after the executions of its own map, which get random names.',
      );
    }
    Validations.of(this).acknowledge({
      id: 'Annotation::@aws-cdk/aws-stepfunctions:propertyIgnored',
      reason: 'The type of the map’s executions must be given twice; both say STANDARD.',
    });
  }

  /** The cycle does not wait for its export. One that cannot be started is not missed: the run of the next day takes these records too. */
  private startExport(auditExport: IStateMachine, next: Choice): IChainable {
    const start = startByName(this, 'StartExport', {
      stateMachine: auditExport,
      name: '$states.input.cycleId',
      input: "{'patient': true}",
      output: '$states.input',
    });
    catchAll(start, next, '$states.input');
    return start.next(next);
  }

  /** A seal that cannot be made is told, and keeps nothing back: the hourly checkpoint covers the cycle once the archive has it. */
  private sealAndAnnounce(functions: RotationCycleProps['functions'], next: IChainable): IChainable {
    const announce = runFunction(this, 'AnnounceCycle', {
      function: functions['announce-cycle'],
      payload:
        "{'cycleId': $states.input.cycleId, 'seal': $exists($states.input.seal) ? $states.input.seal, " +
        "'error': $exists($states.input.unsealed) ? $states.input.unsealed}",
      output: '$states.input',
      retries: [MUST_BE_RECORDED],
    });
    const untold =
      "'failure': $exists($states.input.failure) ? $states.input.failure : 'The cycle is closed, but its summary could not be sent.'";
    announce.addCatch(next, { errors: [Errors.ALL], outputs: jsonata(extended('$states.input', untold)) });
    announce.next(next);
    return sealCycle(this, functions.checkpoint, announce);
  }

  private cfnMachine(): CfnElement {
    const { defaultChild } = this.machine.node;
    if (!CfnResource.isCfnElement(defaultChild)) throw new Error('the machine has no CloudFormation resource');
    return defaultChild;
  }

  /** Its children only start executions: nothing waits inside a map. */
  private startTenants({ workBucket, tenantRotation, functions }: RotationCycleProps): DistributedMap {
    const start = startByName(this, 'StartTenant', {
      stateMachine: tenantRotation,
      name: "$states.input.cycleId & '-' & $states.input.tenantName",
      input: fromInput('cycleId', 'tenantId', 'dryRun', 'tenants'),
    });
    start.addCatch(Pass.jsonata(this, 'TenantStartedBefore', { outputs: jsonata(STARTED) }), {
      errors: STARTED_ALREADY,
    });
    // One that cannot be started is closed as failed at once. The map tolerates failures: nobody else would miss it, and the cycle
    // would wait for it until its timeout.
    const writeOff = runFunction(this, 'RecordTenantNotStarted', {
      function: functions['close-tenant'],
      payload: extended(TENANT, "'error': $states.input.error"),
      output: "'not started'",
      retries: [MUST_BE_RECORDED],
    });
    catchAll(start, writeOff, extended(TENANT, notStartedError));
    const map = DistributedMap.jsonata(this, 'StartTenants', {
      label: 'Tenants',
      mapExecutionType: StateMachineType.STANDARD,
      toleratedFailurePercentage: 100, // a tenant that cannot be started stops no other (R9)
      maxConcurrency: 100,
      itemReader: listReader(workBucket),
      itemSelector: {
        cycleId: jsonata('$states.input.cycleId'),
        dryRun: jsonata('$states.input.dryRun'),
        tenants: jsonata('$states.input.tenants'),
        tenantId: jsonata('$states.context.Map.Item.Value.tenantId'),
        tenantName: jsonata('$states.context.Map.Item.Value.tenantName'),
      },
      outputs: jsonata(IDS),
    }).itemProcessor(start, { mode: ProcessorMode.DISTRIBUTED, executionType: ProcessorType.STANDARD });
    map.addRetry(retryProps(MUST_BE_RECORDED)); // starting by name: those that run already are found
    return map;
  }
}

/** Reads the list of tenants of a cycle. The CDK would grant every object of the bucket. */
function listReader(bucket: IBucket): S3JsonItemReader {
  const reader = new S3JsonItemReader({ bucket, key: jsonata('$states.input.key') });
  const lists = new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('cycles/*')] });
  reader.providePolicyStatements = () => [lists];
  return reader;
}
