import type { Now } from '../ports/clock.ts';

/** Answers that seldom change. They are kept, since vendors count requests. */
export interface Remembered<T> {
  /** The answer about `what`, or else what `ask` gives. An error is not kept. */
  of(what: string, ask: () => Promise<T>): Promise<T>;
  forget(): void;
}

/** So long may a board that was renamed go on being used. */
const KEPT_MS = 60 * 60_000;

/** @param keptMs  how long an answer is kept; an hour if left out */
export function remembered<T>(now: Now, keptMs = KEPT_MS): Remembered<T> {
  const answers = new Map<string, { readonly answer: T; readonly until: number }>();
  return {
    async of(what, ask) {
      const kept = answers.get(what);
      if (kept !== undefined && now().getTime() < kept.until) return kept.answer;
      const answer = await ask();
      answers.set(what, { answer, until: now().getTime() + keptMs });
      return answer;
    },
    forget: () => answers.clear(),
  };
}
