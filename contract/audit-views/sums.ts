import { count, countOf, firstTime, instant, isAction, lastOf, lastTime, text, type View } from './view.ts';

export const cycles: View = {
  name: 'cycles',
  row: 'one cycle, with the figures of its rotations',
  before: `WITH cycle_rows AS (
  SELECT cycle_id AS of_cycle,
         min(time) FILTER (WHERE ${isAction('cycle.opened')}) AS opened_at,
         ${lastOf('actor_name', isAction('cycle.opened'))} AS opened_by,
         ${lastOf('reason', isAction('cycle.opened'))} AS opened_because,
         ${lastOf('detail', isAction('cycle.opened'))} AS opened_detail,
         ${lastOf('estate', isAction('cycle.opened'))} AS estate,
         ${lastOf('code', isAction('cycle.opened'))} AS code,
         ${lastTime(isAction('cycle.closed'))} AS closed_at,
         ${lastOf('outcome', isAction('cycle.closed'))} AS closed_outcome,
         ${lastOf('reason', isAction('cycle.closed'))} AS closed_because,
         ${lastTime(isAction('cycle.sealed'))} AS sealed_at,
         ${lastOf('checkpoint', isAction('cycle.sealed'))} AS checkpoint,
         count(DISTINCT CASE WHEN ${isAction('tenant.discovered')} THEN tenant_id END) AS tenants_discovered,
         count(DISTINCT CASE WHEN ${isAction('tenant.failed')} THEN tenant_id END) AS tenants_failed,
         ${countOf(isAction('account.excluded'))} AS excluded_accounts,
         count(*) AS records_of_cycle
  FROM records
  WHERE cycle_id IS NOT NULL
  GROUP BY cycle_id
),
sums AS (
  SELECT cycle_id AS sum_of, count(*) AS rotations_of_cycle, ${countOf("outcome = 'rotated'")} AS rotated,
         ${countOf("outcome = 'failed'")} AS failed, ${countOf("outcome = 'uncertain'")} AS uncertain,
         ${countOf("outcome = 'rejected'")} AS rejected, ${countOf("outcome = 'expired'")} AS expired,
         ${countOf("outcome = 'open'")} AS still_open
  FROM rotations
  GROUP BY cycle_id
)`,
  columns: [
    text('cycle_id', 'the cycle', 'of_cycle'),
    instant('opened_at', 'when it was opened'),
    text('opened_by', 'by whom'),
    text('opened_reason', 'why, where it was started by hand', 'opened_because'),
    text('opened_detail', 'what else is on record, such as an emergency', 'opened_detail'),
    text('estate', 'SHA-256 of the estate that it was opened with'),
    text('code', 'version of the code'),
    instant('closed_at', 'when it was closed'),
    text('outcome', '`success` or `failed`; none: not closed', 'closed_outcome'),
    text('outcome_reason', 'why it failed', 'closed_because'),
    instant('sealed_at', 'when its end was recorded as sealed'),
    text('checkpoint', 'hash of the checkpoint that sealed it'),
    count('tenants', 'customers that were looked at', 'tenants_discovered'),
    count('tenants_failed', 'customers that failed'),
    count('excluded', 'accounts left out', 'excluded_accounts'),
    count('rotations', 'accounts to rotate', 'coalesce(rotations_of_cycle, 0)'),
    ...(['rotated', 'failed', 'uncertain', 'rejected', 'expired'] as const).map((each) =>
      count(each, `how many are ${each}`, `coalesce(${each}, 0)`),
    ),
    count('open', 'how many have not ended', 'coalesce(still_open, 0)'),
    count('records', 'audit records', 'records_of_cycle'),
  ],
  rest: 'FROM cycle_rows LEFT JOIN sums ON sum_of = of_cycle',
};

export const tenants: View = {
  name: 'tenants',
  row: 'one customer',
  before: `WITH rows_of AS (
  SELECT tenant_id AS of_tenant, max(tenant_name) AS known_name, min(time) AS first_record, max(time) AS last_record, count(*) AS all_records,
         count(DISTINCT CASE WHEN ${isAction('tenant.discovered')} THEN cycle_id END) AS all_cycles,
         max(CASE WHEN ${isAction('tenant.discovered')} THEN time END) AS discovered
  FROM records
  WHERE tenant_id IS NOT NULL
  GROUP BY tenant_id
),
sums AS (
  SELECT tenant_id AS sum_of, count(*) AS all_rotations, ${countOf("outcome = 'rotated'")} AS all_rotated,
         count(DISTINCT account_id) AS all_accounts, max(promoted_at) AS latest
  FROM rotations
  GROUP BY tenant_id
)`,
  columns: [
    text('tenant_id', 'the customer', 'of_tenant'),
    text('tenant_name', "the customer's name; its id where no record says it", 'known_name'),
    instant('first_record_at', 'its first record', 'first_record'),
    instant('last_record_at', 'its last record', 'last_record'),
    count('records', 'audit records', 'all_records'),
    count('cycles', 'cycles that looked at it', 'all_cycles'),
    instant('last_discovered_at', 'when a cycle last looked at it', 'discovered'),
    count('accounts', 'different accounts that were to be rotated', 'coalesce(all_accounts, 0)'),
    count('rotations', 'rotations', 'coalesce(all_rotations, 0)'),
    count('rotated', 'how many are rotated', 'coalesce(all_rotated, 0)'),
    instant('last_rotated_at', 'when a new password last became current', 'latest'),
  ],
  rest: 'FROM rows_of LEFT JOIN sums ON sum_of = of_tenant',
};

export const accounts: View = {
  name: 'accounts',
  row: 'one account that a record is about',
  before: `WITH account_rows AS (
  SELECT tenant_id, max(tenant_name) AS tenant_name, account_id, chain,
         ${lastOf('user_principal_name', 'user_principal_name IS NOT NULL')} AS user_principal_name,
         ${lastOf('class', 'class IS NOT NULL')} AS class,
         ${firstTime('sequence > 0')} AS first_record_at,
         ${lastTime(isAction('account.discovered', 'account.excluded'))} AS seen_at,
         ${lastOf('action', isAction('account.discovered', 'account.excluded'))} AS seen_as,
         ${lastOf('reason', isAction('account.discovered', 'account.excluded'))} AS seen_reason,
         ${lastOf('cycle_id', isAction('account.discovered', 'account.excluded'))} AS seen_in,
         max_by(password_changed_at, sequence) FILTER (WHERE password_changed_at IS NOT NULL) AS changed_at,
         ${lastTime(isAction('credential.promoted'))} AS promoted,
         ${lastOf('secret_version_id', isAction('credential.promoted'))} AS version,
         ${countOf(isAction('credential.promoted'))} AS promotions,
         ${lastTime(isAction('password.changed-elsewhere'))} AS changed_elsewhere
  FROM records
  WHERE account_id IS NOT NULL AND access_of IS NULL
  GROUP BY tenant_id, account_id, chain
)`,
  columns: [
    text('tenant_id', 'the customer'),
    text('tenant_name', "the customer's name"),
    text('account_id', 'object id of the account'),
    text('user_principal_name', 'the name with which it signs in, as known last'),
    text('class', '`admin` or `service`'),
    instant('first_record_at', 'its first record'),
    instant('last_seen_at', 'when a cycle last saw it', 'seen_at'),
    text('last_cycle_id', 'in which cycle', 'seen_in'),
    text(
      'excluded_because',
      'why that cycle left it out; none: it did not',
      "CASE WHEN seen_as = 'account.excluded' THEN seen_reason END",
    ),
    instant('last_rotated_at', 'when its current password became current; none: never by us', 'promoted'),
    text('secret_version_id', 'version of that password', 'version'),
    count('rotations', 'how often a new password became current', 'promotions'),
    instant(
      'password_changed_at',
      'when its password was last changed, as the directory said at the last discovery',
      'changed_at',
    ),
    instant(
      'changed_elsewhere_at',
      'when we last saw that somebody else had changed its password',
      'changed_elsewhere',
    ),
  ],
  rest: 'FROM account_rows',
};
