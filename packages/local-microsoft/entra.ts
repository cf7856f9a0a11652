import { Hono } from 'hono';
import { giveConsent, showConsent } from './admin-consent.ts';
import { appToken } from './app-token.ts';
import { authorizationCodes } from './authorization-codes.ts';
import { pickPerson, showSignIn } from './authorize.ts';
import { codeGrant } from './code-grant.ts';
import { entraError } from './entra-error.ts';
import { type EntraOptions, tokenEndpointOf } from './entra-options.ts';
import { passwordGrant } from './password-grant.ts';

/** Entra's sign-in and token endpoints, for the MSP's home tenant and its customers' tenants. */
export function entra(options: EntraOptions): Hono {
  const { origin, homeTenant: home, directories } = options;
  const app = new Hono();
  const codes = authorizationCodes(options.now);
  const exists = (tenantId: string) => tenantId === home.tenantId || directories.has(tenantId);

  app.get('/:tenantId/v2.0/.well-known/openid-configuration', (c) => {
    const { tenantId } = c.req.param();
    return exists(tenantId) ? c.json(metadataOf(origin, tenantId)) : entraError(90002);
  });
  app.get('/:tenantId/discovery/v2.0/keys', (c) =>
    exists(c.req.param('tenantId')) ? c.json(options.keys.jwks) : entraError(90002),
  );
  app.get(`/${home.tenantId}/oauth2/v2.0/authorize`, (c) => {
    const { pathname, searchParams } = new URL(c.req.url);
    return showSignIn(home, pathname, searchParams);
  });
  app.post(`/${home.tenantId}/oauth2/v2.0/authorize`, async (c) =>
    pickPerson(home, codes, new URLSearchParams(await c.req.text()), options.now()),
  );
  app.get('/:tenantId/adminconsent', (c) => {
    const { pathname, searchParams } = new URL(c.req.url);
    return showConsent(options, c.req.param('tenantId'), pathname, searchParams);
  });
  app.post('/:tenantId/adminconsent', async (c) =>
    giveConsent(options, c.req.param('tenantId'), new URLSearchParams(await c.req.text())),
  );
  app.post('/:tenantId/oauth2/v2.0/token', async (c) => {
    const { tenantId } = c.req.param();
    if (!exists(tenantId)) return entraError(90002);
    const form = new URLSearchParams(await c.req.text());
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return appToken(options, tenantId, form);
      case 'authorization_code':
        return tenantId === home.tenantId ? codeGrant(options, codes, form) : entraError(700016);
      case 'password':
        return passwordGrant(options, tenantId, form);
      default:
        return entraError(form.has('grant_type') ? 70003 : 90014);
    }
  });
  return app;
}

const metadataOf = (origin: string, tenantId: string) => ({
  issuer: `${origin}/${tenantId}/v2.0`,
  authorization_endpoint: `${origin}/${tenantId}/oauth2/v2.0/authorize`,
  token_endpoint: tokenEndpointOf(origin, tenantId),
  jwks_uri: `${origin}/${tenantId}/discovery/v2.0/keys`,
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  response_modes_supported: ['query'],
  response_types_supported: ['code'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  code_challenge_methods_supported: ['S256'],
  claims_parameter_supported: true,
  claims_supported: [
    'sub',
    'iss',
    'aud',
    'exp',
    'iat',
    'auth_time',
    'acct',
    'nonce',
    'preferred_username',
    'name',
    'tid',
    'oid',
    'ver',
  ],
});
