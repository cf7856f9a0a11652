import { cycleStore } from '../adapters/aws/cycle-store.ts';
import { tenantStore } from '../adapters/aws/tenant-store.ts';
import { discoverTenant } from '../usecases/discover-tenant.ts';
import { readEstate } from './estate.ts';
import { tenantEvent } from './events.ts';
import { directory } from './microsoft.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const estate = readEstate();
const state = tables();
const ports = {
  directory: directory(estate),
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  estate,
  now,
};

export const handler = async (input: unknown) => ({ rotations: await discoverTenant(ports, tenantEvent.parse(input)) });
