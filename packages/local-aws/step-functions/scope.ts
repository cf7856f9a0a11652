import type { JsonObject } from '../service.ts';
import type { ExecutionForStates } from './engine.ts';
import { StateFailure } from './failure.ts';
import type { Entry, Made } from './journal.ts';

/** The deadline came before the work was done. */
export const LATE = Symbol('late');

/** Notes are for going on after a stop; AWS's history doesn't have them. */
const NOTES = ['Retried', 'Waiting', 'Evaluated', 'Failed', 'MapBroken'];

/**
 * One line of states: a machine's own, or one iteration of an inline Map.
 *
 * Whatever has an effect, or could come out otherwise a second time, is a step. After a stop the states run again from
 * the first one, and every step that the journal knows gives what it gave then; the first one that it doesn't know is
 * where the work goes on.
 */
export class Scope {
  readonly #past: Entry[];
  #previous: number;

  constructor(
    readonly execution: ExecutionForStates,
    readonly key: string,
    /** Aborted when the execution ends, the service stops, or the Map around it breaks. */
    readonly signal: AbortSignal,
    around: {
      readonly previous?: number;
      /** `$states.context.Map`. */
      readonly map?: JsonObject;
    } = {},
  ) {
    this.#past = execution.pastOf(key);
    this.#previous = around.previous ?? 0;
    this.map = around.map;
  }

  readonly map: JsonObject | undefined;

  get previous(): number {
    return this.#previous;
  }

  /** Whether the journal knows what comes next. */
  get replaying(): boolean {
    return this.#past.length > 0;
  }

  /**
   * Takes the next entry from the journal, or makes it and writes it there.
   *
   * @throws {StateFailure} as `make` did, now or before the stop
   */
  async step(make: () => Made | Promise<Made>): Promise<Entry> {
    const entry = this.#past.shift() ?? (await this.#make(make));
    if (entry.id > 0) this.#previous = entry.id;
    const { error, cause, state, location } = { ...entry.details, ...entry.memo };
    if (entry.type === 'EvaluationFailed' || entry.type === 'Failed') {
      const reason = cause === undefined ? undefined : String(cause);
      const evaluation = { state: String(state), location: String(location) };
      throw new StateFailure(String(error), reason, entry.type === 'Failed' ? undefined : evaluation);
    }
    return entry;
  }

  /** The work's result, unless the deadline comes first. Rejects when this line of states is cut off. */
  async within<T>(deadline: number, work: Promise<T>): Promise<T | typeof LATE> {
    const { reached, cancel } = this.execution.engine.time.wait(deadline, this.signal);
    try {
      return await Promise.race([work, reached.then((): typeof LATE => LATE)]);
    } finally {
      cancel();
    }
  }

  async #make(make: () => Made | Promise<Made>): Promise<Entry> {
    this.signal.throwIfAborted();
    let made: Made;
    try {
      made = await make();
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      made = failureEntry(error);
    }
    this.signal.throwIfAborted();
    return this.execution.record(this.key, this.#previous, made, NOTES.includes(made.type));
  }
}

function failureEntry({ error, reason: cause, evaluation }: StateFailure): Made {
  return evaluation === undefined
    ? { type: 'Failed', memo: { error, cause } }
    : { type: 'EvaluationFailed', details: { error, cause, ...evaluation } };
}
