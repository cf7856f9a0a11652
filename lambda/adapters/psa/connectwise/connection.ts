import * as z from 'zod';
import type { OutgoingCall } from '../../outgoing-call.ts';
import { remembered } from '../../remembered.ts';
import { keysIn } from '../keys.ts';
import type { PsaAccess } from '../psa-access.ts';
import { timeLimit } from '../time-limit.ts';
import { apiRoot } from './api-root.ts';
import { ConnectWiseRefusal } from './refusal.ts';

/** What the PSA's secret holds. */
const keysSchema = z.object({
  companyId: z.string().min(1),
  publicKey: z.string().min(1),
  privateKey: z.string().min(1),
  clientId: z.string().min(1),
});
type Keys = z.output<typeof keysSchema>;

/** Pinned, so that an upgrade of the service changes nothing here. */
const ACCEPT = 'application/vnd.connectwise.com+json; version=2025.16';
/** ConnectWise gives no more at once. */
const PAGE_SIZE = 1_000;
/** More rows than any instance has: a service that ignores pages must not be asked for ever. */
const MOST_PAGES = 50;

export interface ConnectWiseRequest {
  /** After the API's root. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: OutgoingCall['method'];
  readonly body?: object;
}

/** Requests that belong together: they share their time and their keys. */
export interface Session {
  /**
   * @throws {ConnectWiseRefusal} with ConnectWise's codes
   * @throws {Error} no answer came, it cannot be read, or the time is over
   */
  request<T>(answer: z.ZodType<T>, request: ConnectWiseRequest): Promise<T>;
  /** All rows of a list, page by page. */
  list<T>(row: z.ZodType<T>, request: Pick<ConnectWiseRequest, 'path' | 'query'>): Promise<readonly T[]>;
}

/** @returns begins requests; `milliseconds` for all of them, 40 s if left out */
export function connectWiseConnection({
  endpoint,
  secret,
  send,
  now,
}: Pick<PsaAccess, 'endpoint' | 'secret' | 'send' | 'now'>): (milliseconds?: number) => Promise<Session> {
  const roots = remembered<string>(now);
  return async (milliseconds) => {
    const timeLeft = timeLimit(now, 'ConnectWise', milliseconds);
    const keys = keysIn(await secret(), keysSchema);
    const answerTo = async (request: Omit<OutgoingCall, 'system' | 'timeoutMs'>): Promise<unknown> => {
      const response = await send({ system: 'ConnectWise', timeoutMs: timeLeft(), ...request });
      const json: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw new ConnectWiseRefusal(response.status, json);
      return json;
    };
    const root = () =>
      roots.of(keys.companyId, async () => {
        const address = `${endpoint}/login/companyinfo/${encodeURIComponent(keys.companyId)}`;
        return apiRoot(
          await answerTo({ address, headers: { accept: 'application/json' } }).catch(unknownIf404),
          endpoint,
        );
      });
    const request: Session['request'] = async (schema, { path, query, body, method }) => {
      const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
      const json = await answerTo({
        address: `${await root()}/${path}${search}`,
        headers: headersOf(keys, body !== undefined),
        ...(method === undefined ? {} : { method }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = schema.safeParse(json);
      if (!answer.success)
        throw new Error(`ConnectWise answered ${method ?? 'GET'} ${kindOf(path)} with something that cannot be read`);
      return answer.data;
    };
    return {
      request,
      async list(row, { path, query = {} }) {
        const rows: z.output<typeof row>[] = [];
        for (let page = 1; page <= MOST_PAGES; page++) {
          const paged = { orderBy: 'id asc', ...query, page: String(page), pageSize: String(PAGE_SIZE) };
          const found = await request(z.array(row), { path, query: paged });
          rows.push(...found);
          if (found.length < PAGE_SIZE) return rows;
        }
        throw new Error(`ConnectWise has more than ${MOST_PAGES * PAGE_SIZE} rows of ${kindOf(path)}`);
      },
    };
  };
}

/** An installation that does not tell where its API is has it at the older address. */
function unknownIf404(error: unknown): undefined {
  if (error instanceof ConnectWiseRefusal && error.status === 404) return undefined;
  throw error;
}

/** `service/tickets/…/notes`: without numbers. */
const kindOf = (path: string): string => path.replace(/\d+/g, '…');

const headersOf = ({ companyId, publicKey, privateKey, clientId }: Keys, hasBody: boolean) => ({
  accept: ACCEPT,
  authorization: `Basic ${Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64')}`,
  clientId,
  ...(hasBody ? { 'content-type': 'application/json' } : {}),
});
