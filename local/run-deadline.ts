/**
 * When the approvals of a local run are over. Its waits pass faster than real ones, and its timestamps are real: pages and mails tell the
 * deadline that a deployment would have, and the workflow stops waiting long before it. The runner knows both, and the product neither.
 */
export interface RunDeadline {
  /** ISO 8601, UTC: when the cycle was started. */
  readonly startedAt: string;
  /** How long technicians may decide, as the estate says. */
  readonly windowHours: number;
  readonly speed: number;
}

const MS_PER_HOUR = 3_600_000;

export const approvalsEnd = ({ startedAt, windowHours, speed }: RunDeadline): Date =>
  new Date(Date.parse(startedAt) + (windowHours * MS_PER_HOUR) / speed);

/** For terminal, inbox and pages; `undefined` where waits pass in real time, so that what pages tell is so. */
export function deadlineNotice(run: RunDeadline, now: Date): string | undefined {
  const { windowHours, speed } = run;
  if (speed === 1) return undefined;
  const end = approvalsEnd(run);
  const left = end.getTime() - now.getTime();
  const at = `${end.toISOString().slice(11, 16)} UTC`;
  const when = left <= 0 ? `were over at ${at}` : `end at ${at}, at this speed in ${duration(left)}`;
  return `Approvals of this run ${when}: waits pass ${speed} times faster here, so that ${windowHours} h take ${duration((windowHours * MS_PER_HOUR) / speed)}. Timestamps stay real, and deadlines in pages and mails are those of a deployment.`;
}

/** "2 h 24 min", "45 s". */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
