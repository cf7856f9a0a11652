import { brokenTexts } from './broken-texts.ts';
import type { Contradiction } from './contradiction.ts';
import { contradictionsIn } from './contradictions.ts';
import { type Estate, estateSchema } from './estate.ts';
import { problemsOf } from './problem-words.ts';

/** What is wrong with an estate, all at once: what its schema finds, and what contradicts itself. */
export type CheckedEstate = { readonly estate: Estate } | { readonly problems: readonly Contradiction[] };

/** Checks what an estate says, wherever it comes from. Times that a change of clocks skips are left to who writes it: they depend on today. */
export function checkEstate(value: unknown): CheckedEstate {
  const parsed = estateSchema.safeParse(value);
  const contradictions = [...contradictionsIn(value), ...brokenTexts(value)];
  if (parsed.success && contradictions.length === 0) return { estate: parsed.data };
  return { problems: [...(parsed.success ? [] : problemsOf(parsed.error, value)), ...contradictions] };
}
