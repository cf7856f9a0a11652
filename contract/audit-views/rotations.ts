import {
  count,
  countOf,
  firstOf,
  firstTime,
  instant,
  isAction,
  lastOf,
  lastTime,
  text,
  type View,
  yesNo,
} from './view.ts';

/**
 * All records of a rotation are in one chain, the account's: `sequence` is their order. What was approved before an approval was taken
 * back does not count, so each record knows the last withdrawal of its rotation.
 */
const steps = `WITH withdrawals AS (
  SELECT rotation_id AS of_rotation, max(sequence) AS withdrawn_as
  FROM records
  WHERE ${isAction('approval.withdrawn')}
  GROUP BY rotation_id
),
first_resets AS (
  SELECT rotation_id AS reset_rotation, min(sequence) AS first_reset
  FROM records
  WHERE ${isAction('reset.attempted')}
  GROUP BY rotation_id
),
steps AS (
  SELECT records.*, coalesce(withdrawn_as, 0) AS withdrawn_at, first_reset
  FROM records LEFT JOIN withdrawals ON of_rotation = rotation_id LEFT JOIN first_resets ON reset_rotation = rotation_id
  WHERE rotation_id IS NOT NULL AND access_of IS NULL AND NOT (${isAction('account.excluded')})
),
rotation_rows AS (
  SELECT rotation_id, max(cycle_id) AS cycle_id, max(tenant_id) AS tenant_id, max(tenant_name) AS tenant_name,
         max(account_id) AS account_id, ${lastOf('user_principal_name', 'user_principal_name IS NOT NULL')} AS user_principal_name,
         ${lastOf('class', 'class IS NOT NULL')} AS class,
         ${firstTime(isAction('account.discovered'))} AS discovered_at,
         ${firstOf('detail', isAction('account.discovered'))} AS included_because,
         ${firstTime(isAction('approval.requested'))} AS requested_at,
         ${lastOf('action', isAction('approval.approved', 'approval.rejected', 'approval.withdrawn', 'approval.expired'))} AS decision,
         ${lastOf('action', `${isAction('approval.first', 'approval.approved', 'approval.rejected', 'approval.withdrawn', 'approval.expired')} AND sequence < first_reset`)} AS stood_at_reset,
         ${lastTime(isAction('approval.approved', 'approval.rejected', 'approval.expired'))} AS decided_at,
         ${lastOf('actor_name', isAction('approval.approved', 'approval.rejected'))} AS decided_by,
         ${lastOf('actor_object_id', isAction('approval.approved', 'approval.rejected'))} AS decided_by_id,
         ${lastOf('reason', isAction('approval.approved', 'approval.rejected'))} AS decided_because,
         ${lastTime(`${isAction('approval.first')} AND sequence > withdrawn_at`)} AS first_at,
         ${lastOf('actor_name', `${isAction('approval.first')} AND sequence > withdrawn_at`)} AS first_by,
         ${lastOf('actor_object_id', `${isAction('approval.first')} AND sequence > withdrawn_at`)} AS first_by_id,
         ${lastOf('reason', `${isAction('approval.first')} AND sequence > withdrawn_at`)} AS first_because,
         ${firstTime(isAction('reset.attempted'))} AS attempted_at,
         ${countOf(isAction('reset.attempted'))} AS attempts,
         ${lastTime(isAction('reset.succeeded'))} AS succeeded_at,
         ${lastOf('graph_request_id', isAction('reset.succeeded'))} AS graph_request_id,
         ${lastTime(isAction('reset.proven'))} AS proven_at,
         ${lastOf('detail', isAction('reset.proven'))} AS proof,
         ${lastTime(isAction('credential.promoted'))} AS promoted_at,
         ${lastOf('secret_version_id', isAction('credential.promoted'))} AS secret_version_id,
         ${lastOf('outcome', isAction('rotation.closed', 'rotation.settled', 'approval.expired'))} AS end_outcome,
         ${lastOf('reason', isAction('rotation.closed', 'rotation.settled', 'approval.expired'))} AS end_reason,
         ${lastOf('detail', isAction('rotation.closed', 'rotation.settled', 'approval.expired'))} AS end_detail,
         ${lastTime(isAction('rotation.closed', 'rotation.settled', 'approval.expired'))} AS ended_at,
         ${firstTime(isAction('link.created', 'link.renewed'))} AS link_made_at,
         ${firstTime(isAction('link.revealed'))} AS revealed_at,
         ${firstOf('actor_name', isAction('link.revealed'))} AS revealed_to,
         ${firstTime(isAction('credential.stored'))} AS stored_at,
         ${firstOf('actor_name', isAction('credential.stored'))} AS stored_by,
         ${firstTime(isAction('link.reported'))} AS reported_at,
         ${lastTime(isAction('vault.written'))} AS vault_written_at
  FROM steps
  GROUP BY rotation_id
)`;

const approved = "decision = 'approval.approved'";

/** A refusal or an uncertain outcome is told by its outcome; of what went well, and of a decision, the reason names the state. */
const outcome = `CASE WHEN ended_at IS NULL THEN 'open'
            WHEN end_outcome IN ('failed', 'uncertain') THEN end_outcome
            WHEN end_reason IN ('rotated', 'rejected', 'expired') THEN end_reason
            WHEN decision = 'approval.rejected' THEN 'rejected'
            ELSE 'rotated' END`;

export const rotations: View = {
  name: 'rotations',
  row: 'one account in one cycle, from its discovery to the collection of its password',
  before: steps,
  columns: [
    text('cycle_id', 'the cycle'),
    text('rotation_id', 'the rotation'),
    text('tenant_id', 'the customer'),
    text('tenant_name', "the customer's name"),
    text('account_id', 'object id of the account'),
    text('user_principal_name', 'the name with which the account signs in'),
    text('class', '`admin` or `service`'),
    instant('discovered_at', 'when it was found'),
    text('included_because', 'why it is rotated'),
    instant('requested_at', 'when approval was asked for'),
    text(
      'decision',
      '`approved`, `rejected`, `withdrawn`, `expired`; none: not decided',
      "replace(decision, 'approval.', '')",
    ),
    instant(
      'decided_at',
      'when it was decided: by the second of two, where two are needed',
      "CASE WHEN decision <> 'approval.withdrawn' THEN decided_at END",
    ),
    instant('approved_at', 'when the approval was complete', `CASE WHEN ${approved} THEN decided_at END`),
    text(
      'approved_by',
      'who approved: the first of two, where two are needed',
      `CASE WHEN ${approved} THEN coalesce(first_by, decided_by) END`,
    ),
    text(
      'approved_by_object_id',
      'their object id',
      `CASE WHEN ${approved} THEN coalesce(first_by_id, decided_by_id) END`,
    ),
    text(
      'approval_reason',
      'their reason',
      `CASE WHEN ${approved} AND first_at IS NOT NULL THEN first_because WHEN ${approved} THEN decided_because END`,
    ),
    text(
      'second_approved_by',
      'who approved as the second',
      `CASE WHEN ${approved} AND first_at IS NOT NULL THEN decided_by END`,
    ),
    text(
      'second_approved_by_object_id',
      'their object id',
      `CASE WHEN ${approved} AND first_at IS NOT NULL THEN decided_by_id END`,
    ),
    text(
      'second_approval_reason',
      'their reason',
      `CASE WHEN ${approved} AND first_at IS NOT NULL THEN decided_because END`,
    ),
    text('rejected_by', 'who rejected', "CASE WHEN decision = 'approval.rejected' THEN decided_by END"),
    text('rejection_reason', 'why', "CASE WHEN decision = 'approval.rejected' THEN decided_because END"),
    instant('attempted_at', 'when the first reset was recorded, before it was sent'),
    count('attempts', 'how many resets were sent'),
    instant('succeeded_at', 'when Graph accepted the reset, or the directory showed it'),
    text('graph_request_id', "Microsoft Graph's id of the reset"),
    instant('proven_at', 'when the directory showed the change'),
    text('proof', 'what it showed'),
    instant('promoted_at', 'when the new password became the current one'),
    text('secret_version_id', 'its version'),
    text('outcome', '`rotated`, `failed`, `uncertain`, `rejected`, `expired`; `open`: not ended', outcome),
    text(
      'outcome_reason',
      'why it failed, or is uncertain',
      "CASE WHEN end_outcome IN ('failed', 'uncertain') THEN end_reason END",
    ),
    text('outcome_detail', 'what else is on record of its end', 'end_detail'),
    instant('ended_at', 'when it ended'),
    instant('link_made_at', 'when a link to the password was made'),
    instant('revealed_at', 'when somebody first saw the password'),
    text('revealed_to', 'who'),
    instant('stored_at', 'when somebody said that it is stored'),
    text('stored_by', 'who'),
    instant('vault_written_at', 'when it was written into the vault'),
    instant('reported_at', 'when somebody reported a link to it'),
    yesNo(
      'approved_before_reset',
      'whether a complete approval stood before the first reset, whatever became of it later; none: nothing was reset',
      `CASE WHEN attempted_at IS NOT NULL THEN coalesce(stood_at_reset = 'approval.approved', false) END`,
    ),
    yesNo(
      'collected',
      'whether the new password was seen or is in the vault; none: there is none',
      'CASE WHEN promoted_at IS NOT NULL THEN revealed_at IS NOT NULL OR vault_written_at IS NOT NULL END',
    ),
  ],
  rest: 'FROM rotation_rows',
};
