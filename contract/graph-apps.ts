import { filledSecretName } from './stack.ts';

/** The two app registrations: one reads directories, the other resets passwords. */
export type GraphApp = 'reader' | 'writer';

/**
 * Name of the secret that holds an app's certificate or client secret, such as `m365-rotation/graph/reader`. It exists only where the
 * estate says `graph.credential: certificate` or `secret`; an engineer fills it, and renews it before it expires.
 */
export const appSecretName = (stackName: string, app: GraphApp): string => filledSecretName(stackName, `graph/${app}`);

/** What each of those secrets holds, as JSON. */
export const appSecretForm = {
  certificate: '{"certificate": "<PEM>", "privateKey": "<PEM, not encrypted>"}',
  secret: '{"clientSecret": "<value>"}',
} as const;
