import * as z from 'zod';
import type { RunningProduct } from '../../../local/running-product.ts';
import type { RotationRow } from '../evidence.ts';

const places = z.record(z.string(), z.object({ deadLetters: z.string() }));

/** Messages as they lie among dead letters, one of each queue, about a rotation that has ended. */
const letters = ({ cycleId, tenantId, accountId }: RotationRow) => ({
  messages: { kind: 'approval-reminder', cycleId },
  tickets: { cycleId, tenantId },
  vault: { cycleId, tenantId, accountId },
  'mail-events': {
    source: 'aws.ses',
    detail: {
      eventType: 'Reject',
      mail: {
        messageId: 'redriven',
        timestamp: '2026-12-07T05:00:00.000Z',
        destination: ['nobody@northwind.example'],
        tags: {},
      },
    },
  },
  'trail-events': {
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventID: 'redriven',
      eventName: 'ExecuteChangeSet',
      eventSource: 'cloudformation.amazonaws.com',
      eventTime: '2026-12-07T05:00:00Z',
      requestParameters: { stackName: 'M365PasswordRotation' },
    },
  },
});

/** As `rotation messages` asks for it, for each queue. */
export async function redriveEverything(
  { cloud }: RunningProduct,
  about: RotationRow,
  run: (name: string, input: object) => Promise<void>,
): Promise<void> {
  const { environment } = cloud.declarations.functions.find((each) => each.environment.DEAD_LETTER_QUEUES) ?? {};
  const queues = places.parse(JSON.parse(environment?.DEAD_LETTER_QUEUES ?? '{}'));
  for (const [queue, letter] of Object.entries(letters(about))) {
    await cloud.dispatch({
      service: 'sqs',
      action: 'SendMessage',
      principal: { kind: 'operator' },
      input: { QueueUrl: queues[queue]?.deadLetters, MessageBody: JSON.stringify(letter) },
    });
    const requestedBy = 'arn:aws:iam::123456789012:user/operator';
    await run(`redrive-${queue}`, { change: 'redrive', queue, ids: [], reason: 'to see that it works', requestedBy });
  }
}
