import type * as z from 'zod';
import { didYouMean } from '../lambda/domain/text/closest.ts';
import { cut } from '../lambda/domain/text/cut.ts';
import type { Contradiction } from './contradiction.ts';
import { estateSchema } from './estate.ts';
import { knownKeys } from './known-keys.ts';

/** A problem of an estate in words: where it is, what is wanted there, and what is there. */

/** A value as messages quote it. */
export const shortened = (text: string): string => (text.length > 60 ? `${cut(text, 60)}…` : text);

type Issue = z.core.$ZodIssue;

/** What the schema found, one problem each. @param value  what was parsed */
export const problemsOf = (error: z.ZodError, value: unknown): readonly Contradiction[] =>
  error.issues.flatMap(flattened).map((issue) => ({
    path: issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key)),
    message: `${wanted(issue)}${found(issue, value)}`,
  }));

export type Path = readonly PropertyKey[];

/** One problem per unknown key, and for a union the problems of the alternative that came closest. */
function flattened(issue: Issue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.reduce((best, each) => (depth(each) > depth(best) ? each : best));
    const deeper = closest.filter((each) => each.path.length > 0 && each.code !== 'unrecognized_keys');
    if (deeper.length > 0) return deeper.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
    // Where only one alternative takes a value of this type, what that one says is meant.
    const ofType = issue.errors.filter(
      (each) => !each.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
    );
    const [only] = ofType;
    if (only !== undefined && ofType.length === 1 && only.every(({ path }) => path.length === 0)) {
      return only.map((each) => ({ ...each, path: [...issue.path] }));
    }
  }
  return [issue];
}

const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((each) => each.path.length)) - issues.length;

export function pathText(path: Path): string {
  const text = path.reduce<string>(
    (sofar, key) =>
      typeof key === 'number' ? `${sofar}[${key}]` : sofar === '' ? String(key) : `${sofar}.${String(key)}`,
    '',
  );
  return text === '' ? 'the file' : text;
}

function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `is not a known field${meantBy(issue.path)}`;
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.map((each) => `'${String(each)}'`).join(' or ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at least ${issue.minimum} ${issue.origin === 'string' ? 'characters' : 'entries'}`
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'entries'}`
        : `must be at most ${issue.maximum}`;
    case 'invalid_union':
      return 'matches none of the allowed forms (see config/example.yaml)';
    case 'invalid_format':
      return issue.message.startsWith('Invalid')
        ? `must be a valid ${issue.format === 'email' ? 'mail address' : issue.format}`
        : issue.message;
    default:
      return issue.message;
  }
}

/** An unknown key is the last one on the path: see `flattened`. */
const meantBy = (path: Path): string => didYouMean(String(path.at(-1)), knownKeys(estateSchema, path.slice(0, -1)));

const article = (expected: string) => (/^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`);

/** The value that the file has there: a long text is cut, of a list or an object only the kind is shown. */
function found(issue: Issue, root: unknown): string {
  if (issue.code === 'unrecognized_keys' || issue.code === 'custom') return '';
  let value: unknown = root;
  for (const key of issue.path) value = isRecord(value) ? value[String(key)] : undefined;
  if (value === undefined) return ', but it is missing';
  if (typeof value === 'string') return `, got '${shortened(value)}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return `, got ${String(value)}`;
  return `, got ${Array.isArray(value) ? `a list of ${value.length}` : 'an object'}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
