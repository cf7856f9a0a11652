import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { tenantEvent } from '../runtime/events/ids.ts';
import { logged } from '../runtime/logged.ts';
import { directory } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { withinTimeLimit } from '../runtime/time-limit.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { discoverTenant } from '../usecases/discovery/discover-tenant.ts';

/** To classify the accounts and write their rows. */
const SECONDS_TO_RECORD = 120;

const state = tables();
const stores = { cycles: cycleStore(state), tenants: tenantStore(state), rotations: rotationStore(state) };

export const handler = logged(
  'discover-tenant',
  withinTimeLimit(
    withEstate((estate) => {
      const ports = { ...stores, directory: directory(estate, SECONDS_TO_RECORD), estate, now };
      return (input: unknown) => discoverTenant(ports, tenantEvent.parse(input));
    }),
  ),
);
