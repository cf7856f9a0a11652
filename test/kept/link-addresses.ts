import { createHmac, timingSafeEqual } from 'node:crypto';
import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { jest } from '@jest/globals';
import { linkSigner, linkVerifier } from '../../lambda/adapters/aws/link-mac.ts';
import type { LinkPurpose } from '../../lambda/domain/credential/link.ts';

/** The key of links is the same in all releases: it is in the stack that is never replaced. This one signs nothing but the samples. */
const KEY_ID = '0a1b2c3d-0000-4000-8000-000000000000';
const MATERIAL = 'the key of the samples';

const macOf = (message: Uint8Array = new Uint8Array()) => createHmac('sha256', MATERIAL).update(message).digest();

/** KMS with that key alone. */
function kms(): KMSClient {
  const client = new KMSClient({ region: 'eu-central-1' });
  jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GenerateMacCommand) return { Mac: macOf(command.input.Message) };
    if (command instanceof VerifyMacCommand) {
      if (timingSafeEqual(macOf(command.input.Message), command.input.Mac ?? new Uint8Array())) return {};
      throw new KMSInvalidMacException({ message: '', $metadata: {} });
    }
    throw new Error('links ask KMS for nothing else');
  });
  return client;
}

export const purposes: readonly LinkPurpose[] = ['approvals', 'credential', 'contact'];

/** What a link of the samples says. */
export const locator = { linkId: 'a'.repeat(32), expiresAt: 1_796_631_000 };
export const beforeItExpires = new Date('2026-12-07T08:00:00.000Z');

/** The address of the same link, for each purpose, as mails hold it. */
export async function linkAddresses(): Promise<Readonly<Record<string, string>>> {
  const signer = linkSigner(kms(), KEY_ID, 'https://portal.example');
  return Object.fromEntries(
    await Promise.all(purposes.map(async (each) => [each, await signer.addressOf(each, locator)] as const)),
  );
}

/** @returns what this release reads of the last part of an address; `undefined`: it refuses it */
export const readLink = (purpose: LinkPurpose, address: string) =>
  linkVerifier(kms(), KEY_ID).verify(purpose, address.split('/').at(-1) ?? '', beforeItExpires);
