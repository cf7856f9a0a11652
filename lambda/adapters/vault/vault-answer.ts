import type * as z from 'zod';

/** @throws {Error} the answer is not of that shape; it repeats nothing of it, for vaults answer with passwords (R4) */
export function answerOf<T>(system: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw unreadable(system);
  return parsed.data;
}

export const unreadable = (system: string): Error => new Error(`${system} answered with something that cannot be read`);
