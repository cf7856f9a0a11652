import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { Estate } from '../../config/estate.ts';
import type { GraphApp } from '../../contract/graph-apps.ts';
import { variable } from '../../contract/variables.ts';
import { appCredential } from '../adapters/graph/app-authentication.ts';
import { readerApp, writerApp } from '../adapters/graph/graph-apps.ts';
import { read } from './variables.ts';

const options = ({ graph, aws }: Estate, app: GraphApp) => ({
  cloud: graph.cloud,
  graphEndpoint: read(variable.graphEndpoint),
  loginEndpoint: read(variable.loginEndpoint),
  clientId: app === 'reader' ? graph.readerClientId : graph.writerClientId,
  prove: appCredential({ graph, aws }, app, { sts: new STSClient(), secrets: new SecretsManagerClient() }),
});

/** The app that may only read directories. */
export const directory = (estate: Estate) => readerApp(options(estate, 'reader'));

/** The app that may only reset passwords and sign users out. */
export const passwordWriter = (estate: Estate) => writerApp(options(estate, 'writer'));
