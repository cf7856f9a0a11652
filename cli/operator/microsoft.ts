import { setTimeout as wait } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { Estate } from '../../config/estate.ts';
import type { GraphApp } from '../../contract/graph-apps.ts';
import { microsoftCloud, variable } from '../../contract/variables.ts';
import { identityToken } from '../../lambda/adapters/aws/identity-token.ts';
import { appCredential } from '../../lambda/adapters/graph/app-authentication.ts';
import { type GraphAppOptions, tokensOf } from '../../lambda/adapters/graph/graph-apps.ts';
import type { GraphTokens } from '../../lambda/adapters/graph/token-source.ts';

/**
 * How an engineer's machine reaches Microsoft: as functions do, with the rights of the AWS identity in the shell. Its identity
 * token, or the apps' secrets that it may read, prove the apps.
 */
export interface MicrosoftAccess {
  readonly graphEndpoint: string;
  readonly loginEndpoint: string;
  /** A fresh identity token of AWS. It is a credential. */
  readonly identityToken: () => Promise<string>;
  /** What `readerApp` and `writerApp` take. */
  appOptions(app: GraphApp): GraphAppOptions;
  tokens(app: GraphApp): GraphTokens;
}

/** How long a command goes on asking about one tenant: a person waits. */
const PATIENCE_MS = 60_000;

const patience = {
  now: () => new Date(),
  random: Math.random,
  sleep: (seconds: number) => wait(seconds * 1_000),
  deadline: () => Date.now() + PATIENCE_MS,
};

/** The variables that functions read replace the cloud's own addresses, for a cloud on this machine. */
export function microsoftAccess({ graph, aws }: Estate): MicrosoftAccess {
  const cloud = microsoftCloud[graph.cloud];
  const endpoints = {
    graphEndpoint: process.env[variable.graphEndpoint] ?? cloud.graph,
    loginEndpoint: process.env[variable.loginEndpoint] ?? cloud.login,
  };
  const clients = {
    sts: new STSClient({ region: aws.region }),
    secrets: new SecretsManagerClient({ region: aws.region }),
  };
  const appOptions = (app: GraphApp): GraphAppOptions => ({
    ...endpoints,
    cloud: graph.cloud,
    clientId: app === 'reader' ? graph.readerClientId : graph.writerClientId,
    prove: appCredential({ graph, aws }, app, clients),
    patience,
  });
  return {
    ...endpoints,
    identityToken: identityToken(clients.sts, cloud.audience),
    appOptions,
    tokens: (app) => tokensOf(appOptions(app)),
  };
}
