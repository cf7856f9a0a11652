import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AttackedProduct, attackedProduct } from './attacked-product.ts';
import { type Answer, send } from './person.ts';

/** Requests that are too large, or name what cannot be. */

let attacked: AttackedProduct;
let cycleId: string;
beforeAll(async () => {
  attacked = await attackedProduct(1);
  cycleId = (await attacked.evidence()).rotations[0]?.cycleId ?? '';
});
afterAll(() => attacked?.close());

describe('an id in a path that is longer than any id', () => {
  const long = 'x'.repeat(3_000);
  test.each([
    ['of a cycle', () => `/cycles/${long}`],
    ['of a cycle, with its approvals', () => `/cycles/${long}/approvals`],
    ['of a tenant', () => `/cycles/${cycleId}/accounts/${long}/${cycleId}`],
    ['of an account', () => `/cycles/${cycleId}/accounts/${cycleId}/${long}`],
    ['of a link', () => `/c/${long}`],
    ['of a link to approvals', () => `/a/${long}`],
  ])('%s is not found', async (_, path) => {
    expect((await attacked.ada.open(path())).status).toBe(404);
  });
});

describe('a body that no page of ours sends', () => {
  const post = (body: string): Promise<Answer> =>
    send(attacked.portal, {
      method: 'POST',
      path: `/cycles/${cycleId}/approvals`,
      headers: {
        cookie: attacked.ada.cookie,
        origin: attacked.portal,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body,
    });

  test.each([1_100_000, 2_000_000, 5_000_000])('of %d bytes is refused as too large', async (bytes) => {
    const answer = await post(`csrf=${attacked.ada.csrf}&a=${'x'.repeat(bytes)}`);
    expect(answer.status).toBe(413);
  });

  test('with forty thousand fields is refused as too large', async () => {
    const fields = Array.from({ length: 40_000 }, (_, n) => `f${n.toString(36)}=`).join('&');
    expect((await post(`csrf=${attacked.ada.csrf}&${fields}`)).status).toBe(413);
  });
});
