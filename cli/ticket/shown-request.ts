import { secretFields } from '../../lambda/adapters/aws/secrets-manager/secret-content.ts';
import { NO_NUMBER, type RecordedRequest } from './recording-send.ts';

/** A request as it may be shown to people: with everything but the keys. */
export interface ShownRequest {
  /** Whether it only asks, and was sent. */
  readonly sent: boolean;
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as it is; `undefined`: there is none. */
  readonly body: unknown;
}

const LEFT_OUT = '(left out)';
/** Values of all other headers are keys, or may be. */
const PUBLIC_HEADERS = ['accept', 'content-type'];
/** Shorter values of the secret are words that stand elsewhere by chance: an MSP's name, an id. */
const SHORTEST_KEY = 8;

/**
 * @param secret  content of the PSA's secret
 * @param names  of its fields
 */
export function shownRequest(
  { request, sent }: RecordedRequest,
  secret: string,
  names: readonly string[],
): ShownRequest {
  const { method = 'GET', address, headers = {}, body } = request;
  const safe = withoutKeys(secret, names);
  return {
    sent,
    method,
    address: numberless(safe(address)),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        PUBLIC_HEADERS.includes(name.toLowerCase()) ? value : LEFT_OUT,
      ]),
    ),
    body: body === undefined ? undefined : bodyOf(safe(body)),
  };
}

/** A body that is no JSON is a form with keys in it. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(numberless(text));
  } catch {
    return LEFT_OUT;
  }
}

/** The number of a ticket that was not made is the PSA's to give. */
const numberless = (text: string): string =>
  text
    .replaceAll(new RegExp(`(?<=[:[,]\\s*)${NO_NUMBER}\\b`, 'g'), '"{number}"')
    .replaceAll(String(NO_NUMBER), '{number}');

function withoutKeys(secret: string, names: readonly string[]): (text: string) => string {
  const fields = secretFields(secret);
  const keys = names.flatMap((name) => {
    const value = fields?.text(name);
    return value === undefined || value.length < SHORTEST_KEY ? [] : [{ name, value }];
  });
  return (text) =>
    keys.reduce(
      (left, { name, value }) =>
        [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)].reduce(
          (shown, form) => shown.replaceAll(form, `(${name})`),
          left,
        ),
      text,
    );
}
