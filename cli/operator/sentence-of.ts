import { unreachable } from './unreachable.ts';

/** What an error says to a person. Anything can be thrown. */
export const sentenceOf = (error: unknown): string =>
  unreachable(error) ?? noCredentials(error) ?? (error instanceof Error ? error.message : String(error));

/** The SDK tells at length where it looked for them, and not what to do. */
const noCredentials = (error: unknown): string | undefined =>
  error instanceof Error && error.name === 'CredentialsProviderError'
    ? 'AWS knows nobody here: sign in (aws sso login), or set AWS_PROFILE; against npm start set AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as its README says'
    : undefined;
