import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { tenantEvent } from '../runtime/events.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { tables } from '../runtime/tables.ts';
import { requestApprovals } from '../usecases/approval/request-approvals.ts';

const state = tables();
const ports = { ...linkPorts(state), tenants: tenantStore(state) };

export const handler = async (input: unknown) => {
  await requestApprovals(ports, tenantEvent.parse(input));
  return {};
};
