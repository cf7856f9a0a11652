-- asks: Which accounts were left out, and why?
-- some: {n} lines: accounts that were left out, and for each customer and cycle the counts of all that were seen.
-- none: No account was left out.
-- order: cycle, tenant, account NULLS FIRST
-- Accounts of the class that a cycle rotates, and break-glass accounts, have records of their own. All others are in the counts.
SELECT cycle_id AS cycle, tenant_id, tenant_name AS tenant, user_principal_name AS account, class, reason, detail AS why,
       password_changed_at AS password_changed, time AS seen, true AS listed
FROM records
WHERE action = 'account.excluded'
UNION ALL
SELECT cycle_id, tenant_id, tenant_name, NULL, NULL, 'counts', detail, NULL, time, true
FROM records
WHERE action = 'tenant.discovered'
