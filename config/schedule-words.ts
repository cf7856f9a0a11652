import { monthNames, monthsOf, type ScheduledTime } from './schedule-dates.ts';

const MONTHS = { month: 'every month', quarter: 'every quarter' } as const;

/** Such as `every month, on the first Monday at 05:00`. */
export function scheduleWords({ every, on, at }: ScheduledTime): string {
  const named = monthsOf(every).map((month) => capital(monthNames[month - 1] ?? ''));
  const months =
    typeof every === 'string' ? MONTHS[every] : every.months === 1 ? MONTHS.month : `in ${named.join(', ')}`;
  return `${months}, on the ${on.week} ${capital(on.weekDay)} at ${at}`;
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
