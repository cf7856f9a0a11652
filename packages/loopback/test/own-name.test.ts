import { createServer, request } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen } from '../listen.ts';
import { underOwnName } from '../own-name.ts';
import { startWebServer } from '../web-server.ts';

/** `fetch` sets the header by itself, so that it cannot lie. */
const statusUnder = (url: string, host: string | undefined): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const headers = host === undefined ? {} : { host };
    request({ hostname, port, headers, setHost: host !== undefined }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const kinds: Readonly<Record<string, () => Promise<string>>> = {
  'a web server': async () => {
    const { origin, close } = await startWebServer({ port: 0, what: 'the test' }, () => async () => new Response('in'));
    stops.push(close);
    return origin;
  },
  'a Node server': async () => {
    const server = createServer(underOwnName((_, response) => response.end('in')));
    const { url, close } = await listen(server, 0, 'the test');
    stops.push(close);
    return url;
  },
};

describe.each(Object.keys(kinds))('%s', (kind) => {
  test.each([
    ['127.0.0.1:PORT', 200],
    ['localhost:PORT', 200],
    ['LocalHost:PORT', 200],
    ['evil.example', 421],
    ['evil.example:PORT', 421],
    ['127.0.0.1', 421],
    ['127.0.0.1:1', 421],
    ['localhost.evil.example:PORT', 421],
    ['127.0.0.1:PORT.evil.example', 421],
  ])('asked as %s answers %i', async (host, status) => {
    const url = (await kinds[kind]?.()) ?? '';
    expect(await statusUnder(url, host.replace('PORT', new URL(url).port))).toBe(status);
  });

  test('asked without a name does not answer', async () => {
    // Node itself refuses such a request of HTTP/1.1.
    expect(await statusUnder((await kinds[kind]?.()) ?? '', undefined)).toBe(400);
  });
});
