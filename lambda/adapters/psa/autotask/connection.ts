import * as z from 'zod';
import { TicketRefused } from '../../../ports/tickets.ts';
import type { OutgoingCall } from '../../outgoing-call.ts';
import { remembered } from '../../remembered.ts';
import { keysIn } from '../keys.ts';
import type { PsaAccess } from '../psa-access.ts';
import { concernsAll } from '../refused-status.ts';
import { timeLimit } from '../time-limit.ts';
import { refusalWords } from './refusal.ts';
import { zoneAddress, zoneQuestion } from './zone.ts';

/** What the PSA's secret holds. */
const keysSchema = z.object({
  userName: z.string().min(1),
  secret: z.string().min(1),
  integrationCode: z.string().min(1),
});
type Keys = z.output<typeof keysSchema>;

/** Autotask said no. */
export class AutotaskRefusal extends TicketRefused {
  override readonly name = 'AutotaskRefusal';
  readonly status: number;
  constructor(status: number, words: string | undefined) {
    // A validation error is a 500 with a reason.
    super(
      `Autotask answered ${status}${words === undefined ? '' : ` (${words})`}`,
      concernsAll(status) && (words === undefined || status === 401),
    );
    this.status = status;
  }
}

export interface AutotaskRequest {
  /** After `V1.0/`. */
  readonly path: string;
  readonly method?: OutgoingCall['method'];
  readonly asksOnly?: true;
  readonly body?: object;
}

/** A row of requests that belong together: they share their time. */
export interface Session {
  /**
   * @throws {AutotaskRefusal} with what is wrong in our words
   * @throws {Error} no answer came, it cannot be read, or the time is over
   */
  request<T>(answer: z.ZodType<T>, request: AutotaskRequest): Promise<T>;
}

export interface AutotaskConnection {
  /** @param milliseconds  for all its requests */
  open(milliseconds?: number): Promise<Session>;
}

/**
 * Requests to the zone of the API user. One at a time: a third-party integration may have three threads per kind of object, `write-tickets` runs
 * twice at once, and Autotask gives a thread free somewhat later than it answers.
 *
 * @param forget  told when Autotask refuses, or when there are other keys: what was remembered may be why
 */
export function autotaskConnection(
  { endpoint, secret, send, now }: Pick<PsaAccess, 'endpoint' | 'secret' | 'send' | 'now'>,
  forget: () => void,
): AutotaskConnection {
  const zones = remembered<string>(now);
  const forgetAll = () => {
    zones.forget();
    forget();
  };
  let lastSecret: string | undefined;
  let lastTurn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };

  async function answerTo(request: OutgoingCall): Promise<unknown> {
    const response = await send(request);
    const json: unknown = await response.json().catch(() => undefined);
    if (response.ok) return json;
    // A validation error is a 500: with a reason in its body it is no outage.
    const words = refusalWords(json);
    if (words !== undefined || response.status < 500) forgetAll();
    throw new AutotaskRefusal(response.status, words);
  }

  return {
    async open(milliseconds) {
      const timeLeft = timeLimit(now, 'Autotask', milliseconds);
      const content = await secret();
      if (content !== lastSecret) forgetAll();
      lastSecret = content;
      const keys = keysIn(content, keysSchema);
      const inTime = () => ({ system: 'Autotask', timeoutMs: timeLeft() }) as const;
      const zone = () =>
        zones.of('zone', async () => {
          const address = zoneQuestion(endpoint, keys.userName);
          const found = zoneAddress(await answerTo({ ...inTime(), address, headers: ACCEPT }), endpoint);
          if (found === undefined) throw new Error('Autotask named a zone that is none of its own');
          return found;
        });
      return {
        request: (schema, { path, body, ...request }) =>
          inTurn(async () => {
            const address = `${await zone()}V1.0/${path}`;
            const json = await answerTo({
              ...inTime(),
              ...request,
              address,
              headers: headersOf(keys, body !== undefined),
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            });
            const answer = schema.safeParse(json);
            if (!answer.success) throw new Error('Autotask answered with something that cannot be read');
            return answer.data;
          }),
      };
    },
  };
}

const ACCEPT = { accept: 'application/json' } as const;

const headersOf = ({ userName, secret, integrationCode }: Keys, hasBody: boolean) => ({
  ...ACCEPT,
  apiintegrationcode: integrationCode,
  username: userName,
  secret,
  ...(hasBody ? { 'content-type': 'application/json' } : {}),
});
