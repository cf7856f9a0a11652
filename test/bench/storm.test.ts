import { describe, expect, test } from '@jest/globals';
import { stormEstate } from '../../bench/storm/storm-estate.ts';
import { wrongAbout } from '../../bench/storm/verdict.ts';
import { BAD_WEATHER, fewestTries, weather } from '../../bench/storm/weather.ts';

const graphRates = BAD_WEATHER;
const fine = { ...graphRates, throttled: 0, unavailable: 0, timedOut: 0, lostBefore: 0, lostAfter: 0, truncated: 0 };
const awsRates = { throttled: 0.05, lost: 0.02 };
const patch = (account: number) =>
  ({ service: 'graph', method: 'PATCH', path: `/users/${account}`, tenantId: 'tenant', inBatch: false }) as const;
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

  const token = { service: 'entra', method: 'POST', path: '/t/oauth2/v2.0/token' } as const;
  test.each([
    ['token', token],
    ['read', { method: 'POST', path: '/$batch' }],
    ['inner read', { method: 'GET', path: '/users', inBatch: true }],
    ['PATCH', {}],
    ['revoke', { method: 'POST', path: '/users/1/revokeSignInSessions' }],
  ] as const)('is as bad as it was asked to be, at face value: %s', (kind, request) => {
    const { graph, met, effects } = weather(1, graphRates, awsRates);
    for (let n = 0; n < 20_000; n++) graph.next({ ...patch(1), ...request });
    const own = met.get(kind);
    expect([...met.keys()]).toEqual([kind]);
    const share = (count = Number.NaN) => count / (own?.asked ?? Number.NaN);
    expect(share(own?.troubles.throttled)).toBeCloseTo(0.15, 2);
    expect(share(own?.troubles.unavailable)).toBeCloseTo(0.025, 2);
    expect(share(own?.troubles.timedOut)).toBeCloseTo(0.025, 2);
    expect(share(own?.troubles.lostBefore)).toBeCloseTo(0.02, 2);
    expect(share(own?.troubles.lostAfter)).toBeCloseTo(0.05, 2);
    expect(share(own?.troubles.truncated)).toBeCloseTo(0.005, 2);
    expect(share(own?.withoutEffect)).toBeCloseTo(0.15 + 0.025 + 0.0125 + 0.02, 2);
    expect(effects.size).toBe(kind === 'PATCH' ? 1 : 0);
  });

  test('asks to wait as long as it may', () => {
    const { graph } = weather(1, { ...fine, throttled: 1 }, awsRates);
    const waits = requests
      .map((each) => graph.next(each))
      .map((fault) => fault?.kind === 'throttle' && fault.retryAfter);
    expect([...new Set(waits)].sort()).toEqual(['1', '2', '3']);
  });

  test('ends when it is over', () => {
    let isOver = false;
    const { graph } = weather(1, { ...fine, throttled: 1 }, awsRates, () => isOver);
    expect(graph.next(patch(1))?.kind).toBe('throttle');
    isOver = true;
    expect(graph.next(patch(1))).toBeUndefined();
  });

  test('tells the floor: how many tries an effect takes at the least', () => {
    const { graph, met } = weather(1, { ...fine, throttled: 0.5 }, awsRates);
    for (const each of requests) graph.next(each);
    const patches = met.get('PATCH');
    expect(patches === undefined ? 0 : fewestTries(patches)).toBeCloseTo(2, 0);
  });

  test('spares operators and sign-ins of people', () => {
    const all = weather(1, { ...fine, throttled: 1 }, { throttled: 1, lost: 0 });
    const call = { service: 'sqs', action: 'SendMessage', input: {} };
    expect(all.aws.faultFor({ ...call, principal: { kind: 'operator' } })).toBeUndefined();
    expect(all.aws.faultFor({ ...call, principal: { kind: 'role', roleArn: 'r', name: 'r' } })).toBe('throttle');
    expect(all.graph.next({ ...patch(1), service: 'entra', path: '/t/oauth2/v2.0/authorize' })).toBeUndefined();
    expect(all.graph.next({ ...patch(1), service: 'entra', path: '/t/oauth2/v2.0/token' })?.kind).toBe('throttle');
  });
});

test('an estate has as many accounts to rotate as asked for, none of them break-glass', () => {
  const { tenants, accounts } = stormEstate({ tenants: 7, accounts: 20, users: 30, page: 5 });
  expect([tenants.length, accounts.length, new Set(accounts.map(({ accountId }) => accountId)).size]).toEqual([
    7, 140, 140,
  ]);
  const breakGlass = tenants.map(({ users }) => users[0]?.id);
  expect(accounts.filter(({ accountId }) => breakGlass.includes(accountId))).toEqual([]);
  expect(tenants.map(({ users, largestPage }) => [users.length, largestPage])).toEqual(Array(7).fill([30, 5]));
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
