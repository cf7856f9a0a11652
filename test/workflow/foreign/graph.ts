import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { ForeignTenant, Row } from './directory.ts';

/**
 * A Microsoft Graph and its token endpoint that know nothing of the product: pages of three rows on every list, `$batch` answers
 * in random order, throttling in and out of batches, tokens that end early, and a 404 for whatever it does not have.
 */

const PAGE = 3;
/** A token is good for this many requests, whatever was promised. */
const TOKEN_USES = 12;

export interface Patched {
  readonly tenantId: string;
  readonly userPrincipalName: string;
  /** SHA-256 of the password: a directory does not keep it readable either. */
  readonly passwordHash: string;
  readonly status: number;
}

export interface ForeignGraph {
  /** Root of Graph and of the token endpoint. */
  readonly origin: string;
  /** Every PATCH that arrived, applied or not. */
  readonly patches: readonly Patched[];
  /** What it did to its callers. */
  readonly troubles: Readonly<Record<string, number>>;
  /** Requests that it had no answer for. */
  readonly unknown: readonly string[];
  close(): Promise<void>;
}

export interface ForeignGraphOptions {
  readonly tenants: readonly ForeignTenant[];
  readonly readerClientId: string;
  readonly writerClientId: string;
  /** Called before an account is read by its id, which happens after discovery has read the whole list. */
  readonly beforeAccountRead?: (tenant: ForeignTenant) => void;
}

interface Caller {
  readonly tenant: ForeignTenant;
  readonly app: 'reader' | 'writer';
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
}

const failure = (status: number, code: string, message: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  body: { error: { code, message, innerError: { date: '2026-11-25T21:00:00', 'request-id': 'in-body' } } },
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export async function startForeignGraph(options: ForeignGraphOptions): Promise<ForeignGraph> {
  const tokens = new Map<string, Caller & { uses: number }>();
  const patches: Patched[] = [];
  const unknown: string[] = [];
  const troubles: Record<string, number> = {};
  const count = (what: string) => {
    troubles[what] = (troubles[what] ?? 0) + 1;
    return troubles[what];
  };
  let origin = '';

  /** Seconds, an HTTP date, or nothing at all: all three occur. */
  const retryAfter = (): Record<string, string> => {
    const turn = count('throttled') % 3;
    if (turn === 0) return {};
    return { 'Retry-After': turn === 1 ? '1' : new Date(Date.now() + 1_000).toUTCString() };
  };
  const tooMany = () => failure(429, 'TooManyRequests', 'Too many requests.', retryAfter());

  function token(tenantId: string, form: URLSearchParams): Answer {
    const tenant = options.tenants.find((each) => each.tenantId === tenantId);
    const refuse = (error: string, number: number): Answer => ({
      status: 400,
      body: { error, error_description: `AADSTS${number}: no.`, error_codes: [number], trace_id: 't' },
    });
    if (tenant === undefined) return refuse('invalid_request', 90002);
    const clientId = form.get('client_id');
    const app =
      clientId === options.readerClientId ? 'reader' : clientId === options.writerClientId ? 'writer' : undefined;
    if (app === undefined) return refuse('unauthorized_client', 700016);
    if (form.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type', 70003);
    if (form.get('scope') !== 'https://graph.microsoft.com/.default') return refuse('invalid_scope', 70011);
    const asserted = form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    if (!asserted || form.get('client_assertion')?.split('.').length !== 3) return refuse('invalid_client', 7000218);
    const accessToken = randomBytes(24).toString('base64url');
    tokens.set(accessToken, { tenant, app, uses: 0 });
    count(`token for the ${app}`);
    const expires = { expires_in: 3599, ext_expires_in: 3599 };
    return {
      status: 200,
      body: { token_type: 'Bearer', ...expires, access_token: accessToken, from_the_future: null },
    };
  }

  function callerOf(request: IncomingMessage): Caller | undefined {
    const known = tokens.get(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (known === undefined || known.uses >= TOKEN_USES) return undefined;
    known.uses += 1;
    return known;
  }

  const throttledInside = new Map<string, number>();
  let inside = 0;

  function batch(caller: Caller, body: unknown): Answer {
    const nth = count('batch');
    if (nth === 2 || nth === 9) return tooMany();
    if (nth === 4 && count('503') === 1) return failure(503, 'serviceNotAvailable', 'The service is unavailable.');
    const requests = isRecord(body) && Array.isArray(body.requests) ? body.requests : [];
    if (requests.length === 0 || requests.length > 20) return failure(400, 'BadRequest', 'Invalid batch.');
    const responses = requests.map((each: unknown) => {
      const { id, method, url } = isRecord(each) ? each : {};
      inside += 1;
      const name = `${caller.tenant.tenantId} ${url}`;
      const before = throttledInside.get(name) ?? 0;
      if (inside % 5 === 0 && before < 1) {
        throttledInside.set(name, before + 1);
        count('throttled inside a batch');
        return { id, ...tooMany() };
      }
      return {
        id,
        ...answer(caller, { method: String(method), url: new URL(`${origin}/v1.0${url}`), body: undefined }),
      };
    });
    const shuffled = responses.map((each) => ({ each, at: Math.random() })).sort((a, b) => a.at - b.at);
    return { status: 200, body: { responses: shuffled.map(({ each }) => each) } };
  }

  function answer(caller: Caller, { method, url, body }: Call): Answer {
    const path = url.pathname.replace(/^\/v1\.0/, '');
    const { tenant, app } = caller;
    const account = /^\/users\/([0-9a-f-]{36})(\/revokeSignInSessions)?$/.exec(path);
    if (method === 'PATCH' && account?.[1] !== undefined && account[2] === undefined) {
      return app === 'writer' ? patch(tenant, account[1], body) : denied();
    }
    if (method === 'POST' && account?.[1] !== undefined && account[2] !== undefined) {
      return app === 'writer' ? { status: 200, body: { '@odata.context': '…', value: true } } : denied();
    }
    if (method !== 'GET') return notKnown(method, path);
    if (app !== 'reader') return denied();
    if (account?.[1] !== undefined && account[2] === undefined) return one(tenant, account[1], url);
    // What the reader was not given a permission for.
    if (path.startsWith('/directory/administrativeUnits') || path.startsWith('/servicePrincipals')) {
      count('names refused');
      return denied();
    }
    return list(tenant, path, url) ?? notKnown(method, path);
  }

  const denied = () =>
    failure(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

  function notKnown(method: string, path: string): Answer {
    unknown.push(`${method} ${path}`);
    return failure(404, 'ResourceNotFound', 'Resource not found for the segment.');
  }

  const gone = (id: string) => failure(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);

  function patch(tenant: ForeignTenant, id: string, body: unknown): Answer {
    const found = tenant.users.get(id);
    const profile = isRecord(body) && isRecord(body.passwordProfile) ? body.passwordProfile : {};
    const { password, forceChangePasswordNextSignIn, forceChangePasswordNextSignInWithMfa, ...more } = profile;
    const said = (result: Answer): Answer => {
      patches.push({
        tenantId: tenant.tenantId,
        userPrincipalName: String(found?.userPrincipalName ?? id),
        passwordHash: createHash('sha256').update(String(password)).digest('hex'),
        status: result.status,
      });
      return result;
    };
    if (found === undefined) return said(gone(id));
    const onlyPassword = isRecord(body) && Object.keys(body).length === 1 && Object.keys(more).length === 0;
    const flags = [forceChangePasswordNextSignIn, forceChangePasswordNextSignInWithMfa];
    if (!onlyPassword || typeof password !== 'string' || flags.some((each) => each !== false)) {
      return said(failure(400, 'Request_BadRequest', 'Invalid value specified for property passwordProfile.'));
    }
    const nth = count('PATCH');
    if (nth === 2) return said(tooMany());
    if (nth === 4) return said(failure(503, 'serviceNotAvailable', 'The service is unavailable.'));
    tenant.users.set(id, { ...found, lastPasswordChangeDateTime: `${new Date().toISOString().slice(0, 19)}Z` });
    return said({ status: 204 });
  }

  /** Whoever has no licence is refused as a whole; who has one, and never signed in, has no such property. */
  function signIns(tenant: ForeignTenant, id: string): Answer {
    if (!tenant.premiumP2) {
      count('sign-ins refused');
      return failure(
        403,
        'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
        "Neither tenant is B2C or tenant doesn't have premium license",
      );
    }
    count('sign-ins told');
    const found = tenant.users.get(id);
    return found === undefined ? gone(id) : { status: 200, body: { id, signInActivity: found.signInActivity } };
  }

  function one(tenant: ForeignTenant, id: string, url: URL): Answer {
    if (url.searchParams.get('$select')?.split(',').includes('signInActivity')) return signIns(tenant, id);
    options.beforeAccountRead?.(tenant);
    const found = tenant.users.get(id);
    if (found === undefined) return gone(id);
    return {
      status: 200,
      body: { '@odata.context': `${origin}/v1.0/$metadata#users/$entity`, ...selected(found, url) },
    };
  }

  function list(tenant: ForeignTenant, path: string, url: URL): Answer | undefined {
    const found = rowsOf(tenant, path, url);
    if (found === undefined || 'status' in found) return found;
    const { rows } = found;
    const start = Number(Buffer.from(url.searchParams.get('$skiptoken') ?? '', 'base64url').toString() || 0);
    const next = new URL(url);
    next.searchParams.set('$skiptoken', Buffer.from(String(start + PAGE)).toString('base64url'));
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json;odata.metadata=minimal' },
      body: {
        '@odata.context': `${origin}/v1.0/$metadata#directoryObjects`,
        ...(start + PAGE < rows.length ? { '@odata.nextLink': next.href } : {}),
        value: rows.slice(start, start + PAGE).map((row) => selected(row, url)),
      },
    };
  }

  function rowsOf(
    tenant: ForeignTenant,
    path: string,
    url: URL,
  ): { readonly rows: readonly Row[] } | Answer | undefined {
    const unlicensed = failure(
      400,
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    );
    const members = /^\/groups\/([0-9a-f-]{36})\/transitiveMembers\/microsoft\.graph\.user$/.exec(path)?.[1];
    if (members !== undefined) {
      return tenant.members.has(members) ? { rows: usersIn(tenant, members) } : gone(members);
    }
    const filter = url.searchParams.get('$filter');
    switch (path) {
      case '/users':
        return { rows: [...tenant.users.values()] };
      case '/domains':
        return { rows: tenant.domains };
      case '/roleManagement/directory/roleDefinitions':
        return { rows: tenant.roleDefinitions };
      case '/roleManagement/directory/roleAssignments':
        return { rows: tenant.roleAssignments };
      case '/roleManagement/directory/roleEligibilityScheduleInstances':
        return tenant.premiumP2 ? { rows: tenant.eligibilities } : unlicensed;
      case '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances':
        return tenant.premiumP2 ? { rows: [] } : unlicensed;
      case '/groups':
        return {
          rows: tenant.groups.filter(
            (each) => filter !== 'isAssignableToRole eq true' || each.isAssignableToRole === true,
          ),
        };
      default:
        return undefined;
    }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', origin);
      const text = await textOf(request);
      const reply = ({ status, headers, body }: Answer) => {
        response.writeHead(status, { 'request-id': randomBytes(8).toString('hex'), ...headers });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      };
      const signIn = /^\/([0-9a-f-]{36})\/oauth2\/v2\.0\/token$/.exec(url.pathname)?.[1];
      if (signIn !== undefined) {
        const said = token(signIn, new URLSearchParams(text));
        return reply({ ...said, headers: { 'content-type': 'application/json' } });
      }
      const caller = callerOf(request);
      if (caller === undefined) {
        count('token refused');
        return reply(failure(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'));
      }
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const method = request.method ?? '';
      return reply(
        method === 'POST' && url.pathname === '/v1.0/$batch'
          ? batch(caller, body)
          : answer(caller, { method, url, body }),
      );
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  origin = await listening(server);
  return {
    origin,
    patches,
    troubles,
    unknown,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Users in a group and in the groups within it, each once. */
function usersIn(tenant: ForeignTenant, groupId: string): readonly Row[] {
  const found = new Map<string, Row>();
  const follow = (id: string) => {
    for (const member of tenant.members.get(id) ?? []) {
      const user = tenant.users.get(member);
      if (user === undefined) follow(member);
      else found.set(member, user);
    }
  };
  follow(groupId);
  return [...found.values()];
}

/** `$select` names what comes; properties that nobody has heard of come along all the same. */
function selected(row: Row, url: URL): Row {
  const wanted = url.searchParams.get('$select')?.split(',');
  const extra = { '@odata.etag': 'W/"1"', quantumState: null };
  if (wanted === undefined) return { ...row, ...extra };
  const kept = Object.entries(row).filter(([name]) => wanted.includes(name) || name === 'id' || /\d{4}$/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

const listening = (server: Server) =>
  new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
    });
  });
