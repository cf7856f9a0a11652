import { describe, expect, test } from '@jest/globals';
import { someFacts } from '../lambda/domain/accounts/directories.ts';
import { brokenRule, keyOf, type Mistake, next, start, type Wish, type World } from './model.ts';

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

interface Scenario {
  readonly retries: readonly number[];
  readonly wishes: readonly Wish[];
  readonly byHand?: 'may';
}

/** With CRASH_RETRIES only: these take many minutes. */
const LONG: readonly Scenario[] = [
  { retries: [1], wishes: ['retry'], byHand: 'may' },
  { retries: [0], wishes: ['retry', 'retry'] },
  { retries: [0], wishes: ['retry', 'works-new'] },
  { retries: [0, 0], wishes: ['retry'] },
];

/** Visits every world that can be reached. */
function explore(first: World, rule: (world: World) => string | undefined, mistake?: Mistake) {
  const seen = new Set([keyOf(first)]);
  const ends = new Map<string, number>();
  let open = [first];
  while (open.length > 0) {
    const found: World[] = [];
    for (const world of open) {
      const broken = rule(world);
      if (broken !== undefined) return { states: seen.size, ends, broken, world };
      if (world.row.closed) ends.set(world.row.state.status, (ends.get(world.row.state.status) ?? 0) + 1);
      for (const each of next(world, mistake)) {
        const key = keyOf(each);
        if (seen.has(key)) continue;
        seen.add(key);
        found.push(each);
      }
    }
    open = found;
  }
  return { states: seen.size, ends, broken: undefined, world: undefined };
}

describe('two executions of one rotation, stopped anywhere', () => {
  test('keep every rule in every state that they can reach', () => {
    const startedAt = Date.now();
    // With as many for the second one it is five times as many states, and minutes.
    const second = Number(process.env.CRASH_RETRIES ?? 0);
    const { states, ends, broken, world } = explore(start(account, [1, second]), brokenRule);
    process.stdout.write(
      `${states} states in ${((Date.now() - startedAt) / 1000).toFixed(1)} s, ends: ${JSON.stringify([...ends])}\n`,
    );
    expect({ broken, world }).toEqual({ broken: undefined, world: undefined });
    for (const end of ['rotated', 'failed', 'uncertain', 'rejected', 'expired'])
      expect(ends.get(end)).toBeGreaterThan(0);
  }, 1_800_000);

  const scenarios: readonly Scenario[] = [
    { retries: [1], wishes: [], byHand: 'may' },
    { retries: [0], wishes: ['works-old'], byHand: 'may' },
    { retries: [0], wishes: ['works-new'] },
    { retries: [0], wishes: ['retry'] },
    { retries: [0], wishes: ['retry', 'works-old'], byHand: 'may' },
    { retries: [0], wishes: ['wrong-old', 'retry'] },
    ...(process.env.CRASH_RETRIES === undefined ? [] : LONG),
  ];
  test.each(scenarios)(
    'with people who reopen it: %j',
    ({ retries, wishes, byHand }) => {
      const startedAt = Date.now();
      const { states, ends, broken, world } = explore(start(account, retries, wishes, byHand), brokenRule);
      process.stdout.write(
        `${JSON.stringify(wishes)}: ${states} states in ${((Date.now() - startedAt) / 1000).toFixed(1)} s, ends: ${JSON.stringify([...ends])}\n`,
      );
      expect({ broken, world }).toEqual({ broken: undefined, world: undefined });
      for (const end of ['rotated', 'failed', 'uncertain']) expect(ends.get(end)).toBeGreaterThan(0);
    },
    1_800_000,
  );

  test.each<Omit<Scenario, 'retries'> & { readonly mistake: Mistake }>([
    { mistake: 'frees the account of an uncertain rotation', wishes: [] },
    { mistake: 'believes at once that the old password works', wishes: ['works-old'] },
    { mistake: 'tries an uncertain rotation again with another password', wishes: ['retry'] },
    { mistake: 'takes any change for its own', wishes: [], byHand: 'may' },
  ])('a protocol that $mistake is found out', ({ mistake, wishes, byHand }) => {
    expect(explore(start(account, [1], wishes, byHand), brokenRule, mistake).broken).toMatch(/^R3/);
  });

  test('the model can tell: with a rule that does not hold, it finds a world that breaks it', () => {
    const never = (world: World) => (world.row.state.status === 'uncertain' ? 'uncertain' : undefined);
    expect(explore(start(account, [0, 0]), never).broken).toBe('uncertain');
  });

  test.each(['withdraws after any attempt', 'applies without having stored'] as const)(
    'a protocol that %s is found out',
    (mistake) => {
      expect(explore(start(account, [1, 0]), brokenRule, mistake).broken).toMatch(/^R3/);
    },
  );
});
