import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Estate } from '../../config/estate.ts';
import { REACHED_PAST } from '../../contract/log-messages.ts';
import { deployedMachineName, machineNames } from '../../contract/machines.ts';
import { credentialPrefix, dataStackName } from '../../contract/stack.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { executions } from '../adapters/aws/executions.ts';
import { readTrailEvent } from '../adapters/aws/trail-events.ts';
import { parsedJson } from '../domain/text/parsed-json.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { recordTrail } from '../usecases/audit/record-trail.ts';

const logger = new Logger({ serviceName: 'record-trail' });
const state = tables();
const unchanging = {
  cycles: cycleStore(state),
  recorded: sentMessages(state),
  executions: executions(new SFNClient()),
  now,
  callPerson: (what: Record<string, unknown>) => logger.warn(REACHED_PAST, what),
};
const oursIn = ({ aws: { stackName } }: Estate) => ({
  stackNames: [stackName, dataStackName(stackName)],
  credentialPrefix: credentialPrefix(stackName),
  machines: new Map(machineNames.map((name) => [deployedMachineName(stackName, name), name])),
});

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** What CloudTrail tells. An event that could not be recorded comes again, alone; one that cannot be read ends in the dead-letter queue. */
export const handler = withEstate((estate) => {
  const ports = { ...unchanging, estate };
  const ours = oursIn(estate);
  return async (input: unknown) => {
    const failed: string[] = [];
    for (const { messageId, body } of batch.parse(input).Records) {
      const event = readTrailEvent(parsedJson(body), ours);
      if (event === 'not-ours') continue;
      try {
        if (event === undefined) throw new Error('not an event of CloudTrail');
        await recordTrail(ports, event);
      } catch (error) {
        logger.error('an event of CloudTrail was not recorded', {
          messageId,
          error: error instanceof Error ? error.name : '',
        });
        failed.push(messageId);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
});
