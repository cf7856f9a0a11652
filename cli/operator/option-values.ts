import { InvalidArgumentError } from 'commander';
import * as z from 'zod';

/** What follows an option and is no name: each kind is read, and refused, the same everywhere. */

const MOST = 9_999_999;

/** A whole number in decimal digits. @throws {InvalidArgumentError} for anything else */
export const wholeNumber =
  (least = 1, most = MOST) =>
  (text: string): number => {
    const value = /^\d{1,7}$/.test(text) ? Number(text) : undefined;
    if (value !== undefined && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least}${most === MOST ? '' : ` to ${most}`}.`);
  };

/** A number above 0 in decimal digits, such as `0.33`. @throws {InvalidArgumentError} for anything else */
export function positiveNumber(text: string): number {
  const value = /^\d{1,7}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('must be a number above 0, such as 1 or 0.33.');
}

/** The beginning of a day in UTC; `undefined` for what is no day of the calendar: `Date` takes 31 February for one in March. */
const startOfDay = (text: string): Date | undefined =>
  z.iso.date().safeParse(text).success ? new Date(`${text}T00:00:00Z`) : undefined;

/** The beginning of a day in UTC. @throws {InvalidArgumentError} for anything else */
export function day(text: string): Date {
  const start = startOfDay(text);
  if (start !== undefined) return start;
  throw new InvalidArgumentError('must be a day such as 2026-12-24.');
}

/** An instant with its zone, or the beginning of a day in UTC. @throws {InvalidArgumentError} for anything else */
export function instant(text: string): Date {
  const at = z.iso.datetime({ offset: true }).safeParse(text).success ? new Date(text) : startOfDay(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError('must be an instant such as 2026-12-01T00:00:00Z, or a day.');
}
