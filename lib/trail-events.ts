import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { credentialPrefix, dataStackName } from '../contract/stack.ts';
import { deliver, deliveredQueue } from './delivered-queue.ts';
import type { RotationFunction } from './rotation-function.ts';

const delivery = queueDelivery.trailEvents;

/** Whose calls are the product's own, and what must not be changed unseen. */
export interface Watched {
  /** ARNs of the roles that start, stop or redrive executions: of machines, functions and schedules. */
  readonly starters: readonly string[];
  /** ARNs of the roles that use credentials. */
  readonly credentialUsers: readonly string[];
  readonly auditBucket: string;
  readonly auditTable: Pick<ITableV2, 'tableName' | 'tableArn'>;
  readonly keys: readonly Pick<IKey, 'keyId' | 'keyArn'>[];
}

/** In each event that CloudTrail tells. */
const TOLD = 'AWS API Call via CloudTrail';
/** What CloudFormation changes is told by the change of the stack. */
const NOT_BY_CLOUDFORMATION = [{ 'anything-but': 'cloudformation.amazonaws.com' }];

/**
 * What people do from outside: CloudTrail tells EventBridge, rules take what is about us to a queue, `record-trail` records it. It needs a
 * trail in the account that logs management events (docs/cloudtrail.md). Roles are excepted one by one, and not by how their names begin:
 * anybody who may make a role may name it so.
 */
export class TrailEvents extends Construct {
  /** The dead-letter queue: events that could not be recorded. */
  readonly undeliverable: Queue;
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const made = deliveredQueue(this, { ...delivery, deadLetters: 'Undeliverable', retention: Duration.days(4) });
    this.queue = made.queue;
    this.undeliverable = made.deadLetters;
  }

  deliverTo(user: RotationFunction): void {
    deliver(this, this.queue, user, delivery);
    user.allow({
      actions: ['states:DescribeExecution'],
      resources: [this.statesArn('execution', '*')],
      wildcard: "Executions of this stack's machines: whoever started one names in its input who asks.",
    });
  }

  /**
   * Makes the rules, when everything else is there. Wherever a call takes a name or an ARN, CloudTrail tells what the caller wrote: both are
   * asked for. A pattern may have 2,048 characters: names of ours are told by how they begin, and `record-trail` looks closer.
   */
  watch({ starters, credentialUsers, auditBucket, auditTable, keys }: Watched): void {
    const { stackName } = Stack.of(this);
    this.rule('Executions', 'Who starts, stops or redrives executions by hand', ['aws.states'], {
      eventName: ['StartExecution', 'StopExecution', 'RedriveExecution'],
      ...notBy(starters),
      $or: [
        { requestParameters: { stateMachineArn: [{ prefix: this.statesArn('stateMachine', '') }] } },
        { requestParameters: { executionArn: [{ prefix: this.statesArn('execution', '') }] } },
      ],
    });
    const prefix = `${credentialPrefix(stackName)}/`;
    const secretArn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: prefix,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const credentials = this.rule('Credentials', 'Who reads or changes stored passwords', ['aws.secretsmanager'], {
      // A batch of reads is told as one read of each.
      eventName: [
        'GetSecretValue',
        'PutSecretValue',
        'UpdateSecret',
        'UpdateSecretVersionStage',
        'DeleteSecret',
        'RestoreSecret',
        'PutResourcePolicy',
        'ReplicateSecretToRegions',
      ],
      ...notBy(credentialUsers),
      requestParameters: { secretId: [{ prefix }, { prefix: secretArn }] },
    });
    const { defaultChild } = credentials.node;
    if (!(defaultChild instanceof CfnRule)) throw new Error('the rule has another construct than expected');
    // Reads do not reach a rule that is simply enabled.
    defaultChild.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    this.rule('Deployments', 'Who deploys or deletes the stacks', ['aws.cloudformation'], {
      eventName: [
        'UpdateStack',
        'ExecuteChangeSet',
        'RollbackStack',
        'DeleteStack',
        'SetStackPolicy',
        'UpdateTerminationProtection',
      ],
      requestParameters: {
        stackName: [
          ...[stackName, dataStackName(stackName)].flatMap((name) => [
            name,
            {
              prefix: Stack.of(this).formatArn({
                service: 'cloudformation',
                resource: 'stack',
                resourceName: `${name}/`,
              }),
            },
          ]),
        ],
      },
    });
    this.rule('Protection', 'Who changes what protects records, by hand', ['aws.s3', 'aws.kms', 'aws.dynamodb'], {
      eventName: [
        { prefix: 'PutBucket' },
        { prefix: 'DeleteBucket' },
        ...['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy', 'CreateGrant'],
        ...['DeleteTable', 'UpdateTable', 'UpdateContinuousBackups', 'UpdateTimeToLive', 'PutResourcePolicy'],
      ],
      sourceIPAddress: NOT_BY_CLOUDFORMATION,
      $or: [
        { requestParameters: { bucketName: [auditBucket] } },
        { requestParameters: { tableName: [auditTable.tableName, auditTable.tableArn] } },
        // Of the table, or of its stream.
        { requestParameters: { resourceArn: [{ prefix: auditTable.tableArn }] } },
        { requestParameters: { keyId: keys.flatMap(({ keyId, keyArn }) => [keyId, keyArn]) } },
      ],
    });
    const ours = `${stackName}-`;
    // CloudTrail tells these calls with the version of Lambda's API at their ends.
    this.rule('Code', 'Who changes functions, or what feeds them, by hand', ['aws.lambda'], {
      eventName: [
        'UpdateFunction',
        'DeleteFunction',
        'PutFunction',
        'AddPermission',
        'RemovePermission',
        'UpdateEventSourceMapping',
        'DeleteEventSourceMapping',
      ].map((prefix) => ({ prefix })),
      sourceIPAddress: NOT_BY_CLOUDFORMATION,
      $or: [
        // A name, an ARN, or the end of an ARN from the account on.
        { requestParameters: { functionName: [{ prefix: ours }, { wildcard: `*:${ours}*` }] } },
        { requestParameters: { uUID: this.mappings() } },
        { responseElements: { functionArn: [{ wildcard: `*:function:${ours}*` }] } },
      ],
    });
    this.rule('Rules', 'Who changes rules or schedules, by hand', ['aws.events', 'aws.scheduler'], {
      eventName: [
        ...['PutRule', 'DisableRule', 'DeleteRule', 'PutTargets', 'RemoveTargets'],
        ...['UpdateSchedule', 'DeleteSchedule', 'DeleteScheduleGroup'],
      ],
      sourceIPAddress: NOT_BY_CLOUDFORMATION,
      $or: [
        { requestParameters: { name: [{ prefix: ours }, stackName] } },
        { requestParameters: { rule: [{ prefix: ours }] } },
        { requestParameters: { groupName: [stackName] } },
      ],
    });
    this.rule('Trail', 'Who turns CloudTrail itself off', ['aws.cloudtrail'], {
      eventName: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
    });
  }

  /** What leads queues and streams to functions has an id, and no name. */
  private mappings(): string[] {
    return Stack.of(this)
      .node.findAll()
      .filter((each) => each instanceof CfnEventSourceMapping)
      .map(({ ref }) => ref);
  }

  private rule(id: string, description: string, source: string[], detail: Record<string, unknown>): Rule {
    return new Rule(this, id, {
      description,
      eventPattern: { source, detailType: [TOLD], detail },
      targets: [new SqsQueue(this.queue)],
    });
  }

  private statesArn(resource: 'stateMachine' | 'execution', end: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource,
      resourceName: `${Stack.of(this).stackName}-${end}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

/** `anything-but` holds for a field that is there only; who has taken no role has none. */
const notBy = (roleArns: readonly string[]) => ({
  userIdentity: { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': [...roleArns] }, { exists: false }] } } },
});
