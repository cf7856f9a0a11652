import { builtInRoles } from './built-in-roles.ts';
import { refusalOfClient } from './client-assertion.ts';
import type { AppKind } from './directory.ts';
import { entraError } from './entra-error.ts';
import { type EntraOptions, seconds, TOKEN_LIFE, tokenEndpointOf } from './entra-options.ts';

/** Audience of tokens for Graph, whatever address it is reached at here. */
export const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** Scopes by which the clouds name Graph; tokens for all of them work here. */
const graphScopes = [
  'https://graph.microsoft.com/.default',
  'https://graph.microsoft.us/.default',
  'https://dod-graph.microsoft.us/.default',
  'https://microsoftgraph.chinacloudapi.cn/.default',
];

/** Client credentials grant: a token by which an app acts on its own in one tenant. */
export async function appToken(options: EntraOptions, tenantId: string, form: URLSearchParams): Promise<Response> {
  const directory = options.directories.get(tenantId);
  if (directory === undefined) return entraError(90002);
  const clientId = form.get('client_id') ?? '';
  const kind = kindOf(options, clientId);
  if (kind === undefined) return entraError(700016);
  const app = directory.app(kind);
  // The app is registered, and nobody consented to it here: it has no service principal in this tenant.
  if (app === undefined) return entraError(7000229);
  if (app.enabled === false) return entraError(7000112);
  const tokenEndpoint = tokenEndpointOf(options.origin, tenantId);
  const refusal = await refusalOfClient(options.credentials, form, { clientId, tokenEndpoint, now: options.now() });
  if (refusal !== undefined) return entraError(refusal);
  if (![...graphScopes, `${options.origin}/.default`].includes(form.get('scope') ?? '')) return entraError(70011);
  const now = seconds(options.now());
  const templateIds = new Set<string>(Object.values(builtInRoles));
  const accessToken = await options.keys.sign({
    aud: GRAPH_AUDIENCE,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + TOKEN_LIFE,
    appid: clientId,
    idtyp: 'app',
    oid: app.objectId,
    sub: app.objectId,
    tid: tenantId,
    roles: [...app.permissions],
    wids: directory
      .rolesOf(app.objectId)
      .map((row) => row.roleDefinitionId)
      .filter((id) => templateIds.has(id)),
    ver: '1.0',
  });
  return tokenAnswer({ access_token: accessToken, expires_in: TOKEN_LIFE, ext_expires_in: TOKEN_LIFE });
}

export const kindOf = ({ clientIds }: Pick<EntraOptions, 'clientIds'>, clientId: string): AppKind | undefined => {
  if (clientId === clientIds.reader) return 'reader';
  return clientId === clientIds.writer ? 'writer' : undefined;
};

export const tokenAnswer = (members: Readonly<Record<string, string | number>>): Response =>
  Response.json({ token_type: 'Bearer', ...members }, { headers: { 'cache-control': 'no-store', pragma: 'no-cache' } });
