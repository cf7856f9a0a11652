import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { tenantEvent } from '../runtime/events.ts';
import { directory } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { withinTimeLimit } from '../runtime/time-limit.ts';
import { now } from '../runtime/wiring.ts';
import { discoverTenant } from '../usecases/discovery/discover-tenant.ts';

/** To classify the accounts and write their rows. */
const SECONDS_TO_RECORD = 120;

const estate = readEstate();
const state = tables();
const ports = {
  directory: directory(estate, SECONDS_TO_RECORD),
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  rotations: rotationStore(state),
  estate,
  now,
};

export const handler = withinTimeLimit((input) => discoverTenant(ports, tenantEvent.parse(input)));
