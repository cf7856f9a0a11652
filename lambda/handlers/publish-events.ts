import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { variable } from '../../contract/variables.ts';
import { streamedRecords } from '../adapters/aws/dynamodb/audit/streamed-records.ts';
import { eventBus } from '../adapters/aws/event-bus.ts';
import { eventSource } from '../domain/audit/cloud-event.ts';
import { read } from '../runtime/variables.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { publishEvents } from '../usecases/audit/publish-events.ts';

const target = eventBus(new EventBridgeClient(), read(variable.eventBus));

/** Records of the audit table's stream, to the event bus. What is not taken comes again, from its first record on. */
export const handler = withEstate((estate) => {
  const ports = { target, estate, source: eventSource(estate.aws.stackName, estate.aws.region) };
  return async (event: unknown) => {
    const from = await publishEvents(ports, streamedRecords(event));
    return { batchItemFailures: from === undefined ? [] : [{ itemIdentifier: from }] };
  };
});
