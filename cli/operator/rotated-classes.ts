import type { Estate, EstateTenant } from '../../config/estate.ts';
import { tenantsWith } from '../../config/schedule-runs.ts';
import type { AccountClass } from '../../lambda/domain/accounts/account.ts';

/** The classes of accounts that schedules rotate in a tenant: those of schedules that do not leave it out. */
export const rotatedClasses = (
  { schedules }: Pick<Estate, 'schedules'>,
  tenant: EstateTenant,
): ReadonlySet<AccountClass> =>
  new Set(
    schedules.filter((schedule) => tenantsWith({ tenants: [tenant] }, schedule).length > 0).map((each) => each.class),
  );
