import { createHash } from 'node:crypto';
import type { Faults as AwsFaults } from '@m365-rotation/local-aws';
import type { Fault, Faults as GraphFaults, SeenRequest } from '@m365-rotation/local-microsoft';

/**
 * Shares of requests, from 0 to 1. Each request meets them at face value: inside a batch, outside, and at the token endpoint. Where one
 * inside a batch is lost or truncated, all of the batch is: it has one connection.
 */
export interface GraphRates {
  /** 429, with 1 to `retryAfterSeconds` to wait. */
  readonly throttled: number;
  readonly retryAfterSeconds: number;
  /** 503, without effect. */
  readonly unavailable: number;
  /** 504, half of them after the effect. */
  readonly timedOut: number;
  /** The connection breaks before anything happened. */
  readonly lostBefore: number;
  /** It breaks after everything happened. */
  readonly lostAfter: number;
  /** It breaks in the middle of the answer. */
  readonly truncated: number;
}

/** Bad weather, as an independent double of Graph had it when the product failed in it. */
export const BAD_WEATHER: GraphRates = {
  throttled: 0.15,
  retryAfterSeconds: 3,
  unavailable: 0.025,
  timedOut: 0.025,
  lostBefore: 0.02,
  lostAfter: 0.05,
  truncated: 0.005,
};

export interface AwsRates {
  readonly throttled: number;
  readonly lost: number;
}

/** `read`: a batch as a whole, as no read of the product is alone. `inner read`: one request in it. */
export type RequestKind = 'token' | 'read' | 'inner read' | 'PATCH' | 'revoke';
export type Trouble = Exclude<keyof GraphRates, 'retryAfterSeconds'>;

/** What requests of one kind have met. */
export interface Met {
  readonly asked: number;
  readonly troubles: Readonly<Record<Trouble, number>>;
  /** Of `asked`, how many had no effect. */
  readonly withoutEffect: number;
}

/** What the weather did. */
export interface Weather {
  readonly graph: GraphFaults;
  readonly aws: AwsFaults;
  readonly met: ReadonlyMap<RequestKind, Met>;
  /** Such as `throttle` → how many calls of AWS. */
  readonly awsMet: ReadonlyMap<string, number>;
  /** Account id → how many of its resets took effect, as far as the simulation lets requests through. */
  readonly effects: ReadonlyMap<string, number>;
}

const troubles = ['throttled', 'unavailable', 'timedOut', 'lostBefore', 'lostAfter', 'truncated'] as const;

/** A number from 0 up to, not including, 1 that follows from its names: whoever asks, and in whatever order. */
export function chance(...names: readonly (string | number)[]): number {
  return createHash('sha256').update(names.join('|')).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** @returns `undefined` for what the weather spares: technicians are people, who press the button again */
function kindOf({ service, method, path, inBatch }: SeenRequest): RequestKind | undefined {
  if (service === 'entra') return path.endsWith('/token') ? 'token' : undefined;
  if (method === 'PATCH') return 'PATCH';
  if (path.endsWith('/revokeSignInSessions')) return 'revoke';
  return inBatch ? 'inner read' : 'read';
}

/**
 * Bad weather that can be repeated. The nth request of a kind to one address of Graph always meets the same. Calls of AWS go by
 * how many of their kind came before, from functions and workflows alike.
 *
 * @param isOver  whether Graph and Entra have become well again; never, if left out
 */
export function weather(
  seed: number,
  graphRates: GraphRates,
  awsRates: AwsRates,
  isOver: () => boolean = () => false,
): Weather {
  const met = new Map<RequestKind, Met>();
  const awsMet = new Map<string, number>();
  const effects = new Map<string, number>();
  const asked = new Map<string, number>();
  const count = (map: Map<string, number>, name: string) => {
    const next = (map.get(name) ?? 0) + 1;
    map.set(name, next);
    return next;
  };

  const troubleOf = (name: string): Trouble | undefined => {
    let left = chance(seed, name, 'what');
    for (const trouble of troubles) {
      left -= graphRates[trouble];
      if (left < 0) return trouble;
    }
    return undefined;
  };

  const faultOf = (trouble: Trouble, name: string): Fault => {
    switch (trouble) {
      case 'throttled': {
        const seconds = 1 + Math.floor(chance(seed, name, 'further') * graphRates.retryAfterSeconds);
        return { kind: 'throttle', retryAfter: String(seconds) };
      }
      case 'unavailable':
        return { kind: 'error', status: 503 };
      case 'timedOut':
        return { kind: 'error', status: 504, afterEffect: chance(seed, name, 'effect') < 0.5 };
      case 'lostBefore':
        return { kind: 'lose-request' };
      case 'lostAfter':
        return { kind: 'lose-answer' };
      case 'truncated':
        return { kind: 'truncate' };
    }
  };

  const note = (kind: RequestKind, trouble: Trouble | undefined, hasEffect: boolean) => {
    const before = met.get(kind) ?? nothingMet;
    met.set(kind, {
      asked: before.asked + 1,
      troubles:
        trouble === undefined ? before.troubles : { ...before.troubles, [trouble]: before.troubles[trouble] + 1 },
      withoutEffect: before.withoutEffect + (hasEffect ? 0 : 1),
    });
  };

  return {
    met,
    awsMet,
    effects,
    graph: {
      next(seen) {
        const kind = kindOf(seen);
        if (kind === undefined) return undefined;
        const { method, tenantId, path } = seen;
        const request = `${method} ${tenantId} ${path}`;
        const name = `${request} ${count(asked, request)}`;
        const trouble = isOver() ? undefined : troubleOf(name);
        const fault = trouble === undefined ? undefined : faultOf(trouble, name);
        const hasEffect = tookEffect(fault);
        note(kind, trouble, hasEffect);
        if (kind === 'PATCH' && hasEffect) count(effects, path.split('/').at(-1) ?? '');
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
        if (fault !== undefined) count(awsMet, fault);
        return fault;
      },
    },
  };
}

const nothingMet: Met = {
  asked: 0,
  troubles: { throttled: 0, unavailable: 0, timedOut: 0, lostBefore: 0, lostAfter: 0, truncated: 0 },
  withoutEffect: 0,
};

const tookEffect = (fault: Fault | undefined) =>
  fault === undefined ||
  fault.kind === 'lose-answer' ||
  fault.kind === 'truncate' ||
  (fault.kind === 'error' && fault.afterEffect === true);

/** How many requests one effect takes at the least, in the weather that this kind met: 1 / (1 − share without effect). */
export const fewestTries = ({ asked, withoutEffect }: Met): number =>
  asked === withoutEffect ? Number.NaN : asked / (asked - withoutEffect);
