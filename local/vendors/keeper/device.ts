import { createECDH, createHash, createPrivateKey } from 'node:crypto';

/** A pair of keys on the curve P-256. */
export interface KeyPair {
  readonly privateKey: Buffer;
  /** The uncompressed point, 65 bytes. */
  readonly publicKey: Buffer;
}

/** What a bound device and Keeper's server have: all of it follows from one secret text. */
export interface Device {
  readonly clientId: string;
  readonly client: KeyPair;
  /** Of the application, by which its folders' keys are encrypted. */
  readonly appKey: Buffer;
  readonly server: KeyPair;
}

/** The server's key has a number of its own: no one of Keeper's, so that nothing can be sent there by mistake. */
export const SERVER_KEY_ID = 4_711;

const digest = (...parts: readonly string[]) => createHash('sha256').update(parts.join('\n')).digest();

function pairOf(privateKey: Buffer): KeyPair {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  return { privateKey, publicKey: curve.getPublicKey() };
}

export const deviceOf = (key: string): Device => ({
  clientId: Buffer.concat([digest(key, 'client id'), digest(key, 'client id', '2')]).toString('base64'),
  client: pairOf(digest(key, 'client')),
  appKey: digest(key, 'application'),
  server: pairOf(digest(key, 'server')),
});

/** The config of the device, as Keeper shows it once: base64 of JSON. */
export function configOf(key: string, host: string): string {
  const { clientId, client, appKey, server } = deviceOf(key);
  const config = {
    hostname: host,
    clientId,
    privateKey: pkcs8(client).toString('base64'),
    appKey: appKey.toString('base64'),
    serverPublicKeyId: String(SERVER_KEY_ID),
    serverPublicKey: server.publicKey.toString('base64url'),
  };
  return Buffer.from(JSON.stringify(config)).toString('base64');
}

const pkcs8 = ({ privateKey, publicKey }: KeyPair): Buffer =>
  createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: privateKey.toString('base64url'),
      x: publicKey.subarray(1, 33).toString('base64url'),
      y: publicKey.subarray(33).toString('base64url'),
    },
  }).export({ format: 'der', type: 'pkcs8' });
