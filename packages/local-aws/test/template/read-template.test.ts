import { describe, expect, test } from '@jest/globals';
import { readTemplate } from '../../template/read-template.ts';
import { assemblyFolder, lambdaRole, roleFor } from './assembly-folder.ts';

const addresses = { portalUrl: 'http://127.0.0.1:8700', awsUrl: 'http://127.0.0.1:8701' };
const read = async (...args: Parameters<typeof assemblyFolder>) =>
  readTemplate(await assemblyFolder(...args), addresses);

const queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 120 } };
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

describe('references', () => {
  test('names are those that CloudFormation would make, and the same each time', async () => {
    const first = await read({ Messages: queue });
    const second = await read({ Messages: queue });
    expect(first.queues).toEqual(second.queues);
    expect(first.queues[0]?.name).toMatch(/^Rotation-Messages-[A-Z2-7]{12}$/);
    expect(first.queues[0]?.arn).toBe(`arn:aws:sqs:eu-central-1:111122223333:${first.queues[0]?.name}`);
  });

  test('a queue’s address is at the local endpoint', async () => {
    const { queues } = await read({ Messages: { ...queue, Properties: { QueueName: 'messages' } } });
    expect(queues[0]?.url).toBe('http://127.0.0.1:8701/111122223333/messages');
  });

  test('Join, Select, Split and the partition', async () => {
    const { stacks } = await read(
      { Messages: { ...queue, Properties: { QueueName: 'messages' } } },
      {
        outputs: {
          Joined: { Value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', arnOf('Messages')]] } },
          Account: { Value: { 'Fn::Select': [4, { 'Fn::Split': [':', arnOf('Messages')] }] } },
        },
      },
    );
    expect(stacks[0]?.outputs).toEqual({
      Joined: 'arn:aws:arn:aws:sqs:eu-central-1:111122223333:messages',
      Account: '111122223333',
    });
  });

  test.each([
    ['an unknown resource', { Ref: 'Nothing' }, /'Nothing' refers to nothing/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Messages', 'Colour'] }, /Messages\.Colour is not known/],
    ['an unknown function', { 'Fn::Sub': 'x' }, /Fn::Sub is not supported/],
    ['another pseudo parameter', { Ref: 'AWS::Region' }, /'AWS::Region' refers to nothing/],
  ])('%s is refused', async (_, Value, message) => {
    await expect(read({ Messages: queue }, { outputs: { It: { Value } } })).rejects.toThrow(message);
  });

  test('names that refer to each other in a circle are refused', async () => {
    const named = (other: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: other } } });
    await expect(read({ A: named('B'), B: named('A') })).rejects.toThrow(/refers to itself/);
  });
});

describe('what is not supported is refused', () => {
  test('a type of resource', async () => {
    await expect(read({ Fleet: { Type: 'AWS::EC2::Instance' } })).rejects.toThrow(/Fleet: .* AWS::EC2::Instance/);
    await expect(read({ One: { Type: 'AWS::DynamoDB::Table' } })).rejects.toThrow(/One: .* AWS::DynamoDB::Table/);
  });

  test('a property', async () => {
    const fifo = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } };
    await expect(read({ Messages: fifo })).rejects.toThrow(/Messages \(AWS::SQS::Queue\)[\s\S]*FifoQueue/);
  });

  test('a resource under a condition', async () => {
    await expect(read({ Messages: { ...queue, Condition: 'Sometimes' } })).rejects.toThrow(/conditions/);
  });

  test.each(['{ $.message = "a*" }', '{ $.level = "WARN" }', 'ERROR', '[a, b]'])(
    'a metric of logs by the pattern %s',
    async (FilterPattern) => {
      const Filter = {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: 'group',
          FilterPattern,
          MetricTransformations: [{ MetricName: 'm', MetricNamespace: 'n', MetricValue: '1' }],
        },
      };
      await expect(read({ Filter })).rejects.toThrow(/Filter .*only \{ \$\.message/s);
    },
  );

  describe('a bucket policy', () => {
    const readWith = (...statements: Readonly<Record<string, unknown>>[]) =>
      read({
        Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
        Policy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement: statements } },
        },
      });
    const deny = {
      Sid: 'Mine',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::b/*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/x' } },
    };

    test('that denies becomes a declaration, and what it allows is left out', async () => {
      const { resourcePolicies, buckets } = await readWith(
        { Effect: 'Allow', Principal: { Service: 'x' }, Action: '*' },
        deny,
      );
      expect(resourcePolicies).toEqual([
        {
          resourceArn: buckets[0]?.arn,
          statements: [
            {
              sid: 'Mine',
              effect: 'Deny',
              actions: ['s3:PutObject'],
              resources: ['arn:aws:s3:::b/*'],
              conditions: { ArnNotEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/x'] } },
            },
          ],
        },
      ]);
    });

    test.each([
      [{ ...deny, Principal: { AWS: 'arn:aws:iam::111122223333:role/y' } }, /only everybody/],
      [{ ...deny, Principal: undefined, NotPrincipal: { AWS: '*' } }, /Policy .*NotPrincipal/s],
      [{ ...deny, Action: undefined, NotAction: 's3:GetObject' }, /NotAction/],
      [{ ...deny, Resource: undefined, NotResource: 'arn:aws:s3:::b/x' }, /NotResource/],
      [{ ...deny, Condition: { StringEquals: { 'aws:SourceIp': '1.1.1.1' } } }, /'Mine' .*key aws:SourceIp/],
      [{ ...deny, Condition: { IpAddress: { 'aws:PrincipalArn': 'x' } } }, /'Mine' .*operator IpAddress/],
      [{ ...deny, Resource: ['arn:aws:s3:::b/$', '{aws:username}/*'].join('') }, /'Mine' .*policy variable/],
      [{ ...deny, Effect: 'Perhaps' }, /Effect/],
    ])('that denies in another way is refused (%#)', async (statement, expected) => {
      await expect(readWith(statement)).rejects.toThrow(expected);
    });

    test('of a bucket that is not there is refused', async () => {
      const Policy = {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: 'other', PolicyDocument: { Statement: [deny] } },
      };
      await expect(read({ Policy })).rejects.toThrow(/Policy: 'other' is not in the template/);
    });
  });
});

describe('declarations', () => {
  test('a table', async () => {
    const properties = {
      AttributeDefinitions: ['pk', 'sk', 'openFor'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    };
    const { tables } = await read({
      State: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          ...properties,
          GlobalSecondaryIndexes: [
            {
              IndexName: 'OpenApprovals',
              KeySchema: [{ AttributeName: 'openFor', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
          Replicas: [
            { Region: 'eu-central-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
          ],
        },
      },
    });
    expect(tables).toMatchObject([
      {
        logicalId: 'State',
        partitionKey: { name: 'pk', type: 'S' },
        sortKey: { name: 'sk', type: 'S' },
        ttlAttribute: 'expiresAt',
        pointInTimeRecovery: true,
        indexes: [{ name: 'OpenApprovals', partitionKey: { name: 'openFor', type: 'S' }, projection: 'ALL' }],
      },
    ]);
  });

  test('a function with its folder, variables and role; its role with statements from everywhere', async () => {
    const declared = await read(
      {
        Role: lambdaRole([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Messages') }]),
        More: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'More',
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: { Effect: 'Deny', Action: ['kms:*'], Resource: '*', Condition: { Bool: { 'aws:X': false } } },
            },
          },
        },
        Messages: queue,
        Notify: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Role: arnOf('Role'),
            Timeout: 60,
            MemorySize: 256,
            Environment: { Variables: { MESSAGE_QUEUE_URL: { Ref: 'Messages' } } },
          },
        },
      },
      { code: { abc: 'export const handler = () => 1;' } },
    );
    const [notify] = declared.functions;
    expect(notify?.folder).toMatch(/asset\.abc$/);
    expect(notify?.environment).toEqual({ MESSAGE_QUEUE_URL: declared.queues[0]?.url });
    expect(notify?.roleArn).toBe(declared.roles[0]?.arn);
    expect(declared.roles[0]?.statements).toEqual([
      { effect: 'Allow', actions: ['sqs:SendMessage'], resources: [declared.queues[0]?.arn], conditions: {} },
      { effect: 'Deny', actions: ['kms:*'], resources: ['*'], conditions: { Bool: { 'aws:X': ['false'] } } },
    ]);
  });

  test('a machine’s definition has real names in it', async () => {
    const { machines } = await read({
      Role: roleFor('states.amazonaws.com'),
      Messages: { ...queue, Properties: { QueueName: 'messages' } },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'Rotation-Cycle',
          RoleArn: arnOf('Role'),
          DefinitionString: {
            'Fn::Join': ['', ['{"StartAt":"A","States":{"A":{"Queue":"', arnOf('Messages'), '"}}}']],
          },
        },
      },
    });
    expect(machines[0]?.arn).toBe('arn:aws:states:eu-central-1:111122223333:stateMachine:Rotation-Cycle');
    expect(machines[0]?.definition).toEqual({
      StartAt: 'A',
      States: { A: { Queue: 'arn:aws:sqs:eu-central-1:111122223333:messages' } },
    });
  });

  test('a route whose function doesn’t let the API in is refused', async () => {
    const resources = {
      Role: lambdaRole(),
      Page: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: arnOf('Role'),
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'portal', ProtocolType: 'HTTP' } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: arnOf('Page'),
          PayloadFormatVersion: '2.0',
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: 'GET /a/{locator}',
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
        },
      },
    };
    const code = { abc: '' };
    await expect(read(resources, { code })).rejects.toThrow(/GET \/a\/\{locator\}: its function doesn't let/);
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arnOf('Page'),
        Principal: 'apigateway.amazonaws.com',
      },
    };
    const { api, functions, stacks } = await read(
      { ...resources, Permission: permission },
      { code, outputs: { Portal: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } } },
    );
    expect(api?.routes).toEqual([{ key: 'GET /a/{locator}', functionArn: functions[0]?.arn }]);
    expect(stacks[0]?.outputs).toEqual({ Portal: 'http://127.0.0.1:8700' });

    const stage = (RouteSettings: object) => ({
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'Api' },
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        RouteSettings,
      },
    });
    const settings = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 };
    const withStage = (named: object) => read({ ...resources, Permission: permission, Stage: stage(named) }, { code });
    expect((await withStage({})).api?.routes[0]?.throttle).toEqual({ perSecond: 20, atOnce: 40 });
    const own = await withStage({ 'GET /a/{locator}': settings });
    expect(own.api?.routes[0]?.throttle).toEqual({ perSecond: 5, atOnce: 10 });
    await expect(withStage({ 'GET /b': settings })).rejects.toThrow(/unable to find the route GET \/b/);
  });
});

test('a role that its taker isn’t trusted with is refused', async () => {
  const machine = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { RoleArn: arnOf('Role'), DefinitionString: '{}' },
  };
  await expect(read({ Role: lambdaRole(), Machine: machine })).rejects.toThrow(/doesn't trust states\.amazonaws\.com/);
});
