-- asks: Who approved what, and what was reset after it?
-- some: {n} decisions are on record.
-- none: No decision is on record.
-- order: decided, account
-- A reset belongs to the last decision before it. An approval that was taken back before has none.
WITH decisions AS (
  SELECT *, lead(sequence) OVER (PARTITION BY chain, rotation_id ORDER BY sequence) AS next_decision
  FROM records
  WHERE action IN ('approval.first', 'approval.approved', 'approval.withdrawn', 'approval.rejected', 'approval.expired')
),
attempts AS (
  SELECT chain, rotation_id, sequence, time FROM records WHERE action = 'reset.attempted'
)
SELECT d.cycle_id AS cycle, d.tenant_id, d.tenant_name AS tenant, d.user_principal_name AS account,
       replace(d.action, 'approval.', '') AS decision, coalesce(d.actor_name, 'unknown') AS who, d.actor_object_id AS object_id,
       d.time AS decided, CASE WHEN d.action = 'approval.expired' THEN NULL ELSE d.reason END AS reason, d.source_address AS address,
       min(a.time) AS reset, true AS listed
FROM decisions d
LEFT JOIN attempts a ON a.chain = d.chain AND a.rotation_id = d.rotation_id AND a.sequence > d.sequence
     AND (d.next_decision IS NULL OR a.sequence < d.next_decision)
GROUP BY ALL
