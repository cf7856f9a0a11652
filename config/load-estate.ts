import { existsSync, readFileSync } from 'node:fs';
import { isAlias, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { didYouMean } from '../lambda/domain/text/closest.ts';
import { cut } from '../lambda/domain/text/cut.ts';
import { decoded } from '../lambda/domain/text/decoded.ts';
import { contradictionsIn } from './contradictions.ts';
import { type Estate, estateSchema } from './estate.ts';
import { knownKeys } from './known-keys.ts';
import { skippedTimes } from './skipped-times.ts';
import { brokenTexts, cutValues } from './written-texts.ts';

/** An estate file: its estate, with what may be a mistake; or every mistake at once. Each is one line, which names file and place. */
export type LoadedEstate =
  | { readonly estate: Estate; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] };

/**
 * Reads and checks an estate file.
 *
 * @param path  the YAML file, in UTF-8 or UTF-16; it is named in each problem as given here
 * @param now  schedules are checked against the changes of clocks from this year on
 * @returns such as `estate.yaml:41: tenants[2].tenantId must be an Entra tenant id (a UUID), got 'contoso'`
 */
export function loadEstate(path: string, now = new Date()): LoadedEstate {
  if (!existsSync(path)) {
    return { problems: [`${path}: does not exist; give the path of an estate file, such as config/example.yaml`] };
  }
  return parseEstate(decoded(readFileSync(path)), path, now);
}

/** As `loadEstate`, for text that was read already. */
export function parseEstate(text: string, path: string, now = new Date()): LoadedEstate {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return { problems: document.errors.map((each) => `${path}:${lines.linePos(each.pos[0]).line}: ${each.message}`) };
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const parsed = estateSchema.safeParse(value);
  const contradictions = [...contradictionsIn(value), ...skippedTimes(value, now), ...brokenTexts(value)];
  if (parsed.success && contradictions.length === 0) {
    const warnings = cutValues(document, text, estateSchema).map((each) => {
      const { line, col } = lines.linePos(each.offset);
      return `${path}:${line}:${col}: warning: ${pathText(each.path)} is '${each.value}', and '${shortened(each.rest)}' behind it is a comment. Put the value into quotes, with that or without`;
    });
    return { estate: parsed.data, warnings };
  }
  const at = (place: Path, message: string) => {
    const line = lineOf(place, document.contents, lines);
    return { line, text: `${path}:${line}: ${pathText(place)} ${message}` };
  };
  const problems = [
    ...(parsed.error?.issues ?? [])
      .flatMap(flattened)
      .map((issue) => at(issue.path, `${wanted(issue)}${found(issue, value)}`)),
    ...contradictions.map((each) => at(each.path, each.message)),
  ];
  return { problems: problems.sort((a, b) => a.line - b.line).map((each) => each.text) };
}

/** A value as messages quote it. */
const shortened = (text: string): string => (text.length > 60 ? `${cut(text, 60)}…` : text);

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

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

/** The line of the deepest node on the path that the file has: a missing field is reported where it is missing. */
function lineOf(path: Path, root: unknown, lines: LineCounter): number {
  let node: unknown = root;
  let offset = startOf(root);
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) break;
    node = next.node;
    offset = next.offset ?? offset;
  }
  return lines.linePos(offset ?? 0).line;
}

function childOf(node: unknown, key: PropertyKey): { node: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((each) => isScalar(each.key) && each.key.value === key);
    return pair === undefined ? undefined : { node: pair.value, offset: startOf(pair.key) };
  }
  if (
    typeof node === 'object' &&
    node !== null &&
    'items' in node &&
    Array.isArray(node.items) &&
    typeof key === 'number'
  ) {
    const item: unknown = node.items[key];
    return item === undefined ? undefined : { node: item, offset: startOf(item) };
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

const isNode = (node: unknown): node is Node =>
  isScalar(node) || isMap(node) || isAlias(node) || (typeof node === 'object' && node !== null && 'range' in node);

function pathText(path: Path): string {
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
function meantBy(path: Path): string {
  return didYouMean(String(path.at(-1)), knownKeys(estateSchema, path.slice(0, -1)));
}

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
