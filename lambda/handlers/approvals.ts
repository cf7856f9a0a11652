import { setTimeout as wait } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { sessionStore } from '../adapters/aws/dynamodb/sessions/session-store.ts';
import { linkVerifier } from '../adapters/aws/link-mac.ts';
import { taskTokens } from '../adapters/aws/task-tokens.ts';
import { approvalsApp } from '../portal/approvals/app.ts';
import { eventHandler } from '../portal/event-handler.ts';
import { portalSettings } from '../runtime/portal-settings.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { withEstate } from '../runtime/with-estate.ts';

const state = tables();
const kms = new KMSClient();
const sfn = new SFNClient();

export const handler = withEstate((estate) => {
  const settings = portalSettings('approvals', state, estate);
  return eventHandler(
    approvalsApp(settings, {
      sessions: sessionStore(state),
      cycles: cycleStore(state),
      rotations: rotationStore(state),
      links: linkStore(state),
      verifier: linkVerifier(kms, read(variable.linkKeyId)),
      taskTokens: taskTokens(sfn),
      sleep: wait,
    }),
    settings,
  );
});
