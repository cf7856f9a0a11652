import type { Contradiction } from './contradiction.ts';

type Path = readonly (string | number)[];

/** Texts with half of a surrogate pair, which YAML can spell (`"\ud83d"`) and no table or mail can hold. */
export function brokenTexts(value: unknown, path: Path = []): readonly Contradiction[] {
  if (typeof value === 'string') {
    return value.isWellFormed() ? [] : [{ path, message: 'must not hold half of a character (a lone surrogate)' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    brokenTexts(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
