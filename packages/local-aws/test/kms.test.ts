import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startKms } from '../kms.ts';
import type { JsonObject, Service } from '../service.ts';
import type { KeyDeclaration } from '../template/declarations.ts';
import { callerOf, callOf, contextFor } from './service-context.ts';

const key = (keyId: string, keySpec: string, keyUsage: string): KeyDeclaration => ({
  logicalId: keyId,
  keyId,
  arn: `arn:aws:kms:eu-central-1:111122223333:key/${keyId}`,
  keySpec,
  keyUsage,
});
const keys = [
  key('links', 'HMAC_256', 'GENERATE_VERIFY_MAC'),
  key('seals', 'ECC_NIST_P256', 'SIGN_VERIFY'),
  key('credentials', 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'),
];

let context: ReturnType<typeof contextFor>;
let service: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;

const start = async () => {
  service = await startKms(context, keys);
  call = callerOf(service);
};
beforeEach(async () => {
  context = contextFor();
  await start();
});
afterEach(() => context.remove());

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

describe('MACs', () => {
  const input = { KeyId: 'links', MacAlgorithm: 'HMAC_SHA_256', Message: base64('v1|approval|link') };
  const check = (more: JsonObject) => call('VerifyMac', { ...input, ...more });

  test('are checked, also after a restart', async () => {
    const { Mac, KeyId } = await call('GenerateMac', input);
    expect(KeyId).toBe(keys[0]?.arn);
    await start();
    expect(await check({ Mac })).toMatchObject({ MacValid: true });
    expect((await call('GenerateMac', input)).Mac).toBe(Mac);
  });

  test('of another message, changed, cut or empty are an error', async () => {
    const { Mac } = await call('GenerateMac', input);
    const bytes = Buffer.from(String(Mac), 'base64');
    const changed = Buffer.from(bytes);
    changed[31] = (changed[31] ?? 0) ^ 1;
    const wrong = [
      { Mac, Message: base64('v1|reveal|link') },
      { Mac: base64(changed) },
      { Mac: base64(bytes.subarray(0, 16)) },
      { Mac: '' },
    ];
    for (const each of wrong) await expect(check(each)).rejects.toMatchObject({ code: 'KMSInvalidMacException' });
  });

  test('take 4,096 bytes at most, and a key that is made for them', async () => {
    await call('GenerateMac', { ...input, Message: base64('x'.repeat(4096)) });
    await expect(call('GenerateMac', { ...input, Message: base64('x'.repeat(4097)) })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(call('GenerateMac', { ...input, KeyId: 'seals' })).rejects.toMatchObject({
      code: 'InvalidKeyUsageException',
    });
    await expect(call('GenerateMac', { ...input, KeyId: 'none' })).rejects.toMatchObject({ code: 'NotFoundException' });
  });
});

describe('signatures', () => {
  const input = { KeyId: 'seals', SigningAlgorithm: 'ECDSA_SHA_256' };
  const publicKey = async () => {
    const { PublicKey } = await call('GetPublicKey', { KeyId: 'seals' });
    return createPublicKey({ key: Buffer.from(String(PublicKey), 'base64'), type: 'spki', format: 'der' });
  };
  const digestOf = (message: string | Buffer) => createHash('sha256').update(message).digest();
  const sign = async (digest: Buffer, more: JsonObject = {}) => {
    const { Signature } = await call('Sign', { ...input, Message: base64(digest), MessageType: 'DIGEST', ...more });
    return Buffer.from(String(Signature), 'base64');
  };

  test('are DER, and hold for the message by the published key; a digest is not hashed again', async () => {
    for (let at = 0; at < 50; at += 1) {
      const message = Buffer.from(`seal ${at}`);
      const digest = digestOf(message);
      const key = await publicKey();
      const signature = await sign(digest);
      expect(verify('sha256', message, key, signature)).toBe(true);
      expect(verify('sha256', digest, key, signature)).toBe(false);
    }
  });

  test('by the same key after a restart', async () => {
    const signature = await sign(digestOf('seal'));
    await start();
    expect(verify('sha256', Buffer.from('seal'), await publicKey(), signature)).toBe(true);
  });

  test('of a digest that is none are refused', async () => {
    await expect(sign(Buffer.from('short'))).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('of a message that is to be hashed are refused', async () => {
    const raw = sign(Buffer.from('seal'), { MessageType: 'RAW' });
    await expect(raw).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

test('a call needs its permission on the key, whatever the key is called', () => {
  const call = (KeyId: string) => callOf(service, 'VerifyMac', { KeyId, MacAlgorithm: 'HMAC_SHA_256' });
  for (const name of ['links', keys[0]?.arn ?? '']) {
    expect(service.requirementsOf(call(name))).toMatchObject([
      { action: 'kms:VerifyMac', resource: keys[0]?.arn, context: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } },
    ]);
  }
});
