import * as z from 'zod';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { entraText } from './entra-error.ts';
import type { HomeTenant, Person } from './entra-options.ts';
import { refusedPage, signInPage } from './sign-in-page.ts';

/** Parameters that the sign-in page carries on; all of them are checked again when it is sent. */
const carried = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'max_age',
  'claims',
];

/** GET: shows who may sign in. Changes nothing. */
export function showSignIn(home: HomeTenant, action: string, query: URLSearchParams): Promise<Response> {
  const refusal = refusalOf(home, query);
  if (refusal !== undefined) return refusal;
  const fields = new Map(carried.flatMap((name) => query.getAll(name).map((value) => [name, value])));
  return htmlAnswer(signInPage(action, fields, home.people), new URL(home.redirectUri).origin);
}

/** POST: sends the browser back with a code for the person who was picked. */
export function pickPerson(
  home: HomeTenant,
  codes: AuthorizationCodes,
  form: URLSearchParams,
  now: Date,
): Promise<Response> {
  const refusal = refusalOf(home, form);
  if (refusal !== undefined) return refusal;
  const person = home.people.find(({ objectId }) => objectId === form.get('person'));
  if (person === undefined)
    return back(home, form, { error: 'access_denied', error_description: 'The user cancelled.' });
  const contexts = contextsIn(form);
  // Whom Conditional Access blocks stays at Microsoft: the app hears nothing.
  if (contexts.some((each) => person.cannotSatisfy?.includes(each) === true)) {
    return htmlAnswer(refusedPage(entraText(53003)), undefined, 403);
  }
  const maxAge = form.get('max_age');
  const code = codes.issue({
    authenticatedAt: authenticationOf(person, maxAge, now),
    tellsWhen: maxAge !== null,
    contexts,
    objectId: person.objectId,
    clientId: home.clientId,
    redirectUri: home.redirectUri,
    nonce: form.get('nonce') ?? undefined,
    codeChallenge: form.get('code_challenge') ?? '',
  });
  return back(home, form, { code, session_state: crypto.randomUUID() });
}

/**
 * A client or address that is not registered gets a page: the browser is sent nowhere. Other faults are told to the
 * registered address.
 */
function refusalOf(home: HomeTenant, parameters: URLSearchParams): Promise<Response> | undefined {
  if (parameters.get('client_id') !== home.clientId) return htmlAnswer(refusedPage(entraText(700016)), undefined, 400);
  if (parameters.get('redirect_uri') !== home.redirectUri)
    return htmlAnswer(refusedPage(entraText(50011)), undefined, 400);
  const refuse = (error: string, error_description: string) => back(home, parameters, { error, error_description });
  if (parameters.get('response_type') !== 'code')
    return refuse('unsupported_response_type', 'Only the code flow is simulated.');
  if ((parameters.get('response_mode') ?? 'query') !== 'query')
    return refuse('invalid_request', 'Only response_mode query is simulated.');
  if (!(parameters.get('scope') ?? '').split(' ').includes('openid')) return refuse('invalid_scope', entraText(70011));
  if (
    parameters.get('code_challenge_method') !== 'S256' ||
    !/^[\w-]{43}$/.test(parameters.get('code_challenge') ?? '')
  ) {
    return refuse('invalid_request', 'Proof Key for Code Exchange (S256) is required.');
  }
  const { max_age: maxAge = '0', claims = '{}' } = Object.fromEntries(parameters);
  if (!/^\d{1,9}$/.test(maxAge)) return refuse('invalid_request', 'max_age must be a number of seconds.');
  if (!isClaimsRequest(claims))
    return refuse(
      'invalid_request',
      'The claims parameter is not valid JSON of the form that OpenID Connect describes.',
    );
  return undefined;
}

/** A sign-in that is older than `max_age` (seconds) is done again; `0` always. */
function authenticationOf({ signedInAt }: Person, maxAge: string | null, now: Date): Date {
  if (signedInAt === undefined) return now;
  const tooOld = maxAge !== null && now.getTime() - signedInAt.getTime() >= Number(maxAge) * 1_000;
  return tooOld ? now : signedInAt;
}

const claimsRequest = z.object({
  id_token: z
    .object({
      acrs: z.object({
        essential: z.boolean().optional(),
        value: z.string().optional(),
        values: z.array(z.string()).optional(),
      }),
    })
    .partial()
    .optional(),
});

/** The authentication contexts that the `claims` parameter asks for in the ID token; none without it. */
function contextsIn(parameters: URLSearchParams): readonly string[] {
  const text = parameters.get('claims');
  if (text === null) return [];
  const { id_token: wanted } = claimsRequest.parse(JSON.parse(text));
  return [wanted?.acrs?.value ?? [], wanted?.acrs?.values ?? []].flat();
}

function isClaimsRequest(text: string): boolean {
  try {
    return claimsRequest.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** 303: the browser must not send the form on. */
async function back(
  home: HomeTenant,
  parameters: URLSearchParams,
  members: Readonly<Record<string, string>>,
): Promise<Response> {
  const address = new URL(home.redirectUri);
  for (const [name, value] of Object.entries(members)) address.searchParams.set(name, value);
  const state = parameters.get('state');
  if (state !== null) address.searchParams.set('state', state);
  return new Response(null, { status: 303, headers: { location: address.href, 'cache-control': 'no-store' } });
}

/** @param formTarget  where the page's form may lead to, besides this server: browsers check redirects, too */
export async function htmlAnswer(
  body: ReturnType<typeof signInPage>,
  formTarget?: string,
  status = 200,
): Promise<Response> {
  return new Response(String(await body), {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${formTarget ?? ''}`,
    },
  });
}
