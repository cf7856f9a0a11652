-- asks: Which new passwords has nobody ever collected?
-- some: {n} of {of} new passwords have never been collected.
-- none: Each of {of} new passwords was collected: shown to a technician, or taken by the vault.
-- order: tenant, account, current_since
-- A receipt of the vault counts as collected; that a link was made, handed over or renewed does not.
WITH passwords AS (
  SELECT chain, rotation_id, sequence, time, cycle_id, tenant_id, tenant_name, user_principal_name, secret_version_id,
         lead(time) OVER (PARTITION BY chain ORDER BY sequence) AS replaced_at
  FROM records
  WHERE action = 'credential.promoted'
),
-- A rotation has one password that became current: its last.
newest AS (
  SELECT * FROM passwords QUALIFY row_number() OVER (PARTITION BY chain, rotation_id ORDER BY sequence DESC) = 1
),
handed AS (
  SELECT chain, rotation_id,
         count(*) FILTER (WHERE action IN ('link.revealed', 'credential.stored', 'vault.written')) AS receipts,
         count(*) FILTER (WHERE action = 'link.reported') AS reports,
         count(*) FILTER (WHERE action = 'vault.queued') AS queued,
         count(*) FILTER (WHERE action = 'vault.given-up') AS given_up,
         max_by(detail, sequence) FILTER (WHERE action IN ('link.created', 'link.handed-over')) AS link
  FROM records
  WHERE action IN ('link.created', 'link.handed-over', 'link.revealed', 'credential.stored', 'vault.queued', 'vault.written',
                   'vault.given-up', 'link.reported')
  GROUP BY ALL
)
SELECT p.cycle_id AS cycle, p.tenant_id, p.tenant_name AS tenant, p.user_principal_name AS account, p.time AS current_since,
       h.link AS link,
       CASE
         WHEN p.replaced_at IS NOT NULL THEN 'replaced by a later password on ' || strftime(p.replaced_at, '%Y-%m-%d %H:%M')
         WHEN h.reports > 0 THEN 'its recipient reports that somebody else opened the link'
         WHEN h.link IS NOT NULL THEN 'waits for its recipient'
         WHEN h.queued > 0 THEN 'on its way into the vault'
         ELSE 'nobody can collect it: there is no link'
       END AS now,
       coalesce(h.receipts, 0) = 0 AS listed
FROM newest p
LEFT JOIN handed h ON h.chain = p.chain AND h.rotation_id IS NOT DISTINCT FROM p.rotation_id
