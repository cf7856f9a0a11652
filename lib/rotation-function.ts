import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionEntry, hasKnownRole } from '../contract/function-entry.ts';
import type { AnyFunctionName } from '../contract/functions.ts';
import { roleName } from '../contract/stack.ts';
import type { Variable } from '../contract/variables.ts';
import { acceptWildcard } from './reviewed-findings.ts';

export interface RotationFunctionProps {
  /** Folder with its bundle. */
  readonly code: string;
  /** Its entry in the table of functions. */
  readonly entry: FunctionEntry;
}

/** What a function may do, and under which conditions. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | number | string[]>>>>;
  /** Why a resource has a wildcard, for an auditor; needed where one has. */
  readonly wildcard?: string;
}

const USUAL_MEMORY_MB = 512;

/** A function with a role, a log and variables of its own. It is granted what it uses, action by action (R10). */
export class RotationFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly entry: FunctionEntry;
  readonly timeout: Duration;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(
    scope: Construct,
    readonly name: AnyFunctionName,
    { code, entry }: RotationFunctionProps,
  ) {
    super(scope, name);
    const { description } = entry;
    const { stackName, region } = Stack.of(this);
    this.entry = entry;
    this.timeout = Duration.seconds(entry.timeoutSeconds);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not Lambda's managed policy: it may write to every log group of the account.
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description,
      ...(hasKnownRole(entry) ? { roleName: roleName({ stackName, region }, name) } : {}),
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(code),
      handler: 'index.handler',
      description,
      role: this.role,
      timeout: this.timeout,
      memorySize: entry.memoryMb ?? USUAL_MEMORY_MB,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { NODE_OPTIONS: '--enable-source-maps' },
    });
    this.logGroup.grantWrite(this.role);
  }

  allow({ actions, resources, conditions, wildcard }: Grant): this {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
    if (wildcard !== undefined) for (const each of resources) acceptWildcard(this.role, each, wildcard);
    return this;
  }

  set(name: Variable, value: string): this {
    this.lambda.addEnvironment(name, value);
    return this;
  }
}
