import { tenantEvent } from '../runtime/events.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { tables } from '../runtime/tables.ts';
import { requestApprovals } from '../usecases/approval/request-approvals.ts';

const ports = linkPorts(tables());

export const handler = async (input: unknown) => {
  await requestApprovals(ports, tenantEvent.parse(input));
  return {};
};
