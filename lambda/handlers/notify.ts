import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import * as z from 'zod';
import type { Estate } from '../../config/estate.ts';
import { teamsSecretName } from '../../contract/teams.ts';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { changedPasswords } from '../adapters/aws/dynamodb/credential/password-watch.ts';
import { vaultChecks } from '../adapters/aws/dynamodb/credential/vault-checks.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { inspectionResults } from '../adapters/aws/dynamodb/inspection/inspection-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { mailSender } from '../adapters/aws/mail-sender.ts';
import { storedSecret } from '../adapters/aws/secrets-manager/stored-secret.ts';
import { teamsChannel } from '../adapters/teams/teams-channel.ts';
import { messageSchema } from '../domain/cycle/message.ts';
import { readAcrossReleases } from '../domain/newer-fields.ts';
import { parsedJson } from '../domain/text/parsed-json.ts';
import type { TeamChannel, TeamChannels } from '../ports/messages.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { notify } from '../usecases/messages/notify.ts';
import type { Arrived, NotifyPorts } from '../usecases/messages/notify-ports.ts';

const logger = new Logger({ serviceName: 'notify' });
const secrets = new SecretsManagerClient();

/** Each channel keeps its address for some minutes: of a hundred channels those alone are read that something is about. */
function teamsChannels(stackName: string): TeamChannels {
  const made = new Map<string | undefined, TeamChannel>();
  return {
    channel(name) {
      const channel =
        made.get(name) ?? teamsChannel(name, storedSecret(secrets, teamsSecretName(stackName, name), now).text);
      made.set(name, channel);
      return channel;
    },
  };
}

const state = tables();
const portsFor = (estate: Estate): NotifyPorts => ({
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  rotations: rotationStore(state),
  links: linkStore(state),
  pauses: pauseStore(state),
  changed: changedPasswords(state),
  vaultChecks: vaultChecks(state),
  inspections: inspectionResults(state),
  sent: sentMessages(state),
  mail: mailSender(new SESClient(), estate.msp.mailFrom, read(variable.mailConfigurationSet)),
  // Where the estate has no channel, no secret is read for it.
  team: estate.teams.enabled ? teamsChannels(estate.aws.stackName) : undefined,
  estate,
  portalUrl: read(variable.portalUrl),
  now,
});

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** A batch from the queue. A message that could not be sent comes again, alone; one that cannot be read ends in the dead-letter queue. */
export const handler = withEstate((estate) => {
  const ports = portsFor(estate);
  return async (input: unknown) => {
    const { Records } = batch.parse(input);
    const arrived: Arrived[] = [];
    const unreadable: string[] = [];
    for (const { messageId, body } of Records) {
      const message = readAcrossReleases(messageSchema, parsedJson(body));
      if (message.success) arrived.push({ messageId, message: message.data });
      else unreadable.push(messageId);
    }
    const { failed, problems } = await notify(ports, arrived);
    for (const problem of problems) logger.error(problem);
    for (const messageId of unreadable) logger.error('a message cannot be read', { messageId });
    return { batchItemFailures: [...unreadable, ...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
});
