import * as z from 'zod';
import { readAlarm } from './alarms.ts';
import { readAssembly, type Template } from './assembly.ts';
import { isCustomResource, readCustomResource } from './custom-resources.ts';
import type { CustomResourceDeclaration, Declarations } from './declarations.ts';
import type { Found } from './found.ts';
import { isOfStream, readEventSource, readFunction, readMachine, readStreamSource } from './functions.ts';
import { readApi } from './http-routes.ts';
import { readRoles } from './iam-roles.ts';
import { reasonToIgnore } from './ignored.ts';
import { type References, resolveIntrinsics } from './intrinsics.ts';
import { readConfigurationSets, readEventRule } from './mail-events.ts';
import { readMetricFilter } from './metric-filters.ts';
import { referencesOf } from './references.ts';
import { readResourcePolicies } from './resource-policies.ts';
import { readSchedule } from './schedules.ts';
import { readBucket, readKey, readQueue, readSecret } from './stores.ts';
import { readTable } from './tables.ts';
import { checkTrust } from './trust.ts';

/** Where the local cloud answers. */
export interface Addresses {
  readonly portalUrl: string;
  readonly awsUrl: string;
}

/** Types that become declarations, alone or together with others. */
export const supportedTypes: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFormation::CustomResource',
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
  'AWS::StepFunctions::StateMachineAlias',
  'AWS::StepFunctions::StateMachineVersion',
]);

/**
 * Reads what the stacks of a cloud assembly declare, all of them deployed.
 *
 * @throws {Error} naming whatever the local cloud doesn't support: it runs templates as they are, or not at all
 */
export async function readTemplate(folder: string, addresses: Addresses): Promise<Declarations> {
  const assembly = await readAssembly(folder);
  const { accountId, region } = assembly;
  const all = referencesOf(assembly, { accountId, region, ...addresses });
  const found = new Map<string, Found[]>();
  const customResources: CustomResourceDeclaration[] = [];
  const stacks = assembly.stacks.map(({ stackName, template }) => {
    const references = all(stackName);
    customResources.push(...customResourcesIn(stackName, template, references));
    for (const each of resourcesIn(template, references)) found.set(each.type, [...(found.get(each.type) ?? []), each]);
    const outputs = Object.entries(template.Outputs).map(([name, { Value }]) => {
      return [name, z.coerce.string().parse(within(name, () => resolveIntrinsics(Value, references)))] as const;
    });
    return { stackName, outputs: Object.fromEntries(outputs) };
  });
  const declarations = {
    stacks,
    accountId,
    region,
    ...declarationsOf((type) => found.get(type) ?? [], assembly.assets),
    customResources,
    uploads: assembly.uploads,
  };
  checkTrust(declarations);
  return declarations;
}

/** What of a template becomes declarations. */
function resourcesIn({ Resources }: Template, references: References): readonly Found[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type: type, Condition, Properties }]) => {
    if (isCustomResource(type) || reasonToIgnore(type) !== undefined) return [];
    if (!supportedTypes.has(type)) throw new Error(`${logicalId}: the local cloud doesn't support ${type}`);
    if (Condition !== undefined) throw new Error(`${logicalId}: the local cloud doesn't evaluate conditions`);
    const properties = within(logicalId, () => resolveIntrinsics(Properties, references));
    return [{ logicalId, type, properties, ...references.identityOf(logicalId) }];
  });
}

function customResourcesIn(
  stackName: string,
  { Resources }: Template,
  references: References,
): readonly CustomResourceDeclaration[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type: type, Condition, Properties }]) => {
    if (!isCustomResource(type) || reasonToIgnore(type) !== undefined) return [];
    if (Condition !== undefined) throw new Error(`${logicalId}: the local cloud doesn't evaluate conditions`);
    const properties = within(logicalId, () => resolveIntrinsics(Properties, references));
    return [readCustomResource({ stackName, logicalId, type }, properties)];
  });
}

function declarationsOf(
  all: (type: string) => readonly Found[],
  assets: ReadonlyMap<string, string>,
): Omit<Declarations, 'stacks' | 'accountId' | 'region' | 'customResources' | 'uploads'> {
  const functions = all('AWS::Lambda::Function').map((each) => readFunction(each, assets));
  const functionArns = new Map(functions.flatMap(({ name, arn }) => [[name, arn] as const, [arn, arn] as const]));
  const api = readApi({
    apis: all('AWS::ApiGatewayV2::Api'),
    integrations: all('AWS::ApiGatewayV2::Integration'),
    routes: all('AWS::ApiGatewayV2::Route'),
    stages: all('AWS::ApiGatewayV2::Stage'),
    permissions: all('AWS::Lambda::Permission'),
    functions: functionArns,
  });
  const versioned = {
    versions: all('AWS::StepFunctions::StateMachineVersion'),
    aliases: all('AWS::StepFunctions::StateMachineAlias'),
  };
  return {
    tables: all('AWS::DynamoDB::GlobalTable').map(readTable),
    secrets: all('AWS::SecretsManager::Secret').map(readSecret),
    keys: all('AWS::KMS::Key').map(readKey),
    buckets: all('AWS::S3::Bucket').map(readBucket),
    queues: all('AWS::SQS::Queue').map(readQueue),
    machines: all('AWS::StepFunctions::StateMachine').map((each) => readMachine(each, versioned)),
    functions,
    ...(api === undefined ? {} : { api }),
    schedules: all('AWS::Scheduler::Schedule').map(readSchedule),
    eventSources: all('AWS::Lambda::EventSourceMapping')
      .filter((each) => !isOfStream(each))
      .map((each) => readEventSource(each, functionArns)),
    streamSources: all('AWS::Lambda::EventSourceMapping')
      .filter(isOfStream)
      .map((each) => readStreamSource(each, functionArns)),
    alarms: all('AWS::CloudWatch::Alarm').map(readAlarm),
    metricFilters: all('AWS::Logs::MetricFilter').map(readMetricFilter),
    configurationSets: readConfigurationSets(
      all('AWS::SES::ConfigurationSet'),
      all('AWS::SES::ConfigurationSetEventDestination'),
    ),
    eventRules: all('AWS::Events::Rule').map((each) => readEventRule(each, all('AWS::SQS::QueuePolicy'))),
    roles: readRoles({ roles: all('AWS::IAM::Role'), policies: all('AWS::IAM::Policy') }),
    resourcePolicies: readResourcePolicies({
      bucketPolicies: all('AWS::S3::BucketPolicy'),
      buckets: all('AWS::S3::Bucket'),
      queuePolicies: all('AWS::SQS::QueuePolicy'),
      queues: all('AWS::SQS::Queue'),
      keys: all('AWS::KMS::Key'),
    }),
  };
}

/** Says where in the template an error arose. */
function within<T>(logicalId: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${logicalId}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
