import { randomUUID } from 'node:crypto';
import { microsoftCloud } from '../../../contract/variables.ts';
import type { DirectoryReader, PasswordWriter } from '../../ports/accounts.ts';
import type { PasswordAges } from '../../ports/password-watch.ts';
import { batchReader } from './batch.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { directoryReader } from './directory-reader.ts';
import { graphConnection } from './graph-connection.ts';
import { passwordWriter } from './password-writer.ts';
import type { Patience } from './patience.ts';
import { tenantInspector } from './tenant-inspector.ts';
import { claimsOf } from './token-claims.ts';
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
  readonly patience: Patience;
}

/** The access tokens of an app. */
export const tokensOf = ({
  cloud,
  loginEndpoint,
  clientId,
  prove,
  patience,
}: Omit<GraphAppOptions, 'graphEndpoint'>): GraphTokens =>
  tokenSource({
    loginEndpoint,
    clientId,
    // The scope names the cloud, whichever address Graph is reached at.
    scope: `${microsoftCloud[cloud].graph}/.default`,
    prove,
    now: patience.now,
    patience,
  });

/** For what people are told besides, nobody waits longer. */
const DETAILS_WITHIN_MS = 30_000;

/** The app that reads directories. Make it once per function: tokens are kept in it. */
export function readerApp(options: GraphAppOptions): DirectoryReader & PasswordAges {
  const tokens = tokensOf(options);
  const connection = graphConnection(options.graphEndpoint, tokens);
  /** Each reading has a deadline of its own, and keeps what it has read until then. */
  const reader = (patience = options.patience) =>
    directoryReader(
      batchReader({ ...patience, connection, clientRequestId: randomUUID }),
      async (tenantId) => claimsOf(await tokens.tokenFor(tenantId)).permissions,
    );
  const deadline = () =>
    Math.min(
      options.patience.deadline?.() ?? Number.POSITIVE_INFINITY,
      options.patience.now().getTime() + DETAILS_WITHIN_MS,
    );
  return {
    readDetails: (...which) => reader({ ...options.patience, deadline }).readDetails(...which),
    readTenant: (...which) => reader().readTenant(...which),
    readAccount: (...which) => reader().readAccount(...which),
    readUser: (...which) => reader().readUser(...which),
    passwordAges: (...which) => reader().passwordAges(...which),
  };
}

/** The reader app, as inspections use it: it signs in, and sends GET requests. */
export function inspectingApp(options: GraphAppOptions, writerClientId: string) {
  const tokens = tokensOf(options);
  const connection = graphConnection(options.graphEndpoint, tokens);
  const permissionsIn = async (tenantId: string) => claimsOf(await tokens.tokenFor(tenantId)).permissions;
  const read = () => batchReader({ ...options.patience, connection, clientRequestId: randomUUID });
  const directory: Pick<DirectoryReader, 'readTenant' | 'readDetails'> = {
    readTenant: (...which) => directoryReader(read()).readTenant(...which),
    readDetails: (...which) => directoryReader(read(), permissionsIn).readDetails(...which),
  };
  const { readDetails } = directory;
  return { directory, inspector: tenantInspector({ read, permissionsIn, readDetails, writerClientId }) };
}

/** The app that resets passwords. Make it once per function: tokens are kept in it. */
export function writerApp(options: GraphAppOptions): PasswordWriter {
  const tokens = tokensOf(options);
  return passwordWriter({
    connection: graphConnection(options.graphEndpoint, tokens),
    tokens,
    clientRequestId: randomUUID,
    now: options.patience.now,
    patience: options.patience,
  });
}
