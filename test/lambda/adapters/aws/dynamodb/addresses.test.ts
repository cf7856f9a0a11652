import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { linkSigner, linkVerifier } from '../../../../../lambda/adapters/aws/link-mac.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const NOW = new Date('2026-12-07T08:00:00.000Z');
const expiresAt = NOW.getTime() / 1000 + 3600;
const id = (letter: string) => letter.repeat(32);

const link = { linkId: id('c'), expiresAt };

describe('addresses', () => {
  const signer = () => linkSigner(cloud.kms, 'links', 'https://portal.example');
  const verifier = () => linkVerifier(cloud.kms, 'links');
  const locatorOf = async (purpose: 'approvals' | 'credential' = 'credential') =>
    (await signer().addressOf(purpose, link)).split('/').at(-1) ?? '';

  test('lead to their page, are the same every time, and verify', async () => {
    const address = await signer().addressOf('credential', link);
    expect(address).toMatch(/^https:\/\/portal\.example\/c\/[0-9a-f]{32}\.\d{10}\.[0-9a-z]+\.[\w-]{43}$/);
    expect(await signer().addressOf('credential', link)).toBe(address);
    expect(await verifier().verify('credential', await locatorOf(), NOW)).toEqual({ linkId: link.linkId, expiresAt });
  });

  test('of one purpose do not verify for the other', async () => {
    expect(await verifier().verify('approvals', await locatorOf('credential'), NOW)).toBeUndefined();
    expect(await verifier().verify('credential', await locatorOf('approvals'), NOW)).toBeUndefined();
  });

  test('altered in any character they are refused', async () => {
    const locator = await locatorOf();
    for (let i = 0; i < locator.length; i += 1) {
      const altered = `${locator.slice(0, i)}${locator[i] === '1' ? '2' : '1'}${locator.slice(i + 1)}`;
      expect([i, await verifier().verify('credential', altered, NOW)]).toEqual([i, undefined]);
    }
  });

  test('are over at their instant', async () => {
    const locator = await locatorOf();
    expect(await verifier().verify('credential', locator, new Date(expiresAt * 1000 - 1))).toBeDefined();
    expect(await verifier().verify('credential', locator, new Date(expiresAt * 1000))).toBeUndefined();
  });

  test('that are none at all never reach KMS', async () => {
    let asked = 0;
    cloud.onCall = () => {
      asked += 1;
    };
    for (const text of ['', 'x', '....', `${link.linkId}.${expiresAt}..`, 'a'.repeat(5000)]) {
      expect(await verifier().verify('credential', text, NOW)).toBeUndefined();
    }
    expect(asked).toBe(0);
  });
});
