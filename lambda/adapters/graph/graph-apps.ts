import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { microsoftCloud } from '../../../contract/variables.ts';
import type { DirectoryReader, PasswordWriter } from '../../ports/accounts.ts';
import { batchReader } from './batch.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { directoryReader } from './directory-reader.ts';
import { graphConnection } from './graph-connection.ts';
import { passwordWriter } from './password-writer.ts';
import { type GraphTokens, tokenSource } from './token-source.ts';

export interface GraphAppOptions {
  readonly cloud: keyof typeof microsoftCloud;
  /** Graph's root. */
  readonly graphEndpoint: string;
  /** Root of the token endpoints. */
  readonly loginEndpoint: string;
  /** The app registration: the reader's, or the writer's. */
  readonly clientId: string;
  readonly prove: AuthenticateClient;
}

const now = () => new Date();

/** The access tokens of an app. */
export const tokensOf = ({
  cloud,
  loginEndpoint,
  clientId,
  prove,
}: Omit<GraphAppOptions, 'graphEndpoint'>): GraphTokens =>
  tokenSource({
    loginEndpoint,
    clientId,
    // The scope names the cloud, whichever address Graph is reached at.
    scope: `${microsoftCloud[cloud].graph}/.default`,
    prove,
    now,
  });

/** The app that reads directories. Make it once per function: tokens are kept in it. */
export function readerApp(options: GraphAppOptions): DirectoryReader {
  return directoryReader(
    batchReader({
      connection: graphConnection(options.graphEndpoint, tokensOf(options)),
      clientRequestId: randomUUID,
      sleep: (seconds) => wait(seconds * 1_000),
      now,
    }),
  );
}

/** The app that resets passwords. Make it once per function: tokens are kept in it. */
export function writerApp(options: GraphAppOptions): PasswordWriter {
  const tokens = tokensOf(options);
  return passwordWriter({
    connection: graphConnection(options.graphEndpoint, tokens),
    tokens,
    clientRequestId: randomUUID,
    now,
  });
}
