import { contactStore } from '../adapters/aws/dynamodb/contact/contact-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { tenantEvent } from '../runtime/events/ids.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { ticketPort } from '../runtime/ticket-port.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { requestApprovals } from '../usecases/approval/request-approvals.ts';

const state = tables();
const unchanging = {
  ...linkPorts(state),
  ...ticketPort(),
  contacts: contactStore(state),
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  sent: sentMessages(state),
};

export const handler = logged(
  'request-approvals',
  withEstate((estate) => async (input: unknown) => {
    await requestApprovals({ ...unchanging, estate }, tenantEvent.parse(input));
    return {};
  }),
);
