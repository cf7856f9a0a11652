-- asks: Which accounts did the cycles look at, for drawing a sample?
-- some: {n} of {of} accounts, one line for each account in each cycle.
-- none: No account is on record.
-- order: cycle, tenant, account
-- Accounts to rotate, whatever became of them, and accounts that were left out with a record of their own. `draw` orders a sample: it is
-- SHA-256 over the seed, a line feed, and cycle, tenant id and account id with `/` between them. The lowest ones are drawn.
-- Who approved is who did when the last reset was sent or, without one, whose approval stands at the end: a withdrawal, a rejection and the
-- deadline end what was approved before.
WITH steps AS (
  SELECT * FROM records
  WHERE cycle_id IS NOT NULL AND account_id IS NOT NULL AND access_of IS NULL
    AND (action IN ('account.discovered', 'account.excluded', 'approval.first', 'approval.approved', 'approval.rejected',
                    'approval.withdrawn', 'approval.expired', 'reset.attempted', 'reset.proven', 'credential.promoted', 'rotation.closed',
                    'rotation.settled', 'rotation.reopened', 'rotation.resolved', 'link.revealed', 'vault.written'))
),
ends AS (
  SELECT *, CASE
    WHEN action = 'account.excluded' THEN 'left out'
    WHEN action = 'account.discovered' AND reason = 'dry-run' THEN 'proposed'
    WHEN action = 'rotation.resolved' AND detail = 'a person has signed in with the old password' THEN 'failed'
    WHEN action = 'rotation.reopened' AND detail = 'the directory is polled once more' THEN NULL
    WHEN action IN ('rotation.reopened', 'rotation.resolved') THEN 'under way'
    WHEN action = 'approval.rejected' THEN 'rejected'
    WHEN action = 'approval.withdrawn' THEN CASE WHEN bool_or(action = 'rotation.closed') OVER (
           PARTITION BY chain, cycle_id ORDER BY sequence ROWS UNBOUNDED PRECEDING) THEN 'failed' ELSE 'under way' END
    WHEN action = 'approval.expired' THEN 'expired'
    WHEN action IN ('rotation.closed', 'rotation.settled') THEN CASE WHEN outcome = 'success' THEN reason ELSE outcome END
  END AS result
  FROM steps
),
last_resets AS (
  SELECT *, max(sequence) FILTER (WHERE action = 'reset.attempted') OVER (PARTITION BY chain, cycle_id) AS last_reset FROM ends
),
taken_back AS (
  SELECT *, max(sequence) FILTER (
           WHERE action IN ('approval.withdrawn', 'approval.rejected', 'approval.expired') AND sequence < coalesce(last_reset, sequence + 1)
         ) OVER (PARTITION BY chain, cycle_id) AS taken_back
  FROM last_resets
),
judged AS (
  SELECT *, action IN ('approval.first', 'approval.approved') AND sequence > coalesce(taken_back, 0)
         AND sequence < coalesce(last_reset, sequence + 1) AS stands
  FROM taken_back
)
SELECT cycle_id AS cycle, tenant_id, any_value(tenant_name) AS tenant,
       max_by(user_principal_name, sequence) FILTER (WHERE user_principal_name IS NOT NULL) AS account,
       max_by(class, sequence) FILTER (WHERE class IS NOT NULL) AS class,
       coalesce(max_by(result, sequence) FILTER (WHERE result IS NOT NULL), 'under way') AS result,
       string_agg(actor_name, ', ' ORDER BY sequence) FILTER (WHERE stands) AS approved_by,
       max(time) FILTER (WHERE stands AND action = 'approval.approved') AS approved,
       max(time) FILTER (WHERE action = 'reset.attempted') AS reset,
       max(time) FILTER (WHERE action = 'reset.proven') AS proven,
       min(time) FILTER (WHERE action IN ('link.revealed', 'vault.written')) AS collected,
       max_by(rotation_id, sequence) AS rotation,
       sha256($seed || chr(10) || cycle_id || '/' || tenant_id || '/' || account_id) AS draw,
       true AS listed
FROM judged
GROUP BY cycle_id, tenant_id, account_id
