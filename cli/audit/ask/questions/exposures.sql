-- asks: Who has seen which password that is still the current one?
-- some: {n} times a person has seen a password that is still current.
-- none: Nobody has seen a password that is still current.
-- order: who, tenant, account
-- A password is replaced by a later one that became current, and by nothing else: not by a rotation that failed. What AWS let
-- somebody read past the product counts. Where the version is not on record, it counts as current.
WITH current AS (
  SELECT chain, max_by(secret_version_id, sequence) AS version, max(sequence) AS since
  FROM records WHERE action = 'credential.promoted' GROUP BY chain
),
-- What was read without a version on record may have been the new one from its staging on.
versions AS (
  SELECT c.chain, c.version, coalesce(max(r.sequence), any_value(c.since)) AS since
  FROM current c
  LEFT JOIN records r ON r.chain = c.chain AND r.action = 'credential.staged' AND r.secret_version_id = c.version
  GROUP BY c.chain, c.version
),
names AS (
  SELECT chain, max_by(user_principal_name, sequence) FILTER (WHERE user_principal_name IS NOT NULL) AS account
  FROM records WHERE account_id IS NOT NULL GROUP BY chain
),
elsewhere AS (
  SELECT chain, max(sequence) AS place, max_by(time, sequence) AS changed
  FROM records WHERE action = 'password.changed-elsewhere' GROUP BY chain
),
seen AS (
  SELECT r.*, v.version, v.since
  FROM records r LEFT JOIN versions v USING (chain)
  WHERE (r.action = 'link.revealed' OR (r.action = 'credential.read-outside' AND r.outcome = 'success'))
    AND (v.version IS NULL OR v.version = r.secret_version_id OR (r.secret_version_id IS NULL AND r.sequence > v.since))
)
SELECT coalesce(any_value(s.actor_name), 'unknown') AS who, s.actor_object_id AS object_id, s.tenant_id, any_value(s.tenant_name) AS tenant,
       any_value(n.account) AS account, max_by(s.cycle_id, s.sequence) AS cycle, min(s.time) AS first_seen,
       count(*) AS times,
       CASE s.action WHEN 'link.revealed' THEN 'by link' ELSE 'outside of the product' END AS how,
       max(e.changed) FILTER (WHERE e.place > s.sequence) AS changed_elsewhere, true AS listed
FROM seen s LEFT JOIN elsewhere e ON e.chain = s.chain LEFT JOIN names n ON n.chain = s.chain
GROUP BY s.chain, s.tenant_id, s.actor_kind, s.actor_object_id, CASE WHEN s.actor_object_id IS NULL THEN s.actor_name END, s.action
