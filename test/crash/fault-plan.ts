import type { Fault as AwsFault } from '@m365-rotation/local-aws';
import type { Fault as GraphFault } from '@m365-rotation/local-microsoft';
import type { Moment } from './moments.ts';

/** What can go wrong with one outside call. */
export type Kind =
  | AwsFault
  /** A second run of the same invocation beside the first. */
  | 'overlap'
  | 'graph-throttle'
  | 'graph-error-before'
  | 'graph-error-after'
  | 'graph-lose-answer'
  | 'graph-stop-before'
  | 'graph-stop-after';

export const GRAPH_FAULTS: Readonly<Partial<Record<Kind, GraphFault>>> = {
  // Longer than a function sleeps, so that the workflow waits.
  'graph-throttle': { kind: 'throttle', retryAfter: '60' },
  'graph-error-before': { kind: 'error', status: 500 },
  'graph-error-after': { kind: 'error', status: 500, afterEffect: true },
  'graph-lose-answer': { kind: 'lose-answer' },
  'graph-stop-before': { kind: 'error', status: 500 },
  'graph-stop-after': { kind: 'lose-answer' },
};

/** Calls that change nothing. */
const READS = / (entra:|graph:GET|\w+:(Get|BatchGet|Query|List|Describe|Verify|GenerateMac))/;

/**
 * What is worth trying, where each run costs time: nothing happens between two calls, so that stopping before one is stopping
 * after the one before it; to a call that changes nothing it does not matter whether it is lost before or after, or made twice.
 */
export function worthTrying({ label, kind }: Point): boolean {
  // A page that only shows: the technician opens it again.
  if (/ GET \/| review /.test(label)) return kind === 'lose-response';
  if (kind === 'stop-before' || kind === 'graph-stop-before') return label.endsWith(':GetItem #1');
  if (!READS.test(label)) return true;
  return !['twice', 'throttle', 'graph-error-before', 'graph-error-after', 'graph-stop-after'].includes(kind);
}

/** What can go wrong with a call, by its label and by who makes it. */
export function kindsFor({ label, caller }: Pick<Moment, 'label' | 'caller'>): readonly Kind[] {
  if (/ (graph|entra):/.test(label)) {
    return [
      'graph-throttle',
      'graph-error-before',
      'graph-error-after',
      'graph-lose-answer',
      'graph-stop-before',
      'graph-stop-after',
    ];
  }
  // A workflow cannot be stopped: Step Functions goes on by itself.
  if (caller === 'workflow') {
    return label.includes(' lambda:Invoke ')
      ? ['lose-response', 'twice', 'overlap']
      : ['lose-response', 'throttle', 'twice'];
  }
  return ['stop-before', 'stop-after', 'lose-response', 'throttle', 'twice'];
}

/** A call and what goes wrong with it. */
export interface Point {
  readonly label: string;
  readonly kind: Kind;
}

export const nameOf = ({ label, kind }: Point): string => `${label} ${kind}`;

/** Decides what goes wrong. Asked once for each call. */
export interface Plan {
  faultAt(moment: Moment): Kind | undefined;
}

/** Nothing goes wrong; remembers every call. */
export class Recording implements Plan {
  private readonly labels = new Map<string, Moment['caller']>();

  faultAt({ label, caller }: Moment): undefined {
    this.labels.set(label, caller);
  }

  points(): Point[] {
    return [...this.labels].flatMap(([label, caller]) => kindsFor({ label, caller }).map((kind) => ({ label, kind })));
  }
}

/** Each rotation meets one fault: the first point that it comes to and that none has tried before. */
export class OneEach implements Plan {
  private readonly open = new Map<string, Kind[]>();
  /** What each rotation met. */
  readonly met = new Map<string, Point>();

  constructor(points: readonly Point[]) {
    for (const { label, kind } of points) this.open.set(label, [...(this.open.get(label) ?? []), kind]);
  }

  faultAt({ label, subject }: Moment): Kind | undefined {
    if (this.met.has(subject)) return undefined;
    const kind = this.open.get(label)?.shift();
    if (kind !== undefined) this.met.set(subject, { label, kind });
    return kind;
  }

  /** Points that no rotation has met. */
  left(): Point[] {
    return [...this.open].flatMap(([label, kinds]) => kinds.map((kind) => ({ label, kind })));
  }
}
