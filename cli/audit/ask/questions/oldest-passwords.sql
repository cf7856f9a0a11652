-- asks: Which password is the oldest of each customer?
-- some: The oldest known password of each of {n} customers.
-- none: No account is on record.
-- order: password_changed, tenant
-- Among accounts that were seen since the newest whole cycle over their customer and class began to see accounts. A cycle for chosen
-- accounts is no whole one: it sees those alone, and what it does not see may be there. Of each account the newest of: what the directory
-- told at a discovery, a reset of ours that the directory shows, a change by somebody else that we noticed.
WITH chosen_only AS (
  SELECT DISTINCT cycle_id AS chosen_cycle FROM records
  WHERE action = 'cycle.opened'
    AND regexp_matches(detail, '(^|, )(accounts [^,]* alone|[0-9]+ accounts alone)(, |$)')
),
sightings AS (
  SELECT chain, tenant_id, class, user_principal_name, cycle_id, time, sequence, action, reason, chosen_cycle IS NULL AS whole
  FROM records LEFT JOIN chosen_only ON chosen_cycle = cycle_id
  WHERE action IN ('account.discovered', 'account.excluded')
),
of_cycles AS (
  SELECT *, max_by(cycle_id, time) FILTER (WHERE whole) OVER (PARTITION BY tenant_id, class) AS newest_whole FROM sightings
),
since AS (
  SELECT *, min(time) FILTER (WHERE cycle_id = newest_whole) OVER (PARTITION BY tenant_id, class) AS began FROM of_cycles
),
newest AS (
  SELECT * FROM since QUALIFY row_number() OVER (PARTITION BY chain ORDER BY sequence DESC) = 1
),
changes AS (
  SELECT chain, password_changed_at AS changed, 'directory, at its discovery' AS known_by
  FROM records WHERE action IN ('account.discovered', 'account.excluded') AND password_changed_at IS NOT NULL
  UNION ALL
  SELECT chain,
         coalesce(TRY_CAST(regexp_extract(detail, 'lastPasswordChangeDateTime ([0-9T:.-]+)Z?', 1) AS timestamp), time),
         'our reset'
  FROM records WHERE action = 'reset.proven'
  UNION ALL
  SELECT chain,
         coalesce(TRY_CAST(regexp_extract(detail, 'changed ([0-9T:.-]+)Z?,', 1) AS timestamp), time),
         'changed by somebody else'
  FROM records WHERE action = 'password.changed-elsewhere'
),
ages AS (
  SELECT chain, max(changed) AS changed, max_by(known_by, changed) AS known_by FROM changes GROUP BY chain
),
accounts AS (
  SELECT n.*, a.changed, a.known_by,
         count(*) OVER (PARTITION BY n.tenant_id) AS accounts,
         count(*) FILTER (WHERE a.changed IS NULL) OVER (PARTITION BY n.tenant_id) AS unknown
  FROM newest n LEFT JOIN ages a ON a.chain = n.chain
  WHERE n.began IS NULL OR n.time >= n.began
),
names AS (SELECT tenant_id, any_value(tenant_name) AS tenant FROM records WHERE tenant_id IS NOT NULL GROUP BY tenant_id)
SELECT o.tenant_id, tenant, o.user_principal_name AS account, o.class, o.changed AS password_changed,
       date_diff('day', o.changed, (SELECT max(time) FROM records)) AS age_days, o.known_by,
       CASE WHEN o.action = 'account.excluded' THEN o.reason ELSE '' END AS left_out_as, o.time AS seen, o.accounts,
       o.unknown AS of_unknown_age, true AS listed
FROM accounts o JOIN names USING (tenant_id)
QUALIFY row_number() OVER (PARTITION BY o.tenant_id ORDER BY o.changed NULLS LAST, o.user_principal_name) = 1
