import { STSClient } from '@aws-sdk/client-sts';
import { microsoftCloud, variable } from '../../config/environment.ts';
import type { Estate } from '../../config/estate.ts';
import { identityToken } from '../../lambda/adapters/aws/identity-token.ts';
import type { GraphAppOptions } from '../../lambda/adapters/graph/graph-apps.ts';
import { type GraphTokens, tokenSource } from '../../lambda/adapters/graph/token-source.ts';

/** How an engineer's machine reaches Microsoft: as functions do, with an identity token of the AWS identity in the shell. */
export interface MicrosoftAccess {
  readonly graphEndpoint: string;
  readonly loginEndpoint: string;
  /** A fresh identity token of AWS. It is a credential. */
  readonly assertion: () => Promise<string>;
  /** What `readerApp` and `writerApp` take. */
  appOptions(clientId: string): GraphAppOptions;
  tokens(clientId: string): GraphTokens;
}

/** The variables that functions read replace the cloud's own addresses, for a cloud on this machine. */
export function microsoftAccess({ graph, aws }: Estate): MicrosoftAccess {
  const cloud = microsoftCloud[graph.cloud];
  const endpoints = {
    graphEndpoint: process.env[variable.graphEndpoint] ?? cloud.graph,
    loginEndpoint: process.env[variable.loginEndpoint] ?? cloud.login,
  };
  const sts = new STSClient({ region: aws.region });
  const assertion = identityToken(sts, cloud.audience);
  return {
    ...endpoints,
    assertion,
    appOptions: (clientId) => ({ ...endpoints, cloud: graph.cloud, clientId, sts }),
    tokens: (clientId) =>
      tokenSource({
        loginEndpoint: endpoints.loginEndpoint,
        clientId,
        scope: `${cloud.graph}/.default`,
        assertion,
        now: () => new Date(),
      }),
  };
}
