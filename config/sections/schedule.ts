import * as z from 'zod';
import { timeOfDay, timeZone, weekDay } from '../change-window.ts';
import { name } from './names.ts';

export const schedule = z.strictObject({
  name: name(20).describe('Part of every cycle id, such as `admin-monthly`.'),
  class: z.enum(['admin', 'service']).describe('The class of accounts that this schedule rotates.'),
  every: z.enum(['month', 'quarter']),
  on: z
    .strictObject({ weekDay, week: z.enum(['first', 'second', 'third', 'fourth']) })
    .default({ weekDay: 'monday', week: 'first' })
    .describe('The day: such as the first Monday of the month (of the first month of the quarter).'),
  at: timeOfDay.default('05:00').describe("Local time of the schedule's time zone."),
  timeZone: timeZone.optional().describe("IANA zone; the MSP's zone if left out."),
  windowHours: z
    .int()
    .min(1)
    .max(336)
    .optional()
    .describe('How long technicians may decide in cycles of this schedule; as `approvals` says, if left out.'),
});
