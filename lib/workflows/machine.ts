import { ArnFormat, CfnDeletionPolicy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  type IChainable,
  type IStateMachine,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { deployedMachineName, LIVE, type MachineName, type StartedMachine } from '../../contract/machines.ts';
import { roleName } from '../../contract/stack.ts';
import { type Variable, variable } from '../../contract/variables.ts';
import { acceptWildcard, FUNCTION_VERSIONS } from '../reviewed-findings.ts';
import type { RotationFunction } from '../rotation-function.ts';

export interface RotationMachineProps {
  readonly definition: IChainable;
  readonly comment: string;
  /** The functions that it runs. */
  readonly invokes: readonly RotationFunction[];
  /** Whether a policy of the data stack knows its role by name. */
  readonly hasKnownRole?: true;
}

/**
 * One of the machines. Its name is given, not generated: functions that start it or complete its tokens are granted that by
 * name, since the machine itself needs those functions to exist first.
 */
export class RotationMachine extends Construct {
  readonly machine: StateMachine;

  constructor(
    scope: Construct,
    name: MachineName,
    { definition, comment, invokes, hasKnownRole }: RotationMachineProps,
  ) {
    super(scope, name);
    const { stackName, region } = Stack.of(this);
    const deployedName = deployedMachineName(stackName, name);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: deployedName,
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(definition),
      comment,
      ...(hasKnownRole === undefined
        ? {}
        : {
            role: new Role(this, 'Role', {
              roleName: roleName({ stackName, region }, name),
              assumedBy: new ServicePrincipal('states.amazonaws.com'),
            }),
          }),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          // Groups whose names begin so need no resource policy of the account's; its size is limited.
          logGroupName: `/aws/vendedlogs/states/${deployedName}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    acceptWildcard(
      this,
      '*',
      'X-Ray and the delivery of logs know no resources; the CDK grants them to traced, logging machines.',
    );
    for (const { lambda } of invokes) acceptWildcard(this, `${lambda.functionArn}:*`, FUNCTION_VERSIONS);
    this.publish();
  }

  /** Each deployment that changes the machine publishes a version; the ones before stay, and the alias moves on (ADR 56). */
  private publish(): void {
    const { defaultChild } = this.machine.node;
    if (!(defaultChild instanceof CfnStateMachine)) throw new Error('the machine has another construct than expected');
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: defaultChild.ref,
      stateMachineRevisionId: defaultChild.attrStateMachineRevisionId,
    });
    version.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    version.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    new CfnStateMachineAlias(this, 'Live', {
      name: LIVE,
      routingConfiguration: [{ stateMachineVersionArn: version.ref, weight: 100 }],
    });
  }
}

/** What is started of a machine: its newest version. Permission to start it is given, and asked for, by the machine's own ARN. */
export const liveArn = ({ stateMachineArn }: IStateMachine): string => `${stateMachineArn}:${LIVE}`;

const machineArn = (scope: Construct, name: MachineName) =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: deployedMachineName(Stack.of(scope).stackName, name),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Lets a function complete the tokens that a machine waits on. */
export function grantTokens(user: RotationFunction, name: MachineName): void {
  user.allow({ actions: ['states:SendTaskSuccess'], resources: [machineArn(user, name)] });
}

const arnVariable: Readonly<Record<StartedMachine, Variable>> = {
  SettleUncertain: variable.settleUncertainArn,
  RotationCycle: variable.rotationCycleArn,
  Reopening: variable.reopeningArn,
};

/** Lets a function start a machine, whose ARN it is told. */
export function grantStart(user: RotationFunction, name: StartedMachine): void {
  user.allow({ actions: ['states:StartExecution'], resources: [machineArn(user, name)] });
  user.set(arnVariable[name], `${machineArn(user, name)}:${LIVE}`);
}
