import { functionTable } from '../../contract/functions.ts';
import { metricUnits } from '../../lambda/domain/cycle/measurement.ts';
import { countedCalls } from './counted-calls.ts';
import { type EstateSize, estimatedCounts } from './estimate.ts';
import { prices } from './prices.ts';

export type Retention =
  | { readonly credentials: 'keep' }
  | { readonly credentials: 'until-stored'; readonly days: number };

export interface CostSetting extends EstateSize {
  /** 1/3 for accounts that are rotated each quarter. */
  readonly cyclesPerMonth: number;
  readonly retention: Retention;
}

/** One line of the bill, in dollars a month. */
export interface CostLine {
  readonly service: string;
  readonly what: string;
  readonly dollars: number;
}

const DAYS_PER_MONTH = 30.4;
const MINUTES_PER_MONTH = DAYS_PER_MONTH * 1_440;
const GB = 1e9;
const USUAL_MEMORY_MB = 512;
/** Of one invocation: waiting for AWS and Graph is most of it. Assumed, not counted: the embedded cloud is no measure of it. */
const SECONDS_PER_INVOCATION = 1.5;
/** Lambda asks each queue with five connections, every 20 seconds. */
const POLLS_PER_QUEUE_MONTH = (5 * MINUTES_PER_MONTH * 60) / 20;
/** Of a rotation: its row, and a dozen records. Sizes are means of a run of the example. */
const ROW_BYTES = 2_000 + 12 * 862;
/** Each is one for each schedule that is measured by itself; two are usual, and a metric costs only in the hours in which it is told. */
const METRICS = 2 * Object.keys(metricUnits).length;
/** Rows are kept so long that a year of them lies in the tables. */
const CYCLES_KEPT = 12;

/** What the product costs in a month, by service. Evidence over years is `bench audit-cost`'s. */
export function monthlyCost(setting: CostSetting): readonly CostLine[] {
  const counts = estimatedCounts(setting);
  const { cyclesPerMonth, accounts } = setting;
  const { fixed } = countedCalls;
  const sum = (matches: (name: string) => boolean) =>
    Object.entries(counts).reduce((all, [name, count]) => all + (matches(name) ? count : 0), 0) * cyclesPerMonth;
  const of = (service: string) => sum((name) => name.startsWith(`${service}:`));
  const count = (name: string) => sum((each) => each === name);
  const secretCalls = of('secretsmanager');
  const tableGb = (accounts * ROW_BYTES * CYCLES_KEPT * cyclesPerMonth) / GB;
  return [
    {
      service: 'Secrets Manager',
      what: 'one secret per account',
      dollars: accounts * shareOfMonth(setting) * prices.perSecretMonth,
    },
    {
      service: 'Secrets Manager',
      what: "calls, and the stack's own secrets",
      dollars: secretCalls * prices.perSecretCall + fixed.secrets * prices.perSecretMonth,
    },
    {
      service: 'Step Functions',
      what: 'state transitions',
      dollars: count('state transitions') * prices.perTransition,
    },
    { service: 'Lambda', what: 'functions of cycles and pages', dollars: functionCost(counts) * cyclesPerMonth },
    { service: 'Lambda', what: 'functions that run by the clock', dollars: scheduledCost() },
    {
      service: 'DynamoDB',
      what: 'reads and writes',
      dollars: count('write units') * prices.perWriteUnit + count('read units') * prices.perReadUnit,
    },
    {
      service: 'DynamoDB',
      what: `${tableGb.toFixed(1)} GB, recoverable to any second`,
      dollars: tableGb * (prices.tablePerGbMonth + prices.recoveryPerGbMonth),
    },
    {
      service: 'KMS',
      what: `${fixed.keys} keys and their use`,
      dollars: fixed.keys * prices.perKeyMonth + (of('kms') + secretCalls) * prices.perKeyCall,
    },
    {
      service: 'SQS',
      what: 'messages, and asking for them',
      dollars: (of('sqs') + fixed.queues * POLLS_PER_QUEUE_MONTH) * prices.perQueueCall,
    },
    {
      service: 'S3',
      what: 'requests',
      dollars: count('s3:PutObject') * prices.perPut + count('s3:GetObject') * prices.perGet,
    },
    { service: 'SES', what: 'mail', dollars: count('ses:SendEmail') * prices.perMail },
    { service: 'API Gateway', what: 'pages', dollars: count('page requests') * prices.perPageRequest },
    {
      service: 'CloudWatch',
      what: `${fixed.alarms} alarms, ${METRICS} metrics at most, and logs`,
      dollars:
        fixed.alarms * prices.perAlarmMonth +
        METRICS * prices.perMetricMonth +
        (count('bytes of logs') / GB) * prices.perLogGb,
    },
  ];
}

/** How much of a month a secret is there, of those that cost something: one that is to be deleted costs nothing while it can be restored. */
const shareOfMonth = ({ retention, cyclesPerMonth }: CostSetting): number =>
  retention.credentials === 'keep' ? 1 : Math.min(1, (retention.days * cyclesPerMonth) / DAYS_PER_MONTH);

const perInvocation = (memoryMb = USUAL_MEMORY_MB) =>
  prices.perInvocation + SECONDS_PER_INVOCATION * (memoryMb / 1_024) * prices.perGbSecond;

function functionCost(counts: Readonly<Record<string, number>>): number {
  return Object.entries(functionTable).reduce(
    (all, [name, { memoryMb }]) => all + (counts[`function ${name}`] ?? 0) * perInvocation(memoryMb),
    0,
  );
}

function scheduledCost(): number {
  return Object.values(functionTable).reduce(
    (all, { everyMinutes, memoryMb }) =>
      all + (everyMinutes === undefined ? 0 : (MINUTES_PER_MONTH / everyMinutes) * perInvocation(memoryMb)),
    0,
  );
}

/** Lambda calls a rotation function four times for each rotation; each calls Secrets Manager some three times. */
const ROTATION_STEPS = 4;
const CALLS_PER_STEP = 3;

/** The plain way: AWS's own rotation with one function per secret. It asks nobody and records nothing. */
export function baselineCost({ accounts, cyclesPerMonth }: CostSetting): readonly CostLine[] {
  const steps = accounts * cyclesPerMonth * ROTATION_STEPS;
  return [
    { service: 'Secrets Manager', what: 'one secret per account', dollars: accounts * prices.perSecretMonth },
    { service: 'Secrets Manager', what: 'calls', dollars: steps * CALLS_PER_STEP * prices.perSecretCall },
    { service: 'Lambda', what: 'four steps per rotation', dollars: steps * perInvocation(128) },
    {
      service: 'KMS',
      what: 'a key and its use',
      dollars: prices.perKeyMonth + steps * CALLS_PER_STEP * prices.perKeyCall,
    },
  ];
}

export const dollarsOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);
