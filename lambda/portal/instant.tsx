import type { FC } from 'hono/jsx';
import { createContext, useContext } from 'hono/jsx';
import { localTime } from '../domain/text/local-time.ts';

/** The MSP's time zone and the time of the request: every page shows times in the one and measures from the other. */
export const Clock = createContext<{ readonly timeZone: string; readonly now: Date }>({
  timeZone: 'UTC',
  now: new Date(0),
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "in 22 hours", "3 days ago"; "now" within a minute. */
export function relativeTime(at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  if (size < MINUTE) return 'now';
  if (size < HOUR) return format.format(Math.trunc(distance / MINUTE), 'minute');
  if (size < 2 * DAY) return format.format(Math.trunc(distance / HOUR), 'hour');
  return format.format(Math.trunc(distance / DAY), 'day');
}

/** A time in the MSP's zone. UTC is in the title; `relative` adds how far away it is. */
export const Instant: FC<{ readonly at: string | Date; readonly relative?: boolean }> = ({ at, relative = false }) => {
  const { timeZone, now } = useContext(Clock);
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>unknown</span>;
  const utc = date.toISOString();
  return (
    <time datetime={utc} title={`${utc.slice(0, 19).replace('T', ' ')} UTC`}>
      {localTime(date, timeZone)}
      {relative ? ` (${relativeTime(date, now)})` : ''}
    </time>
  );
};
