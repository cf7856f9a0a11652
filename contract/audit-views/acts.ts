import { type Column, count, instant, isAction, text, type View, yesNo } from './view.ts';

const about: readonly Column[] = [
  text('cycle_id', 'the cycle'),
  text('rotation_id', 'the rotation'),
  text('tenant_id', 'the customer'),
  text('tenant_name', "the customer's name"),
  text('account_id', 'object id of the account'),
  text('user_principal_name', 'the name with which the account signs in'),
  text('class', '`admin` or `service`'),
];
const who: readonly Column[] = [
  text('actor_kind', 'what kind of actor'),
  text('actor_name', 'who'),
  text('actor_object_id', 'their object id'),
  text('source_address', 'at which address'),
];
/** Where the record is: its place in the evidence. */
const where: readonly Column[] = [
  text('chain', 'the chain'),
  count('sequence', 'the place in it'),
  text('hash', 'hash of the record'),
];

export const approvals: View = {
  name: 'approvals',
  row: 'one decision about one rotation: the first of two, the approval, a rejection, a withdrawal, or that nobody decided in time',
  columns: [
    instant('time', 'when'),
    text('decision', '`first`, `approved`, `rejected`, `withdrawn` or `expired`', "replace(action, 'approval.', '')"),
    ...who,
    text('reason', "the person's words"),
    ...about,
    ...where,
  ],
  rest: `FROM records\nWHERE ${isAction('approval.first', 'approval.approved', 'approval.rejected', 'approval.withdrawn', 'approval.expired')}`,
};

const decisions = isAction('approval.approved', 'approval.rejected', 'approval.withdrawn', 'approval.expired');
const results = isAction('reset.succeeded', 'reset.refused', 'reset.uncertain');

export const resets: View = {
  name: 'resets',
  row: 'one reset that was sent to the directory, with the decision that stood then',
  before: `WITH attempts AS (
  SELECT *, lead(sequence) OVER (PARTITION BY rotation_id ORDER BY sequence) AS next_attempt
  FROM records
  WHERE ${isAction('reset.attempted')}
),
decided AS (
  SELECT a.chain AS of_chain, a.sequence AS of_sequence,
         max_by(d.action, d.sequence) AS decision, max_by(d.time, d.sequence) AS decided_at,
         max_by(coalesce(d.actor_name, ''), d.sequence) AS decided_by, max_by(coalesce(d.reason, ''), d.sequence) AS decided_because
  FROM attempts a JOIN records d ON d.rotation_id = a.rotation_id AND d.chain = a.chain AND d.sequence < a.sequence
  WHERE d.${decisions}
  GROUP BY a.chain, a.sequence
),
ended AS (
  SELECT a.chain AS of_chain, a.sequence AS of_sequence,
         max_by(r.action, r.sequence) AS result, max_by(r.time, r.sequence) AS result_at,
         max_by(coalesce(r.graph_request_id, ''), r.sequence) AS request, max_by(coalesce(r.reason, ''), r.sequence) AS result_reason
  FROM attempts a JOIN records r ON r.rotation_id = a.rotation_id AND r.chain = a.chain AND r.sequence > a.sequence
                   AND (a.next_attempt IS NULL OR r.sequence < a.next_attempt)
  WHERE r.${results}
  GROUP BY a.chain, a.sequence
)`,
  columns: [
    instant('time', 'when it was recorded, before it was sent'),
    ...about,
    text(
      'decision',
      'the last decision before it: `approved`, or it should not have been sent',
      "replace(decision, 'approval.', '')",
    ),
    instant('decided_at', 'when'),
    text('decided_by', 'by whom: the second of two, where two are needed', "nullif(decided_by, '')"),
    text('decision_reason', 'their words', "nullif(decided_because, '')"),
    yesNo('approved', 'whether it was approved', "coalesce(decision = 'approval.approved', false)"),
    text(
      'result',
      '`succeeded`, `refused` or `uncertain`; none: no answer is on record',
      "replace(result, 'reset.', '')",
    ),
    instant('result_at', 'when'),
    text('result_reason', 'why it was refused', "nullif(result_reason, '')"),
    text('graph_request_id', "Microsoft Graph's id of the request", "nullif(request, '')"),
    text('client_request_id', 'our id of it'),
    text('secret_version_id', 'version of the password that was sent'),
    ...where,
  ],
  rest: `FROM attempts
LEFT JOIN decided ON decided.of_chain = chain AND decided.of_sequence = sequence
LEFT JOIN ended ON ended.of_chain = chain AND ended.of_sequence = sequence`,
};

/** What AWS refused showed nobody a password. */
const isReveal = `${isAction('link.revealed', 'credential.read-outside')} AND outcome = 'success'`;

/**
 * A password is there to be read from its staging on, and is replaced by the promotion of another version. Where CloudTrail named no version,
 * what was read may have been the one that was staged last before.
 */
export const reveals: View = {
  name: 'reveals',
  row: 'a person saw a password',
  before: `WITH staged AS (
  SELECT chain AS staged_chain, secret_version_id AS staged_version, max(sequence) AS staged_as
  FROM records
  WHERE ${isAction('credential.staged')}
  GROUP BY chain, secret_version_id
),
passwords AS (
  SELECT chain AS of_chain, sequence AS promoted_as, time AS promoted_at, coalesce(secret_version_id, '') AS version,
         coalesce(staged_as, sequence) AS since
  FROM records LEFT JOIN staged ON staged_chain = chain AND staged_version = secret_version_id
  WHERE ${isAction('credential.promoted')}
),
newest AS (
  SELECT of_chain AS newest_chain, max_by(version, promoted_as) AS newest_version, max_by(since, promoted_as) AS newest_since
  FROM passwords
  GROUP BY of_chain
),
shown AS (
  SELECT chain AS shown_chain, sequence AS shown_as, secret_version_id AS shown_version FROM records WHERE ${isReveal}
),
own AS (
  SELECT shown_chain, shown_as, shown_version, coalesce(max(promoted_as), shown_as) AS own_place
  FROM shown LEFT JOIN passwords ON of_chain = shown_chain AND version = shown_version
  GROUP BY shown_chain, shown_as, shown_version
),
replaced AS (
  SELECT shown_chain AS of_chain, shown_as AS of_sequence, min(promoted_at) AS replaced_at
  FROM own JOIN passwords ON of_chain = shown_chain
  WHERE (shown_version IS NULL AND since > shown_as) OR (version <> shown_version AND promoted_as > own_place)
  GROUP BY shown_chain, shown_as
)`,
  columns: [
    instant('time', 'when'),
    text(
      'how',
      '`link`, or `outside` of the product',
      `CASE WHEN ${isAction('link.revealed')} THEN 'link' ELSE 'outside' END`,
    ),
    ...who,
    ...about,
    text('secret_version_id', 'version of the password'),
    text('link_fingerprint', 'which link'),
    instant('replaced_at', 'when a later password took its place'),
    yesNo(
      'current',
      'whether it is still the password of the account, as far as these records go; of a version that never became one: no',
      "CASE WHEN nullif(newest_version, '') IS NULL THEN true WHEN secret_version_id IS NULL THEN sequence > newest_since ELSE newest_version = secret_version_id END",
    ),
    ...where,
  ],
  rest: `FROM records
LEFT JOIN replaced ON replaced.of_chain = chain AND replaced.of_sequence = sequence
LEFT JOIN newest ON newest_chain = chain
WHERE ${isReveal}`,
};

export const exclusions: View = {
  name: 'exclusions',
  row: 'an account that one cycle saw and left out',
  columns: [
    instant('time', 'when'),
    text('reason', 'why, as a code'),
    text('detail', 'why, as a sentence'),
    ...about,
    ...where,
  ],
  rest: `FROM records\nWHERE ${isAction('account.excluded')}`,
};

export const refusals: View = {
  name: 'refusals',
  row: 'something that was refused, as often as `times` says: decisions, links, forms, sign-ins, commands, resets',
  columns: [
    instant('time', 'when'),
    text('action', 'what was refused'),
    text('reason', 'why, as a code'),
    count('times', 'how often'),
    ...who,
    text('access_of', "whose access it is about: a technician's or an auditor's object id, or `strangers`"),
    ...about,
    text('detail', 'what else is on record'),
    ...where,
  ],
  rest: "FROM records\nWHERE outcome = 'refused'",
};

export const messages: View = {
  name: 'messages',
  row: 'a message or a ticket: sent, failed, undelivered, or noted',
  columns: [
    instant('time', 'when'),
    text('action', 'what happened'),
    text('outcome', '`success` or `failed`'),
    text('reason', 'why it failed'),
    text('message_id', 'what the mail service or Teams named it'),
    text('ticket', 'the ticket'),
    text('detail', 'which message, to whom'),
    ...about,
    ...where,
  ],
  rest: `FROM records\nWHERE ${isAction('message.sent', 'message.failed', 'mail.undelivered', 'messages.redriven', 'contact.told', 'ticket.created', 'ticket.noted', 'ticket.raised', 'ticket.closed')}`,
};
