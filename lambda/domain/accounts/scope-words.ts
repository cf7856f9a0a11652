import { oneLine } from '../text/printable.ts';
import { UNKNOWN_SCOPE } from './directory-roles.ts';

/** As long as a unit's name may be and still leave room for the rest of the line. */
const LONGEST_NAME = 80;

/**
 * Where a role holds, in words: `/` is the whole tenant, other scopes are one unit or one app.
 *
 * @param name  what the directory calls the unit or app: somebody else's text, so it stands in quotes that it cannot close, and a
 *   name that looks like an id is seen to be a name. Left out: the directory did not tell it
 */
export function scopeWords(scope: string, name?: string): string {
  if (scope === '/') return 'whole tenant';
  if (scope === UNKNOWN_SCOPE) return 'a scope that was not told';
  const unit = unitOf(scope);
  if (unit !== undefined) return called('administrative unit', unit, name);
  const app = appOf(scope);
  if (app !== undefined) return called('app', app, name);
  return `another scope (${scope})`;
}

/** The id of the administrative unit that a scope is; `undefined`: it is none. */
export const unitOf = (scope: string): string | undefined => /^\/administrativeUnits\/([^/\n]+)$/i.exec(scope)?.[1];

/** The object id of the app that a scope is: of its registration, or of its service principal. `undefined`: it is none. */
export const appOf = (scope: string): string | undefined => /^\/([\w-]+)$/.exec(scope)?.[1];

function called(kind: string, id: string, name: string | undefined): string {
  const shown = oneLine(name ?? '', LONGEST_NAME).replaceAll('"', "'");
  return shown === '' ? `an ${kind} whose name was not told (id ${id})` : `${kind} "${shown}"`;
}
