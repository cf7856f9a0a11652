import { afterEach, describe, expect, test } from '@jest/globals';
import { type Faults, faultsBy, readerClientId, type Simulation, simulate } from '@m365-rotation/local-microsoft';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { stormEstate } from '../../../../bench/storm/storm-estate.ts';
import { BAD_WEATHER, chance, weather } from '../../../../bench/storm/weather.ts';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { tokenSource } from '../../../../lambda/adapters/graph/token-source.ts';
import type { DirectorySnapshot } from '../../../../lambda/domain/accounts/directory.ts';
import { GraphThrottled, GraphUnavailable, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import { holdClockDuringFetch } from '../../../runs/held-fetch.ts';

/**
 * Directories are read in weather at face value: every request meets it, in a batch and outside, and at the token endpoint. The
 * reader runs as in a function and in its workflow, on a virtual clock.
 */

const bad = BAD_WEATHER;
const noFaultsOfAws = { throttled: 0, lost: 0 };

/** What `discover-tenant` has for reading: its time limit less what it leaves for its rows. */
const SECONDS_FOR_READING = 780;
/** As `lib/states/ask-graph-again.ts` has them. */
const PATIENCE_SECONDS = 1_800;
const LONGEST_BACKOFF_SECONDS = 300;

let microsoft: Simulation | undefined;
let putBack: () => void = () => undefined;
async function end() {
  putBack();
  await microsoft?.close();
  microsoft = undefined;
}
afterEach(end);

interface Read {
  readonly snapshot: DirectorySnapshot;
  /** How often the function ran. */
  readonly runs: number;
  readonly seconds: number;
}

/** A reader as it is in a function, which its workflow runs again as long as it does for Graph. */
async function reading(size: Parameters<typeof stormEstate>[0], faults: (clock: VirtualClock) => Faults) {
  const { tenants } = stormEstate(size);
  const clock = virtualClock();
  let drawn = 0;
  microsoft = await simulate({ tenants, clock, faults: faults(clock) });
  const { addresses, assertion } = microsoft;
  putBack = holdClockDuringFetch(clock);
  const patience = {
    now: clock.now,
    sleep: (seconds: number) => clock.sleep(seconds * 1_000),
    random: () => chance('random', drawn++),
    deadline: () => clock.now().getTime() + SECONDS_FOR_READING * 1_000,
  };
  const readOnce = (tenantId: string) => {
    const tokens = tokenSource({
      loginEndpoint: addresses.login,
      clientId: readerClientId,
      scope: 'https://graph.microsoft.com/.default',
      prove: authenticatedByAws(() => clock.during(assertion())),
      now: clock.now,
      patience,
    });
    const connection = graphConnection(addresses.graph, tokens);
    const read = batchReader({ ...patience, connection, clientRequestId: () => crypto.randomUUID() });
    return directoryReader(read).readTenant(tenantId);
  };
  const readPatiently = async (tenantId: string): Promise<Read> => {
    const begun = clock.elapsed();
    let waited = 0;
    for (let runs = 1; ; runs++) {
      try {
        return { snapshot: await readOnce(tenantId), runs, seconds: (clock.elapsed() - begun) / 1_000 };
      } catch (error) {
        const isForGraph = error instanceof GraphThrottled || error instanceof GraphUnavailable;
        if (!isForGraph || waited >= PATIENCE_SECONDS) throw error;
        const asked = error instanceof GraphThrottled ? error.retryAfterSeconds : 0;
        const seconds = Math.max(asked, Math.min(10 + waited, LONGEST_BACKOFF_SECONDS));
        waited += seconds;
        await clock.sleep(seconds * 1_000);
      }
    }
  };
  return {
    tenants,
    clock,
    readAll: () => clock.until(Promise.allSettled(tenants.map(({ tenantId }) => readPatiently(tenantId)))),
  };
}

const usersIn = (each: PromiseSettledResult<Read>) =>
  each.status === 'fulfilled' ? new Set(each.value.snapshot.users.map(({ id }) => id)).size : String(each.reason);
const runsOf = (each: PromiseSettledResult<Read>) => (each.status === 'fulfilled' ? each.value.runs : Number.NaN);

describe('five tenants of 80 users, in pages of 25', () => {
  test.each([1, 2, 3, 4, 5])('in bad weather, seed %i: all are read whole, by one run each or two', async (seed) => {
    const size = { tenants: 5, accounts: 10, users: 80, page: 25 };
    const { readAll, tenants } = await reading(size, () => weather(seed, bad, noFaultsOfAws).graph);
    const read = await readAll();
    expect(read.map(usersIn)).toEqual(tenants.map(({ users }) => users.length));
    expect(Math.max(...read.map(runsOf))).toBeLessThanOrEqual(2);
  });

  test('while Graph and Entra refuse half of all requests, for ten minutes: it takes longer, and nothing fails', async () => {
    const half = { ...bad, throttled: 0.5 };
    const size = { tenants: 5, accounts: 10, users: 80, page: 25 };
    const { readAll, tenants } = await reading(size, (clock) => {
      const isOver = () => clock.elapsed() > 600_000;
      return weather(1, half, noFaultsOfAws, isOver).graph;
    });
    expect((await readAll()).map(usersIn)).toEqual(tenants.map(({ users }) => users.length));
  });
});

describe('a token that goes bad before its time shows inside a batch that answers 200', () => {
  const small = { tenants: 1, accounts: 10, users: 20 };
  const refused = (times: number) =>
    faultsBy([
      { matches: ({ inBatch, path }) => inBatch && path === '/users', fault: { kind: 'refuse-token' }, times },
    ]);

  test('it is dropped, and asked once more with a new one', async () => {
    const { readAll } = await reading(small, () => refused(1));
    expect((await readAll()).map(usersIn)).toEqual([20]);
    expect(microsoft?.requests()['entra:POST token']).toBe(2);
  });

  test('refused again with a new one, the app may not read it', async () => {
    const { readAll } = await reading(small, () => refused(2));
    const [read] = await readAll();
    expect(read?.status === 'rejected' && read.reason).toBeInstanceOf(TenantNotReady);
    expect(microsoft?.requests()['entra:POST token']).toBe(2);
  });
});

test('a large directory needs no unbroken luck: ten times the users take ten times as long, in one run', async () => {
  const seconds: number[] = [];
  for (const users of [200, 2_000]) {
    const size = { tenants: 1, accounts: 10, users, page: 25 };
    const { readAll } = await reading(size, () => weather(1, bad, noFaultsOfAws).graph);
    const [read] = await readAll();
    if (read?.status !== 'fulfilled') throw read?.reason;
    expect(read.value.snapshot.users).toHaveLength(users);
    expect(read.value.runs).toBe(1);
    seconds.push(read.value.seconds);
    await end();
  }
  const [small = 0, large = 0] = seconds;
  expect(large / small).toBeLessThan(20);
});
