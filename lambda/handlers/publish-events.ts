import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { variable } from '../../contract/variables.ts';
import { streamedRecords } from '../adapters/aws/dynamodb/audit/streamed-records.ts';
import { eventBus } from '../adapters/aws/event-bus.ts';
import { eventSource } from '../domain/audit/cloud-event.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { read } from '../runtime/variables.ts';
import { publishEvents } from '../usecases/audit/publish-events.ts';

const estate = readEstate();
const { region, stackName } = estate.aws;
const ports = {
  target: eventBus(new EventBridgeClient(), read(variable.eventBus)),
  estate,
  source: eventSource(stackName, region),
};

/** Records of the audit table's stream, to the event bus. What is not taken comes again, from its first record on. */
export const handler = async (event: unknown) => {
  const from = await publishEvents(ports, streamedRecords(event));
  return { batchItemFailures: from === undefined ? [] : [{ itemIdentifier: from }] };
};
