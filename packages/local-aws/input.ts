import type * as z from 'zod';
import { AwsError, type JsonObject } from './service.ts';

/**
 * What a service takes of a call's input. Members that a schema does not know are refused: a local service obeys what it
 * supports and nothing by half.
 *
 * @throws {AwsError} `ValidationException`
 */
export function inputOf<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((each) => `${each.path.join('.') || 'the input'}: ${each.message}`);
  throw new AwsError('ValidationException', `The local cloud does not take this input: ${problems.join('; ')}`);
}
