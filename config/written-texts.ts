import { type Document, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { z } from 'zod';

type Path = readonly (string | number)[];

/** A value that ends where a comment begins, although the whole would be as good: `Smith #1 Ltd` is `Smith`. */
export interface CutValue {
  readonly path: Path;
  readonly value: string;
  /** What YAML takes for a comment, with its `#`. */
  readonly rest: string;
  /** Where the comment begins, in characters from the beginning of the file. */
  readonly offset: number;
}

/**
 * Unquoted texts followed by a comment where the schema would take text and comment as one value just as well, so that nobody can tell
 * which was meant. An id, a time or a known word followed by a comment is no question.
 */
export function cutValues(document: Document, source: string, schema: z.ZodType): readonly CutValue[] {
  const commented = textsIn(document.contents, []).flatMap(({ path, node }) => {
    const end = node.range?.[1] ?? 0;
    const [, blanks = '', rest] = /^([ \t]+)(#[^\r\n]*)/.exec(source.slice(end)) ?? [];
    if (node.type !== 'PLAIN' || rest === undefined || typeof node.value !== 'string') return [];
    return [
      {
        path,
        value: node.value,
        rest: rest.trimEnd(),
        whole: `${node.value}${blanks}${rest}`.trimEnd(),
        offset: end + blanks.length,
      },
    ];
  });
  if (commented.length === 0) return [];
  const whole: unknown = document.toJS({ maxAliasCount: 100 });
  for (const each of commented) replace(whole, each.path, each.whole);
  const refused = schema.safeParse(whole).error?.issues.map(({ path }) => path) ?? [];
  const isRefused = (path: Path) => refused.some((each) => each.every((key, i) => key === path[i]));
  return commented.filter(({ path }) => !isRefused(path)).map(({ whole: _, ...each }) => each);
}

function textsIn(node: unknown, path: Path): { readonly path: Path; readonly node: Scalar }[] {
  if (isScalar(node)) return [{ path, node }];
  if (isSeq(node)) return node.items.flatMap((each, i) => textsIn(each, [...path, i]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => (isScalar(key) ? textsIn(value, [...path, String(key.value)]) : []));
}

function replace(within: unknown, path: Path, text: string): void {
  const [key, ...deeper] = path;
  if (key === undefined || typeof within !== 'object' || within === null) return;
  if (deeper.length === 0) Reflect.set(within, key, text);
  else replace(Reflect.get(within, key), deeper, text);
}
