import { expect, test } from '@jest/globals';
import { noTicket, type TicketProgress } from '../../../lambda/domain/cycle/ticket-progress.ts';
import { actionsOf, carriedOut, describeStores, STALE } from './stores.ts';
import { cycleId, discoveredCycle, fact, openCycle, TENANT_CHAIN, tenantId } from './values.ts';

const none = noTicket({ cycleId, tenantId });
const opened: TicketProgress = { ...none, number: '4711', openedAt: '2026-12-07T04:00:00.000Z' };
const created = fact({ action: 'ticket.created', accountId: undefined });
const noted = fact({ action: 'ticket.noted', accountId: undefined });

describeStores('the tickets of a tenant', (stores) => {
  test('are kept as they were written, with their records, and the number stands on the tenant', async () => {
    await discoveredCycle(stores());
    expect(await stores().tickets.find(cycleId, tenantId)).toBeUndefined();
    const first = await stores().tickets.save(none, opened, [created]);
    const whole = { ...first, notes: ['decided'], told: { abc: 'failed-0' }, raised: true, manual: '4712' };
    const second = await stores().tickets.save(first, { ...whole, writing: { key: 'result', told: {} } }, [noted]);
    expect(await stores().tickets.find(cycleId, tenantId)).toEqual(second);
    const { writing: _, ...rest } = second;
    await stores().tickets.save(second, rest, []);
    expect(await stores().tickets.find(cycleId, tenantId)).toEqual({ ...rest, revision: 3 });
    expect(await stores().cycles.findTenant(cycleId, tenantId)).toMatchObject({ status: 'discovered', ticket: '4711' });
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['tenant.discovered', 'ticket.created', 'ticket.noted']);
  });

  test('are changed by one of two at the same moment', async () => {
    await discoveredCycle(stores());
    expect(
      await carriedOut(['4711', '4712'].map((number) => stores().tickets.save(none, { ...none, number }, [created]))),
    ).toBe(1);
    const now = await stores().tickets.find(cycleId, tenantId);
    if (now === undefined) throw new Error('there is no ticket');
    expect(await carriedOut(['a', 'b'].map((each) => stores().tickets.save(now, { ...now, notes: [each] }, [])))).toBe(
      1,
    );
    await expect(stores().tickets.save(none, opened, [created])).rejects.toMatchObject(STALE);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['tenant.discovered', 'ticket.created']);
  });

  test('of a tenant that is not in the cycle are refused', async () => {
    await openCycle(stores());
    const other = { ...opened, tenantId: 'other' };
    await expect(stores().tickets.save({ ...none, tenantId: 'other' }, other, [created])).rejects.toMatchObject(STALE);
    expect(await stores().tickets.find(cycleId, 'other')).toBeUndefined();
    expect(await stores().cycles.tenantsOf(cycleId)).toHaveLength(1);
  });

  test('wait as long as the PSA asks', async () => {
    expect(await stores().tickets.restUntil()).toBeUndefined();
    const until = new Date('2026-12-07T05:00:00.000Z');
    await stores().tickets.rest(until);
    expect(await stores().tickets.restUntil()).toEqual(until);
  });
});
