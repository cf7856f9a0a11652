import { STSClient } from '@aws-sdk/client-sts';
import { handle } from 'hono/aws-lambda';
import { microsoftCloud, variable } from '../../config/environment.ts';
import { identityToken } from '../adapters/aws/identity-token.ts';
import { sessionStore } from '../adapters/aws/session-store.ts';
import { signInApp } from '../portal/sign-in/app.ts';
import { entra } from '../portal/sign-in/identity-provider.ts';
import { read } from './environment.ts';
import { portalSettings } from './portal-settings.ts';
import { stateTable } from './state-table.ts';

const settings = portalSettings();
const { msp, graph } = settings.estate;

export const handler = handle(
  signInApp(settings, {
    sessions: sessionStore(stateTable()),
    identityProvider: entra({
      authority: read(variable.signInAuthority),
      clientId: msp.signInClientId,
      redirectUri: `${settings.portalUrl}/sign-in/callback`,
      clientAssertion: identityToken(new STSClient(), microsoftCloud[graph.cloud].audience),
    }),
  }),
);
