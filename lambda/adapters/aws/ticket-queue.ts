import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { TicketQueue } from '../../ports/tickets.ts';

export const ticketQueue = (client: SQSClient, queueUrl: string): TicketQueue => ({
  async send({ cycleId, tenantId }) {
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ cycleId, tenantId }) }),
    );
  },
});
