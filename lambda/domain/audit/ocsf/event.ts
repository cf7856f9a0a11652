import * as z from 'zod';
import type { Actor } from '../../rotation/rotation.ts';
import type { AuditRecord } from '../audit-record.ts';
import { opensEmergency } from '../opened-words.ts';
import { approvalBefore, decisionsIn } from '../report/approvals.ts';
import { type Activity, activities } from './activities.ts';

export const OCSF_VERSION = '1.8.0';

/** An event of OCSF 1.8.0 in its JSON form. */
export type OcsfEvent = Readonly<Record<string, unknown>>;

const classes = {
  3001: { class_name: 'Account Change', category_uid: 3, category_name: 'Identity & Access Management' },
  3002: { class_name: 'Authentication', category_uid: 3, category_name: 'Identity & Access Management' },
  6003: { class_name: 'API Activity', category_uid: 6, category_name: 'Application Activity' },
} as const;

const PRODUCT = 'M365 Password Rotation';

/**
 * The events of some records, in their order; a record that no class of ours is about has none.
 *
 * @param records  whole chains, in any order: what approved a reset is found among them
 * @param emergencies  cycles in which an approval takes two persons; left out: those whose opening among the records says so
 */
export function ocsfEventsOf(
  records: readonly AuditRecord[],
  emergencies: ReadonlySet<string> = emergenciesIn(records),
): readonly OcsfEvent[] {
  const byRotation = rotationsIn(records);
  return records.flatMap((record) => {
    const activity = activities[record.action];
    return activity === undefined ? [] : [eventOf(record, activity, approversOf(record, byRotation, emergencies))];
  });
}

const emergenciesIn = (records: readonly AuditRecord[]): ReadonlySet<string> =>
  new Set(records.flatMap((each) => (opensEmergency(each) ? (each.cycleId ?? []) : [])));

function rotationsIn(records: readonly AuditRecord[]): ReadonlyMap<string, AuditRecord[]> {
  const found = new Map<string, AuditRecord[]>();
  for (const each of records) {
    if (each.rotationId === undefined || each.accessOf !== undefined) continue;
    const its = found.get(each.rotationId);
    if (its === undefined) found.set(each.rotationId, [each]);
    else its.push(each);
  }
  for (const its of found.values()) its.sort((a, b) => a.sequence - b.sequence);
  return found;
}

/** Who approved what was done, where it stands on an approval. */
function approversOf(
  { action, rotationId, sequence, cycleId = '' }: AuditRecord,
  rotations: ReadonlyMap<string, readonly AuditRecord[]>,
  emergencies: ReadonlySet<string>,
): readonly Actor[] {
  if (!action.startsWith('reset.') || rotationId === undefined) return [];
  const standing = approvalBefore(decisionsIn(rotations.get(rotationId) ?? []), sequence, {
    emergency: emergencies.has(cycleId),
  });
  return standing.approved ? standing.by.map(({ by }) => by) : [];
}

function eventOf(record: AuditRecord, activity: Activity, approvers: readonly Actor[]): OcsfEvent {
  const { class: uid, activity: activityId, name } = activity;
  const ofClass = classes[uid];
  return withoutMissing({
    activity_id: activityId,
    activity_name: name,
    category_name: ofClass.category_name,
    category_uid: ofClass.category_uid,
    class_name: ofClass.class_name,
    class_uid: uid,
    type_name: `${ofClass.class_name}: ${name}`,
    type_uid: uid * 100 + activityId,
    severity_id: 1,
    severity: 'Informational',
    time: Date.parse(record.time),
    timezone_offset: 0,
    message: record.action,
    count: record.times,
    ...statusOf(record),
    metadata: metadataOf(record),
    ...(uid === 3001 ? accountChange(record, approvers) : uid === 3002 ? authentication(record) : apiActivity(record)),
    unmapped: unmappedOf(record),
  });
}

const statuses = {
  success: { status_id: 1, status: 'Success' },
  refused: { status_id: 2, status: 'Failure' },
  failed: { status_id: 2, status: 'Failure' },
  uncertain: { status_id: 0, status: 'Unknown' },
} as const;

const statusOf = ({ outcome, reason, evidence }: AuditRecord) => ({
  ...statuses[outcome],
  status_code: outcome,
  status_detail: [reason, evidence?.detail].filter((each) => each !== undefined).join('; ') || undefined,
});

const metadataOf = ({ chain, sequence, cycleId, tenantId, time }: AuditRecord) =>
  withoutMissing({
    version: OCSF_VERSION,
    product: { name: PRODUCT, vendor_name: PRODUCT },
    log_name: 'audit',
    log_provider: PRODUCT,
    uid: `${chain}/${sequence}`,
    sequence,
    correlation_uid: cycleId,
    tenant_uid: tenantId,
    original_time: time,
  });

function accountChange(record: AuditRecord, approvers: readonly Actor[]) {
  const { userPrincipalName, accountId, tenantId, tenantName } = record;
  return {
    user: withoutMissing({
      name: userPrincipalName ?? accountId ?? 'unknown',
      uid: accountId,
      ...(record.class === undefined ? {} : userTypes[record.class]),
      org: tenantId === undefined ? undefined : withoutMissing({ uid: tenantId, name: tenantName }),
    }),
    actor: withoutMissing({
      app_name: PRODUCT,
      user: userOf(approvers.at(-1) ?? record.actor),
      authorizations:
        approvers.length === 0
          ? undefined
          : approvers.map((each) => ({ decision: 'approved', policy: { name: `approved by ${nameOf(each)}` } })),
    }),
    src_endpoint: endpointOf(record),
  };
}

const userTypes = { admin: { type_id: 2, type: 'Admin' }, service: { type_id: 4, type: 'Service' } } as const;

const authentication = (record: AuditRecord) => ({
  user: userOf(record.actor) ?? { name: 'unknown' },
  service: { name: `${PRODUCT} portal` },
  auth_protocol_id: 4,
  auth_protocol: 'OpenID',
  is_remote: true,
  src_endpoint: endpointOf(record),
});

const apiActivity = (record: AuditRecord) => ({
  actor: withoutMissing({ app_name: PRODUCT, user: userOf(record.actor) }),
  api: { operation: record.action, service: { name: PRODUCT } },
  src_endpoint: endpointOf(record),
  resources: resourcesOf(record),
});

const resourcesOf = ({ accountId, userPrincipalName, tenantId, tenantName, cycleId }: AuditRecord) => {
  if (accountId !== undefined) return [withoutMissing({ type: 'account', uid: accountId, name: userPrincipalName })];
  if (tenantId !== undefined) return [withoutMissing({ type: 'tenant', uid: tenantId, name: tenantName })];
  return cycleId === undefined ? undefined : [{ type: 'cycle', uid: cycleId }];
};

const nameOf = (actor: Actor): string => (actor.kind === 'unknown' ? 'unknown' : actor.name);

/** @returns `undefined` for the product itself: it is the app, and no user */
const userOf = (actor: Actor) => {
  if (actor.kind === 'system') return undefined;
  if (!('objectId' in actor)) return { name: nameOf(actor) };
  return { name: actor.name, uid: actor.objectId, org: { uid: actor.tenantId } };
};

const address = z.union([z.ipv4(), z.ipv6()]);

/** Where a person acted from; else the function that recorded it. */
function endpointOf({ source, component }: AuditRecord) {
  if (source === undefined) return { name: component, svc_name: PRODUCT };
  const ip = address.safeParse(source.address);
  return ip.success ? { ip: ip.data } : { name: source.address };
}

/** What the classes have no place for: the record's place in its chain, and what proves it elsewhere. */
const unmappedOf = ({ hash, prevHash, rotationId, component, source, evidence, estate, code, accessOf }: AuditRecord) =>
  withoutMissing({
    hash,
    previous_hash: prevHash,
    rotation_id: rotationId,
    component,
    user_agent: source?.userAgent,
    access_of: accessOf,
    estate,
    code,
    graph_request_id: evidence?.graphRequestId,
    client_request_id: evidence?.clientRequestId,
    secret_version_id: evidence?.secretVersionId,
    link_fingerprint: evidence?.linkFingerprint,
    ticket: evidence?.ticket,
    message_id: evidence?.messageId,
    trail_event_id: evidence?.trailEventId,
    checkpoint: evidence?.checkpoint,
  });

const withoutMissing = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
