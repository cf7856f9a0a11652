import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { listen, OWN_FILE, privateFolder } from '@m365-rotation/loopback';
import type { AwsAccount } from './account.ts';
import { type AlarmState, Alarms, apiServerError, executionFailed, type Metric, ofFunction } from './alarms.ts';
import { Callers } from './callers.ts';
import type { CloudSetting } from './cloud-setting.ts';
import { startCloudFormation } from './cloudformation.ts';
import { deployCustomResources } from './custom-resources.ts';
import { Deployment } from './deployment.ts';
import { type CallsByCaller, Dispatcher } from './dispatch.ts';
import { startDynamoDb } from './dynamodb.ts';
import { serveAws } from './endpoint.ts';
import { startQueueSources, startStreamSources } from './event-deliveries.ts';
import { EventRules } from './event-rules.ts';
import { startEvents } from './events.ts';
import { noFaults } from './faults.ts';
import { serveHttpApi } from './http-api.ts';
import { Iam, type UnusedGrant } from './iam.ts';
import { startKms } from './kms.ts';
import { environmentOf, type LambdaService, startLambda } from './lambda.ts';
import { LogMetrics } from './log-metrics.ts';
import { QuotaGate, withSandbox } from './quotas.ts';
import { startS3 } from './s3.ts';
import { Scheduler } from './scheduler.ts';
import { startSecretsManager } from './secrets-manager.ts';
import type { Dispatch, JsonObject, Service, ServiceContext } from './service.ts';
import { startServiceQuotas } from './service-quotas.ts';
import { startSes } from './ses.ts';
import { type SqsService, startSqs } from './sqs.ts';
import { type StepFunctions, startStepFunctions } from './step-functions/index.ts';
import { type Sts, startSts } from './sts.ts';
import type { AlarmDeclaration, Declarations, FunctionDeclaration } from './template/declarations.ts';
import { readTemplate } from './template/read-template.ts';
import { trailEvent } from './trail.ts';

/** A thousand accounts at the same step take some minutes on a laptop. */
const FUNCTION_LINE_MS = 30 * 60_000;

export interface Cloud {
  readonly declarations: Declarations;
  readonly addresses: { readonly portal: string; readonly aws: string };
  /** Calls any service. */
  readonly dispatch: Dispatch;
  /** By the name that IAM uses, such as `secretsmanager`. */
  readonly services: ReadonlyMap<string, Service>;
  readonly lambda: LambdaService;
  readonly sts: Sts;
  readonly stepFunctions: StepFunctions;
  /** `service:Action` → how often the product called it; the operator's calls don't count. */
  calls(): Readonly<Record<string, number>>;
  callsByCaller(): CallsByCaller;
  /** Write request units of DynamoDB since the start. */
  writeUnits(): number;
  /** Name of the quota → how many calls it refused. */
  refusedByQuotas(): Readonly<Record<string, number>>;
  /** What roles may do and nothing has done since the start. */
  unusedGrants(): readonly UnusedGrant[];
  /** Alarms of the template on too much that were raised since the start. */
  raisedAlarms(): readonly AlarmDeclaration[];
  /** How all alarms of the template stand: now, or at a later instant, if nothing more happens until then. */
  alarmStates(at?: Date): readonly AlarmState[];
  /** Adds a point to a metric, as CloudWatch's `PutMetricData` does: for what only AWS itself could measure. */
  countMetric(metric: Metric, value?: number): void;
  /** Adds a line to what a function has logged, for metric filters alone: for what would take hours to be logged. */
  putLogLine(functionName: string, line: string): void;
  /** When a schedule fires next after an instant; `undefined`: it has a rate, or never. */
  nextInstant(schedule: string, after: Date): Date | undefined;
  /** Fires a schedule as if it were this instant. Gives what the target answered, such as `{ executionArn }`. */
  fireSchedule(schedule: string, instant: Date): Promise<JsonObject>;
  /**
   * Deploys another cloud assembly while everything runs, as `cdk deploy` does: functions, state machines and roles are replaced, then
   * custom resources are asked for. Invocations and executions under way end with the code and the definition that they began with.
   * @throws {Error} naming what else differs, or is not supported, or why a custom resource failed; nothing is changed then
   */
  deploy(assembly: string): Promise<void>;
  /** The whole environment that a function runs with, for who runs its code outside: `session` tells its calls apart. */
  environmentOf(declared: FunctionDeclaration, session: string): Readonly<Record<string, string>>;
  /** Stops everything, wherever it is. What was begun goes on with the next start in the same folder. */
  close(): Promise<void>;
}

/**
 * Starts what a synthesized template declares, on 127.0.0.1.
 *
 * @throws {Error} naming the port that is taken, or what in the template is not supported
 */
export async function startCloud(setting: CloudSetting): Promise<Cloud> {
  const started: (() => Promise<void> | void)[] = [];
  const close = async () => {
    // The last to start stops first: nothing loses what it still needs.
    for (const stop of started.splice(0).reverse()) await stop();
  };
  try {
    return await start(setting, started, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  setting: CloudSetting,
  started: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<Cloud> {
  const { clock, out, ports } = setting;
  const logFolder = join(out, 'logs');
  privateFolder(logFolder);
  const onFailure = (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    appendFileSync(join(logFolder, 'cloud.log'), `${new Date().toISOString()} ${text}\n`, { mode: OWN_FILE });
  };
  const [portalServer, awsServer] = [createServer(), createServer()];
  const portal = await listen(portalServer, ports.portal, 'the portal');
  started.push(portal.close);
  const aws = await listen(awsServer, ports.aws, 'the AWS endpoint');
  started.push(aws.close);

  const addresses = { portalUrl: portal.url, awsUrl: aws.url };
  const declarations = await readTemplate(setting.assembly, addresses);
  const { accountId, region, roles, queues, functions, resourcePolicies } = declarations;
  const { account = {} } = setting;
  const otherBuckets = () => account.otherBuckets ?? [];
  const iam = new Iam(roles, accountId, region, resourcePolicies, otherBuckets);
  const services = new Map<string, Service>();
  let lambda: LambdaService | undefined;
  const wanted = setting.quotas ?? [];
  const quotas = new QuotaGate(account.mail?.sandbox === true ? withSandbox(wanted) : wanted, clock);
  let sqs: SqsService | undefined;
  const alarms = new Alarms(declarations.alarms, clock, (metric) => depthOf(metric, sqs));
  const logMetrics = new LogMetrics(declarations.metricFilters, (metric) => alarms.count(metric));
  const queueUrlOf = (arn: string): string => {
    const queue = queues.find((each) => each.arn === arn);
    if (queue === undefined) throw new Error(`no queue ${arn}`);
    return queue.url;
  };
  const rules = new EventRules(declarations.eventRules, {
    dispatch: (call) => dispatcher.dispatch(call),
    queueUrlOf,
    onFailure,
  });
  const dispatcher: Dispatcher = new Dispatcher({
    iam,
    faults: setting.faults ?? noFaults,
    onAnswer: (call, answer) => {
      const told = trailEvent(call, answer, { clock, accountId, region });
      // As in AWS, nobody waits for it; what fails is told by the rules.
      if (told !== undefined) void rules.put(told);
      setting.onAnswer?.(call, answer);
    },
    quotas,
    clock,
    stopCaller: async (principal) => lambda?.stopCaller(principal),
  });
  const { dispatch } = dispatcher;
  const contextFor = (name: string): ServiceContext => {
    const folder = join(out, 'aws', name);
    privateFolder(folder);
    return { clock, accountId, region, folder, call: dispatch };
  };
  const add = <T extends Service>(service: T): T => {
    started.push(() => service.close());
    services.set(service.name, service);
    dispatcher.add(service);
    return service;
  };

  add(await startKms(contextFor('kms'), declarations.keys));
  add(startServiceQuotas(contextFor('service-quotas'), account));
  add(startCloudFormation(contextFor('cloudformation'), declarations.stacks));
  const sts = add(await startSts(contextFor('sts'), account));
  add(await startSecretsManager(contextFor('secrets-manager'), declarations.secrets, declarations.keys));
  add(startEvents(contextFor('events')));
  sqs = add(await startSqs(contextFor('sqs'), queues));
  const s3 = add(await startS3(contextFor('s3'), declarations.buckets, declarations.uploads, otherBuckets));
  const { onMail = () => undefined } = setting;
  const { configurationSets } = declarations;
  const publish = (event: JsonObject) => rules.put(event);
  const mail = { mailFolder: join(out, 'mail'), onMail, account: () => account.mail, configurationSets, publish };
  add(await startSes(contextFor('ses'), mail));
  const dynamoDb = add(
    await startDynamoDb(contextFor('dynamodb'), declarations.tables, (bucket) =>
      refusesExports(declarations, account, bucket),
    ),
  );
  lambda = await startLambda(contextFor('lambda'), functions, {
    endpointUrl: aws.url,
    logFolder,
    overrides: setting.overrides,
    concurrency: setting.concurrency,
    onClock: setting.onClock,
    logReader: (declared) => logMetrics.reader(declared),
    onInvoked: ({ name }, failed) => {
      alarms.count(ofFunction('Invocations', name));
      if (failed) alarms.count(ofFunction('Errors', name));
    },
    ...(setting.functionLimits === undefined ? {} : { limits: setting.functionLimits }),
  });
  add(lambda);
  const stepFunctions = add(
    await startStepFunctions(contextFor('step-functions'), declarations.machines, {
      executionsFolder: join(out, 'executions'),
      functionLineMs: FUNCTION_LINE_MS,
      onEnded: (machineArn, status) => {
        if (status === 'FAILED') alarms.count(executionFailed(machineArn));
      },
    }),
  );
  const callers = new Callers(roles);
  serveAws(awsServer, { callers, dispatch, onFailure });
  // As in a deployment: what else the template declares may depend on them.
  await deployCustomResources(contextFor('cloudformation'), declarations);
  stepFunctions.resume();

  const deliveries = { clock, region, dispatch, queueUrlOf, onFailure, shortestWindowMs: setting.shortestWindowMs };
  const onAge = (functionName: string, ageMs: number) => alarms.count(ofFunction('IteratorAge', functionName), ageMs);
  started.push(...startQueueSources(declarations, deliveries));
  started.push(
    ...startStreamSources(declarations, { ...deliveries, onAge, folder: contextFor('stream-positions').folder }),
  );
  const scheduler = new Scheduler(declarations.schedules, { clock, dispatch, queueUrlOf, onFailure });
  scheduler.start();
  started.push(() => scheduler.close());
  const { api } = declarations;
  if (api !== undefined) {
    const throttle = setting.quotas === undefined ? {} : { throttleBy: clock };
    const onServerError = () => alarms.count(apiServerError(api.apiId));
    const { pageNotice } = setting;
    const notice = pageNotice === undefined ? {} : { pageNotice };
    serveHttpApi(portalServer, api, { accountId, dispatch, onFailure, onServerError, ...throttle, ...notice });
  }

  const running = lambda;
  const deployment = new Deployment(declarations, {
    read: (assembly) => readTemplate(assembly, addresses),
    replace(next) {
      stepFunctions.deploy(next.machines);
      iam.deploy(next.roles);
      callers.deploy(next.roles);
      running.deploy(next.functions);
    },
    async make(next) {
      s3.upload(next.uploads);
      await deployCustomResources(contextFor('cloudformation'), next);
    },
  });

  return {
    get declarations() {
      return deployment.declarations;
    },
    deploy: (assembly) => deployment.deploy(assembly),
    environmentOf: (declared, session) =>
      environmentOf(declared, session, region, { endpointUrl: aws.url, overrides: setting.overrides }),
    addresses: { portal: portal.url, aws: aws.url },
    dispatch,
    services,
    lambda,
    sts,
    stepFunctions,
    calls: () => dispatcher.calls(),
    callsByCaller: () => dispatcher.callsByCaller(),
    writeUnits: () => dynamoDb.writeUnits(),
    refusedByQuotas: () => ({ ...quotas.refused(), ...throttledIn(lambda) }),
    unusedGrants: () => iam.unusedGrants(),
    raisedAlarms: () => alarms.raised(),
    alarmStates: (at) => alarms.states(at),
    countMetric: (metric, value) => alarms.count(metric, value),
    putLogLine: (functionName, line) => {
      const logging = deployment.declarations.functions.find(({ name }) => name === functionName);
      if (logging === undefined) throw new Error(`no function ${functionName}`);
      logMetrics.read(logging, line);
    },
    nextInstant: (schedule, after) => scheduler.nextAfter(schedule, after),
    fireSchedule: (schedule, instant) => scheduler.fire(schedule, instant),
    close,
  };
}

const refusesExports = ({ buckets }: Declarations, { lockRefusesExports }: AwsAccount, bucket: string): boolean =>
  lockRefusesExports === true && buckets.some(({ name, objectLock }) => name === bucket && objectLock);

const depthOf = ({ namespace, name, dimensions }: Metric, sqs: SqsService | undefined): number | undefined =>
  namespace === 'AWS/SQS' && name === 'ApproximateNumberOfMessagesVisible'
    ? sqs?.visibleIn(dimensions.QueueName ?? '')
    : undefined;

const throttledIn = (lambda: LambdaService | undefined): Readonly<Record<string, number>> => {
  const refused = lambda?.throttled() ?? 0;
  return refused === 0 ? {} : { 'concurrent invocations': refused };
};
