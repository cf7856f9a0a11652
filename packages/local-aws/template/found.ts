import * as z from 'zod';
import type { Identity } from './intrinsics.ts';

/** A resource of a template, with all references in its properties resolved. */
export interface Found extends Identity {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: unknown;
}

/**
 * Reads a resource's properties by a schema that knows every property it accepts.
 *
 * @throws {Error} naming each property that the local cloud doesn't know
 */
export function propertiesOf<T extends z.ZodType>({ logicalId, type, properties }: Found, schema: T): z.output<T> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'Properties'}: ${message}`);
  throw new Error(`${logicalId} (${type}) can't run locally:\n${problems.join('\n')}`);
}

/** The attribute of a resource that its type is known to have. */
export function attributeOf(found: Found, name: string): string {
  const value = found.attributes[name];
  if (value === undefined) throw new Error(`${found.logicalId} (${found.type}) has no attribute ${name}`);
  return value;
}

/** A property that is accepted and changes nothing that a local run could notice, such as tags or encryption at rest. */
export const unnoticed = z.unknown().optional();
