import { Agent, request } from 'node:http';
import { filled, formsIn } from '../../local/technician/forms.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** What a request consists of; nothing is added but what HTTP itself needs. */
export interface Sent {
  readonly method: string;
  /** As it stands on the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A connection for each request: one that is used again may be closed by the server at the same moment. */
const agent = new Agent({ keepAlive: false });

/** Sends a request as it is: a browser, and `fetch`, would put some of it right. */
export const send = (origin: string, { method, path, headers = {}, body }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request({ agent, hostname, port, method, path, headers: { ...length, ...headers } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString('utf8'),
        }),
      );
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** A technician who is signed in. */
export interface Person {
  readonly objectId: string;
  readonly cookie: string;
  readonly csrf: string;
  open(path: string): Promise<Answer>;
  /** Sends a form as our own page does. */
  submit(path: string, fields?: Readonly<Record<string, string>>): Promise<Answer>;
}

const MOST_STEPS = 20;

/** Signs in as a browser does: it keeps cookies by host, follows redirects, and chooses the person at Microsoft. */
export async function signIn(portal: string, objectId: string): Promise<Person> {
  const jar = new Map<string, string>();
  let at = new URL('/sign-in', portal);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < MOST_STEPS && at.pathname !== '/'; step += 1) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: cookiesIn(jar) },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const each of answer.headers.getSetCookie()) {
      const [pair = ''] = each.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    form = undefined;
    if (location !== null) {
      at = new URL(location, at);
      continue;
    }
    const found = formsIn(await answer.text()).find(({ fields }) => fields.some(({ value }) => value === objectId));
    if (found === undefined) throw new Error(`nobody to choose at ${at.pathname}: ${answer.status}`);
    form = filled(found, new Map(), { name: 'person', value: objectId });
    at = new URL(found.action, at);
  }
  const cookie = cookiesIn(jar);
  const open = (path: string) => send(portal, { method: 'GET', path, headers: { cookie } });
  const csrf = /name="csrf" value="([^"]+)"/.exec((await open('/')).body)?.[1];
  if (csrf === undefined) throw new Error('not signed in');
  const submit = (path: string, fields: Readonly<Record<string, string>> = {}) =>
    send(portal, {
      method: 'POST',
      path,
      headers: { cookie, origin: portal, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf, ...fields }).toString(),
    });
  return { objectId, cookie, csrf, open, submit };
}

const cookiesIn = (jar: ReadonlyMap<string, string>) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
