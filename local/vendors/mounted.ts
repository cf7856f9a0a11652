import type { Exchange, Fault, Faults, Simulation } from './simulation.ts';

/** A simulation under an address of the inbox. */
export interface Mounted {
  /** @returns `undefined`: the connection breaks */
  answer(request: Request): Promise<Response | undefined>;
  /** From now on, until it is called again; without an argument nothing goes wrong any more. */
  fail(faults?: Faults): void;
  /** Is told of each exchange from now on. */
  watch(watcher: (exchange: Exchange) => void): void;
}

/** @param root  of its addresses, such as `/connectwise` */
export function mounted({ app, refusal }: Simulation, root: string): Mounted {
  let faults: Faults = () => undefined;
  let nth = 0;
  const watchers: ((exchange: Exchange) => void)[] = [];
  return {
    async answer(request) {
      const url = new URL(request.url);
      url.pathname = url.pathname.slice(root.length);
      const fault = faults({ method: request.method, path: url.pathname, nth: ++nth });
      if (fault?.kind === 'down') return undefined;
      if (fault?.kind === 'broken') return refusal(500);
      if (fault?.kind === 'unauthorized') return refusal(401);
      if (fault?.kind === 'throttled') return throttled(refusal(429), fault);
      const body = await request.clone().text();
      const response = await app.fetch(new Request(url, request));
      const answer = await response.clone().text();
      const headers = Object.fromEntries(request.headers);
      const query = Object.fromEntries(url.searchParams);
      const { method } = request;
      for (const watcher of watchers)
        watcher({ method, path: url.pathname, query, headers, body, status: response.status, answer });
      if (fault?.kind === 'slow') await fault.until;
      return fault?.kind === 'lost' ? undefined : response;
    },
    fail(wanted = () => undefined) {
      faults = wanted;
      nth = 0;
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}

function throttled(response: Response, { retryAfterSeconds }: Extract<Fault, { kind: 'throttled' }>): Response {
  response.headers.set('retry-after', String(retryAfterSeconds));
  return response;
}
