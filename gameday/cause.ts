import { executionFailed, ofFunction } from '@m365-rotation/local-aws';
import * as z from 'zod';
import type { AlarmEntry, AlarmWatch, WatchedQueue } from '../contract/alarms.ts';
import { found, type Site } from './site.ts';

/** What was done to raise an alarm, in words, and how it is put right. */
export interface Caused {
  readonly done: string;
  /** Left out: it passes by itself, once nothing more happens. */
  readonly repair?: () => Promise<void>;
  /** The instant at which the alarm is looked at; now, if left out. */
  readonly lookAt?: Date;
}

const HOUR_MS = 3_600_000;
/** How long an execution may take to fail, in real ms. */
const PATIENCE_MS = 5_000;
const waited = (ms: number) => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms));

/** Causes what an alarm looks at, where no scene of its own does. */
export async function cause(site: Site, { watches }: AlarmEntry): Promise<Caused> {
  switch (watches.of) {
    case 'machine':
      return failExecution(site, watches);
    case 'errors':
      return failFunction(site, watches);
    case 'log':
      site.product.cloud.putLogLine(
        site.functionNamed(watches.functionName).name,
        JSON.stringify({ level: 'WARN', message: watches.log.message }),
      );
      return { done: `its line was put into the log of ${watches.functionName}, where a metric filter counts it` };
    case 'late':
      site.product.cloud.countMetric(
        ofFunction('IteratorAge', site.functionNamed(watches.functionName).name),
        watches.minutes * 60_000,
      );
      return { done: `a change of ${watches.minutes} minutes ago was put into the metric IteratorAge` };
    case 'silence':
      return {
        done: `nothing runs ${watches.functionName} for ${watches.minutes} minutes and another period`,
        lookAt: new Date(Date.now() + 3 * watches.minutes * 60_000),
        repair: async () => void (await site.invoke(watches.functionName)),
      };
    case 'dead-letters':
      return deadLetter(site, watches.queue);
    case 'pages':
      return failPage(site);
  }
}

async function failExecution(site: Site, { machine }: Extract<AlarmWatch, { of: 'machine' }>): Promise<Caused> {
  const { cloud } = site.product;
  const { arn } = found(
    cloud.declarations.machines.find(({ name }) => name.endsWith(`-${machine}`)),
    machine,
  );
  const input = JSON.stringify({ gameDay: true });
  const started = await site.call('states', 'StartExecution', { stateMachineArn: arn, input });
  const { executionArn } = z.object({ executionArn: z.string() }).parse(started);
  const ended = await Promise.race([cloud.stepFunctions.waitFor(executionArn), waited(PATIENCE_MS)]);
  if (ended?.status === 'FAILED')
    return { done: `an execution was started without its input, and failed with ${ended.error}` };
  cloud.countMetric(executionFailed(arn));
  return { done: 'a failed execution was put into the metric ExecutionsFailed: this machine tries again for days' };
}

/** As Lambda does to a function that takes too long or too much memory: it is stopped, wherever it is. */
async function failFunction(site: Site, { functionName }: Extract<AlarmWatch, { of: 'errors' }>): Promise<Caused> {
  const { name } = site.functionNamed(functionName);
  let ended = false;
  const invoked = site.invoke(functionName).finally(() => {
    ended = true;
  });
  while (!ended) {
    await site.product.cloud.lambda.stopFunction(name);
    await waited(1);
  }
  await invoked;
  return { done: 'the function was run, and stopped in the middle of its work' };
}

/** What each queue's dead-letter queue is called in the template. */
const deadLetterIds: Readonly<Record<WatchedQueue, RegExp>> = {
  messages: /^Messages(?!Queue)/,
  'mail-events': /^MailEvents(?!Queue)/,
  'trail-events': /^TrailEvents(?!Queue)/,
  tickets: /^Tickets(?!Queue)/,
  vault: /^Vault(?!Queue)/,
  archive: /^AuditArchive/,
  events: /^AuditEvents/,
  schedules: /^SchedulesMissed/,
};

async function deadLetter(site: Site, name: WatchedQueue): Promise<Caused> {
  const { queues } = site.product.cloud.declarations;
  const { url } = found(
    queues.find(({ logicalId, redrive }) => redrive === undefined && deadLetterIds[name].test(logicalId)),
    `dead-letter queue of ${name}`,
  );
  await site.call('sqs', 'SendMessage', { QueueUrl: url, MessageBody: JSON.stringify({ gameDay: true }) });
  return {
    done: 'a message was put among the dead letters',
    repair: async () => {
      const answer = await site.call('sqs', 'ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10 });
      const { Messages } = z.object({ Messages: z.array(z.object({ ReceiptHandle: z.string() })) }).parse(answer);
      for (const { ReceiptHandle } of Messages)
        await site.call('sqs', 'DeleteMessage', { QueueUrl: url, ReceiptHandle });
    },
  };
}

async function failPage(site: Site): Promise<Caused> {
  const { status } = await site.during(
    ({ service }) => (service === 'dynamodb' ? 'throttle' : undefined),
    () => site.visit('/sign-in'),
  );
  return { done: `DynamoDB refused every call, and a page answered ${status}` };
}

/** When an alarm on too much has had time to end: every period is shorter. */
export const laterThanAnyPeriod = (): Date => new Date(Date.now() + 24 * HOUR_MS);
