import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import { signDigest } from './ecdsa.ts';
import { inputOf } from './input.ts';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';
import type { KeyDeclaration } from './template/declarations.ts';

/** Longest message that KMS makes a MAC of, in bytes. */
const MOST_BYTES = 4096;
/** Of SHA-256. */
const DIGEST_BYTES = 32;

const bytes = z.string().transform((text) => Buffer.from(text, 'base64'));
const macInput = z.strictObject({ KeyId: z.string(), MacAlgorithm: z.literal('HMAC_SHA_256'), Message: bytes });
const verifyMacInput = macInput.extend({ Mac: bytes });
const signInput = z.strictObject({
  KeyId: z.string(),
  Message: bytes,
  MessageType: z.literal('DIGEST'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
});

/** Key material: base64 of an HMAC key, or a private key in PEM. */
const storedKeys = z.record(z.string(), z.string());

/** KMS, as far as MACs and signatures go. Encryption happens inside Secrets Manager, which keeps readable files here. */
export async function startKms(context: ServiceContext, declared: readonly KeyDeclaration[]): Promise<Service> {
  const file = join(context.folder, 'keys.json');
  const materials = { ...readJson(file, storedKeys) };
  for (const key of declared) materials[key.keyId] ??= newMaterial(key);
  writeJson(file, materials);

  const find = (idOrArn: string, usage?: string): KeyDeclaration & { readonly material: string } => {
    const key = declared.find((each) => each.keyId === idOrArn || each.arn === idOrArn);
    if (key === undefined) throw new AwsError('NotFoundException', `Key '${idOrArn}' does not exist`);
    if (usage !== undefined && key.keyUsage !== usage) {
      throw new AwsError(
        'InvalidKeyUsageException',
        `${key.arn} key usage is ${key.keyUsage} which is not valid here.`,
      );
    }
    return { ...key, material: materials[key.keyId] ?? '' };
  };
  const mac = (KeyId: string, message: Buffer) => {
    const key = find(KeyId, 'GENERATE_VERIFY_MAC');
    limit(message);
    return { key, mac: createHmac('sha256', Buffer.from(key.material, 'base64')).update(message).digest() };
  };

  const actions: Service['actions'] = {
    async GenerateMac(input) {
      const { KeyId, Message, MacAlgorithm } = inputOf(macInput, input);
      const made = mac(KeyId, Message);
      return { KeyId: made.key.arn, Mac: made.mac.toString('base64'), MacAlgorithm };
    },
    async VerifyMac(input) {
      const { KeyId, Message, MacAlgorithm, Mac } = inputOf(verifyMacInput, input);
      const made = mac(KeyId, Message);
      if (Mac.length !== made.mac.length || !timingSafeEqual(Mac, made.mac)) {
        throw new AwsError('KMSInvalidMacException', 'The MAC is not valid.');
      }
      return { KeyId: made.key.arn, MacValid: true, MacAlgorithm };
    },
    async Sign(input) {
      const { KeyId, Message, SigningAlgorithm } = inputOf(signInput, input);
      const key = find(KeyId, 'SIGN_VERIFY');
      if (Message.length !== DIGEST_BYTES) {
        throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${SigningAlgorithm}.`);
      }
      const Signature = signDigest(Message, createPrivateKey(key.material)).toString('base64');
      return { KeyId: key.arn, Signature, SigningAlgorithm };
    },
    async GetPublicKey(input) {
      const key = find(inputOf(z.strictObject({ KeyId: z.string() }), input).KeyId, 'SIGN_VERIFY');
      const PublicKey = createPublicKey(key.material).export({ type: 'spki', format: 'der' }).toString('base64');
      const { keySpec: KeySpec, keyUsage: KeyUsage } = key;
      return { KeyId: key.arn, PublicKey, KeySpec, KeyUsage, SigningAlgorithms: ['ECDSA_SHA_256'] };
    },
  };
  return {
    name: 'kms',
    actions,
    requirementsOf({ action, input }) {
      const { arn } = find(z.string().parse(input.KeyId));
      return [{ action: `kms:${action}`, resource: arn, context: algorithmsOf(input) }];
    },
    close: async () => undefined,
  };
}

const algorithmsOf = ({ MacAlgorithm, SigningAlgorithm, MessageType }: JsonObject) => ({
  ...(typeof MacAlgorithm === 'string' ? { 'kms:MacAlgorithm': MacAlgorithm } : {}),
  ...(typeof SigningAlgorithm === 'string' ? { 'kms:SigningAlgorithm': SigningAlgorithm } : {}),
  ...(typeof MessageType === 'string' ? { 'kms:MessageType': MessageType } : {}),
});

function newMaterial({ keySpec }: KeyDeclaration): string {
  if (keySpec !== 'ECC_NIST_P256') return randomBytes(32).toString('base64');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function limit(message: Buffer): void {
  if (message.length === 0 || message.length > MOST_BYTES) {
    throw new AwsError('ValidationException', `The message must have 1 to ${MOST_BYTES} bytes.`);
  }
}
