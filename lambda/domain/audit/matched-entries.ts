import { settledFrom } from '../rotation/protocol.ts';

/** An entry of the directory audit about one account. */
interface Entry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** How Entra names the request. */
  readonly correlationId?: string | undefined;
}

/** A reset of ours of that account. */
interface Reset {
  readonly rotationId: string;
  /** When its attempts were recorded, before each request was sent. ISO 8601, UTC. */
  readonly attempts: readonly string[];
  /** What we and Graph named its requests. */
  readonly requestIds: readonly string[];
}

interface Attempt {
  readonly reset: Reset;
  readonly attemptedAt: string;
}

/** Two clocks. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Entries that tell of resets of ours, and of which rotation each. An attempt sends one request, so it explains one: a second request by
 * our own app, minutes later, is somebody else's.
 *
 * @param resets  of one account, as are the entries
 */
export function matchedEntries<Each extends Entry>(
  resets: readonly Reset[],
  entries: readonly Each[],
  isByUs: (entry: Each) => boolean,
): ReadonlyMap<Each, string> {
  const open = resets
    .flatMap((reset) => reset.attempts.map((attemptedAt): Attempt => ({ reset, attemptedAt })))
    .sort((one, other) => Date.parse(one.attemptedAt) - Date.parse(other.attemptedAt));
  const matched = new Map<Each, string>();
  // Entra may tell of one request in several entries, which have the same name then.
  const requests = new Map<string | undefined, string>();
  const match = (entry: Each, { rotationId }: Reset, attempt: Attempt | undefined) => {
    matched.set(entry, rotationId);
    const request = entry.correlationId?.toLowerCase();
    if (attempt !== undefined && !requests.has(request)) open.splice(open.indexOf(attempt), 1);
    if (request !== undefined) requests.set(request, rotationId);
  };
  const inOrder = entries.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (const entry of inOrder) {
    const named = resets.find((reset) => namesRequestOf(entry, reset));
    if (named === undefined) continue;
    const distance = ({ attemptedAt }: Attempt) => Math.abs(Date.parse(attemptedAt) - Date.parse(entry.at));
    const [nearest] = open
      .filter(({ reset, attemptedAt }) => reset === named && isInTimeOf(entry, attemptedAt))
      .sort((one, other) => distance(one) - distance(other));
    match(entry, named, nearest);
  }
  for (const entry of inOrder) {
    if (matched.has(entry) || !isByUs(entry)) continue;
    const known = requests.get(entry.correlationId?.toLowerCase());
    // The earliest that fits: a later one may be the only one that fits the next entry.
    const first = open.find(({ attemptedAt }) => isInTimeOf(entry, attemptedAt));
    if (known !== undefined) matched.set(entry, known);
    else if (first !== undefined) match(entry, first.reset, first);
  }
  return matched;
}

const namesRequestOf = ({ correlationId }: Entry, { requestIds }: Reset): boolean =>
  correlationId !== undefined && requestIds.some((id) => id.toLowerCase() === correlationId.toLowerCase());

/** Where neither side names the request of the other: no later than a request of ours can take effect. */
function isInTimeOf({ at }: Entry, attemptedAt: string): boolean {
  const instant = Date.parse(at);
  return instant >= Date.parse(attemptedAt) - CLOCK_SKEW_MS && instant <= settledFrom({ attemptedAt }).getTime();
}
