import type { AppRegistrations } from '../app-registrations.ts';
import type { AppKind, Directory } from '../directory.ts';
import type { DirectoryAudits } from '../directory-audits.ts';
import type { Fault, Faults } from '../faults.ts';
import type { PasswordStore } from '../passwords.ts';
import type { SigningKeys } from '../signing-keys.ts';
import { authenticationMethodRoutes } from './authentication-methods.ts';
import { auditRoutes } from './directory-audits.ts';
import { groupRoutes } from './groups.ts';
import type { GraphThrottle } from './quotas.ts';
import { badRequest, GraphRefusal, type GraphReply, insufficientPrivileges, unauthenticated } from './reply.ts';
import { writingRoutes } from './reset.ts';
import { roleRoutes } from './role-assignments.ts';
import { type Caller, type GraphContext, idsIn, type Route } from './route.ts';
import { scopeRoutes } from './scopes.ts';
import { tenantRoutes } from './tenant-facts.ts';
import { userRoutes } from './users.ts';

export interface GraphOptions {
  /** Own address. */
  readonly origin: string;
  readonly directories: ReadonlyMap<string, Directory>;
  readonly clientIds: Readonly<Record<AppKind, string>>;
  readonly registrations: AppRegistrations;
  readonly keys: SigningKeys;
  readonly passwords: PasswordStore;
  readonly audits: DirectoryAudits;
  /** Real milliseconds until the directory audit lists a change. */
  readonly listAfterMs: number;
  /** Real milliseconds until the directory shows a changed password. */
  readonly showAfterMs: number;
  readonly faults: Faults;
  /** None is enforced if left out. */
  readonly throttle?: GraphThrottle;
  /** Told of each request, those inside a batch included. */
  readonly seen: (request: string) => void;
}

export const graphRoutes: readonly Route[] = [
  ...userRoutes,
  ...writingRoutes,
  ...roleRoutes,
  ...groupRoutes,
  ...tenantRoutes,
  ...scopeRoutes,
  ...auditRoutes,
  ...authenticationMethodRoutes,
];

const A_YEAR_MS = 365 * 86_400_000;

/** The connection breaks, before or after everything happened. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
  /** @param whole  the answer of which the beginning arrives; left out: nothing does */
  constructor(readonly whole?: GraphReply) {
    super();
  }
}

/** One request, alone or inside a batch, from a caller who is known. */
export interface GraphCall {
  readonly directory: Directory;
  readonly caller: Caller;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
  readonly inBatch: boolean;
}

/**
 * Finds who serves a request, and lets it if the caller may.
 *
 * @throws {GraphRefusal} what Graph would refuse
 * @throws {AnswerLost}
 */
export async function answerOne(options: GraphOptions, call: GraphCall): Promise<GraphReply> {
  const { route, context } = routed(options, call);
  options.seen(`graph:${route.method} ${route.path}`);
  const { method, directory, inBatch } = call;
  const told = admitted(options, call, route);
  const { tenantId } = directory.tenant;
  const fault = options.faults.next({ service: 'graph', method, path: context.path, tenantId, inBatch });
  const shown = fault?.kind === 'hide-change' ? { ...context, showAfterMs: A_YEAR_MS } : context;
  const reply =
    fault === undefined || fault.kind === 'hide-change'
      ? allowed(route, shown)
      : faulty(fault, () => allowed(route, context));
  const { headers, ...rest } = await reply;
  return { ...rest, headers: { ...told, ...headers } };
}

function admitted({ throttle, clientIds }: GraphOptions, { directory, caller, url }: GraphCall, route: Route) {
  const { tenantId } = directory.tenant;
  const asking = { app: caller.app, clientId: clientIds[caller.app], tenantId, users: directory.tenant.users.length };
  return throttle?.admit(asking, route, url.searchParams);
}

async function allowed(route: Route, context: GraphContext): Promise<GraphReply> {
  if (!route.permissions.some((each) => context.caller.permissions.includes(each))) throw insufficientPrivileges();
  return route.answer(context);
}

/** What becomes of a request that a fault hits. @throws {GraphRefusal} · {AnswerLost} */
export async function faulty(
  fault: Exclude<Fault, { kind: 'hide-change' }>,
  effect: () => Promise<GraphReply>,
): Promise<GraphReply> {
  switch (fault.kind) {
    case 'throttle': {
      const wait: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      throw new GraphRefusal(429, 'TooManyRequests', 'Too many requests.', wait);
    }
    case 'error':
      if (fault.afterEffect === true) await effect();
      throw new GraphRefusal(fault.status, 'UnknownError', 'A simulated failure.');
    case 'lose-answer':
      await effect();
      throw new AnswerLost();
    case 'lose-request':
      throw new AnswerLost();
    case 'truncate':
      throw new AnswerLost(await effect());
    case 'refuse-token':
      throw unauthenticated('Lifetime validation failed, the token is expired.');
    case 'no-effect':
      return { status: 204 };
  }
}

function routed(options: GraphOptions, call: GraphCall): { readonly route: Route; readonly context: GraphContext } {
  const path = call.url.pathname.slice('/v1.0'.length);
  const serving = graphRoutes.flatMap((route) => {
    const ids = idsIn(path, route);
    return ids === undefined ? [] : [{ route, ids }];
  });
  const found = serving.find(({ route }) => route.method === call.method);
  if (found === undefined) {
    throw serving.length === 0
      ? badRequest(
          `Resource not found for the segment '${path.split('/').at(-1)}', or the simulated Graph does not have it.`,
          'BadRequest',
        )
      : new GraphRefusal(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  }
  const { directory, caller, headers, body } = call;
  const { passwords, audits, listAfterMs, clientIds, registrations, showAfterMs, origin } = options;
  const query = call.url.searchParams;
  const context = {
    directory,
    caller,
    headers,
    body,
    passwords,
    audits,
    listAfterMs,
    clientIds,
    registrations,
    clientId: clientIds[caller.app],
    showAfterMs,
    query,
    path,
    ids: found.ids,
    root: `${origin}/v1.0`,
    largestPage: directory.tenant.largestPage ?? Number.POSITIVE_INFINITY,
  };
  return { route: found.route, context };
}
