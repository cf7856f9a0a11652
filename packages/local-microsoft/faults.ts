/** One request as the simulation sees it. A batch counts as one, `POST /$batch`, and then so does each request inside it. */
export interface SeenRequest {
  readonly service: 'graph' | 'entra';
  readonly method: string;
  /** Below `/v1.0` for Graph, the whole path for Entra; without the query. */
  readonly path: string;
  readonly tenantId: string;
  readonly inBatch: boolean;
}

export type Fault =
  /** 429 without effect. `retryAfter`: seconds or an HTTP date; left out, the header is missing. */
  | { readonly kind: 'throttle'; readonly retryAfter?: string }
  /** An error status: without effect, or after it. */
  | { readonly kind: 'error'; readonly status: number; readonly afterEffect?: boolean }
  /** Everything happens, and the connection breaks before the answer. Inside a batch: before the answer to the whole batch. */
  | { readonly kind: 'lose-answer' }
  /** Nothing happens: the connection breaks before that. */
  | { readonly kind: 'lose-request' }
  /** Everything happens, and the connection breaks in the middle of the answer's body; where it has none, before the answer. */
  | { readonly kind: 'truncate' }
  /** Graph: 401 without effect, as if the token had ended before its time. */
  | { readonly kind: 'refuse-token' }
  /** The answer is a success and the change happened, but the directory does not show it before `showChange` is called. */
  | { readonly kind: 'hide-change' }
  /** The answer is a success, and nothing happened. */
  | { readonly kind: 'no-effect' };

/** Asked once for each request. */
export interface Faults {
  next(request: SeenRequest): Fault | undefined;
}

export const noFaults: Faults = { next: () => undefined };

export interface FaultRule {
  readonly matches: (request: SeenRequest) => boolean;
  readonly fault: Fault;
  /** How many requests it hits; 1 if left out. */
  readonly times?: number;
}

/** Faults by rules: the first one that matches and is not used up. */
export function faultsBy(rules: readonly FaultRule[]): Faults {
  const left = rules.map((rule) => ({ rule, times: rule.times ?? 1 }));
  return {
    next(request) {
      const hit = left.find(({ rule, times }) => times > 0 && rule.matches(request));
      if (hit === undefined) return undefined;
      hit.times--;
      return hit.rule.fault;
    },
  };
}
