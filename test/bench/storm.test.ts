import { describe, expect, test } from '@jest/globals';
import { stormEstate } from '../../bench/storm/storm-estate.ts';
import { wrongAbout } from '../../bench/storm/verdict.ts';
import { weather } from '../../bench/storm/weather.ts';

const graphRates = { throttled: 0.15, lost: 0.05, failed: 0.05 };
const awsRates = { throttled: 0.05, lost: 0.02 };
const patch = (account: number) =>
  ({ service: 'graph', method: 'PATCH', path: `/users/${account}`, tenantId: 'tenant' }) as const;
const requests = Array.from({ length: 4_000 }, (_, n) => patch(n % 1_000));

describe('the weather', () => {
  test('repeats itself for each account, in whatever order the requests come', () => {
    const [one, other] = [weather(7, graphRates, awsRates), weather(7, graphRates, awsRates)];
    const met = requests.map((each) => one.graph.next(each));
    const later = requests.toSorted((a, b) => Number(a.path.slice(7)) - Number(b.path.slice(7)));
    const metLater = new Map<string, unknown[]>();
    for (const each of later) metLater.set(each.path, [...(metLater.get(each.path) ?? []), other.graph.next(each)]);
    for (const [n, fault] of met.entries()) {
      expect(metLater.get(requests[n]?.path ?? '')?.[Math.floor(n / 1_000)]).toEqual(fault);
    }
    expect(requests.map((each) => weather(8, graphRates, awsRates).graph.next(each))).not.toEqual(met);
  });

  test('is as bad as it was asked to be', () => {
    const { graph, met, effects } = weather(1, graphRates, awsRates);
    for (const each of requests) graph.next(each);
    const share = (name: string) => (met.get(name) ?? 0) / requests.length;
    expect(share('graph throttle')).toBeCloseTo(0.15, 1);
    expect(share('graph lose-answer')).toBeCloseTo(0.05, 1);
    expect(share('graph error')).toBeCloseTo(0.05, 1);
    const applied = [...effects.values()].reduce((sum, each) => sum + each, 0) / requests.length;
    expect(applied).toBeCloseTo(0.825, 1);
  });

  test('spares operators and sign-ins of people', () => {
    const all = weather(1, { throttled: 1, lost: 0, failed: 0 }, { throttled: 1, lost: 0 });
    const call = { service: 'sqs', action: 'SendMessage', input: {} };
    expect(all.aws.faultFor({ ...call, principal: { kind: 'operator' } })).toBeUndefined();
    expect(all.aws.faultFor({ ...call, principal: { kind: 'role', roleArn: 'r', name: 'r' } })).toBe('throttle');
    expect(all.graph.next({ ...patch(1), service: 'entra', path: '/t/oauth2/v2.0/authorize' })).toBeUndefined();
    expect(all.graph.next({ ...patch(1), service: 'entra', path: '/t/oauth2/v2.0/token' })?.kind).toBe('throttle');
  });
});

test('an estate has as many accounts to rotate as asked for, none of them break-glass', () => {
  const { tenants, accounts } = stormEstate(7, 20);
  expect([tenants.length, accounts.length, new Set(accounts.map(({ accountId }) => accountId)).size]).toEqual([
    7, 140, 140,
  ]);
  const breakGlass = tenants.map(({ users }) => users[0]?.id);
  expect(accounts.filter(({ accountId }) => breakGlass.includes(accountId))).toEqual([]);
});

describe('what a run is held against', () => {
  const current = { versionId: 'new', labels: ['AWSCURRENT'] };
  const old = { versionId: 'old', labels: ['AWSCURRENT'] };
  const pending = { versionId: 'new', labels: ['AWSPENDING'] };
  test.each([
    ['rotated', true, true, current, undefined],
    ['rotated', true, true, pending, 'rotated, but not current'],
    ['rotated', true, true, old, 'rotated, but not current'],
    ['rotated', true, false, undefined, 'rotated, but not current'],
    ['rotated', true, true, undefined, 'LOST: no labelled version works'],
    ['uncertain', true, true, pending, undefined],
    ['uncertain', true, true, undefined, 'LOST: no labelled version works'],
    ['failed', true, false, undefined, undefined],
    ['failed', true, true, pending, 'failed, but its new password works'],
    ['maybe-applied', false, true, pending, 'was never closed; it is maybe-applied'],
  ])('%s, closed %s, changed %s, %j: %s', (status, closed, changed, working, wrong) => {
    expect(wrongAbout({ changed, working, rotation: { rotationId: 'new', closed, status } })).toBe(wrong);
  });
});
