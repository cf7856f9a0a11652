import type { Hono } from 'hono';

/** A system of another vendor, simulated. */
export interface Simulation {
  /** Its addresses, from its own root. */
  readonly app: Hono;
  /** How it says that it does not answer now: 401, 429, 500. The headers are added. */
  refusal(status: number): Response;
}

/** What goes wrong with one request. */
export type Fault =
  /** The connection breaks, and nothing was done. */
  | { readonly kind: 'down' }
  /** It was done, and the answer is lost. */
  | { readonly kind: 'lost' }
  /** It was done, and the answer comes when the promise is kept. */
  | { readonly kind: 'slow'; readonly until: Promise<void> }
  /** The keys are not taken, and nothing was done: 401. */
  | { readonly kind: 'unauthorized' }
  /** Nothing was done: 429. */
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  /** Nothing was done: 500. */
  | { readonly kind: 'broken' };

/** A request as the simulation got it, and what it answered before a fault took the answer. */
export interface Exchange {
  readonly method: string;
  /** From the simulation's own root, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

/** Decides for each request whether something goes wrong; `nth` counts from 1. */
export type Faults = (request: {
  readonly method: string;
  readonly path: string;
  readonly nth: number;
}) => Fault | undefined;
