import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { functionTable } from '../../contract/functions.ts';
import type { PortalEnvironment } from '../../lambda/portal/environment.ts';
import { type Person, sessionIdOf } from '../lambda/portal/portal-world.ts';

type App = Hono<PortalEnvironment>;

/** The functions of the portal, as `test/lambda/portal/apps.ts` starts them over a world in memory. */
export interface PortalApps {
  readonly approvals: App;
  readonly credential: App;
  readonly signIn: App;
  readonly contact: App;
}

export interface ServedPortal<A extends PortalApps> {
  readonly origin: string;
  readonly apps: A;
  /** Whose session the browser has; `undefined`: nobody is signed in. */
  person: Person | undefined;
  close(): Promise<void>;
}

/** Serves the portal to a browser, each path by the function that has it in the template. Only sign-in is left out: sessions are given. */
export async function servePortal<A extends PortalApps>(start: (origin: string) => A): Promise<ServedPortal<A>> {
  const served: { portal?: ServedPortal<A> } = {};
  const server = createServer((request, response) => {
    const { portal } = served;
    if (portal !== undefined) answer(portal, request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  served.portal = { origin, apps: start(origin), person: 'ada', close };
  return served.portal;
}

async function answer(portal: ServedPortal<PortalApps>, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { method = 'GET', url = '/' } = request;
  const headers = new Headers(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
  );
  headers.delete('cookie');
  if (portal.person !== undefined) {
    const session = sessionIdOf(portal.person);
    headers.set('cookie', `__Host-session=${session}; session=${session}`);
  }
  const init = { method, headers, ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }) };
  const event = { requestContext: { http: { sourceIp: '203.0.113.7', userAgent: 'Test browser' } } };
  const found = await appFor(portal.apps, new URL(url, portal.origin).pathname).request(url, init, { event });
  response.writeHead(found.status, Object.fromEntries(found.headers));
  response.end(Buffer.from(await found.arrayBuffer()));
}

/** By the routes of the template; assets and unknown paths are the portal's. */
function appFor({ approvals, credential, signIn, contact }: PortalApps, path: string): App {
  const has = (name: 'credential-page' | 'sign-in' | 'contact-page') =>
    Object.keys(functionTable[name].routes ?? {}).some((route) =>
      new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
  return has('credential-page') ? credential : has('sign-in') ? signIn : has('contact-page') ? contact : approvals;
}
