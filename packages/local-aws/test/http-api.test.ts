import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Listening, listen } from '@m365-rotation/loopback';
import { serveHttpApi } from '../http-api.ts';
import { HttpRoutes } from '../http-routes.ts';
import { AwsError, type Call } from '../service.ts';

const routes = [
  { key: 'ANY /{proxy+}', functionArn: 'any' },
  { key: 'GET /', functionArn: 'home' },
  { key: 'GET /a/{locator}', functionArn: 'approvals' },
  { key: 'GET /a/help', functionArn: 'help' },
  { key: 'POST /c/{locator}/stored', functionArn: 'credential' },
  { key: 'GET /files/{path+}', functionArn: 'files' },
  { key: 'ANY /c/{locator}/stored', functionArn: 'credential-any' },
];

describe('routes', () => {
  const find = (method: string, path: string, among = routes) => {
    const match = new HttpRoutes(among).find(method, path);
    return match && [match.route.functionArn, match.parameters];
  };

  test.each<[string, string, unknown]>([
    ['GET', '/', ['home', {}]],
    ['GET', '/a/x.1.2', ['approvals', { locator: 'x.1.2' }]],
    ['GET', '/a/%C3%A4%2Fb', ['approvals', { locator: 'ä/b' }]],
    ['GET', '/a/%zz', ['approvals', { locator: '%zz' }]],
    ['GET', '/a/help', ['help', {}]],
    ['POST', '/a/x', ['any', { proxy: 'a/x' }]],
    ['GET', '/a/x/y', ['any', { proxy: 'a/x/y' }]],
    ['GET', '/a/', ['any', { proxy: 'a/' }]],
    ['GET', '/files/a/b', ['files', { path: 'a/b' }]],
    ['POST', '/c/x/stored', ['credential', { locator: 'x' }]],
    ['PUT', '/c/x/stored', ['credential-any', { locator: 'x' }]],
  ])('%s %s', (method, path, expected) => {
    expect(find(method, path)).toEqual(expected);
  });

  test('without a greedy route, what fits none is found nowhere; $default takes it', () => {
    const few = [{ key: 'GET /a/{locator}', functionArn: 'approvals' }];
    expect(find('GET', '/a', few)).toBeUndefined();
    expect(find('HEAD', '/a/x', few)).toBeUndefined();
    expect(find('GET', '/a/x/', few)).toBeUndefined();
    expect(find('GET', '/b', [...few, { key: '$default', functionArn: 'rest' }])).toEqual(['rest', {}]);
  });
});

describe('requests and responses', () => {
  let api: Listening;
  let calls: Call[];
  let failures: unknown[];
  let answer: unknown;
  let functionError: string | undefined;
  let refusal: AwsError | undefined;
  let notice: string | undefined;

  beforeEach(async () => {
    [calls, failures, answer, functionError, refusal] = [[], [], { statusCode: 200 }, undefined, undefined];
    notice = undefined;
    const server = createServer();
    api = await listen(server, 0, 'the portal');
    const few = routes.filter(({ key }) => key !== 'ANY /{proxy+}');
    serveHttpApi(
      server,
      { logicalId: 'Api', apiId: 'abc', name: 'portal', routes: few },
      {
        accountId: '111122223333',
        pageNotice: () => notice,
        onFailure: (error) => failures.push(error),
        dispatch: async (call) => {
          calls.push(call);
          if (refusal !== undefined) throw refusal;
          const Payload = Buffer.from(JSON.stringify(answer)).toString('base64');
          return { Payload, ...(functionError === undefined ? {} : { FunctionError: functionError }) };
        },
      },
    );
  });
  afterEach(async () => api.close());

  test('a notice of the cloud stands on pages, and nowhere else; it is text', async () => {
    notice = 'Waits pass <b>20</b> times faster & so on';
    const page = { statusCode: 200, headers: { 'content-type': 'text/html; charset=UTF-8' } };
    const body = '<body><main id="main" tabindex="-1"><h1>Home</h1></main></body>';
    answer = { ...page, body };
    const told = await (await fetch(`${api.url}/`)).text();
    expect(told).toBe(
      '<body><main id="main" tabindex="-1"><p role="note">Waits pass &lt;b&gt;20&lt;/b&gt; times faster &amp; so on</p><h1>Home</h1></main></body>',
    );
    answer = { statusCode: 200, headers: { 'content-type': 'text/css' }, body };
    expect(await (await fetch(`${api.url}/`)).text()).toBe(body);
    notice = undefined;
    answer = { ...page, body };
    expect(await (await fetch(`${api.url}/`)).text()).toBe(body);
  });

  const event = () => JSON.parse(Buffer.from(String(calls[0]?.input.Payload), 'base64').toString('utf8'));

  test('a throttled function is a service that is not there: the API fails with 503, the function does not', async () => {
    refusal = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    const answered = await fetch(`${api.url}/`);
    expect([answered.status, await answered.json()]).toEqual([503, { message: 'Service Unavailable' }]);
    expect(failures).toEqual([]);
  });

  test('a request becomes an event of payload format 2.0', async () => {
    await fetch(`${api.url}/a/x%20y?cycle=1&cycle=2&empty=`, {
      headers: { cookie: 'session=1; other=a=b', 'user-agent': 'tests', 'x-forwarded-for': '198.51.100.7' },
    });
    expect(calls[0]).toMatchObject({ service: 'lambda', action: 'Invoke', input: { FunctionName: 'approvals' } });
    const host = new URL(api.url).host;
    expect(event()).toMatchObject({
      version: '2.0',
      routeKey: 'GET /a/{locator}',
      rawPath: '/a/x%20y',
      rawQueryString: 'cycle=1&cycle=2&empty=',
      queryStringParameters: { cycle: '1,2', empty: '' },
      cookies: ['session=1', 'other=a=b'],
      headers: {
        host,
        'user-agent': 'tests',
        'x-forwarded-for': '198.51.100.7, 127.0.0.1',
        'x-forwarded-proto': 'http',
      },
      pathParameters: { locator: 'x y' },
      requestContext: {
        apiId: 'abc',
        domainName: host,
        http: { method: 'GET', path: '/a/x%20y', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tests' },
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
    expect(event()).not.toHaveProperty('body');
    expect(event().headers).not.toHaveProperty('cookie');
  });

  test('a form is handed over in base64, JSON as text', async () => {
    await fetch(`${api.url}/c/x/stored`, { method: 'POST', body: new URLSearchParams({ csrf: 'ä' }) });
    expect(event()).toMatchObject({ body: Buffer.from('csrf=%C3%A4').toString('base64'), isBase64Encoded: true });
    calls = [];
    await fetch(`${api.url}/c/x/stored`, {
      method: 'POST',
      body: '{"a":"ä"}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect(event()).toMatchObject({ body: '{"a":"ä"}', isBase64Encoded: false });
  });

  test('an answer becomes a response: status, headers, several cookies, binary body', async () => {
    answer = {
      statusCode: 201,
      headers: { 'content-type': 'image/png', 'x-count': 3 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    };
    const response = await fetch(`${api.url}/`);
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(response.headers.get('x-count')).toBe('3');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  });

  test('a redirect is passed on', async () => {
    answer = { statusCode: 303, headers: { location: '/sign-in' } };
    const response = await fetch(`${api.url}/`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  test('an answer without a status is the body', async () => {
    answer = { plain: true };
    const response = await fetch(`${api.url}/`);
    expect([response.status, await response.json()]).toEqual([200, { plain: true }]);
  });

  test('a failing function is 500 for the visitor, with no word of why', async () => {
    functionError = 'Unhandled';
    answer = { errorType: 'Error', errorMessage: 'a secret' };
    const response = await fetch(`${api.url}/`);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(String(failures[0])).toMatch(/a secret/);
  });

  test('what no route fits is 404, without any function', async () => {
    const response = await fetch(`${api.url}/nowhere`);
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
    expect(calls).toEqual([]);
  });

  const post = async (bytes: number) => {
    const response = await fetch(`${api.url}/c/x/stored`, { method: 'POST', body: Buffer.alloc(bytes, 'a') });
    return [response.status, await response.json()];
  };

  test('a body of more than 10 MB reaches no function', async () => {
    expect(await post(10 * 1024 * 1024 + 1)).toEqual([413, { message: 'Request Entity Too Large' }]);
    expect(calls).toEqual([]);
  });

  test('a body that is too much for the function is 413, not an error of the API', async () => {
    refusal = new AwsError('RequestTooLargeException', 'Request must be smaller than 6291456 bytes.', 413);
    expect(await post(5 * 1024 * 1024)).toEqual([413, { message: 'Request Too Long' }]);
    expect(failures).toEqual([]);
  });

  test('a request line and header values of more than 10,240 bytes reach no function', async () => {
    const most = { headers: { 'x-much': 'a'.repeat(10_000) } };
    expect((await fetch(`${api.url}/`, most)).status).toBe(200);
    calls = [];
    const response = await fetch(`${api.url}/?${'q'.repeat(500)}`, most);
    expect([response.status, await response.json()]).toEqual([431, { message: 'Request Header Fields Too Large' }]);
    expect(calls).toEqual([]);
  });
});

test('each route counts by itself: a flood of one leaves the others alone', async () => {
  let at = 0;
  const server = createServer();
  const api = await listen(server, 0, 'the portal');
  const throttle = { perSecond: 1, atOnce: 3 };
  serveHttpApi(
    server,
    {
      logicalId: 'Api',
      apiId: 'abc',
      name: 'portal',
      routes: [
        { key: 'GET /sign-in', functionArn: 'sign-in', throttle },
        { key: 'GET /', functionArn: 'home', throttle },
      ],
    },
    {
      accountId: '111122223333',
      onFailure: () => undefined,
      throttleBy: { elapsed: () => at },
      dispatch: async () => ({ Payload: Buffer.from('{"statusCode":200}').toString('base64') }),
    },
  );
  const ask = async (path: string) => (await fetch(`${api.url}${path}`)).status;
  const flood = async () => [
    await ask('/sign-in'),
    await ask('/sign-in'),
    await ask('/sign-in'),
    await ask('/sign-in'),
  ];
  try {
    expect(await flood()).toEqual([200, 200, 200, 429]);
    expect(await ask('/')).toBe(200);
    at += 1_000;
    expect(await flood()).toEqual([200, 429, 429, 429]);
  } finally {
    await api.close();
  }
});
