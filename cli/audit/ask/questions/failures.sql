-- asks: What failed or is uncertain, and what became of it?
-- some: {n} failures are on record.
-- none: Nothing that failed is on record.
-- order: failed, tenant, account
WITH failed AS (
  SELECT *,
         CASE
           WHEN action IN ('rotation.closed', 'rotation.settled') THEN 'rotation ' || outcome
           WHEN action = 'rotation.resolved' THEN 'the old password works'
           WHEN action = 'tenant.failed' THEN 'customer not finished'
           WHEN action = 'cycle.closed' THEN 'cycle failed'
           WHEN action = 'tokens.revoked' THEN 'sign-in sessions not ended'
           WHEN action = 'vault.given-up' THEN 'not written into the vault'
           WHEN action = 'vault.checked' THEN 'vault records missing'
           WHEN action = 'break-glass.checked' THEN 'break-glass account would not work'
           WHEN action = 'consent.checked' THEN 'consent or permissions not as needed'
           WHEN action = 'approval.requested' THEN 'nobody could be asked'
           WHEN action = 'mail.undelivered' THEN 'mail not delivered'
           WHEN action = 'message.failed' THEN 'message not sent'
           ELSE action || ' ' || outcome
         END AS what
  FROM records
  -- What a look at a tenant could not read has not failed.
  WHERE (outcome IN ('failed', 'uncertain') AND action <> 'reset.uncertain'
         AND NOT (outcome = 'uncertain' AND action IN ('break-glass.checked', 'consent.checked')))
     OR action IN ('mail.undelivered', 'message.failed')
     OR (action = 'rotation.resolved' AND detail = 'a person has signed in with the old password')
),
later AS (
  SELECT f.chain, f.sequence, max_by(r.action, r.sequence) AS action, max_by(r.outcome, r.sequence) AS outcome,
         max_by(coalesce(r.reason, ''), r.sequence) AS reason, max(r.time) AS time
  FROM failed f JOIN records r ON r.chain = f.chain AND r.rotation_id = f.rotation_id AND r.sequence > f.sequence
  WHERE f.action IN ('rotation.closed', 'rotation.settled')
    AND r.action IN ('rotation.settled', 'rotation.reopened', 'rotation.resolved', 'approval.withdrawn')
  GROUP BY ALL
)
SELECT f.cycle_id AS cycle, f.tenant_id, f.tenant_name AS tenant, f.user_principal_name AS account, f.time AS failed, f.what, f.reason,
       f.detail,
       CASE
         WHEN l.action = 'rotation.settled' AND l.outcome = 'success' THEN l.reason || ' on ' || strftime(l.time, '%Y-%m-%d %H:%M')
         WHEN l.action = 'rotation.settled' THEN l.outcome || ' again on ' || strftime(l.time, '%Y-%m-%d %H:%M')
         WHEN l.action IS NOT NULL THEN replace(l.action, '.', ' ') || ' on ' || strftime(l.time, '%Y-%m-%d %H:%M')
       END AS later,
       true AS listed
FROM failed f LEFT JOIN later l ON l.chain = f.chain AND l.sequence = f.sequence
