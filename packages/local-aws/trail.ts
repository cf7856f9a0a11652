import { randomUUID } from 'node:crypto';
import type { Clock } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { Call, JsonObject, Principal } from './service.ts';
import { operatorArn } from './sts.ts';

/**
 * CloudTrail, as far as EventBridge hands on what it logs: management calls of people and roles that were carried out. Calls of the data
 * plane, such as `SendTaskSuccess` or any of DynamoDB's on items, are none of them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export interface TrailSetting {
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
}

const managed: Readonly<Record<string, RegExp>> = {
  states: /^(Start|Stop|Redrive|Describe|List)(Execution|Executions|StateMachine)$/,
  secretsmanager: /./,
  cloudformation: /./,
};
const READS = /^(Get|Describe|List|Lookup|BatchGet)/;
/** Members that CloudTrail keeps to itself. */
const hidden: Readonly<Record<string, string | undefined>> = {
  input: 'HIDDEN_DUE_TO_SECURITY_REASONS',
  secretString: undefined,
  secretBinary: undefined,
};

/** @returns `undefined`: CloudTrail logs no management event for such a call, or its caller is a service on its own behalf */
export function trailEvent(call: Call, answer: JsonObject, setting: TrailSetting): JsonObject | undefined {
  const { service, action, input, principal } = call;
  if (managed[service]?.test(action) !== true || principal.kind === 'service') return undefined;
  const { accountId, region, clock } = setting;
  const time = `${clock.now().toISOString().slice(0, 19)}Z`;
  const readOnly = READS.test(action);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: accountId,
    time,
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: identityOf(principal, accountId),
      eventTime: time,
      eventSource: `${service}.amazonaws.com`,
      eventName: action,
      awsRegion: region,
      sourceIPAddress: '127.0.0.1',
      userAgent: 'local',
      requestParameters: logged(input),
      responseElements: readOnly ? null : logged(answer),
      requestID: randomUUID(),
      eventID: randomUUID(),
      readOnly,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
    },
  };
}

function identityOf(principal: Exclude<Principal, { kind: 'service' }>, accountId: string): JsonObject {
  if (principal.kind === 'operator') {
    const arn = operatorArn(accountId);
    return { type: 'IAMUser', principalId: 'AIDALOCALOPERATOR', arn, accountId, userName: arn.split('/').at(-1) };
  }
  const { name, session = name, roleArn } = principal;
  return {
    type: 'AssumedRole',
    principalId: `AROALOCALROLE:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`,
    accountId,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: 'AROALOCALROLE', arn: roleArn, accountId, userName: name },
    },
  };
}

const members = z.record(z.string(), z.unknown());

/** As CloudTrail writes members: the first letter small, and without what is secret. */
function logged(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(logged);
  const object = members.safeParse(given);
  if (!object.success || given === null) return given;
  const named = Object.entries(object.data).map(
    ([name, member]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, member] as const,
  );
  return Object.fromEntries(
    named.map(([name, member]) => [name, Object.hasOwn(hidden, name) ? hidden[name] : logged(member)]),
  );
}
