import { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod';
import { TEAM_MAIL_LOST } from '../../contract/log-messages.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { mailTroubleStore } from '../adapters/aws/dynamodb/messages/mail-trouble-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { readMailEvent } from '../adapters/aws/mail-events.ts';
import { parsedJson } from '../domain/text/parsed-json.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { tables } from '../runtime/tables.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { recordMailEvent } from '../usecases/messages/record-mail-event.ts';

const logger = new Logger({ serviceName: 'record-mail-events' });
const state = tables();
const unchanging = {
  ...linkPorts(state),
  cycles: cycleStore(state),
  sent: sentMessages(state),
  troubles: mailTroubleStore(state),
  reportTeamMail: (told: string) => logger.error(TEAM_MAIL_LOST, { told }),
};

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** What SES tells of mails. An event that could not be recorded comes again, alone; one that cannot be read ends in the dead-letter queue. */
export const handler = withEstate((estate) => async (input: unknown) => {
  const ports = { ...unchanging, estate };
  const failed: string[] = [];
  for (const { messageId, body } of batch.parse(input).Records) {
    const event = readMailEvent(parsedJson(body));
    try {
      if (event === undefined) throw new Error('not an event that is asked for');
      await recordMailEvent(ports, event);
    } catch (error) {
      logger.error('an event of a mail was not recorded', {
        messageId,
        error: error instanceof Error ? error.name : '',
      });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});
