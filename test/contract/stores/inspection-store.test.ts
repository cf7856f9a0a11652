import { expect, test } from '@jest/globals';
import { type Inspection, inspectionOf, resultOf } from '../../../lambda/domain/inspection/inspection.ts';
import type { InspectionTicket } from '../../../lambda/domain/inspection/inspection-ticket.ts';
import { StaleState } from '../../../lambda/ports/rotation.ts';
import { actionsOf, describeStores } from './stores.ts';
import { ANOTHER_TENANT, fact, NOW, tenantId } from './values.ts';

const finding = { code: 'blocked', state: 'failed', sentence: 'Its sign-in is blocked.', account: 'bg1@x' } as const;
const hour = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
const looked = (changes: Partial<Inspection> = {}): Inspection => ({
  ...inspectionOf({ kind: 'break-glass', tenantId, tenantName: 'Contoso Ltd' }, resultOf([finding]), undefined, NOW),
  ...changes,
});
const checked = (of = tenantId) => {
  const { accountId: _, cycleId: __, ...about } = fact({ action: 'break-glass.checked', tenantId: of });
  return about;
};

describeStores('what looks at tenants found', (stores) => {
  test('is kept with its record, by kind and tenant', async () => {
    const { inspections } = stores();
    expect(await inspections.ofKind('break-glass')).toEqual([]);
    const other = looked({ tenantId: ANOTHER_TENANT });
    expect(await inspections.save(looked(), undefined, [checked()])).toBe(true);
    expect(await inspections.save(other, undefined, [checked(ANOTHER_TENANT)])).toBe(true);
    expect(await inspections.save(looked({ kind: 'consent' }), undefined, [])).toBe(true);
    expect(await inspections.ofKind('break-glass')).toEqual(
      [looked(), other].toSorted((one, two) => (one.tenantId < two.tenantId ? -1 : 1)),
    );
    expect(await inspections.find('consent', tenantId)).toEqual(looked({ kind: 'consent' }));
    expect(await inspections.find('consent', ANOTHER_TENANT)).toBeUndefined();
    expect(await actionsOf(stores(), `${tenantId}#-`)).toEqual(['break-glass.checked']);
  });

  test('is replaced by what was made from it, and by nothing older', async () => {
    const { inspections } = stores();
    await inspections.save(looked(), undefined, []);
    const next = looked({ at: hour(1).toISOString() });
    expect(await inspections.save(next, undefined, [checked()])).toBe(false);
    expect(await inspections.save(next, looked(), [checked()])).toBe(true);
    expect(await inspections.save(looked({ told: true }), looked(), [checked()])).toBe(false);
    expect(await inspections.find('break-glass', tenantId)).toEqual(next);
    expect(await actionsOf(stores(), `${tenantId}#-`)).toHaveLength(1);
  });

  test('has one ticket, which two runs cannot change at once', async () => {
    const { inspections } = stores();
    const ticket: InspectionTicket = {
      kind: 'break-glass',
      tenantId,
      number: '4711',
      key: 'm365rot:break-glass:contoso:1',
      told: NOW.toISOString(),
      revision: 1,
    };
    expect(await inspections.ticketOf('break-glass', tenantId)).toBeUndefined();
    await inspections.saveTicket(ticket, []);
    await expect(inspections.saveTicket(ticket, [])).rejects.toThrow(StaleState);
    const closed = { ...ticket, closedAt: hour(1).toISOString(), revision: 2 };
    await inspections.saveTicket(closed, []);
    await expect(inspections.saveTicket(closed, [])).rejects.toThrow(StaleState);
    expect(await inspections.ticketOf('break-glass', tenantId)).toEqual(closed);
    expect(await inspections.ticketOf('consent', tenantId)).toBeUndefined();
  });
});
