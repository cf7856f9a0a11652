import { isDeepStrictEqual } from 'node:util';
import type { Declarations } from './template/declarations.ts';

/** What a deployment into a running cloud may change. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  'functions',
  'machines',
  'roles',
  'customResources',
  'stacks',
  'uploads',
]);

/**
 * Parts of the template that a running cloud cannot change, and that differ. Stores would have to be migrated, and addresses to move: the
 * local cloud is stopped and started again for that, with the same folder.
 */
export function unchangeable(before: Declarations, after: Declarations): readonly string[] {
  const now = new Map<string, unknown>(Object.entries(after));
  const names = new Set([...Object.keys(before), ...now.keys()]);
  const old = new Map<string, unknown>(Object.entries(before));
  return [...names].filter((name) => !CHANGEABLE.has(name) && !isDeepStrictEqual(old.get(name), now.get(name)));
}
