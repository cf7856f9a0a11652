import { describe, expect, test } from '@jest/globals';
import { someFacts } from '../lambda/domain/accounts/directories.ts';
import { type Mistake, mistakes, right } from './model/behaviour.ts';
import { canonical, keyOf } from './model/canonical.ts';
import { explore } from './model/explore.ts';
import { next } from './model/next.ts';
import { brokenRule } from './model/rules.ts';
import { acts, type Scenario, start, type World } from './model/world.ts';

const account = {
  accountId: 'a',
  userPrincipalName: 'a@t.example',
  displayName: 'A',
  class: 'admin',
  reasons: [],
  globalAdministrator: false,
  passwordNeverExpires: false,
  observed: someFacts,
} as const;

const startOf = (scenario: Scenario) => start(account, scenario);

const isMistake = (name: string): name is Mistake => name in mistakes;

describe('whatever is stopped, late, lost or done twice, every rule holds in every state that can be reached', () => {
  test('two executions of one rotation', () => {
    const { states, ends, broken } = explored({ retries: [1, 0], wishes: [] });
    expect(broken).toBeUndefined();
    expect([...ends.keys()]).toEqual(expect.arrayContaining(['rotated', 'failed', 'uncertain', 'rejected', 'expired']));
    expect(states).toBeGreaterThan(10_000);
  });

  test.each<Scenario>([
    { retries: [1], wishes: [], byHand: 'may' },
    { retries: [0], wishes: ['works-old'], byHand: 'may' },
    { retries: [0], wishes: ['works-new'] },
    { retries: [0], wishes: ['retry'] },
    // Somebody says wrongly that the old password works, and a retry follows, while a promotion stands still.
    { retries: [0], wishes: ['wrong-old', 'retry'] },
    { retries: [0], wishes: ['retry', 'works-old'], byHand: 'may' },
  ])('with people who reopen it: %j', (scenario) => {
    const { ends, broken } = explored(scenario);
    expect(broken).toBeUndefined();
    expect([...ends.keys()]).toEqual(expect.arrayContaining(['rotated', 'failed', 'uncertain']));
  });
});

describe('whoever approves, rejects and takes back', () => {
  const once = acts(['approve', 'a'], ['withdraw', 'b'], ['approve', 'b']);
  test.each<[string, Scenario]>([
    [
      'two must approve, one of them tries twice, one rejects',
      {
        retries: [0],
        wishes: [],
        persons: 2,
        people: acts(['approve', 'a'], ['approve', 'a'], ['approve', 'b'], ['reject', 'c']),
      },
    ],
    ['an approval is taken back, and given again', { retries: [1], wishes: [], people: once }],
    ['the same, with two executions', { retries: [0, 0], wishes: [], people: once }],
    [
      'two must approve, and it is taken back',
      {
        retries: [0],
        wishes: [],
        persons: 2,
        people: acts(['approve', 'a'], ['approve', 'b'], ['withdraw', 'c'], ['approve', 'c']),
      },
    ],
    ['an approval is taken back after a retry', { retries: [0], wishes: ['retry'], people: acts(['withdraw', 'a']) }],
  ])('%s', (_, scenario) => {
    const { ends, broken } = explored(scenario);
    expect(broken).toBeUndefined();
    expect([...ends.keys()]).toEqual(expect.arrayContaining(['rotated', 'failed', 'uncertain']));
  });
});

describe('the check can tell', () => {
  const scenarios: Readonly<Record<Mistake, Scenario>> = {
    'withdraws after any attempt': { retries: [1, 0], wishes: [] },
    'applies without having stored': { retries: [1, 0], wishes: [] },
    'frees the account of an uncertain rotation': { retries: [1], wishes: [] },
    'believes at once that the old password works': { retries: [1], wishes: ['works-old'] },
    'tries an uncertain rotation again with another password': { retries: [1], wishes: ['retry'] },
    'takes any change for its own': { retries: [1], wishes: [], byHand: 'may' },
    'moves the label from wherever it is': { retries: [0], wishes: ['wrong-old', 'retry'] },
    'forgets to poll for an uncertain rotation': { retries: [1], wishes: [] },
    'takes one technician for two': {
      retries: [0],
      wishes: [],
      persons: 2,
      people: acts(['approve', 'a'], ['approve', 'a']),
    },
    'takes an approval back while the reset is under way': {
      retries: [0],
      wishes: [],
      people: acts(['approve', 'a'], ['withdraw', 'b']),
    },
    'stages a password although its approval was taken back meanwhile': {
      retries: [1],
      wishes: [],
      people: acts(['approve', 'a'], ['withdraw', 'b']),
    },
  };
  test.each(Object.keys(mistakes).filter(isMistake))('a product that %s is found out', (mistake) => {
    expect(explore(startOf(scenarios[mistake]), brokenRule, mistake).broken?.rule).toMatch(/^R[13]/);
  });

  test('with a rule that does not hold, it finds a world that breaks it', () => {
    const never = (world: World) => (world.row.state.status === 'uncertain' ? 'uncertain' : undefined);
    expect(explore(startOf({ retries: [0, 0], wishes: [] }), never).broken?.rule).toBe('uncertain');
  });

  // Worlds that are taken for one must lead to the same worlds.
  test.each<Scenario>([
    { retries: [0], wishes: [], byHand: 'may' },
    { retries: [1], wishes: [] },
    { retries: [0], wishes: ['works-old'] },
    { retries: [0], wishes: [], people: acts(['approve', 'a'], ['withdraw', 'b'], ['approve', 'b']) },
  ])('it visits what it would visit if it told all worlds apart: %j', (scenario) => {
    const visited = reached(startOf(scenario), canonical, (world) => keyOf(world));
    const apart = reached(startOf(scenario), (world) => world, spelledOut);
    expect(apart.length).toBeGreaterThan(visited.length);
    expect(new Set(apart.map((world) => keyOf(canonical(world))))).toEqual(new Set(visited.map(keyOf)));
  });
});

function explored(scenario: Scenario) {
  const startedAt = process.cpuUsage();
  const found = explore(startOf(scenario), brokenRule);
  const seconds = process.cpuUsage(startedAt).user / 1e6;
  process.stdout.write(`${JSON.stringify(scenario)}: ${found.states} states, ${seconds.toFixed(1)} s\n`);
  return found;
}

/** Everything about a world but the account, which is always the same. */
const spelledOut = ({ row: { account: _, ...row }, ...world }: World) => JSON.stringify({ row, ...world });

/** All worlds that can be reached, by the form in which they are kept. */
function reached(first: World, form: (world: World) => World, keyOfForm: (world: World) => string): readonly World[] {
  const all = new Map<string, World>();
  const open = [form(first)];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    const key = keyOfForm(world);
    if (all.has(key)) continue;
    all.set(key, world);
    open.push(...next(world, right).map(form));
  }
  return [...all.values()];
}
