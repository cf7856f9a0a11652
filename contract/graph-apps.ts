/** The two app registrations: one reads directories, the other resets passwords. */
export type GraphApp = 'reader' | 'writer';

/**
 * Names of the secrets that hold an app's certificate or client secret. They exist only where the estate says
 * `graph.credential: certificate` or `secret`; an engineer fills them, and renews them before they expire.
 */
export const appSecretName: Readonly<Record<GraphApp, string>> = {
  reader: 'm365-rotation/graph/reader',
  writer: 'm365-rotation/graph/writer',
};

/** What each of those secrets holds, as JSON. */
export const appSecretForm = {
  certificate: '{"certificate": "<PEM>", "privateKey": "<PEM, not encrypted>"}',
  secret: '{"clientSecret": "<value>"}',
} as const;
