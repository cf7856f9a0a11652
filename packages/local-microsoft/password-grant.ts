import { GRAPH_AUDIENCE, tokenAnswer } from './app-token.ts';
import { entraError } from './entra-error.ts';
import { type EntraOptions, seconds, TOKEN_LIFE } from './entra-options.ts';
import { accountKeyOf } from './passwords.ts';

/**
 * Signs a customer's account in with user name and password. Real tenants mostly forbid this; here it shows which
 * password is effective. Any client id will do, and the token opens nothing.
 */
export async function passwordGrant(options: EntraOptions, tenantId: string, form: URLSearchParams): Promise<Response> {
  const directory = options.directories.get(tenantId);
  if (directory === undefined) return entraError(90002);
  const user = directory.find(form.get('username') ?? '');
  if (user === undefined) return entraError(50034);
  const accountKey = accountKeyOf(tenantId, user.id);
  if (!(await options.passwords.isEffective(accountKey, form.get('password') ?? ''))) return entraError(50126);
  if (!user.accountEnabled) return entraError(50057);
  const now = seconds(options.now());
  const accessToken = await options.keys.sign({
    aud: GRAPH_AUDIENCE,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + TOKEN_LIFE,
    idtyp: 'user',
    oid: user.id,
    tid: tenantId,
    upn: user.userPrincipalName,
    scp: 'openid profile',
  });
  return tokenAnswer({ access_token: accessToken, expires_in: TOKEN_LIFE, scope: 'openid profile' });
}
