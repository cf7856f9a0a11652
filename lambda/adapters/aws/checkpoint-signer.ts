import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { CheckpointSigner } from '../../ports/checkpoints.ts';

/** A key of KMS that never leaves it. */
export const checkpointSigner = (kms: KMSClient, keyId: string): CheckpointSigner => ({
  async publicKey() {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
    if (PublicKey === undefined) throw new Error('KMS gave no public key');
    return PublicKey;
  },
  async sign(text) {
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: createHash('sha256').update(text).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (Signature === undefined) throw new Error('KMS gave no signature');
    return Signature;
  },
});
