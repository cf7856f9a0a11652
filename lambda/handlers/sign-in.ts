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
import { withEstate } from '../runtime/with-estate.ts';

const state = tables();

export const handler = withEstate((estate) => {
  const settings = portalSettings('sign-in', state, estate);
  const { msp, graph } = estate;
  return eventHandler(
    signInApp(settings, {
      sessions: sessionStore(state),
      identityProvider: entra({
        authority: read(variable.signInAuthority),
        clientId: msp.signInClientId,
        redirectUri: `${settings.portalUrl}/sign-in/callback`,
        maxAge: maxAgeToAsk(estate.signIn),
        authenticationContext: estate.signIn.authenticationContext,
        clientAssertion: identityToken(new STSClient(), microsoftCloud[graph.cloud].audience),
      }),
    }),
    settings,
  );
});
