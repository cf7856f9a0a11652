import { expect, test } from '@jest/globals';
import {
  type Finding,
  type Inspection,
  inspectionOf,
  notReadable,
  type Result,
  resultOf,
} from '../../../../lambda/domain/inspection/inspection.ts';
import { type InspectionTicket, nextInspectionStep } from '../../../../lambda/domain/inspection/inspection-ticket.ts';

const tenant = { kind: 'break-glass', tenantId: 'contoso-id', tenantName: 'Contoso Ltd' } as const;
const failing: Finding = { code: 'blocked', state: 'failed', sentence: 'Its sign-in is blocked.' };
const hidden: Finding = { code: 'not-tested', state: 'unknown', sentence: 'Its last sign-in was not told.' };
const at = (day: string) => new Date(`${day}T05:00:00.000Z`);
const failed = resultOf([failing]);
const broken = inspectionOf(tenant, failed, undefined, at('2026-11-01'));
const ticket: InspectionTicket = {
  kind: 'break-glass',
  tenantId: 'contoso-id',
  number: '4711',
  key: 'm365rot:break-glass:contoso:20261101050000',
  told: broken.changedAt,
  revision: 1,
};
const step = (inspection: Inspection, of: InspectionTicket | undefined = ticket) =>
  nextInspectionStep(of, inspection, 'contoso');
const then = (result: Result, day: string) => inspectionOf(tenant, result, broken, at(day));

test('a ticket is opened once, however often the same is found', () => {
  expect(nextInspectionStep(undefined, broken, 'contoso')).toEqual({ kind: 'open', key: ticket.key });
  expect(step(broken)).toBeUndefined();
  expect(step(then(failed, '2026-11-02'))).toBeUndefined();
});

test('it is noted where something else fails, and in the next quarter', () => {
  const more = then(resultOf([failing, hidden]), '2026-11-02');
  expect(step(more)).toEqual({ kind: 'note', key: 'changed-20261102050000' });
  expect(step(then(failed, '2027-01-02'))).toEqual({ kind: 'note', key: 'changed-20270102050000' });
});

test('it is closed where nothing fails any more, and another one opened when it fails anew', () => {
  const mended = then(resultOf([]), '2026-11-03');
  expect(step(mended)).toEqual({ kind: 'close', key: 'mended-20261103050000' });
  const closed = { ...ticket, closedAt: mended.at };
  expect(step(mended, closed)).toBeUndefined();
  const anew = inspectionOf(tenant, failed, mended, at('2026-11-04'));
  expect(step(anew, closed)).toEqual({ kind: 'open', key: 'm365rot:break-glass:contoso:20261104050000' });
});

test('it stays as it is while the tenant cannot be read', () => {
  expect(step(then(notReadable('no'), '2026-11-02'))).toBeUndefined();
});

test('it is not closed where what failed is only hidden, and is once that is known to be right', () => {
  const hides = resultOf([
    { ...failing, state: 'unknown', sentence: 'The directory did not tell whether it may sign in.' },
  ]);
  const hiding = then(hides, '2026-11-02');
  expect(hiding).toMatchObject({ verdict: 'failed', failedSince: broken.at });
  expect(step(hiding)).toEqual({ kind: 'note', key: 'changed-20261102050000' });
  const still = inspectionOf(tenant, hides, hiding, at('2026-11-03'));
  expect(step(still, { ...ticket, told: hiding.changedAt })).toBeUndefined();
  const mended = inspectionOf(tenant, resultOf([hidden]), still, at('2026-11-04'));
  expect(mended).toMatchObject({ verdict: 'unknown', mendedAt: mended.at });
  expect(step(mended)).toEqual({ kind: 'close', key: 'mended-20261104050000' });
});

test('what passes, or is not known, opens none', () => {
  for (const result of [resultOf([]), resultOf([hidden]), notReadable('no')]) {
    const inspection = inspectionOf(tenant, result, undefined, at('2026-11-01'));
    expect(nextInspectionStep(undefined, inspection, 'contoso')).toBeUndefined();
  }
});
