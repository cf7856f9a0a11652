import type { Identity } from './intrinsics.ts';
import { generatedName, stableLetters, stableUuid } from './names.ts';

/** Where the local cloud stands in for AWS. */
export interface Place {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  /** Address of the portal, which takes the place of the HTTP API's. */
  readonly portalUrl: string;
  /** Address of the AWS endpoint: queues' addresses begin with it, as the SDK goes where a queue's address points. */
  readonly awsUrl: string;
}

export interface Named {
  readonly logicalId: string;
  readonly type: string;
  /** A property of the resource, resolved, if it is a text. */
  property(name: string): string | undefined;
}

type IdentityOf = (resource: Named, place: Place) => Identity;

const nameOf = ({ logicalId, property }: Named, place: Place, from: string, longest: number) =>
  property(from) ?? generatedName(place.stackName, logicalId, longest);

const arn = (service: string, place: Place, rest: string) =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;

/** By resource type: what references to a resource give. */
const identities: Readonly<Record<string, IdentityOf>> = {
  'AWS::DynamoDB::GlobalTable': (resource, place) => {
    const ref = nameOf(resource, place, 'TableName', 255);
    return {
      ref,
      attributes: {
        Arn: arn('dynamodb', place, `table/${ref}`),
        StreamArn: arn('dynamodb', place, `table/${ref}/stream/2026-01-01T00:00:00.000`),
      },
    };
  },
  'AWS::S3::Bucket': (resource, place) => {
    const ref = nameOf(resource, place, 'BucketName', 63).toLowerCase();
    return { ref, attributes: { Arn: `arn:aws:s3:::${ref}` } };
  },
  'AWS::KMS::Key': ({ logicalId }, place) => {
    const ref = stableUuid(`${place.stackName}/${logicalId}`);
    return { ref, attributes: { Arn: arn('kms', place, `key/${ref}`), KeyId: ref } };
  },
  'AWS::SecretsManager::Secret': (resource, place) => {
    const name = nameOf(resource, place, 'Name', 512);
    const ref = arn('secretsmanager', place, `secret:${name}-${stableLetters(name, 6)}`);
    return { ref, attributes: { Id: ref } };
  },
  'AWS::SQS::Queue': (resource, place) => {
    const name = nameOf(resource, place, 'QueueName', 80);
    const ref = `${place.awsUrl}/${place.accountId}/${name}`;
    return { ref, attributes: { Arn: arn('sqs', place, name), QueueName: name, QueueUrl: ref } };
  },
  'AWS::StepFunctions::StateMachine': (resource, place) => {
    const name = nameOf(resource, place, 'StateMachineName', 80);
    const ref = arn('states', place, `stateMachine:${name}`);
    return { ref, attributes: { Arn: ref, Name: name, StateMachineRevisionId: `revision of ${ref}` } };
  },
  'AWS::Lambda::Function': (resource, place) => {
    const ref = nameOf(resource, place, 'FunctionName', 64);
    return { ref, attributes: { Arn: arn('lambda', place, `function:${ref}`) } };
  },
  'AWS::IAM::Role': (resource, place) => {
    const ref = nameOf(resource, place, 'RoleName', 64);
    const path = resource.property('Path') ?? '/';
    const roleArn = `arn:aws:iam::${place.accountId}:role${path}${ref}`;
    return { ref, attributes: { Arn: roleArn, RoleId: `AROA${stableLetters(roleArn, 17)}` } };
  },
  'AWS::ApiGatewayV2::Api': ({ logicalId }, place) => {
    const ref = stableLetters(`${place.stackName}/${logicalId}`, 10).toLowerCase();
    return { ref, attributes: { ApiId: ref, ApiEndpoint: place.portalUrl } };
  },
  'AWS::Scheduler::Schedule': (resource, place) => {
    const ref = nameOf(resource, place, 'Name', 64);
    const group = resource.property('GroupName') ?? 'default';
    return { ref, attributes: { Arn: arn('scheduler', place, `schedule/${group}/${ref}`) } };
  },
  'AWS::Scheduler::ScheduleGroup': (resource, place) => {
    const ref = nameOf(resource, place, 'Name', 64);
    return { ref, attributes: { Arn: arn('scheduler', place, `schedule-group/${ref}`) } };
  },
  'AWS::SES::ConfigurationSet': (resource, place) => ({ ref: nameOf(resource, place, 'Name', 64), attributes: {} }),
  'AWS::Events::Rule': (resource, place) => {
    const ref = nameOf(resource, place, 'Name', 64);
    return { ref, attributes: { Arn: arn('events', place, `rule/${ref}`) } };
  },
  'AWS::SNS::Topic': (resource, place) => {
    const name = nameOf(resource, place, 'TopicName', 256);
    return { ref: arn('sns', place, name), attributes: { TopicName: name, TopicArn: arn('sns', place, name) } };
  },
  'AWS::SES::EmailIdentity': (resource) => {
    const ref = resource.property('EmailIdentity') ?? '';
    const tokens = [1, 2, 3].flatMap((number) => {
      const token = stableLetters(`${ref}/${number}`, 32).toLowerCase();
      return [
        [`DkimDNSTokenName${number}`, `${token}._domainkey.${ref}`],
        [`DkimDNSTokenValue${number}`, `${token}.dkim.amazonses.com`],
      ] as const;
    });
    return { ref, attributes: Object.fromEntries(tokens) };
  },
  'AWS::Logs::LogGroup': (resource, place) => {
    const ref = nameOf(resource, place, 'LogGroupName', 512);
    return { ref, attributes: { Arn: arn('logs', place, `log-group:${ref}:*`) } };
  },
};

/** What references to a resource give. Resources that only others refer to by `Ref` get a name and nothing else. */
export function identify(resource: Named, place: Place): Identity {
  const known = identities[resource.type];
  return known?.(resource, place) ?? { ref: generatedName(place.stackName, resource.logicalId, 64), attributes: {} };
}
