import { connect } from 'node:net';

/** What a failed connection says of itself: Node's name for it, and where it went. */
interface Failed {
  readonly code: string;
  readonly where: string;
}

/** Names by which Node and the SDK say that nobody answered. */
const NOBODY_ANSWERS: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
];

/** Variables by which a command goes to another place than AWS and Microsoft: that of `npm start`, mostly. */
const ENDPOINTS = ['AWS_ENDPOINT_URL', 'GRAPH_ENDPOINT', 'LOGIN_ENDPOINT'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What a person should know where nobody answered, and the way out; `undefined`: the error is of another kind. */
export function unreachable(error: unknown, environment: Environment = process.env): string | undefined {
  const failed = failedIn(error);
  if (failed === undefined) return undefined;
  const named = ENDPOINTS.filter(
    (name) => environment[name] !== undefined && placeOf(environment[name]) === failed.where,
  );
  if (named.length > 0) return nothingAnswers(named.map((name) => ({ name, url: environment[name] ?? '' })));
  return `nothing answers at ${failed.where} (${failed.code}): is this machine online, and may it go there?`;
}

/**
 * Tries the places that the environment names, once and before anything is asked there: otherwise each tenant would tell the same.
 *
 * @param answers  whether something listens there; connects and hangs up if left out
 * @returns `undefined`: all answer, or none is named
 */
export async function deadEndpoints(
  environment: Environment = process.env,
  answers: (url: URL) => Promise<boolean> = listens,
): Promise<string | undefined> {
  const named = ENDPOINTS.flatMap((name) => {
    const url = environment[name];
    return url === undefined || !URL.canParse(url) ? [] : [{ name, url }];
  });
  const dead = await Promise.all(named.map(async (each) => ((await answers(new URL(each.url))) ? [] : [each])));
  return dead.flat().length === 0 ? undefined : nothingAnswers(dead.flat());
}

const nothingAnswers = (dead: readonly { readonly name: string; readonly url: string }[]): string =>
  `nothing answers at ${dead.map(({ name, url }) => `${name} ${url}`).join(', ')}: is npm start running? It prints its addresses. To reach ${
    dead.some(({ name }) => name === 'AWS_ENDPOINT_URL') ? 'AWS' : 'Microsoft'
  } itself, unset ${dead.length === 1 ? 'this variable' : 'these variables'}`;

/** An error may have others within: of several addresses, or of a request that was tried again. */
function failedIn(error: unknown): Failed | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = Reflect.get(error, 'code');
  if (typeof code === 'string' && NOBODY_ANSWERS.includes(code)) {
    const [host, port] = [Reflect.get(error, 'hostname') ?? Reflect.get(error, 'address'), Reflect.get(error, 'port')];
    if (host !== undefined) return { code, where: port === undefined ? String(host) : `${host}:${port}` };
  }
  const within: unknown[] = [Reflect.get(error, 'cause'), ...[Reflect.get(error, 'errors') ?? []].flat()];
  return within.map(failedIn).find((each) => each !== undefined);
}

/** `127.0.0.1:8701`, as a failed connection names it. */
function placeOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return `${hostname === 'localhost' ? '127.0.0.1' : hostname}:${portOf(new URL(url))}`;
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port));

/** A place that is slow to answer is there. */
const PATIENCE_MS = 3_000;

const listens = (url: URL): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: portOf(url), timeout: PATIENCE_MS });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(true));
    socket.once('error', () => end(false));
  });
