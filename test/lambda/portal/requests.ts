import type { Hono } from 'hono';
import type { PortalEnvironment } from '../../../lambda/portal/environment.ts';
import { CSRF, type Person, PORTAL, sessionIdOf } from './portal-world.ts';

type App = Hono<PortalEnvironment>;

/** What API Gateway adds to a request. The address in the headers is a lie that must not be believed. */
const event = { requestContext: { http: { sourceIp: '203.0.113.7', userAgent: 'Test browser' } } };

const cookieOf = (person: Person | undefined): Record<string, string> =>
  person === undefined ? {} : { cookie: `__Host-session=${sessionIdOf(person)}` };

/** Opens a page as this person's browser does. */
export const open = async (app: App, path: string, person?: Person, method = 'GET'): Promise<Response> =>
  asRead(
    await app.request(path, { method, headers: { ...cookieOf(person), 'x-forwarded-for': '198.51.100.1' } }, { event }),
  );

/** A page as it is read and copied: where a name may go on in the next line, there is no text. */
async function asRead(answer: Response): Promise<Response> {
  const { status, headers, body } = answer;
  return new Response(body === null ? null : (await answer.text()).replaceAll('<wbr/>', ''), { status, headers });
}

export interface FormOptions {
  /** `null`: the browser sends none. */
  readonly origin?: string | null;
  readonly site?: string;
  readonly csrf?: string | null;
  readonly contentType?: string;
}

/** Sends a form as this person's browser does, from our own page unless told otherwise. */
export async function submit(
  app: App,
  path: string,
  person: Person | undefined,
  fields: Readonly<Record<string, string>> = {},
  { origin = PORTAL, site = 'same-origin', csrf = CSRF, contentType }: FormOptions = {},
): Promise<Response> {
  const answer = await app.request(
    path,
    {
      method: 'POST',
      headers: {
        ...cookieOf(person),
        ...(origin === null ? {} : { origin }),
        'sec-fetch-site': site,
        'content-type': contentType ?? 'application/x-www-form-urlencoded',
        'x-forwarded-for': '198.51.100.1',
      },
      body: new URLSearchParams({ ...(csrf === null ? {} : { csrf }), ...fields }).toString(),
    },
    { event },
  );
  return asRead(answer);
}

type Account = { readonly tenantId: string; readonly accountId: string };

/** Names of the fields about one account in the form of the approvals. */
export const decisionField = ({ tenantId, accountId }: Account): string => `decision.${tenantId}.${accountId}`;
export const reasonField = ({ tenantId, accountId }: Account): string => `reason.${tenantId}.${accountId}`;

/** The fields that approve these accounts. */
export const approving = (...accounts: readonly Account[]): Record<string, string> =>
  Object.fromEntries(accounts.map((each) => [decisionField(each), 'approve']));
