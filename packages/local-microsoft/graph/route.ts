import type { AppRegistrations } from '../app-registrations.ts';
import type { AppKind, Directory } from '../directory.ts';
import type { DirectoryAudits } from '../directory-audits.ts';
import type { PasswordStore } from '../passwords.ts';
import type { QueryContext } from './collection.ts';
import type { GraphReply } from './reply.ts';

/** Who calls: an app's service principal in the tenant, as its token says. */
export interface Caller {
  readonly app: AppKind;
  readonly objectId: string;
  readonly permissions: readonly string[];
}

export interface GraphContext extends QueryContext {
  readonly directory: Directory;
  readonly caller: Caller;
  readonly passwords: PasswordStore;
  readonly audits: DirectoryAudits;
  readonly clientIds: Readonly<Record<AppKind, string>>;
  readonly registrations: AppRegistrations;
  /** Client id of the app that calls. */
  readonly clientId: string;
  /** Real milliseconds until the directory audit lists a change. */
  readonly listAfterMs: number;
  /** Real milliseconds until the directory shows a changed password. */
  readonly showAfterMs: number;
  /** The path's variable parts, decoded, in their order. */
  readonly ids: readonly string[];
  /** The parsed JSON of the request; `undefined` without one. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'PATCH' | 'POST';
  /** Below the version, with `{id}` for variable parts. */
  readonly path: string;
  /**
   * Application permissions of which one is enough.
   * @see https://learn.microsoft.com/graph/permissions-reference
   */
  readonly permissions: readonly string[];
  readonly answer: (context: GraphContext) => GraphReply | Promise<GraphReply>;
}

/** The variable parts of a path that a route serves; `undefined` for any other path. Fixed parts have no case. */
export function idsIn(path: string, route: Pick<Route, 'path'>): readonly string[] | undefined {
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const ids: string[] = [];
  for (const [i, part] of wanted.entries()) {
    const actual = given[i] ?? '';
    if (part === '{id}' && actual !== '') ids.push(decodeURIComponent(actual));
    else if (part.toLowerCase() !== actual.toLowerCase()) return undefined;
  }
  return ids;
}
