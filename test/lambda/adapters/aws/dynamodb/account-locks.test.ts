import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import { rotationStore } from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
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
