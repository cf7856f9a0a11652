import { correlation } from './logged.ts';

/** One line in the function's log, which a metric filter counts. JSON, as all logs here are. */
export const logForAlarm = (message: string): void => {
  process.stdout.write(`${JSON.stringify({ level: 'WARN', message, ...correlation() })}\n`);
};
