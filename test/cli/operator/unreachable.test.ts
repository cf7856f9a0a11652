import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { sentenceOf } from '../../../cli/operator/sentence-of.ts';
import { deadEndpoints, unreachable } from '../../../cli/operator/unreachable.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:8701'), {
  code: 'ECONNREFUSED',
  address: '127.0.0.1',
  port: 8701,
});
const LOCAL = { AWS_ENDPOINT_URL: 'http://127.0.0.1:8701', GRAPH_ENDPOINT: 'http://localhost:8703' };

test('where the variable leads to a place that nobody answers at, the sentence names it, and the way out', () => {
  expect(unreachable(refused, LOCAL)).toBe(
    'nothing answers at AWS_ENDPOINT_URL http://127.0.0.1:8701: is npm start running? It prints its addresses. To reach AWS itself, unset this variable',
  );
});

test.each([
  ['a request that was tried again', new Error('failed after 3 attempts', { cause: refused })],
  ['both addresses of localhost', new AggregateError([refused, refused], '')],
])('the cause is found within %s', (_, error) => {
  expect(unreachable(error, LOCAL)).toContain('AWS_ENDPOINT_URL http://127.0.0.1:8701');
});

test('a host of AWS that is not found is told as what it is', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
    code: 'ENOTFOUND',
    hostname: 'sts.eu-central-1.amazonaws.com',
  });
  expect(sentenceOf(error)).toBe(
    'nothing answers at sts.eu-central-1.amazonaws.com (ENOTFOUND): is this machine online, and may it go there?',
  );
});

test('any other error says what it says, and nobody who is not signed in reads where credentials were looked for', () => {
  expect(sentenceOf(new Error('the stack is not deployed'))).toBe('the stack is not deployed');
  expect(sentenceOf('thrown')).toBe('thrown');
  const none = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
  expect(sentenceOf(none)).toMatch(/^AWS knows nobody here: sign in/);
});

test('places are tried once, before anything is asked, and all that are dead are named together', async () => {
  const asked: string[] = [];
  const none = async (url: URL) => {
    asked.push(url.host);
    return false;
  };
  expect(await deadEndpoints(LOCAL, none)).toMatch(
    /^nothing answers at AWS_ENDPOINT_URL \S+, GRAPH_ENDPOINT http:\/\/localhost:8703: .+ unset these variables$/,
  );
  expect(asked).toEqual(['127.0.0.1:8701', 'localhost:8703']);
  expect(await deadEndpoints(LOCAL, async () => true)).toBeUndefined();
  expect(await deadEndpoints({}, none)).toBeUndefined();
});

test('a place is dead when nothing listens there', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const environment = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  expect(await deadEndpoints(environment)).toBeUndefined();
  await new Promise((closed) => server.close(closed));
  expect(await deadEndpoints(environment)).toContain(`AWS_ENDPOINT_URL http://127.0.0.1:${port}`);
});
