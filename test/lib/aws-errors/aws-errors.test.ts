import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { modelledErrors } from '@m365-rotation/local-aws';
import { errorName } from '../../../contract/error-names.ts';
import * as retries from '../../../lib/states/retries.ts';
import { callsOfFunctions } from './calls.ts';
import { generic, modelled, ofEmbeddedCloud, unconfirmed } from './documented.ts';
import { botocore, errorsOf, errorsOfService, type ModelledService, sdkCodes } from './models.ts';
import { waitingStates } from './waited-for.ts';

/** Error names of our own functions. */
const own = new Set<string>(Object.values(errorName));
const policies = Object.values(retries).flatMap((each) =>
  typeof each === 'object' && 'errors' in each ? each.errors : [],
);
const names = [
  ...new Set([...policies, ...waitingStates.flatMap(({ retried, caught }) => [...retried, ...caught])]),
].filter((name) => !own.has(name));

/** Step Functions' name of a modelled error, without the service: always with this ending. */
const ended = (name: string) => (name.endsWith('Exception') ? name : `${name}Exception`);
const withoutService = (name: string) => name.split('.').at(-1) ?? name;

describe('every name that a workflow waits for', () => {
  test('there are some', () => {
    expect(names).toEqual(expect.arrayContaining(['StepFunctions.AWSStepFunctionsException', 'KmsThrottled']));
  });

  test('is in the table of docs/aws-errors.md, and the table holds no other', () => {
    expect([...names].sort()).toEqual([...modelled.keys(), ...generic].sort());
    expect(unconfirmed).toEqual([]);
  });

  test.each([...modelled].filter(([, operation]) => !operation.startsWith('lambda:')))('%s: %s', (name, operation) => {
    const known = errorsOf(operation)?.map((each) => each.name) ?? [];
    expect(name.includes('.') ? known.map(ended) : known).toContain(withoutService(name));
  });

  test('is none that a model knows, where the table says that no model does', () => {
    const { throttling, transient } = sdkCodes();
    for (const name of ['ThrottlingException', 'Throttling', 'SlowDown']) expect(throttling).toContain(name);
    for (const name of ['RequestTimeout', 'TimeoutError']) expect(transient).toContain(name);
    expect([...generic].filter((name) => modelled.has(name))).toEqual([]);
  });

  test('a name that nobody sends is found out', () => {
    const sent = new Set([...modelled.keys(), ...generic]);
    for (const invented of ['StepFunctions.ThrottlingException', 'Sfn.ThrottlingException', 'ThrottledException']) {
      expect(sent.has(invented)).toBe(false);
    }
    const known = errorsOf('states:StartExecution')?.map((each) => each.name);
    expect(known).toContain('ExecutionAlreadyExists');
    expect(known).not.toContain('ThrottlingException');
  });
});

/** Errors that look as if they passed, and do not, or that code handles where it calls. */
const lasting: Readonly<Record<string, string>> = {
  ItemCollectionSizeLimitExceededException: 'a limit of local indexes, and there are none',
  ConditionalCheckFailedException: 'a condition of ours',
  TransactionCanceledException: 'its reasons are read where it is thrown',
  IdempotentParameterMismatchException: 'a token of ours with other content',
  InternalException: 'of PutEvents, which the stream of the audit table tries again: no workflow waits for it',
  PointInTimeRecoveryUnavailableException: 'the table is deployed with it',
  EC2ThrottledException: 'functions are in no VPC',
  EC2UnexpectedException: 'functions are in no VPC',
  EC2AccessDeniedException: 'functions are in no VPC',
  ENILimitReachedException: 'functions are in no VPC',
  SubnetIPAddressLimitReachedException: 'functions are in no VPC',
  InvalidZipFileException: 'the deployment is broken',
  InvalidRuntimeException: 'the deployment is broken',
  InvalidSecurityGroupIDException: 'functions are in no VPC',
  InvalidSubnetIDException: 'functions are in no VPC',
  KMSAccessDeniedException: 'the key or a permission is missing',
  KMSDisabledException: 'the key is disabled',
  KMSInvalidStateException: 'the key is disabled',
  KMSNotFoundException: 'the key is missing',
  EFSMountTimeoutException: 'functions have no file system',
  S3FilesMountTimeoutException: 'functions have no file system',
  SnapStartTimeoutException: 'Node.js has no SnapStart',
  SnapStartNotReadyException: 'Node.js has no SnapStart',
  DurableExecutionAlreadyStartedException: 'functions are not durable',
};

/** What a model's error looks like that may be gone at the next try. */
const PASSES =
  /Throttl|LimitExceeded|TooManyRequests|^RequestLimit|InProgress|Conflict(Exception)?$|Unavailable|Timeout|Internal|NotReady|^ServiceException$/;

function passing(errors: readonly { readonly name: string; readonly fault?: string }[]): string[] {
  const { throttling, transient } = sdkCodes();
  return errors
    .filter(
      ({ name, fault }) => fault === 'server' || [...throttling, ...transient].includes(name) || PASSES.test(name),
    )
    .map(({ name }) => name)
    .filter((name) => lasting[name] === undefined);
}

describe('every modelled error that passes is tried again', () => {
  test('the operations are those that we call', () => {
    expect(callsOfFunctions).toEqual(
      expect.arrayContaining(['dynamodb:TransactWriteItems', 'secretsmanager:PutSecretValue', 'sqs:SendMessage']),
    );
    expect(callsOfFunctions.filter((each) => errorsOf(each) === undefined)).toEqual([]);
  });

  const functions = waitingStates.filter(({ calls }) => calls === 'lambda:Invoke');
  const tasks = waitingStates.filter(({ calls }) => calls !== undefined && calls !== 'lambda:Invoke');

  test.each(callsOfFunctions)('%s, called by a function', (operation) => {
    for (const name of passing(errorsOf(operation) ?? [])) {
      const without = functions.filter(({ retried }) => !retried.includes(name) && !retried.includes('States.ALL'));
      expect([name, without.map((each) => each.name)]).toEqual([name, []]);
    }
  });

  test.each(tasks.map(({ name, calls = '', retried }) => [name, calls, retried] as const))(
    '%s calls %s',
    (_, operation, retried) => {
      const prefix = operation.startsWith('states:') ? 'StepFunctions' : 'DynamoDb';
      const other = operation.startsWith('states:') ? 'AWSStepFunctionsException' : 'DynamoDbException';
      const found = passing(errorsOf(operation) ?? []);
      const expected = [...found.map(ended), other, 'SdkClientException'].map((each) => `${prefix}.${each}`);
      expect(retried).toEqual(expect.arrayContaining(expected));
    },
  );

  test('the game can be lost: what was missing once is asked for', () => {
    const of = (operation: string) => passing(errorsOf(operation) ?? []);
    expect(of('states:StartExecution')).toEqual(expect.arrayContaining(['KmsThrottlingException']));
    expect(of('sqs:SendMessage')).toEqual(expect.arrayContaining(['KmsThrottled']));
    expect(of('dynamodb:UpdateItem')).toEqual(expect.arrayContaining(['ReplicatedWriteConflictException']));
    expect(of('secretsmanager:PutSecretValue')).toEqual(expect.arrayContaining(['LimitExceededException']));
    expect(of('dynamodb:DescribeExport')).toEqual(expect.arrayContaining(['LimitExceededException']));
  });
});

describe('the embedded cloud', () => {
  test.each(Object.entries(modelledErrors).filter(([operation]) => !operation.startsWith('lambda:')))(
    'has a class for the errors of %s that its model knows',
    (operation, known) => {
      const model = errorsOf(operation)?.map(({ name }) => name) ?? [];
      expect([...known].sort()).toEqual([...model].sort());
    },
  );

  /** A file's service, where it answers for one; protocols and what lies around answer for all. */
  const serviceOf = (file: string): readonly ModelledService[] => {
    const all = ['cloudformation', 'dynamodb', 'kms', 's3', 'secretsmanager', 'ses', 'sqs', 'states', 'sts'] as const;
    const [first = ''] = file
      .replace('secrets-manager', 'secretsmanager')
      .replace('step-functions', 'states')
      .split(/[/.]/);
    const own = all.filter((each) => each === first);
    // SES answers by both of its APIs.
    if (first === 'ses') return ['ses', 'sesv2'];
    return own.length > 0 ? own : file.startsWith('protocols/s3') ? ['s3'] : all;
  };
  const folder = 'packages/local-aws';
  const answered = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(test|node_modules)\//.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(folder, file), 'utf8');
      const thrown = [...source.matchAll(/new AwsError\(\s*'(\w+)'/g)].map(([, name = '']) => name);
      const spelled = file === 'throttling.ts' ? [...source.matchAll(/\['(\w+)',/g)].map(([, name = '']) => name) : [];
      return [...thrown, ...spelled].map((name) => [name, file] as const);
    });

  test('answers many errors', () => {
    expect(answered.length).toBeGreaterThan(60);
  });

  test.each(answered)('answers %s (%s), which AWS sends too', (name, file) => {
    const known = serviceOf(file).some((service) => errorsOfService(service).has(name));
    const ofLambda =
      (modelledErrors['lambda:Invoke'] ?? []).includes(name) && /lambda|concurrency|throttling/.test(file);
    expect(known || ofLambda || ofEmbeddedCloud.has(name) || generic.has(name)).toBe(true);
  });

  test('needs each name that the table has for it', () => {
    const used = new Set(answered.map(([name]) => name));
    expect([...ofEmbeddedCloud].filter((name) => !used.has(name))).toEqual([]);
  });
});

if (botocore === undefined) process.stdout.write('botocore’s models: skipped: no ../shared/contracts\n');
(botocore === undefined ? describe.skip : describe)('botocore’s models (../shared/contracts)', () => {
  const errorsIn = (operation: string) => {
    const [service = '', action = ''] = operation.split(':');
    return botocore?.[service]?.operations[action];
  };

  test.each([...modelled])('%s: %s', (name, operation) => {
    const known = errorsIn(operation) ?? [];
    expect(name.includes('.') ? known.map(ended) : known).toContain(withoutService(name));
  });

  test.each(callsOfFunctions)('%s has the errors that the SDK has', (operation) => {
    const known = errorsIn(operation);
    // What HEAD requests of S3 answer has no body: the SDK names it otherwise.
    if (known === undefined || operation === 's3:HeadObject') return;
    expect([...known].sort()).toEqual(
      errorsOf(operation)
        ?.map(({ name }) => name)
        .sort(),
    );
  });

  test('Lambda’s own that pass are tried again by every function’s state', () => {
    const found = passing((errorsIn('lambda:Invoke') ?? []).map((name) => ({ name })));
    expect(found).toEqual(expect.arrayContaining(['TooManyRequestsException', 'ServiceException']));
    for (const { name, retried } of waitingStates.filter(({ calls }) => calls === 'lambda:Invoke')) {
      const without = found.filter((each) => !retried.includes(`Lambda.${each}`) && !retried.includes('States.ALL'));
      expect([name, without]).toEqual([name, []]);
    }
    const model = errorsIn('lambda:Invoke') ?? [];
    expect((modelledErrors['lambda:Invoke'] ?? []).filter((each) => !model.includes(each))).toEqual([]);
  });
});
