import type { ColumnType } from './view.ts';

/** An attribute of an audit record, as rows of the table, exports and the archive hold it, and what the views call it. */
export interface StoredAttribute {
  readonly column: string;
  readonly type: Exclude<ColumnType, 'timestamp' | 'boolean'>;
  /** Its names from the outside in: one, or that of a map and a member's. */
  readonly path: readonly [string] | readonly [string, string];
  readonly meaning: string;
}

const of = (
  type: StoredAttribute['type'],
  column: string,
  path: StoredAttribute['path'],
  meaning: string,
): StoredAttribute => ({
  column,
  type,
  path,
  meaning,
});

/** All that a record may have. One that is not here makes the row unreadable: it was not written by this version or one before it. */
export const storedAttributes: readonly StoredAttribute[] = [
  of('varchar', 'action', ['action'], 'what happened, such as `approval.approved`'),
  of('varchar', 'outcome', ['outcome'], '`success`, `refused`, `failed` or `uncertain`'),
  of('varchar', 'reason', ['reason'], "a code, or a person's words"),
  of(
    'varchar',
    'actor_kind',
    ['actor', 'kind'],
    '`technician`, `auditor`, `operator`, `system`, `contact` or `unknown`',
  ),
  of('varchar', 'actor_name', ['actor', 'name'], 'who did it, as known then'),
  of(
    'varchar',
    'actor_object_id',
    ['actor', 'objectId'],
    "the technician's or auditor's object id in their home tenant",
  ),
  of('varchar', 'actor_tenant_id', ['actor', 'tenantId'], 'the tenant in which the actor signed in'),
  of('varchar', 'tenant_id', ['tenantId'], 'the customer; none: the whole estate'),
  of('varchar', 'tenant_name', ['tenantName'], 'what the customer is called; its id where no record says it'),
  of('varchar', 'account_id', ['accountId'], 'object id of the account; none: the whole tenant'),
  of('varchar', 'user_principal_name', ['userPrincipalName'], 'the name with which the account signs in'),
  of('varchar', 'class', ['class'], '`admin` or `service`'),
  of('varchar', 'cycle_id', ['cycleId'], 'the cycle'),
  of('varchar', 'rotation_id', ['rotationId'], 'the rotation: one account in one cycle'),
  of('varchar', 'component', ['component'], 'the function that recorded it'),
  of('varchar', 'source_address', ['source', 'address'], 'the address where a person acted'),
  of('varchar', 'user_agent', ['source', 'userAgent'], 'with which program'),
  of(
    'varchar',
    'access_of',
    ['accessOf'],
    "whose access it is about: a technician's or an auditor's object id, or `strangers`",
  ),
  of('bigint', 'times', ['times'], 'how many acts the record tells of'),
  of('varchar', 'estate', ['estate'], 'SHA-256 of the estate that was in force'),
  of('varchar', 'code', ['code'], 'version of the code'),
  of(
    'varchar',
    'password_changed_at',
    ['passwordChangedAt'],
    'when the directory says that the password was last changed',
  ),
  of('varchar', 'graph_request_id', ['evidence', 'graphRequestId'], "Microsoft Graph's id of the request"),
  of('varchar', 'client_request_id', ['evidence', 'clientRequestId'], 'our id of the request to Graph'),
  of('varchar', 'secret_version_id', ['evidence', 'secretVersionId'], 'version of the stored password'),
  of('varchar', 'link_fingerprint', ['evidence', 'linkFingerprint'], 'which credential link; not its address'),
  of('varchar', 'ticket', ['evidence', 'ticket'], 'the ticket'),
  of('varchar', 'message_id', ['evidence', 'messageId'], 'what the mail service or Teams named the message'),
  of('varchar', 'trail_event_id', ['evidence', 'trailEventId'], 'the event of CloudTrail that proves it'),
  of('varchar', 'checkpoint', ['evidence', 'checkpoint'], 'hash of a checkpoint'),
  of('varchar', 'detail', ['evidence', 'detail'], 'a sentence'),
  of('varchar', 'chain', ['chain'], 'the chain that the record belongs to'),
  of('bigint', 'sequence', ['sequence'], 'its place in the chain, from 1'),
  of('varchar', 'hash', ['hash'], 'SHA-256 over all other fields'),
  of('varchar', 'previous_hash', ['prevHash'], 'hash of the record before'),
];

/** Attributes that the views use in another form, or not at all. */
export const otherAttributes = { time: { S: 'varchar' }, schema: { N: 'varchar' } } as const;

/** `S` or `N`: how DynamoDB writes the type of a value. */
export const storedType = ({ type }: StoredAttribute): 'S' | 'N' => (type === 'bigint' ? 'N' : 'S');

/** All values of a record as one text. What is not there is written as nothing. */
export const contentSql: string = `concat_ws('~', ${[
  'time_text',
  ...storedAttributes.map(({ column, type }) =>
    type === 'bigint' ? `coalesce(CAST(${column} AS varchar), '')` : `coalesce(${column}, '')`,
  ),
].join(', ')})`;
