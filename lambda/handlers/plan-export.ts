import { randomUUID } from 'node:crypto';
import { exportStore } from '../adapters/aws/dynamodb/audit/export-store.ts';
import { exportingEvent } from '../runtime/events/exporting-event.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { planExport } from '../usecases/audit/plan-export.ts';
import { operator } from '../usecases/facts.ts';

const ports = { exports: exportStore(tables()), newToken: randomUUID, now };

/** @returns what the workflow asks DynamoDB for next, or that it is too soon */
export const handler = async (input: unknown) => {
  const { requestedBy, ended } = exportingEvent.parse(input);
  const next = await planExport(ports, ended, requestedBy === undefined ? undefined : operator(requestedBy));
  if (next.kind === 'too-soon') {
    const waitSeconds = Math.max(1, Math.ceil((Date.parse(next.notBefore) - now().getTime()) / 1000));
    return { next: next.kind, notBefore: next.notBefore, waitSeconds };
  }
  const { token, plannedAt, from, to } = next.export;
  return {
    next: from === undefined ? 'full' : to === undefined ? 'since' : 'window',
    token,
    period: plannedAt.slice(0, '2026-12'.length),
    from,
    to,
  };
};
