import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import { rotationStore } from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { key } from '../../../../../lambda/adapters/aws/dynamodb/state-keys.ts';
import type { Rotation } from '../../../../../lambda/domain/rotation/rotation.ts';
import { inState, states } from '../../../domain/rotation/rotations.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const store = () => rotationStore(cloud.tables);
const approved = inState(states.approved);
const { tenantId } = approved;

/** A rotation of a Global Administrator for whom these stand in. */
function rotationOf(name: string, standIns?: readonly string[], cycleId = approved.cycleId): Rotation {
  const account = { ...approved.account, accountId: name, ...(standIns === undefined ? {} : { standIns }) };
  return { ...approved, cycleId, accountId: name, rotationId: `${cycleId} ${name}`, account };
}

/** Administrators of one tenant who all stand in for each other. */
const administrators = (names: readonly string[], cycleId?: string) =>
  names.map((name) =>
    rotationOf(
      name,
      [...names].filter((each) => each !== name),
      cycleId,
    ),
  );

const acquired = (answers: readonly string[]) => answers.filter((each) => each === 'acquired').length;

describe('Global Administrators of one tenant are never all taken (R2)', () => {
  test.each([2, 3, 5])('of %i at the same instant, one stays free', async (count) => {
    const all = administrators(['a', 'b', 'c', 'd', 'e'].slice(0, count));
    const answers = await Promise.all(all.map((each) => store().acquireLock(each, new Date())));
    expect(acquired(answers)).toBe(count - 1);
    expect(answers.filter((each) => each === 'last-global-administrator')).toHaveLength(1);
    expect(
      await store().isAnyUnlocked(
        tenantId,
        all.map(({ accountId }) => accountId),
      ),
    ).toBe(true);
  });

  test('two cycles at once, and each step twice: still one stays free, and nobody is taken twice', async () => {
    const names = ['a', 'b', 'c'];
    const both = [...administrators(names, 'monthly'), ...administrators(names, 'now')];
    const answers = await Promise.all(
      [...both, ...both].map(async (each) => [each, await store().acquireLock(each, new Date())] as const),
    );
    const taken = answers.flatMap(([each, answer]) => (answer === 'acquired' ? [each] : []));
    expect(new Set(taken.map(({ accountId }) => accountId)).size).toBe(2);
    expect(new Set(taken.map(({ rotationId }) => rotationId)).size).toBe(2);
    expect(await store().isAnyUnlocked(tenantId, names)).toBe(true);
  });

  test('cycles that saw different administrators: a chain of stand-ins has an end', async () => {
    const chain = [rotationOf('a', ['b']), rotationOf('b', ['c']), rotationOf('c', ['a'])];
    const answers = await Promise.all(chain.map((each) => store().acquireLock(each, new Date())));
    expect(acquired(answers)).toBeLessThan(3);
  });

  test('one who waits gets its turn when a stand-in is done, and not while that one stays taken', async () => {
    const [a, b] = [rotationOf('a', ['b']), rotationOf('b', ['a'])];
    expect(await store().acquireLock(a, new Date())).toBe('acquired');
    // A rotation whose outcome is uncertain stays the one under way, for as long as nobody knows.
    for (let again = 0; again < 3; again += 1)
      expect(await store().acquireLock(b, new Date())).toBe('last-global-administrator');
    await cloud.tables.client.send(new DeleteCommand({ TableName: cloud.tables.state, Key: key.accountLock(a) }));
    expect(await store().acquireLock(b, new Date())).toBe('acquired');
    expect(await store().acquireLock(a, new Date())).toBe('last-global-administrator');
  });

  test('the same rotation again keeps its account, also when all others are taken meanwhile (R8)', async () => {
    const [a, b] = [rotationOf('a', ['b', 'c']), rotationOf('b')];
    expect(await store().acquireLock(a, new Date())).toBe('acquired');
    for (const each of [b, rotationOf('c')]) await store().acquireLock(each, new Date());
    expect(await store().acquireLock(a, new Date())).toBe('acquired');
  });

  test('without any stand-in, never; an account that needs none, whenever', async () => {
    expect(await store().acquireLock(rotationOf('only', []), new Date())).toBe('last-global-administrator');
    expect(await store().acquireLock(rotationOf('plain'), new Date())).toBe('acquired');
    expect(await store().isAnyUnlocked(tenantId, [])).toBe(false);
  });

  test('another rotation of the account is told first', async () => {
    await store().acquireLock(rotationOf('a', ['b'], 'monthly'), new Date());
    expect(await store().acquireLock(rotationOf('a', [], 'now'), new Date())).toBe('account-busy');
  });
});

describe('between the look at a stand-in and the transaction', () => {
  /** Does something once, right before the first transaction of `rotation`. */
  async function meanwhile(rotation: Rotation, act: () => Promise<unknown>): Promise<string> {
    let transactions = 0;
    const client = new Proxy(cloud.tables.client, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (name !== 'send' || typeof member !== 'function') return member;
        return async (command: object) => {
          if (command instanceof TransactWriteCommand) {
            transactions += 1;
            if (transactions === 1) await act();
          }
          return member.call(target, command);
        };
      },
    });
    const answer = await rotationStore({ ...cloud.tables, client }).acquireLock(rotation, new Date());
    expect(transactions).toBeGreaterThan(0);
    return answer;
  }

  test('it is taken: another one stands in', async () => {
    expect(await meanwhile(rotationOf('a', ['b', 'c']), () => store().acquireLock(rotationOf('b'), new Date()))).toBe(
      'acquired',
    );
    expect(await store().acquireLock(rotationOf('c', ['a', 'b']), new Date())).toBe('last-global-administrator');
  });

  test('it is taken, and was the only one: refused, and the account is not taken', async () => {
    const a = rotationOf('a', ['b']);
    expect(await meanwhile(a, () => store().acquireLock(rotationOf('b'), new Date()))).toBe(
      'last-global-administrator',
    );
    expect(await store().isAnyUnlocked(tenantId, ['a'])).toBe(true);
  });

  test('the account itself is taken, by another cycle or by the same rotation', async () => {
    const a = rotationOf('a', ['b'], 'monthly');
    expect(await meanwhile(a, () => store().acquireLock(rotationOf('a', ['b'], 'now'), new Date()))).toBe(
      'account-busy',
    );
    const c = rotationOf('c', ['b']);
    expect(await meanwhile(c, () => store().acquireLock(c, new Date()))).toBe('acquired');
  });
});

test('a transaction that meets another one is tried again', async () => {
  const [a, b] = [rotationOf('a', ['b']), rotationOf('b', ['a'])];
  let conflicts = 2;
  cloud.onCall = ({ action }) => {
    if (action !== 'TransactWriteItems' || conflicts-- <= 0) return;
    throw new AwsError('TransactionCanceledException', 'Transaction cancelled', 400, {
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
  };
  expect(await store().acquireLock(a, new Date())).toBe('acquired');
  expect(conflicts).toBe(-1);
  expect(await store().acquireLock(b, new Date())).toBe('last-global-administrator');
});
