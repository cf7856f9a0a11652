import { expect, test } from '@jest/globals';
import type { Pause, PauseScope } from '../../../lambda/domain/rotation/pause.ts';
import { actionsOf, describeStores } from './stores.ts';
import { ANOTHER_TENANT, cycleId, ESTATE_CHAIN, fact, NOW, TENANT_CHAIN, tenantId } from './values.ts';

const pause = (scope: PauseScope, reason = 'looked strange'): Pause => ({
  scope,
  since: NOW.toISOString(),
  by: { kind: 'operator', name: 'arn:aws:iam::123456789012:user/ada' },
  reason,
});
const contoso: PauseScope = { of: 'tenant', tenantId };
const admins: PauseScope = { of: 'class', class: 'admin' };
const everything: PauseScope = { of: 'everything' };
const set = fact({ action: 'pause.set', accountId: undefined });
const ended = fact({ action: 'pause.ended', accountId: undefined });

describeStores('a pause', (stores) => {
  test('is on from when it was set until it was ended', async () => {
    expect(await stores().pauses.active()).toEqual([]);
    expect(await stores().pauses.over({ cycleId, tenantId, class: 'admin' })).toEqual([]);
    expect(await stores().pauses.set(pause(contoso), set)).toBe('set');
    expect(await stores().pauses.active()).toEqual([pause(contoso)]);
    expect(await stores().pauses.over({ cycleId, tenantId, class: 'admin' })).toEqual([pause(contoso)]);
    expect(await stores().pauses.end(contoso, ended)).toBe('ended');
    expect(await stores().pauses.active()).toEqual([]);
    expect(await stores().pauses.over({ cycleId, tenantId, class: 'admin' })).toEqual([]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['pause.set', 'pause.ended']);
  });

  test('can be set again after its end', async () => {
    await stores().pauses.set(pause(contoso), set);
    await stores().pauses.end(contoso, ended);
    expect(await stores().pauses.set(pause(contoso, 'again'), set)).toBe('set');
    expect(await stores().pauses.active()).toEqual([pause(contoso, 'again')]);
  });

  test('that is on stays as it is, and so does one that is not: with no record', async () => {
    await stores().pauses.set(pause(contoso), set);
    expect(await stores().pauses.set(pause(contoso, 'somebody else'), set)).toBe('already');
    expect(await stores().pauses.active()).toEqual([pause(contoso)]);
    expect(await stores().pauses.end(admins, ended)).toBe('not-paused');
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['pause.set']);
  });

  test('is told to the accounts in its scope, and to no others', async () => {
    const estateWide = fact({ action: 'pause.set', accountId: undefined, tenantId: undefined });
    await stores().pauses.set(pause(admins), estateWide);
    await stores().pauses.set(pause(contoso), set);
    const over = async (tenant: string, of: 'admin' | 'service') =>
      (await stores().pauses.over({ cycleId, tenantId: tenant, class: of })).map(({ scope }) => scope.of).toSorted();
    expect(await over(tenantId, 'admin')).toEqual(['class', 'tenant']);
    expect(await over(tenantId, 'service')).toEqual(['tenant']);
    expect(await over(ANOTHER_TENANT, 'admin')).toEqual(['class']);
    expect(await over(ANOTHER_TENANT, 'service')).toEqual([]);
    await stores().pauses.set(pause(everything), estateWide);
    expect(await over(ANOTHER_TENANT, 'service')).toEqual(['everything']);
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['pause.set', 'pause.set']);
  });

  test('set by two at once is set once', async () => {
    const answers = await Promise.all([
      stores().pauses.set(pause(everything), set),
      stores().pauses.set(pause(everything), set),
    ]);
    expect(answers.toSorted()).toEqual(['already', 'set']);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['pause.set']);
  });
});
