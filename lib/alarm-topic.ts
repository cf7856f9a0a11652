import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';

/** Where alarms go: a topic of the stack, encrypted, with the subscribers of the estate, or one that the MSP has already. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { alarms, msp }: Pick<Estate, 'alarms' | 'msp'>) {
    super(scope, id);
    if (alarms !== undefined && 'topicArn' in alarms) {
      this.topic = Topic.fromTopicArn(this, 'Given', alarms.topicArn);
      return;
    }
    const topic = new Topic(this, 'Topic', {
      displayName: Stack.of(this).stackName, // the sender of its mails
      masterKey: this.key(),
      enforceSSL: true,
    });
    const publish = fromCloudWatch(['sns:Publish'], topic.topicArn);
    publish.addCondition('StringEquals', { 'aws:SourceAccount': Stack.of(this).account });
    topic.addToResourcePolicy(publish);
    for (const each of alarms?.notify ?? [msp.teamMail]) {
      topic.addSubscription(
        each.startsWith('https:')
          ? new UrlSubscription(each, { protocol: SubscriptionProtocol.HTTPS })
          : new EmailSubscription(each),
      );
    }
    this.topic = topic;
  }

  /**
   * A key of its own: CloudWatch may use none that SNS or AWS manages, and its alarms would be lost without a word. CloudWatch asks KMS
   * itself. No source tells that it names the alarm's account there, so that the key has no such condition: the topic's policy has it.
   */
  private key(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts alarms on their way to those who look at them',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY, // nothing is kept in a topic
    });
    key.addToResourcePolicy(fromCloudWatch(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    return key;
  }
}

const fromCloudWatch = (actions: string[], resource: string) =>
  new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
  });
