import * as z from 'zod';

/** Days and times of day as the estate file writes them. */

export const weekDay = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export type WeekDay = z.output<typeof weekDay>;

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
  .refine(({ from, to }) => from !== to, 'must not open and close at the same time');
