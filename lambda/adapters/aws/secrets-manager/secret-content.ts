import * as z from 'zod';
import { parsedJson } from '../../../domain/text/parsed-json.ts';

/**
 * Reads what people put into secrets by hand. They come with a byte order mark, with blanks or invisible characters around names and
 * values, in quotes: whatever is not meant is left out, and nothing else is guessed. Nothing here repeats the content (R4).
 */

/** White space and characters that nobody sees, a byte order mark among them. */
const edges = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
const trimmed = (text: string): string => text.replace(edges, '');

/** A secret that is one text, such as an address; also if it is in quotes. */
export function secretText(content: string): string {
  const text = trimmed(content);
  const quoted = z.string().safeParse(parsedJson(text));
  return quoted.success ? trimmed(quoted.data) : text;
}

/** The fields of a secret that is a JSON object. */
export interface SecretFields {
  /** The field's text; `undefined` where it is missing, empty, or no text. */
  readonly text: (name: string) => string | undefined;
  /** Whether the field is there twice, with different texts: its names differ in blanks alone. */
  readonly isTwice: (name: string) => boolean;
}

/** @returns `undefined`: it is no JSON object */
export function secretFields(content: string): SecretFields | undefined {
  const object = z.record(z.string(), z.unknown()).safeParse(parsedJson(trimmed(content)));
  if (!object.success) return undefined;
  const texts = new Map<string, Set<string>>();
  for (const [name, value] of Object.entries(object.data)) {
    const text = typeof value === 'string' ? trimmed(value) : '';
    if (text !== '') texts.set(trimmed(name), (texts.get(trimmed(name)) ?? new Set()).add(text));
  }
  return {
    text: (name) => [...(texts.get(name) ?? [])][0],
    isTwice: (name) => (texts.get(name)?.size ?? 0) > 1,
  };
}
