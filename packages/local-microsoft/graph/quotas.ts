import { type BucketSize, type Clock, TokenBucket } from '@m365-rotation/loopback';
import type { AppKind } from '../directory.ts';
import { GraphRefusal } from './reply.ts';
import type { Route } from './route.ts';

/**
 * Limits of one app in one tenant.
 *
 * @see https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits
 * @see https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits
 */
export interface GraphQuotas {
  /** Resource units, by the number of users of the tenant. */
  readonly resourceUnits: (users: number) => BucketSize;
  readonly writes: BucketSize;
  /** Requests for `auditLogs`, which take no resource units. */
  readonly reports: BucketSize;
}

const within = (count: number, seconds: number): BucketSize => ({ capacity: count, perSecond: count / seconds });

export const graphQuotas: GraphQuotas = {
  resourceUnits: (users) => within(users < 50 ? 3_500 : users <= 500 ? 5_000 : 8_000, 10),
  writes: within(3_000, 150),
  reports: within(5, 10),
};

/** Resource units of requests that cost more than one; see the same page. */
const costs: Readonly<Record<string, number>> = {
  'GET /users': 2,
  'GET /groups/{id}/transitiveMembers/microsoft.graph.user': 5,
};

/** `$select` saves a unit, and so does a small page. */
export function resourceUnitsOf({ method, path }: Pick<Route, 'method' | 'path'>, query: URLSearchParams): number {
  const base = costs[`${method} ${path}`] ?? 1;
  const small = query.has('$top') && Number(query.get('$top')) < 20;
  const saved = (query.has('$select') ? 1 : 0) + (small ? 1 : 0);
  return Math.max(1, base - saved);
}

/** Graph tells how near a limit is from here on. */
const TELLS_FROM = 0.8;

export interface Asking {
  readonly app: AppKind;
  readonly clientId: string;
  readonly tenantId: string;
  /** How many users the tenant has. */
  readonly users: number;
}

type Buckets = Readonly<Record<'units' | 'writes' | 'reports', TokenBucket>>;

/** Reports are a service of their own, with a limit of its own. */
const isReport = ({ path }: Route): boolean => path.startsWith('/auditLogs/');

/** Counts what each app does in each tenant. */
export class GraphThrottle {
  private readonly buckets = new Map<string, Buckets>();
  private refusals = 0;

  constructor(
    private readonly quotas: GraphQuotas,
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {}

  /**
   * Lets a request pass. @returns headers that its answer gets
   *
   * @throws {GraphRefusal} 429, with the time to wait in seconds of the clock
   */
  admit(asking: Asking, route: Route, query: URLSearchParams): Readonly<Record<string, string>> {
    const { units, writes, reports } = this.bucketsOf(asking);
    if (isReport(route)) {
      const until = reports.take();
      if (until > 0) throw this.refusal(until);
      return {};
    }
    const cost = resourceUnitsOf(route, query);
    const isWrite = route.method !== 'GET';
    const wait = (isWrite ? writes.take() : 0) || units.take(cost);
    const share = Math.max(units.used(), isWrite ? writes.used() : 0);
    const told = {
      'x-ms-resource-unit': String(cost),
      ...(share < TELLS_FROM ? {} : { 'x-ms-throttle-limit-percentage': share.toFixed(2) }),
    };
    if (wait === 0) return told;
    throw this.refusal(wait, {
      ...told,
      'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${asking.clientId}/${asking.tenantId}`,
      'x-ms-throttle-information': isWrite ? 'WriteLimitExceeded' : 'ResourceUnitLimitExceeded',
    });
  }

  private refusal(seconds: number, told: Readonly<Record<string, string>> = {}): GraphRefusal {
    this.refusals += 1;
    const wait = { 'retry-after': String(Math.ceil(seconds)) };
    return new GraphRefusal(429, 'TooManyRequests', 'Too many requests.', { ...told, ...wait });
  }

  /** How many requests were refused. */
  refused(): number {
    return this.refusals;
  }

  private bucketsOf({ app, tenantId, users }: Asking): Buckets {
    const key = `${app} ${tenantId}`;
    const known = this.buckets.get(key);
    if (known !== undefined) return known;
    const made = {
      units: new TokenBucket(this.quotas.resourceUnits(users), this.clock),
      writes: new TokenBucket(this.quotas.writes, this.clock),
      reports: new TokenBucket(this.quotas.reports, this.clock),
    };
    this.buckets.set(key, made);
    return made;
  }
}
