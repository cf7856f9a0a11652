import * as z from 'zod';
import type { TrailEvent, TrailSubject } from '../../domain/audit/trail-event.ts';

/** What belongs to this deployment: other events match the rules too, where another stack's name begins as ours. */
export interface Ours {
  readonly stackNames: readonly string[];
  /** What names of credentials begin with, without a slash at the end. */
  readonly credentialPrefix: string;
  /** Names that machines are deployed with → names of the machines. */
  readonly machines: ReadonlyMap<string, string>;
}

const text = z.string().max(2_000).optional().catch(undefined);

/** As Secrets Manager has them. */
const versionId = z
  .string()
  .regex(/^[\w-]{32,64}$/)
  .optional()
  .catch(undefined);

/** Of what a call was about, whatever the service: members that are there are of these forms. */
const parameters = z
  .looseObject({
    stateMachineArn: text,
    executionArn: text,
    secretId: text,
    versionId,
    stackName: text,
    bucketName: text,
    keyId: text,
    tableName: text,
    resourceArn: text,
    functionName: text,
    uUID: text,
    groupName: text,
    name: text,
    rule: text,
  })
  .catch({});

const detail = z.looseObject({
  eventID: z.string().min(1).max(100),
  eventName: z.string().min(1).max(100),
  eventSource: z.string().max(100),
  eventTime: z.iso.datetime(),
  userIdentity: z.looseObject({ arn: text, invokedBy: text }).catch({}),
  sourceIPAddress: z.string().max(300).catch(''),
  userAgent: z.string().catch(''),
  errorCode: z.string().max(200).optional(),
  requestParameters: parameters,
  responseElements: z.looseObject({ executionArn: text, functionArn: text }).nullish().catch(null),
});
type Detail = z.output<typeof detail>;

const event = z.looseObject({ 'detail-type': z.literal('AWS API Call via CloudTrail'), detail });

/** Long enough to tell a console from a command line. */
const LONGEST_AGENT = 200;

/**
 * Reads an event of CloudTrail, as EventBridge hands it on.
 *
 * @returns `undefined`: it is not of its form; `not-ours`: it is about nothing of this deployment
 */
export function readTrailEvent(given: unknown, ours: Ours): TrailEvent | 'not-ours' | undefined {
  const read = event.safeParse(given);
  if (!read.success) return undefined;
  const told = read.data.detail;
  const about = subjectOf(told, ours);
  if (about === undefined) return 'not-ours';
  const { arn, invokedBy } = told.userIdentity;
  return {
    id: told.eventID,
    call: told.eventName,
    at: told.eventTime,
    by: arn ?? invokedBy,
    address: told.sourceIPAddress,
    userAgent: told.userAgent.slice(0, LONGEST_AGENT),
    ...(told.errorCode === undefined ? {} : { error: told.errorCode }),
    about,
  };
}

function subjectOf(told: Detail, ours: Ours): TrailSubject | undefined {
  switch (told.eventSource) {
    case 'states.amazonaws.com':
      return machineIn(told, ours);
    case 'secretsmanager.amazonaws.com':
      return credentialIn(told, ours);
    case 'cloudformation.amazonaws.com':
      return stackIn(told, ours);
    default:
      return protectionIn(told);
  }
}

/** `arn:aws:states:<region>:<account>:stateMachine:<machine>` and `…:execution:<machine>:<name>`. */
const MACHINE = /^arn:[\w-]+:states:[\w-]+:\d+:(?:stateMachine|execution):([\w-]+)/;

function machineIn({ requestParameters, responseElements }: Detail, { machines }: Ours): TrailSubject | undefined {
  const executionArn = requestParameters.executionArn ?? responseElements?.executionArn;
  const [, deployedName = ''] = MACHINE.exec(requestParameters.stateMachineArn ?? executionArn ?? '') ?? [];
  const machine = machines.get(deployedName);
  if (machine === undefined) return undefined;
  return { of: 'machine', machine, ...(executionArn === undefined ? {} : { executionArn }) };
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const READS = /^(Batch)?Get(?!ResourcePolicy|RandomPassword)/;

/** A secret is named by its name or by its ARN, which ends in six more characters. */
function credentialIn({ eventName, requestParameters }: Detail, ours: Ours): TrailSubject | undefined {
  const { secretId = requestParameters.name ?? '' } = requestParameters;
  const name = secretId.replace(/^arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:/, '');
  if (!name.startsWith(`${ours.credentialPrefix}/`)) return undefined;
  const ids = new RegExp(`^(${UUID})/(${UUID})(?:-\\w{6})?$`).exec(name.slice(ours.credentialPrefix.length + 1));
  const [, tenantId, accountId] = ids ?? [];
  if (tenantId === undefined || accountId === undefined) return undefined;
  const { versionId } = requestParameters;
  return {
    of: 'credential',
    tenantId,
    accountId,
    reads: READS.test(eventName),
    ...(versionId === undefined ? {} : { versionId }),
  };
}

const DEPLOYS: readonly string[] = ['UpdateStack', 'ExecuteChangeSet', 'RollbackStack'];

/** A stack is named by its name or by its id. */
function stackIn({ eventName, requestParameters }: Detail, { stackNames }: Ours): TrailSubject | undefined {
  const named = requestParameters.stackName ?? '';
  const name = /^arn:[\w-]+:cloudformation:[\w-]+:\d+:stack\/([\w-]+)\//.exec(named)?.[1] ?? named;
  return stackNames.includes(name) ? { of: 'stack', name, deploys: DEPLOYS.includes(eventName) } : undefined;
}

/** The rule names what is ours. Which mapping it was says its id; what it feeds, the answer alone. */
function protectionIn({ requestParameters: named, responseElements }: Detail): TrailSubject {
  const { bucketName, keyId, tableName, resourceArn, uUID, rule, groupName, name } = named;
  const stored = bucketName ?? keyId ?? tableName ?? resourceArn;
  const functionName = named.functionName ?? responseElements?.functionArn;
  const mapping = uUID === undefined ? undefined : `the mapping ${uUID}`;
  const run = uUID !== undefined && functionName !== undefined ? `${functionName} (${mapping})` : functionName;
  const schedule = groupName === undefined || name === undefined ? undefined : `${groupName}/${name}`;
  return { of: 'protection', what: stored ?? run ?? mapping ?? rule ?? schedule ?? name ?? 'not named' };
}
