import { createHash } from 'node:crypto';
import type { Faults as AwsFaults } from '@m365-rotation/local-aws';
import type { Fault, Faults as GraphFaults } from '@m365-rotation/local-microsoft';

/** Shares of requests, from 0 to 1. */
export interface Rates {
  readonly throttled: number;
  readonly lost: number;
  readonly failed: number;
}

/** What the weather did. */
export interface Weather {
  readonly graph: GraphFaults;
  readonly aws: AwsFaults;
  /** Such as `graph 429` → how many. */
  readonly met: ReadonlyMap<string, number>;
  /** Account id → how many of its resets took effect, as far as the simulation lets requests through. */
  readonly effects: ReadonlyMap<string, number>;
}

/** A live look at an account takes about so many requests in one batch: together they meet what one request meets. */
const READS_PER_BATCH = 6;
const LONGEST_RETRY_AFTER_SECONDS = 30;
const SERVER_ERRORS = [500, 502, 503, 504];

/** A number from 0 up to, not including, 1 that follows from its names: whoever asks, and in whatever order. */
export function chance(...names: readonly (string | number)[]): number {
  return createHash('sha256').update(names.join('|')).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * Bad weather that can be repeated. The nth request of a kind to one address of Graph always meets the same. Calls of AWS go by
 * how many of their kind came before, from functions and workflows alike.
 */
export function weather(seed: number, graphRates: Rates, awsRates: Omit<Rates, 'failed'>): Weather {
  const met = new Map<string, number>();
  const effects = new Map<string, number>();
  const asked = new Map<string, number>();
  const count = (map: Map<string, number>, name: string) => {
    const next = (map.get(name) ?? 0) + 1;
    map.set(name, next);
    return next;
  };

  const graphFault = (name: string, isRead: boolean): Fault | undefined => {
    const rates = isRead ? inBatch(graphRates) : graphRates;
    const drawn = chance(seed, name, 'what');
    const further = chance(seed, name, 'further');
    if (drawn < rates.throttled) {
      return { kind: 'throttle', retryAfter: String(1 + Math.floor(further * LONGEST_RETRY_AFTER_SECONDS)) };
    }
    if (drawn < rates.throttled + rates.lost) return { kind: 'lose-answer' };
    if (drawn >= rates.throttled + rates.lost + rates.failed) return undefined;
    const status = SERVER_ERRORS[Math.floor(further * SERVER_ERRORS.length)] ?? 500;
    return { kind: 'error', status, afterEffect: chance(seed, name, 'effect') < 0.5 };
  };

  return {
    met,
    effects,
    graph: {
      next({ service, method, path, tenantId }) {
        // Technicians are people: they press the button again.
        if (service === 'entra' && !path.endsWith('/token')) return undefined;
        const request = `${method} ${tenantId} ${path}`;
        const fault = graphFault(`${request} ${count(asked, request)}`, service === 'graph' && method === 'GET');
        if (fault !== undefined) count(met, `${service} ${fault.kind}`);
        if (method === 'PATCH' && tookEffect(fault)) count(effects, path.split('/').at(-1) ?? '');
        return fault;
      },
    },
    aws: {
      faultFor({ service, action, principal }) {
        if (principal.kind !== 'role') return undefined;
        const kind = `${service}:${action}`;
        const drawn = chance(seed, kind, count(asked, kind));
        const fault =
          drawn < awsRates.throttled
            ? 'throttle'
            : drawn < awsRates.throttled + awsRates.lost
              ? 'lose-response'
              : undefined;
        if (fault !== undefined) count(met, `AWS ${fault}`);
        return fault;
      },
    },
  };
}

const tookEffect = (fault: Fault | undefined) =>
  fault === undefined || fault.kind === 'lose-answer' || (fault.kind === 'error' && fault.afterEffect === true);

function inBatch({ throttled, lost, failed }: Rates): Rates {
  const share = (rate: number) => 1 - (1 - rate) ** (1 / READS_PER_BATCH);
  return { throttled: share(throttled), lost: share(lost), failed: share(failed) };
}
