import { caughtError, tenantEvent } from './ids.ts';

/** `error`: why the tenant is closed before its accounts are done. */
export const closingTenantEvent = tenantEvent.extend({ error: caughtError.optional() });
