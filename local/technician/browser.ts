/** A page as it arrived, after all redirects. */
export interface Page {
  readonly address: URL;
  readonly status: number;
  readonly html: string;
}

/** Opens pages and sends forms as a browser without scripts does: with cookies, an origin, and redirects. */
export interface Browser {
  open(address: URL): Promise<Page>;
  /** @param from  the page that the form is on */
  submit(from: Page, action: string, fields: URLSearchParams): Promise<Page>;
}

const MOST_REDIRECTS = 10;
const TIMEOUT_MS = 60_000;

export function browser(): Browser {
  const cookies = cookieJar();
  const load = async (first: URL, body?: { readonly fields: URLSearchParams; readonly origin: string }) => {
    let address = first;
    let sent = body;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await fetch(address, {
        method: sent === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          'user-agent': 'unattended-technician',
          cookie: cookies.header(address),
          ...(sent === undefined ? {} : { origin: sent.origin, 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(sent === undefined ? {} : { body: sent.fields.toString() }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      cookies.take(address, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return { address, status: response.status, html: await response.text() };
      }
      await response.body?.cancel();
      address = new URL(location, address);
      // Only 307 and 308 would repeat the form, and no page of ours does that.
      sent = undefined;
    }
    throw new Error(`${first.origin} redirects without end`);
  };
  return {
    open: (address) => load(address),
    submit: (from, action, fields) => load(new URL(action, from.address), { fields, origin: from.address.origin }),
  };
}

/** Cookies belong to a host name, whatever the port, as in browsers. */
function cookieJar() {
  const hosts = new Map<string, Map<string, string>>();
  return {
    header: ({ hostname }: URL) =>
      [...(hosts.get(hostname) ?? [])].map(([name, value]) => `${name}=${value}`).join('; '),
    take({ hostname }: URL, setCookies: readonly string[]) {
      const jar = hosts.get(hostname) ?? new Map<string, string>();
      hosts.set(hostname, jar);
      for (const cookie of setCookies) {
        const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
        const name = pair.slice(0, pair.indexOf('='));
        if (attributes.some((each) => /^max-age=(0|-\d+)$/i.test(each))) jar.delete(name);
        else jar.set(name, pair.slice(pair.indexOf('=') + 1));
      }
    },
  };
}
