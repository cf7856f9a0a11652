import { STSClient } from '@aws-sdk/client-sts';
import { variable } from '../../config/environment.ts';
import type { Estate } from '../../config/estate.ts';
import { readerApp, writerApp } from '../adapters/graph/graph-apps.ts';
import { read } from './environment.ts';

const options = ({ graph }: Estate, clientId: string) => ({
  cloud: graph.cloud,
  graphEndpoint: read(variable.graphEndpoint),
  loginEndpoint: read(variable.loginEndpoint),
  clientId,
  sts: new STSClient(),
});

/** The app that may only read directories. */
export const directory = (estate: Estate) => readerApp(options(estate, estate.graph.readerClientId));

/** The app that may only reset passwords and sign users out. */
export const passwordWriter = (estate: Estate) => writerApp(options(estate, estate.graph.writerClientId));
