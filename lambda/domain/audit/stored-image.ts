/**
 * A row as DynamoDB writes it in streams and exports: each value is wrapped in an object that names its type. Records are made of texts,
 * whole numbers, yes and no, nothing, objects and lists; any other type was not written by the product.
 */

const WHOLE_NUMBER = /^(0|-?[1-9]\d{0,15})$/;

/** @returns `undefined`: it is not made of what records are made of, or a number is not in its shortest form */
export function plainImage(image: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  try {
    return members(image);
  } catch (error) {
    if (error instanceof NotOfRecords) return undefined;
    throw error;
  }
}

class NotOfRecords extends Error {}

const members = (given: object): Record<string, unknown> => {
  const plain: [string, unknown][] = Object.entries(given).map(([name, value]) => [name, unwrapped(value)]);
  // Not by assignment: a member may be called `__proto__`.
  return Object.fromEntries(plain);
};

function unwrapped(typed: unknown): unknown {
  if (typeof typed !== 'object' || typed === null) throw new NotOfRecords();
  const [[type, value] = [], ...others] = Object.entries(typed);
  if (others.length > 0) throw new NotOfRecords();
  if (type === 'S' && typeof value === 'string') return value;
  if (type === 'N' && typeof value === 'string' && WHOLE_NUMBER.test(value)) return wholeNumber(value);
  if (type === 'BOOL' && typeof value === 'boolean') return value;
  if (type === 'NULL' && value === true) return null;
  if (type === 'L' && Array.isArray(value)) return value.map(unwrapped);
  if (type === 'M' && typeof value === 'object' && value !== null && !Array.isArray(value)) return members(value);
  throw new NotOfRecords();
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new NotOfRecords();
  return number;
}
