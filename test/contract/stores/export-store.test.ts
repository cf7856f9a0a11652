import { expect, test } from '@jest/globals';
import type { ExportState } from '../../../lambda/domain/audit/export-plan.ts';
import { StaleState } from '../../../lambda/ports/rotation.ts';
import { actionsOf, describeStores } from './stores.ts';
import { ESTATE_CHAIN, fact, NOW } from './values.ts';

const at = NOW.toISOString();
const planned = (token: string): ExportState => ({ planned: { token, plannedAt: at } });
const exported = fact({
  action: 'audit.exported',
  tenantId: undefined,
  accountId: undefined,
});

describeStores('what is known of exports', (stores) => {
  test('is nothing at first, then a plan, then until when', async () => {
    expect(await stores().exports.find()).toEqual({});
    await stores().exports.plan({}, planned('one'));
    expect(await stores().exports.find()).toEqual(planned('one'));
    await stores().exports.end(planned('one'), { exportedUntil: at }, exported);
    expect(await stores().exports.find()).toEqual({ exportedUntil: at });
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['audit.exported']);
  });

  test('is planned by one of two', async () => {
    await stores().exports.plan({}, planned('one'));
    await expect(stores().exports.plan({}, planned('two'))).rejects.toThrow(StaleState);
    expect(await stores().exports.find()).toEqual(planned('one'));
    await stores().exports.plan(planned('one'), planned('two'));
    expect(await stores().exports.find()).toEqual(planned('two'));
  });

  test('is ended once, with one record', async () => {
    await stores().exports.plan({}, planned('one'));
    await stores().exports.end(planned('one'), { exportedUntil: at }, exported);
    await expect(stores().exports.end(planned('one'), { exportedUntil: at }, exported)).rejects.toThrow(StaleState);
    await expect(stores().exports.plan({}, planned('two'))).rejects.toThrow(StaleState);
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['audit.exported']);
  });
});
