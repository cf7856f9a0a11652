import { GenerateMacCommand, type KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { type LinkPurpose, LOCATOR_PATTERN, type Locator } from '../../domain/credential/link.ts';
import type { LinkSigner, LinkVerifier } from '../../ports/credential.ts';

const pathOf: Record<LinkPurpose, string> = { approvals: 'a', credential: 'c', contact: 'n' };

/** The signed text names the purpose, so that a link of one purpose never verifies for another. */
const signedText = (purpose: LinkPurpose, { linkId, expiresAt }: Locator, kid: string) =>
  Buffer.from(`v1|${purpose}|${linkId}|${expiresAt}|${kid}`);

/** Names the key within a link: after a change of keys, links of the old key are recognized. */
const kidOf = (keyId: string) => (keyId.split('/').at(-1) ?? keyId).replaceAll('-', '').slice(0, 8).toLowerCase();

export function linkSigner(client: KMSClient, keyId: string, portalUrl: string): LinkSigner {
  return {
    async addressOf(purpose, locator) {
      const kid = kidOf(keyId);
      const { Mac } = await client.send(
        new GenerateMacCommand({
          KeyId: keyId,
          MacAlgorithm: 'HMAC_SHA_256',
          Message: signedText(purpose, locator, kid),
        }),
      );
      if (Mac === undefined) throw new Error('KMS gave no MAC');
      const mac = Buffer.from(Mac).toString('base64url');
      return `${portalUrl}/${pathOf[purpose]}/${locator.linkId}.${locator.expiresAt}.${kid}.${mac}`;
    },
  };
}

/** The last character has unused bits: characters that mean the same bytes are refused, so that a link has one spelling. */
const isCanonical = (mac: string | undefined): mac is string =>
  mac !== undefined && Buffer.from(mac, 'base64url').toString('base64url') === mac;

export function linkVerifier(client: KMSClient, keyId: string): LinkVerifier {
  return {
    async verify(purpose, text, now) {
      const [, linkId, expiry, kid, mac] = LOCATOR_PATTERN.exec(text) ?? [];
      if (linkId === undefined || expiry === undefined || kid !== kidOf(keyId) || !isCanonical(mac)) return undefined;
      const locator = { linkId, expiresAt: Number(expiry) };
      if (locator.expiresAt * 1000 <= now.getTime()) return undefined;
      try {
        await client.send(
          new VerifyMacCommand({
            KeyId: keyId,
            MacAlgorithm: 'HMAC_SHA_256',
            Message: signedText(purpose, locator, kid),
            Mac: Buffer.from(mac, 'base64url'),
          }),
        );
        return locator;
      } catch (error) {
        if (error instanceof KMSInvalidMacException) return undefined;
        throw error;
      }
    },
  };
}
