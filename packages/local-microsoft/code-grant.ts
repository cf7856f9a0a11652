import { tokenAnswer } from './app-token.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { refusalOfClient } from './client-assertion.ts';
import { entraError } from './entra-error.ts';
import { type EntraOptions, seconds, TOKEN_LIFE, tokenEndpointOf } from './entra-options.ts';

/** Redeems a technician's code. A client that proves itself must do so rightly; one that does not, has PKCE alone. */
export async function codeGrant(
  options: EntraOptions,
  codes: AuthorizationCodes,
  form: URLSearchParams,
): Promise<Response> {
  const { homeTenant: home, origin, keys } = options;
  if (form.get('client_id') !== home.clientId) return entraError(700016);
  if (form.has('client_assertion') || form.has('client_secret')) {
    const tokenEndpoint = tokenEndpointOf(origin, home.tenantId);
    const client = { clientId: home.clientId, tokenEndpoint, now: options.now() };
    const refusal = await refusalOfClient(options.credentials, form, client);
    if (refusal !== undefined) return entraError(refusal);
  }
  const code = form.get('code');
  const codeVerifier = form.get('code_verifier');
  if (code === null || codeVerifier === null) return entraError(90014);
  const authorization = codes.redeem(code, form.get('redirect_uri') ?? '', codeVerifier);
  if (typeof authorization === 'number') return entraError(authorization);
  const person = home.people.find(({ objectId }) => objectId === authorization.objectId);
  if (person === undefined) return entraError(50034);
  const now = seconds(options.now());
  const common = {
    iss: `${origin}/${home.tenantId}/v2.0`,
    aud: home.clientId,
    iat: now,
    nbf: now,
    exp: now + TOKEN_LIFE,
    oid: person.objectId,
    sub: person.objectId,
    tid: home.tenantId,
    name: person.name,
    preferred_username: person.mail,
    ver: '2.0',
  };
  const idToken = await keys.sign({
    ...common,
    ...(home.optionalClaims.includes('acct') ? { acct: person.guest === true ? 1 : 0 } : {}),
    ...(home.optionalClaims.includes('auth_time') || authorization.tellsWhen
      ? { auth_time: seconds(authorization.authenticatedAt) }
      : {}),
    ...(authorization.contexts.length === 0 ? {} : { acrs: authorization.contexts }),
    ...(authorization.nonce === undefined ? {} : { nonce: authorization.nonce }),
  });
  const accessToken = await keys.sign({ ...common, scp: 'openid profile' });
  return tokenAnswer({ scope: 'openid profile', expires_in: TOKEN_LIFE, access_token: accessToken, id_token: idToken });
}
