import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** The simulated Entra's key. Each process makes its own, so that nothing on disk could sign anything. */
export interface SigningKeys {
  /** What `…/discovery/v2.0/keys` shows. */
  readonly jwks: JSONWebKeySet;
  sign(claims: JWTPayload): Promise<string>;
  /** @returns the claims of a token that this key signed and that holds now; `undefined` for any other */
  verify(token: string, audience: string): Promise<JWTPayload | undefined>;
}

const ALGORITHM = 'RS256';

/** Two in one process, as tests start them, share it: making one takes a tenth of a second. */
let keyPair: ReturnType<typeof generateKeyPair> | undefined;

/** @param now  by which it is told whether a token holds */
export async function signingKeys(now: () => Date): Promise<SigningKeys> {
  keyPair ??= generateKeyPair(ALGORITHM);
  const { publicKey, privateKey } = await keyPair;
  const kid = crypto.randomUUID();
  return {
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' }).sign(privateKey),
    verify: (token, audience) =>
      jwtVerify(token, publicKey, { audience, algorithms: [ALGORITHM], currentDate: now() }).then(
        ({ payload }) => payload,
        () => undefined,
      ),
  };
}
