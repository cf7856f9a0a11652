import { GraphUnavailable, TenantNotReady } from '../../domain/errors.ts';
import { SecretNotFilled, type StoredSecret } from '../aws/secrets-manager/stored-secret.ts';

/** What an app authenticates with in one request for a token. It is a secret: it is used once and kept nowhere. */
export interface ClientAuthentication {
  /** Members of the request's form. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether the certificate or client secret that it was made from has been replaced since. If so, the next one is made from the new. */
  readonly isOutdated: () => Promise<boolean>;
}

/**
 * Makes a new authentication for each request.
 *
 * @param tokenEndpoint  where the request goes
 * @throws {TenantNotReady} the app's secret holds nothing usable: a person must fill it
 * @throws {GraphUnavailable} AWS did not return the secret or the identity token
 */
export type AuthenticateClient = (tokenEndpoint: string) => Promise<ClientAuthentication>;

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const assertionFields = (assertion: string) => ({ client_assertion_type: JWT_BEARER, client_assertion: assertion });

/** By an identity token of AWS, which Entra takes in place of a secret. Nothing is kept, so nothing can be outdated. */
export function authenticatedByAws(identityToken: () => Promise<string>): AuthenticateClient {
  return async () => {
    const token = await identityToken().catch((error: unknown) => {
      throw new GraphUnavailable(`AWS gave no identity token to sign in with: ${nameOf(error)}`);
    });
    return { fields: assertionFields(token), isOutdated: async () => false };
  };
}

/** What was found in a secret: usable, or why it is not. Problems never quote the secret. */
export type Content<T> = { readonly usable: T } | { readonly problems: readonly string[] };

/** By a client secret. */
export const authenticatedBySecret = (
  secret: NamedSecret,
  read: (text: string) => Content<string>,
): AuthenticateClient => authenticatedBy(secret, read, async (clientSecret) => ({ client_secret: clientSecret }));

/** By an assertion that the app itself signs. */
export const authenticatedByAssertion = (
  secret: NamedSecret,
  read: (text: string) => Content<(tokenEndpoint: string) => Promise<string>>,
): AuthenticateClient =>
  authenticatedBy(secret, read, async (sign, tokenEndpoint) => assertionFields(await sign(tokenEndpoint)));

/** A secret, with what people must know to fill it. */
export interface NamedSecret {
  readonly name: string;
  /** What it must hold, as an example without values. */
  readonly form: string;
  readonly stored: StoredSecret;
}

function authenticatedBy<T>(
  secret: NamedSecret,
  read: (text: string) => Content<T>,
  fieldsOf: (usable: T, tokenEndpoint: string) => Promise<ClientAuthentication['fields']>,
): AuthenticateClient {
  const { name, form, stored } = secret;
  const put = `put ${form} there (docs/deploy.md, step 4)`;
  const reading = <R>(work: Promise<R>) =>
    work.catch((error: unknown) => {
      if (error instanceof SecretNotFilled) throw new TenantNotReady(`${error.message}: ${put}`);
      throw new GraphUnavailable(`AWS did not give the secret ${name}: ${nameOf(error)}`);
    });
  return async (tokenEndpoint) => {
    let text = await reading(stored.text());
    let content = read(text);
    // It may have been corrected since it was read.
    if ('problems' in content && (await reading(stored.isReplaced(text)))) {
      text = await reading(stored.text());
      content = read(text);
    }
    if ('problems' in content) {
      throw new TenantNotReady(`the secret ${name} cannot be used: ${content.problems.join('; ')}; ${put}`);
    }
    const used = text;
    return {
      fields: await fieldsOf(content.usable, tokenEndpoint),
      isOutdated: () => reading(stored.isReplaced(used)),
    };
  };
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown error');
