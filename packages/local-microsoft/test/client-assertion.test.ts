import { expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { refusalOfClient } from '../client-assertion.ts';

const MINUTE_MS = 60_000;
const issuedAt = Date.parse('2020-01-01T00:00:00Z');

/** A virtual clock may be hours behind the machine's, or ahead of it. */
test.each([
  ['within its time', 1, undefined],
  ['after it', 6, 500133],
])('an assertion of five minutes is judged by the clock of the simulation: %s', async (_, minutes, refusal) => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer('https://sts.simulated.example')
    .setSubject('arn:aws:iam::123456789012:role/writer')
    .setAudience('api://AzureADTokenExchange')
    .setIssuedAt(new Date(issuedAt))
    .setExpirationTime(new Date(issuedAt + 5 * MINUTE_MS))
    .sign(privateKey);
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] };
  const form = new URLSearchParams({
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  const at = {
    clientId: 'writer',
    tokenEndpoint: 'https://login.example',
    now: new Date(issuedAt + minutes * MINUTE_MS),
  };
  expect(await refusalOfClient({ federated: { keys: () => keys } }, form, at)).toBe(refusal);
});
