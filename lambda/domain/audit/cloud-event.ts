import type { AuditRecord } from './audit-record.ts';

/** A CloudEvent 1.0 in its JSON form. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** Chain and place in it: the same for every delivery of the same record, so that receivers know one that comes twice. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

/** What every type of event begins with. */
export const EVENT_TYPE_PREFIX = 'm365-password-rotation.';

/** Which deployment an event comes from. */
export const eventSource = (stackName: string, region: string): string =>
  `/m365-password-rotation/${region}/${stackName}`;

/**
 * The event of an audit record. Each member is named here: what a record gets later goes out only when somebody adds it. Addresses and
 * browsers of people, and fingerprints of links, stay in.
 *
 * @param tenantName  as people call the tenant
 */
export function cloudEventOf(record: AuditRecord, source: string, tenantName: string | undefined): CloudEvent {
  const { chain, sequence, action, outcome, reason, time, actor, component, times, evidence } = record;
  const { cycleId, tenantId, accountId, userPrincipalName, rotationId } = record;
  return {
    specversion: '1.0',
    id: `${chain}/${sequence}`,
    source,
    type: `${EVENT_TYPE_PREFIX}${action}`,
    subject: chain,
    time,
    datacontenttype: 'application/json',
    data: withoutMissing({
      action,
      outcome,
      reason,
      actor: withoutMissing({
        kind: actor.kind,
        name: 'name' in actor ? actor.name : undefined,
        objectId: 'objectId' in actor ? actor.objectId : undefined,
      }),
      component,
      times,
      cycleId,
      tenantId,
      tenantName,
      accountId,
      userPrincipalName,
      class: record.class,
      rotationId,
      graphRequestId: evidence?.graphRequestId,
      secretVersionId: evidence?.secretVersionId,
      ticket: evidence?.ticket,
      detail: evidence?.detail,
      chain,
      sequence,
      hash: record.hash,
      prevHash: record.prevHash,
    }),
  };
}

const withoutMissing = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
