import { functionTable } from '../../contract/functions.ts';
import { Seeded } from '../evidence/seeded.ts';
import type { Person, Sent } from './person.ts';

/**
 * Requests that must change nothing: each has at least one thing wrong, or only looks. They are drawn by a seed, so that a run can be
 * repeated.
 */

/** Numbers from 0 to below 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  const seeded = new Seeded(seed);
  return () => seeded.next();
}

export interface Targets {
  readonly portal: string;
  /** Who may collect the password. */
  readonly ada: Person;
  /** Decides for the tenant too, and is not the recipient. */
  readonly bruno: Person;
  /** Decides for another tenant. */
  readonly chiara: Person;
  /** Names a password that nobody has opened, as forms do. */
  readonly password: string;
  /** Path of a link to approvals. */
  readonly approvalsLink: string;
  readonly cycleId: string;
  /** Waits for a decision, of a tenant that is not Chiara's. */
  readonly waiting: { readonly rotationId: string; readonly tenantId: string; readonly accountId: string };
}

/** What is drawn is put into pages, queries, fields and headers; a page that has `MARK` in a tag did not escape it. */
export const MARK = 'xq7attack';

const injections: readonly string[] = [
  `<script>${MARK}</script>`,
  `"><img src=x onerror=${MARK}>`,
  `' OR '1'='1`,
  `{"$gt":""}`,
  `{{7*7}}\${7*7}<%= 7*7 %>`,
  '../../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%0d%0aSet-Cookie:%20session=stolen',
  `javascript:${MARK}`,
  '//evil.example/',
  '__proto__',
  'constructor',
  'attribute_not_exists(pk)',
  '#pk = :pk',
  '\u202e\u200b\u2066',
  '😀'.repeat(20),
  'ſ',
  'é\u0301'.repeat(10),
  '-1',
  '1e309',
  'NaN',
  '',
  ' ',
  'null',
  '%',
  '%zz',
  '%ff%fe',
];

const hosts: readonly string[] = ['evil.example', '127.0.0.1', '[::1]', 'localhost:1', 'a'.repeat(200), 'x@y', ''];
const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'];
const types: readonly string[] = [
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/x-www-form-urlencoded-not',
  '',
];

/**
 * The paths of all routes that the table of functions has for a method, with what they lead to: a route that is added is attacked without
 * further ado.
 */
function pathsOf(method: 'GET' | 'POST', { approvalsLink, cycleId, waiting }: Targets): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    cycleId,
    tenantId: waiting.tenantId,
    accountId: waiting.accountId,
    locator: approvalsLink.split('/').at(-1) ?? '',
    file: 'portal.css',
  };
  const routes = Object.values(functionTable).flatMap((entry) => Object.entries(entry.routes ?? {}));
  return routes.flatMap(([path, methods]) => {
    if (!methods.includes(method)) return [];
    return [
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const { [name]: value } = values;
        if (value === undefined) throw new Error(`what stands for {${name}} in ${path}?`);
        return value;
      }),
    ];
  });
}

/** @returns makes the next request, and says what is wrong with it */
export function requestsAt(targets: Targets, random: () => number): () => Sent & { readonly wrong: string } {
  const { portal, ada, bruno, chiara, password, approvalsLink, cycleId, waiting } = targets;
  const below = (n: number) => Math.floor(random() * n);
  const oneOf = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const found = list[below(list.length)];
    if (found === undefined) throw new Error('nothing to draw from');
    return found;
  };
  const text = () => Array.from({ length: below(40) }, () => String.fromCodePoint(33 + below(94))).join('');
  const nasty = () => (random() < 0.6 ? oneOf(injections) : text());
  /** In a path: what a client may send without breaking HTTP itself. */
  const segment = () => (random() < 0.5 ? encodeURIComponent(nasty()) : nasty().replace(/[^\x21-\x7e]|[?#]/g, ''));
  const flipped = (path: string) => {
    const at = 3 + below(path.length - 3);
    const other = oneOf('0123456789abcdefXYZ_-.'.split('').filter((each) => each !== path[at]));
    return `${path.slice(0, at)}${other}${path.slice(at + 1)}`;
  };
  const flippedSession = ({ cookie: value }: Person) => {
    const [, before = '', session = ''] = /^(.*session=)(.+)$/.exec(value) ?? [];
    return `${before}${flipped(session)}`;
  };
  const form = 'application/x-www-form-urlencoded';
  const cookie = ({ cookie: value }: Person) => ({ cookie: value });
  const post = (path: string, who: Person | undefined, fields: Readonly<Record<string, string>>, more = {}): Sent => ({
    method: 'POST',
    path,
    headers: { ...(who === undefined ? {} : cookie(who)), origin: portal, 'content-type': form, ...more },
    body: new URLSearchParams({ ...(who === undefined ? {} : { csrf: who.csrf }), ...fields }).toString(),
  });
  const collects = () => `/passwords/${oneOf(['show', 'stored', 'report', 'renew', 'hand-over'])}`;
  const naming = (links: string) => ({ links, next: links, to: oneOf([ada, bruno, chiara]).objectId, q: nasty() });
  const approvals = `/cycles/${cycleId}/approvals`;
  const account = `${waiting.tenantId}.${waiting.accountId}`;
  const decides = () => ({
    step: 'confirm',
    [`decision.${account}`]: oneOf(['approve', 'reject', 'second']),
    [oneOf([`reason.${account}`, 'reason.approve', 'reason.reject'])]: nasty(),
  });
  const forms = pathsOf('POST', targets);
  const asks = () => ({ reason: oneOf([nasty(), 'because']), step: oneOf(['pause', 'resume', nasty()]) });
  const acts = (): readonly [string, Readonly<Record<string, string>>] => {
    if (random() < 0.4) return [approvals, decides()];
    return random() < 0.5 ? [collects(), naming(password)] : [oneOf(forms), asks()];
  };
  const pages = [...pathsOf('GET', targets), approvalsLink].filter((each) => !each.startsWith('/sign-in'));
  const page = () =>
    oneOf([
      ...pages,
      `/passwords?link=${password}`,
      `/passwords?q=${segment()}&tenant=${segment()}&link=${segment()}`,
      `/exposure?technician=${segment()}&tenant=${segment()}`,
    ]);

  const kinds: readonly (readonly [string, () => Sent])[] = [
    ['nobody is signed in', () => post(acts()[0], undefined, { csrf: oneOf([ada.csrf, '', text()]), ...decides() })],
    [
      'an invented session',
      () => {
        const [path, fields] = acts();
        return post(path, ada, fields, {
          cookie: oneOf([flippedSession(ada), `session=${nasty().replace(/[^\x21-\x7e]/g, '')}`]),
        });
      },
    ],
    [
      'a token of somebody else',
      () => {
        const [path, fields] = acts();
        return post(path, ada, { ...fields, csrf: oneOf([bruno.csrf, chiara.csrf, '', nasty()]) });
      },
    ],
    [
      'the token twice',
      () => {
        const [path, fields] = acts();
        const sent = post(path, ada, fields);
        return { ...sent, body: `${sent.body}&csrf=${ada.csrf}` };
      },
    ],
    [
      'another origin',
      () => {
        const [path, fields] = acts();
        const origin = oneOf([
          'null',
          'https://evil.example',
          `${portal}.evil.example`,
          portal.replace('http', 'https'),
        ]);
        return post(path, ada, fields, { origin });
      },
    ],
    [
      'another site',
      () => {
        const [path, fields] = acts();
        return post(path, ada, fields, { 'sec-fetch-site': oneOf(['cross-site', 'same-site', 'none']) });
      },
    ],
    [
      'no form',
      () => {
        const [path, fields] = acts();
        return post(path, ada, fields, { 'content-type': oneOf(types) });
      },
    ],
    ["somebody else's password", () => post(collects(), oneOf([bruno, chiara]), naming(password))],
    ['an invented password', () => post(collects(), ada, naming(oneOf([flipped(password), nasty(), text()])))],
    ['no links', () => post(collects(), ada, { [oneOf(['link', 'links.', '__proto__'])]: password })],
    [
      'an approvals link as a credential link',
      () => post(`${approvalsLink.replace('/a/', '/c/')}/${oneOf(['report', 'renew', 'show'])}`, ada, {}),
    ],
    ['a tenant that is not theirs', () => post(approvals, chiara, decides())],
    [
      'an action in a tenant that is not theirs',
      () => post(oneOf(forms.filter((each) => each.includes(waiting.tenantId))), chiara, asks()),
    ],
    [
      'an action without a reason',
      () =>
        post(oneOf(forms.filter((each) => each.includes(waiting.tenantId))), ada, {
          reason: oneOf(['', ' ', 'x'.repeat(501)]),
          step: oneOf(['pause', 'resume']),
        }),
    ],
    [
      'a rotation that is not there',
      () =>
        post(approvals, ada, {
          step: 'confirm',
          [`decision.${nasty()}`]: 'approve',
          [`decision.${account}0`]: 'approve',
        }),
    ],
    ['no such answer', () => post(approvals, ada, { step: 'confirm', [`decision.${account}`]: nasty() })],
    [
      'a decision twice',
      () => {
        const sent = post(approvals, ada, { step: 'confirm' });
        const decision = `decision.${account}=`;
        return { ...sent, body: `${sent.body}&${decision}approve&${decision}reject` };
      },
    ],
    [
      'choices that are only to be shown again',
      () => {
        const fields = { ...decides(), again: 'yes', csrf: oneOf(['', nasty()]) };
        return post(approvals, random() < 0.5 ? ada : undefined, fields);
      },
    ],
    ['no confirmation', () => post(approvals, ada, { ...decides(), step: oneOf(['review', 'edit', nasty()]) })],
    [
      'another method',
      () => {
        const [path, fields] = acts();
        return { ...post(path, ada, fields), method: oneOf(methods.filter((each) => each !== 'POST')) };
      },
    ],
    [
      'a method in a header',
      () => ({
        method: 'GET',
        path: acts()[0],
        headers: { ...cookie(ada), 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
      }),
    ],
    [
      'another host',
      () => ({
        method: oneOf(['GET', 'HEAD']),
        path: oneOf([page(), '/sign-in', `/sign-in?to=${encodeURIComponent(nasty())}`]),
        headers: { host: oneOf(hosts), 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
      }),
    ],
    [
      'another path',
      () => ({
        method: oneOf(['GET', 'HEAD', 'POST']),
        path: `${oneOf(['/', '/c/', '/a/', '/cycles/', '/assets/', `/cycles/${cycleId}/`, `/cycles/${cycleId}/accounts/`, '//'])}${segment()}${oneOf(['', '/', `/${segment()}`])}`,
        headers: random() < 0.7 ? cookie(ada) : {},
      }),
    ],
    [
      'another query',
      () => ({
        method: 'GET',
        path: `${page()}?${['tenant', 'to', 'page', segment()].map((name) => `${name}=${segment()}`).join('&')}`,
        headers: cookie(oneOf([ada, bruno, chiara])),
      }),
    ],
    [
      'a sign-in that nobody began',
      () => ({
        method: 'GET',
        path: `/sign-in/callback?state=${segment()}&code=${segment()}${random() < 0.3 ? `&error=${segment()}` : ''}`,
        headers: random() < 0.5 ? { cookie: `sign-in=${text().replace(/[;, ]/g, '')}` } : {},
      }),
    ],
    ['a sign-out from elsewhere', () => post('/sign-out', ada, {}, { origin: 'https://evil.example' })],
    [
      'only a look',
      () => ({ method: oneOf(['GET', 'HEAD']), path: page(), headers: cookie(oneOf([ada, bruno, chiara])) }),
    ],
    [
      'headers that lie',
      () => ({
        method: 'GET',
        path: page(),
        headers: {
          ...cookie(ada),
          'x-forwarded-for': '198.51.100.1',
          forwarded: 'for=1',
          'user-agent': encodeURIComponent(nasty()),
          referer: 'https://evil.example/',
        },
      }),
    ],
    [
      'many fields',
      () =>
        post(approvals, bruno, {
          step: 'review',
          ...Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}${text()}`, nasty()])),
        }),
    ],
  ];
  return () => {
    const [wrong, make] = oneOf(kinds);
    return { ...make(), wrong };
  };
}
