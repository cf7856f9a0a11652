import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { TicketQueue } from '../../ports/tickets.ts';

export const ticketQueue = (client: SQSClient, queueUrl: string): TicketQueue => ({
  async send({ tenantId, ...due }) {
    const body = 'inspection' in due ? { inspection: due.inspection, tenantId } : { cycleId: due.cycleId, tenantId };
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }));
  },
});
