import * as z from 'zod';
import { timeOfDay, timeZone, weekDay } from '../change-window.ts';
import { MONTHS_BETWEEN, monthNames, weekNames } from '../schedule-dates.ts';
import { name, readable } from './names.ts';

const on = z.strictObject({ weekDay, week: z.enum(weekNames) });
const windowHours = z.int().min(1).max(336).optional();

/** Another occasion of a schedule, for the tenants that choose it. */
const run = z.strictObject({
  name: name(20).describe('Part of its cycle ids, such as `america`: a tenant chooses it by this name.'),
  on: on.optional().describe("The day; the schedule's, if left out."),
  at: timeOfDay.optional().describe("Local time; the schedule's, if left out."),
  timeZone: timeZone.optional().describe("IANA zone; the schedule's, if left out."),
  windowHours: windowHours.describe("How long technicians may decide; the schedule's, if left out."),
});

export const schedule = z.strictObject({
  name: name(20).describe('Part of every cycle id, such as `admin-monthly`.'),
  class: z.enum(['admin', 'service']).describe('The class of accounts that this schedule rotates.'),
  every: z.union([
    z.enum(['month', 'quarter']),
    z
      .strictObject({
        months: z.literal(MONTHS_BETWEEN).describe('How many months lie between two starts: a divisor of 12.'),
        from: z.enum(monthNames).describe('A month in which it starts, such as `february`; the others follow.'),
      })
      .describe('Every so many months: the same months each year.'),
  ]),
  on: on
    .default({ weekDay: 'monday', week: 'first' })
    .describe('The day: such as the first Monday of the month (of the first month of the quarter).'),
  at: timeOfDay.default('05:00').describe("Local time of the schedule's time zone."),
  timeZone: timeZone.optional().describe("IANA zone; the MSP's zone if left out."),
  windowHours: windowHours.describe(
    'How long technicians may decide in cycles of this schedule; as `approvals` says, if left out.',
  ),
  runs: z
    .array(run)
    .max(20)
    .optional()
    .describe('Further occasions, for tenants that choose one. All others start by `on` and `at`.'),
});

const date = z.iso.date('must be a date such as 2026-12-24');

/** Days on which no schedule starts. */
export const blackOuts = z
  .array(
    z.strictObject({
      from: date.describe('The first day, in the time zone of the schedule.'),
      to: date.optional().describe('The last day; `from`, if left out.'),
      reason: readable.min(3).max(200).describe('Why, for the records and for the team.'),
    }),
  )
  .max(100)
  .optional();

/** What a tenant says of schedules, by their names. */
export const tenantSchedules = z
  .record(
    name(20),
    z.union([
      z.strictObject({ run: name(20).describe('The run of the schedule that is for this tenant.') }),
      z.strictObject({
        leftOut: readable.min(10).max(200).describe('Why this schedule never starts for this tenant.'),
      }),
    ]),
  )
  .optional();
