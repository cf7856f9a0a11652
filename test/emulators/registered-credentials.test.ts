import { createPrivateKey, X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import {
  type CertificateWithKey,
  refusalOfSecret,
  refusalOfSigned,
  selfSignedCertificate,
} from '@m365-rotation/local-microsoft';
import { SignJWT } from 'jose';
import { assertionsSignedBy } from '../../lambda/adapters/graph/signed-assertion.ts';

const NOW = new Date('2026-12-07T05:00:00Z');
const ENDPOINT = 'https://login.example/tenant/oauth2/v2.0/token';
const expected = { clientId: 'app', tokenEndpoint: ENDPOINT };

let own: CertificateWithKey;
let other: CertificateWithKey;
beforeAll(async () => {
  const valid = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') };
  own = await selfSignedCertificate('app', valid);
  other = await selfSignedCertificate('other', valid);
});

const signed = async (certificate: CertificateWithKey, { clientId = 'app', endpoint = ENDPOINT, at = NOW } = {}) => {
  const read = assertionsSignedBy(clientId, () => at)(JSON.stringify(certificate));
  if ('problems' in read) throw new Error(read.problems.join());
  return read.usable(endpoint);
};
const refusal = async (assertion: Promise<string>, now = NOW) =>
  refusalOfSigned({ certificates: [own.certificate], clientSecrets: [] }, await assertion, expected, now);

test('a certificate that we make is one, and its key belongs to it', () => {
  const certificate = new X509Certificate(own.certificate);
  expect(certificate.subject).toBe('CN=app');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(own.privateKey))).toBe(true);
  expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([
    Date.parse('2026-11-01T00:00:00Z'),
    Date.parse('2027-01-01T00:00:00Z'),
  ]);
});

test('an assertion is taken for its app, its endpoint and its minutes', async () => {
  expect(await refusal(signed(own))).toBeUndefined();
  expect(await refusal(signed(other))).toBe(700027);
  expect(await refusal(signed(own, { clientId: 'another' }))).toBe(700021);
  expect(await refusal(signed(own, { endpoint: 'https://login.example/elsewhere/oauth2/v2.0/token' }))).toBe(700023);
  expect(await refusal(signed(own, { at: new Date('2026-12-07T04:54:59Z') }))).toBe(700024);
  expect(await refusal(signed(own, { at: new Date('2026-12-07T05:10:00Z') }))).toBe(700024);
});

test('a certificate counts within its time only', async () => {
  for (const at of ['2026-10-31T00:00:00Z', '2027-01-01T00:00:01Z'].map((each) => new Date(each))) {
    expect(await refusal(signed(own, { at }), at)).toBe(700027);
  }
});

test('the thumbprint alone proves nothing', async () => {
  const [header] = (await signed(own)).split('.');
  const { alg, ...rest } = JSON.parse(Buffer.from(header ?? '', 'base64url').toString());
  const at = NOW.getTime() / 1_000;
  const forged = new SignJWT({ iss: 'app', sub: 'app', aud: ENDPOINT, jti: 'x', nbf: at, exp: at + 60 })
    .setProtectedHeader({ alg, ...rest })
    .sign(createPrivateKey(other.privateKey));
  expect(await refusal(forged)).toBe(700027);
});

test('a client secret is compared whole, and has its time', () => {
  const app = { certificates: [], clientSecrets: [{ value: 'the~value', expires: new Date('2026-12-08T00:00:00Z') }] };
  expect(refusalOfSecret(app, 'the~value', NOW)).toBeUndefined();
  for (const wrong of ['', 'the~valu', 'the~value ', 'THE~VALUE'])
    expect(refusalOfSecret(app, wrong, NOW)).toBe(7000215);
  expect(refusalOfSecret(app, 'the~value', new Date('2026-12-08T00:00:00Z'))).toBe(7000222);
});
