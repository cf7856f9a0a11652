import * as z from 'zod';
import type { Psa } from '../../../../config/estate.ts';
import type { OutgoingCall } from '../../outgoing-call.ts';
import { keysIn } from '../keys.ts';
import type { PsaAccess } from '../psa-access.ts';
import { timeLimit } from '../time-limit.ts';
import { HaloRefusal } from './refusal.ts';
import { tokenKept } from './token.ts';

export type HaloAccess = PsaAccess<Extract<Psa, { system: 'halopsa' }>>;

/** What the PSA's secret holds. */
const keysSchema = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) });
type Keys = z.output<typeof keysSchema>;

/** Halo gives no more at once. */
const PAGE_SIZE = 100;

export interface HaloRequest {
  /** After `/api/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What is saved: Halo takes lists, also of one. Left out: the request asks. */
  readonly save?: object;
}

/** Requests that belong together: they share their time. */
export interface Session {
  /**
   * @throws {HaloRefusal} with Halo's status and word
   * @throws {Error} no answer came, it cannot be read, or the time is over
   */
  request<T>(answer: z.ZodType<T>, request: HaloRequest): Promise<T>;
  /**
   * Rows of a list, page by page, until one is wanted or the pages end.
   * @param member  of the answer, which holds the rows
   */
  rows<T>(
    row: z.ZodType<T>,
    list: {
      readonly path: string;
      readonly member: string;
      readonly query: Readonly<Record<string, string>>;
      readonly mostPages: number;
    },
  ): AsyncGenerator<T>;
}

/** @returns begins requests; `milliseconds` for all of them, 40 s if left out */
export function haloConnection({
  endpoint,
  secret,
  send,
  now,
  psa,
}: HaloAccess): (milliseconds?: number) => Promise<Session> {
  const token = tokenKept(now);
  const { authTenant, scopes } = psa;
  return async (milliseconds) => {
    const timeLeft = timeLimit(now, 'HaloPSA', milliseconds);
    const keys = keysIn(await secret(), keysSchema);
    const answered = (request: Omit<OutgoingCall, 'system' | 'timeoutMs'>) =>
      send({ system: 'HaloPSA', timeoutMs: timeLeft(), ...request });
    const bearer = () =>
      token.of(JSON.stringify(keys), async () => jsonOf(await answered(signIn(endpoint, keys, scopes, authTenant))));
    const request: Session['request'] = async (schema, { path, query, save }) => {
      const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
      const attempt = async () =>
        answered({
          address: `${endpoint}/api/${path}${search}`,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${await bearer()}`,
            ...(save === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(save === undefined ? {} : { method: 'POST', body: JSON.stringify([save]) }),
        });
      let response = await attempt();
      if (response.status === 401) {
        // A token may end before its time, as when the application is changed. Nothing was done: once more with a new one.
        token.forget();
        response = await attempt();
      }
      const answer = schema.safeParse(await jsonOf(response));
      if (!answer.success)
        throw new Error(`HaloPSA answered ${path.replace(/\d+/g, '…')} with something that cannot be read`);
      return answer.data;
    };
    return {
      request,
      async *rows(row, { path, member, query, mostPages }) {
        for (let page = 1; page <= mostPages; page++) {
          const paged = { ...query, pageinate: 'true', page_size: String(PAGE_SIZE), page_no: String(page) };
          const answer = await request(z.record(z.string(), z.unknown()), { path, query: paged });
          const rows = z.array(row).safeParse(answer[member]);
          if (!rows.success) throw new Error(`HaloPSA answered ${path} with something that cannot be read`);
          yield* rows.data;
          if (rows.data.length < PAGE_SIZE) return;
        }
      },
    };
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new HaloRefusal(response.status, json);
  return json;
}

const signIn = (endpoint: string, keys: Keys, scopes: readonly string[], tenant: string | undefined) => ({
  address: `${endpoint}/auth/token${tenant === undefined ? '' : `?${new URLSearchParams({ tenant })}`}`,
  method: 'POST' as const,
  asksOnly: true as const,
  headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: keys.clientId,
    client_secret: keys.clientSecret,
    scope: scopes.join(' '),
  }).toString(),
});
