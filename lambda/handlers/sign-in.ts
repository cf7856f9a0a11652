import { STSClient } from '@aws-sdk/client-sts';
import { microsoftCloud, variable } from '../../contract/variables.ts';
import { sessionStore } from '../adapters/aws/dynamodb/sessions/session-store.ts';
import { identityToken } from '../adapters/aws/identity-token.ts';
import { maxAgeToAsk } from '../domain/sessions/sign-in-rules.ts';
import { eventHandler } from '../portal/event-handler.ts';
import { signInApp } from '../portal/sign-in/app.ts';
import { entra } from '../portal/sign-in/identity-provider.ts';
import { portalSettings } from '../runtime/portal-settings.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';

const state = tables();
const settings = portalSettings('sign-in', state);
const { msp, graph } = settings.estate;

export const handler = eventHandler(
  signInApp(settings, {
    sessions: sessionStore(state),
    identityProvider: entra({
      authority: read(variable.signInAuthority),
      clientId: msp.signInClientId,
      redirectUri: `${settings.portalUrl}/sign-in/callback`,
      maxAge: maxAgeToAsk(settings.estate.signIn),
      authenticationContext: settings.estate.signIn.authenticationContext,
      clientAssertion: identityToken(new STSClient(), microsoftCloud[graph.cloud].audience),
    }),
  }),
  settings,
);
