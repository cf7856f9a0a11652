import type { Estate, EstateTenant } from '../../../config/estate.ts';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { type ChangedElsewhere, changeOfSomebodyElse, isDue } from '../../domain/credential/changed-elsewhere.ts';
import { ALL_SCHEDULES, ageInDays } from '../../domain/cycle/measurement.ts';
import { TenantNotReady } from '../../domain/errors.ts';
import type { Now } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { PasswordAges, PasswordWatch } from '../../ports/password-watch.ts';
import { factAboutAccount } from '../facts.ts';

export interface WatchPasswordsPorts {
  readonly directory: PasswordAges;
  readonly watch: PasswordWatch;
  readonly estate: Estate;
  readonly metrics: Metrics;
  readonly now: Now;
  /** Called for each tenant that could not be compared. */
  readonly report: (tenant: string, error: Error) => void;
}

export interface Watched {
  /** Tenants that were compared with their directories. */
  readonly compared: number;
  /** Tenants that the next run takes again: their directories asked to wait, or did not answer. */
  readonly left: number;
  /** Tenants that cannot be read before somebody does something: tried again the next day. */
  readonly notReady: number;
  /** Passwords that somebody else has changed, and that no earlier run has seen. */
  readonly changed: number;
}

/** Their token requests and pages overlap; each has limits of its own at Graph. */
const TENANTS_AT_ONCE = 5;
/** What one `BatchGetItem` takes. */
const ACCOUNTS_AT_ONCE = 100;

const component = 'watch-passwords' satisfies AnyFunctionName;

/**
 * Compares, once a day for each tenant, when passwords were changed with when we changed them, and records what somebody else has changed.
 * It runs every hour: what could not be read, or did not fit into its time, is left to the next run (R8). No tenant stops another (R9).
 *
 * @param everyTenant  whether those are compared too that were lately
 */
export async function watchPasswords(ports: WatchPasswordsPorts, everyTenant = false): Promise<Watched> {
  const began = ports.now();
  const last = new Map((await ports.watch.watches()).map((each) => [each.tenantId, each]));
  const atOf = ({ tenantId }: EstateTenant) => last.get(tenantId)?.at ?? '';
  const due = ports.estate.tenants
    .filter(({ tenantId }) => everyTenant || isDue(last.get(tenantId), began))
    .toSorted((one, other) => (atOf(one) < atOf(other) ? -1 : 1));
  const total = { compared: 0, left: 0, notReady: 0, changed: 0 };
  const ages: number[] = [];
  await mapConcurrently(
    due,
    async (tenant) => {
      const { tenantId, name } = tenant;
      try {
        const { changed, oldestDays } = await compared(ports, tenantId);
        total.changed += changed;
        if (oldestDays !== undefined) ages.push(oldestDays);
        await ports.watch.setWatch({ tenantId, at: began.toISOString() });
        total.compared += 1;
      } catch (caught) {
        const error = asError(caught, 'it could not be compared');
        ports.report(name, error);
        if (!(error instanceof TenantNotReady)) {
          total.left += 1;
          return;
        }
        total.notReady += 1;
        await ports.watch
          .setWatch({ tenantId, at: began.toISOString(), problem: error.message })
          .catch((failed) => ports.report(name, asError(failed, 'it could not be noted')));
      }
    },
    TENANTS_AT_ONCE,
  );
  if (total.compared > 0) {
    const oldest = ages.length === 0 ? {} : { OldestPasswordDays: Math.max(...ages) };
    ports.metrics.put({ schedule: ALL_SCHEDULES, values: { ChangedElsewhere: total.changed, ...oldest } });
  }
  return total;
}

interface Compared {
  /** How many changes are new. */
  readonly changed: number;
  /** Age of the oldest password among accounts that were rotated before; `undefined`: there is none. */
  readonly oldestDays: number | undefined;
}

async function compared({ directory, watch, now }: WatchPasswordsPorts, tenantId: string): Promise<Compared> {
  // First the directory, then our rows: a reset that is proven in between is in our rows, and never seen in the directory alone.
  const ages = await directory.passwordAges(tenantId);
  const accountIds = [...ages.keys()];
  let changed = 0;
  let oldestDays: number | undefined;
  for (let start = 0; start < accountIds.length; start += ACCOUNTS_AT_ONCE) {
    for (const current of await watch.currentOf(tenantId, accountIds.slice(start, start + ACCOUNTS_AT_ONCE))) {
      const days = ageInDays(ages.get(current.accountId), now());
      if (days !== undefined) oldestDays = Math.max(days, oldestDays ?? 0);
      const change = changeOfSomebodyElse(current, ages.get(current.accountId), now());
      if (change !== undefined && (await watch.record(change, factOf(change, now())))) changed += 1;
    }
  }
  return { changed, oldestDays };
}

const factOf = (change: ChangedElsewhere, now: Date) =>
  factAboutAccount(change, {
    action: 'password.changed-elsewhere',
    evidence: {
      secretVersionId: change.versionId,
      detail: `changed ${change.changedAt}, set by us ${change.passwordChangedAt}`,
    },
    component,
    now,
  });
