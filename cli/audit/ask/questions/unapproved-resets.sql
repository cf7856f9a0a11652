-- asks: Which passwords were reset without an approval that stood at that moment?
-- some: {n} of {of} resets had no approval that stood.
-- none: Each of {of} resets had an approval that stood before it.
-- order: reset, account
-- Places in the account's chain decide what came before: two records may have the same time. An approval ends by a withdrawal, a
-- rejection or the deadline, and outlives a failure. Two persons must be two; in an emergency there must be two. A record that says that
-- there was a reset, with no attempt in its rotation, counts as one.
WITH emergencies AS (
  SELECT cycle_id FROM records
  WHERE action = 'cycle.opened' AND list_contains(string_split(detail, ', '), 'an emergency')
),
shown AS (
  SELECT *,
         count(*) FILTER (WHERE action = 'reset.attempted') OVER (PARTITION BY chain, rotation_id) AS attempts,
         row_number() OVER (PARTITION BY chain, rotation_id ORDER BY sequence) AS place
  FROM records
  WHERE action IN ('reset.attempted', 'reset.succeeded', 'reset.uncertain', 'reset.proven', 'credential.promoted')
    AND account_id IS NOT NULL
),
resets AS (
  SELECT * FROM shown WHERE action = 'reset.attempted' OR (attempts = 0 AND place = 1)
),
-- What was said before each reset, and where the last approval ended.
said AS (
  SELECT r.chain, r.sequence AS of_reset, d.sequence, d.action, d.actor_kind, d.actor_name, lower(d.actor_object_id) AS person,
         max(d.sequence) FILTER (WHERE d.action IN ('approval.withdrawn', 'approval.rejected', 'approval.expired'))
           OVER (PARTITION BY r.chain, r.sequence) AS ended,
         max(d.sequence) FILTER (WHERE d.action = 'approval.first') OVER (PARTITION BY r.chain, r.sequence) AS last_first
  FROM resets r
  JOIN records d ON d.chain = r.chain AND d.sequence < r.sequence AND d.rotation_id IS NOT DISTINCT FROM r.rotation_id
  WHERE d.action IN ('approval.first', 'approval.approved', 'approval.withdrawn', 'approval.rejected', 'approval.expired')
),
standing AS (
  SELECT chain, of_reset,
         max_by(replace(action, 'approval.', ''), sequence) FILTER (WHERE sequence = ended) AS ended_by,
         max(sequence) FILTER (WHERE action = 'approval.first' AND sequence > coalesce(ended, 0)) AS first_place,
         max_by(actor_kind, sequence) FILTER (WHERE action = 'approval.first' AND sequence > coalesce(ended, 0)) AS first_kind,
         max_by(coalesce(person, ''), sequence) FILTER (WHERE action = 'approval.first' AND sequence > coalesce(ended, 0)) AS first_person,
         max(sequence) FILTER (WHERE action = 'approval.approved' AND sequence > greatest(coalesce(ended, 0), coalesce(last_first, 0))) AS approved_place,
         max_by(actor_kind, sequence) FILTER (WHERE action = 'approval.approved' AND sequence > greatest(coalesce(ended, 0), coalesce(last_first, 0))) AS approved_kind,
         max_by(coalesce(person, ''), sequence) FILTER (WHERE action = 'approval.approved' AND sequence > greatest(coalesce(ended, 0), coalesce(last_first, 0))) AS approved_person
  FROM said
  GROUP BY ALL
),
judged AS (
  SELECT r.*,
         CASE
           WHEN s.approved_place IS NULL AND s.first_place IS NOT NULL THEN 'only the first of two persons had approved'
           WHEN s.approved_place IS NULL AND s.ended_by IS NOT NULL THEN 'the approval was ' || s.ended_by
           WHEN s.approved_place IS NULL THEN 'nobody had approved'
           WHEN s.approved_kind <> 'technician' OR coalesce(s.first_kind, 'technician') <> 'technician' THEN 'no technician had approved'
           WHEN s.first_person = s.approved_person THEN 'the same person had approved twice'
           WHEN s.first_place IS NULL AND r.cycle_id IN (FROM emergencies) THEN 'one person alone had approved in an emergency'
         END AS why
  FROM resets r LEFT JOIN standing s ON s.chain = r.chain AND s.of_reset = r.sequence
)
SELECT cycle_id AS cycle, tenant_id, tenant_name AS tenant, user_principal_name AS account, time AS reset, why,
       client_request_id AS request, chain, sequence, why IS NOT NULL AS listed
FROM judged
