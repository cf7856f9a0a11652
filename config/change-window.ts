import * as z from 'zod';
import type { ChangeWindow } from '../lambda/domain/rotation/change-window.ts';

/** Days and times of day as the estate file writes them. */

export const weekDay = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);

export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 05:00');

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value.includes('/') || value === 'UTC';
  } catch {
    return false;
  }
}

/** Less leaves no time for all accounts of a tenant, nor for Graph to be asked again. */
const SHORTEST_MINUTES = 30;

const minuteOfDay = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const minutesOf = ({ from, to }: { readonly from: string; readonly to: string }): number =>
  (minuteOfDay(to) - minuteOfDay(from) + 24 * 60) % (24 * 60);

/** When approved resets of a tenant are carried out. */
export const changeWindow = z
  .strictObject({
    days: z
      .array(weekDay)
      .min(1)
      .default([...weekDay.options])
      .describe('The days on which a window opens; every day, if left out.'),
    from: timeOfDay.describe('Local time at which it opens.'),
    to: timeOfDay.describe('Local time at which it closes; earlier than `from`: on the day after.'),
    timeZone: timeZone.optional().describe("IANA zone of the tenant; the MSP's zone if left out."),
  })
  .refine(({ from, to }) => from !== to, 'must not open and close at the same time')
  .refine((window) => window.from === window.to || minutesOf(window) >= SHORTEST_MINUTES, {
    message: `must be open for at least ${SHORTEST_MINUTES} minutes: resets take some, and begin one after the other`,
  });

type Written = z.output<typeof changeWindow>;

/** The change window of a tenant, with the zone that it means. `undefined`: approved resets are carried out at once. */
export function changeWindowOf(
  { msp }: { readonly msp: { readonly timeZone: string } },
  { changeWindow: window }: { readonly changeWindow?: Written | undefined },
): ChangeWindow | undefined {
  return window === undefined ? undefined : { ...window, timeZone: window.timeZone ?? msp.timeZone };
}

const HOURS_PER_DAY = 24;

/**
 * The longest that an approval may have to wait, in hours, from its deadline to the end of the first window after it. Clocks that change may
 * skip one opening, so that two gaps count; and they lengthen one day by an hour.
 */
export function longestWaitHours({ days, from, to }: Written): number {
  const open = weekDay.options.flatMap((day, i) => (days.includes(day) ? [i] : []));
  const gaps = open.map((day, i) => (((open[(i + 1) % open.length] ?? day) - day + 6) % 7) + 1);
  return Math.ceil(2 * Math.max(...gaps) * HOURS_PER_DAY + minutesOf({ from, to }) / 60 + 1);
}
