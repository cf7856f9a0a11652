import type { Estate } from '../../config/estate.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import type { Answer } from './answer.ts';

interface Asked {
  readonly queue: string;
  readonly ids: readonly string[];
  readonly estate: Pick<Estate, 'tenants'>;
  readonly now: Date;
}

const MINUTE_MS = 60_000;

/** Whoever has looked holds all for a minute; a run that was stopped, too. */
const NOTHING_FOUND =
  'None was found. What somebody has looked at within the last minute is not found: run the command again in a minute.';

/** What was found or put back, a line each, and what to do next. */
export function messagesText(found: Answer, { queue, ids, estate, now }: Asked): string {
  if (found.outcome === 'refused') return `${found.sentence}\n`;
  const { letters, left, more } = found;
  const tenantOf = (id: string) => estate.tenants.find(({ tenantId }) => tenantId === id)?.name ?? id;
  const rows = letters.map(({ id, kind, cycleId, tenantId, sentAt, receives }) =>
    [
      id,
      kind,
      cycleId ?? '-',
      tenantId === undefined ? '-' : tenantOf(tenantId),
      `sent ${ageOf(sentAt, now)} ago`,
      `received ${counted(receives, 'time')}`,
    ].join('  '),
  );
  const known = [...letters, ...left];
  const missing = found.outcome === 'redriven' ? ids.filter((id) => known.every((each) => each.id !== id)) : [];
  return [
    ...rows,
    found.outcome === 'listed'
      ? `${counted(letters.length, 'message')} of the queue ${queue} could not be delivered. Looking hides them for a minute.`
      : `${counted(letters.length, 'message')} put back into the queue ${queue}.`,
    ...(known.length === 0 && missing.length === 0 ? [NOTHING_FOUND] : []),
    ...left.map(({ id }) => `${id} could not be put back: run the command again in a minute.`),
    ...missing.map(
      (id) => `${id} was not found: it was put back before, or somebody has looked at it within the last minute.`,
    ),
    ...(more ? ['There may be more: run the command again.'] : []),
    '',
  ].join('\n');
}

function ageOf(sentAt: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(sentAt)) / MINUTE_MS));
  if (minutes < 120) return counted(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.floor(hours / 24), 'day');
}
