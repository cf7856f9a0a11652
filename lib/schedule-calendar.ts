import { TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { monthsOf } from '../config/schedule-dates.ts';
import type { ScheduleRun } from '../config/schedule-runs.ts';

/** EventBridge Scheduler counts the days of the week from Sunday, and from 1. */
const dayNumber = { sunday: 1, monday: 2, tuesday: 3, wednesday: 4, thursday: 5, friday: 6, saturday: 7 } as const;
/** `2#1` is the first Monday of a month, `2L` the last one. */
const week = { first: '#1', second: '#2', third: '#3', fourth: '#4', last: 'L' } as const;

/** A run as a calendar of EventBridge Scheduler, such as `cron(0 5 ? 1,4,7,10 2#1 *)` by the clocks of its zone. */
export function calendarOf({
  at,
  on,
  every,
  timeZone,
}: Pick<ScheduleRun, 'at' | 'on' | 'every' | 'timeZone'>): ScheduleExpression {
  const [hour, minute] = at.split(':').map((each) => String(Number(each)));
  const months = monthsOf(every);
  return ScheduleExpression.cron({
    minute: minute ?? '0',
    hour: hour ?? '0',
    weekDay: `${dayNumber[on.weekDay]}${week[on.week]}`,
    ...(months.length === 12 ? {} : { month: months.join(',') }),
    timeZone: TimeZone.of(timeZone),
  });
}
