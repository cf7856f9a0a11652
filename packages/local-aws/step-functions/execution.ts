import { setMaxListeners } from 'node:events';
import type { JsonObject } from '../service.ts';
import { endings, failureDetails, HistoryFull, MOST_EVENTS, type Status } from './ending.ts';
import type { Engine, ExecutionForStates, Identity } from './engine.ts';
import { limitedJson } from './failure.ts';
import { runBlock } from './interpreter.ts';
import { Interrupted } from './interruption.ts';
import { type Entry, Journal, type Made } from './journal.ts';
import type { Part } from './machine.ts';
import { Scope } from './scope.ts';
import type { Answer } from './tokens.ts';

/** One execution of one machine (or of the children's part of it), running or ended. */
export class Execution implements ExecutionForStates {
  status: Status = 'RUNNING';
  startedAt = 0;
  stoppedAt: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly ended: Promise<void>;
  readonly journal: Journal;
  readonly #abort = new AbortController();
  readonly #past = new Map<string, Entry[]>();
  readonly #tokens = new Set<string>();
  #end: () => void = () => {};
  #events = 0;
  #finished: Promise<void> | undefined;

  constructor(
    readonly engine: Engine,
    readonly part: Part,
    readonly identity: Identity,
    private readonly onEnded: (execution: Execution) => void,
  ) {
    this.journal = new Journal(engine.folder, identity.arn);
    setMaxListeners(0, this.#abort.signal); // every wait of every iteration listens
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get machineArn(): string {
    return this.part.arn;
  }

  call(service: string, action: string, input: JsonObject): Promise<JsonObject> {
    const { roleArn } = this.part.machine;
    const principal = { kind: 'role', roleArn, name: roleArn.slice(roleArn.lastIndexOf('/') + 1) } as const;
    return this.engine.call({ service, action, input, principal });
  }

  /** Writes the first event of a new execution. */
  begin(): void {
    const { machine } = this.part;
    const { input, ...memo } = this.identity;
    const made = { type: 'ExecutionStarted', details: { input, roleArn: machine.roleArn } };
    this.record('', 0, { ...made, memo: { ...memo, machineArn: this.machineArn, digest: machine.digest } });
  }

  /** Takes over what its journal tells, after the service was stopped. */
  restore(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#take(entry);
      if (entry.type === 'ExecutionStarted' || entry.type === 'Answered') continue;
      const past = this.#past.get(entry.scope) ?? [];
      past.push(entry);
      this.#past.set(entry.scope, past);
    }
    if (this.status !== 'RUNNING') this.#past.clear();
    this.engine.tokens.restore(entries, this, this.status !== 'RUNNING');
  }

  pastOf(scope: string): Entry[] {
    const past = this.#past.get(scope) ?? [];
    this.#past.delete(scope);
    return past;
  }

  /** Runs it, or goes on with it, until it has ended or the service stops. */
  run(): Promise<void> {
    this.#finished ??= this.#runStates();
    return this.#finished;
  }

  async #runStates(): Promise<void> {
    const root = new Scope(this, '', this.#abort.signal, { previous: 1 });
    try {
      const output = await runBlock(root, this.part.block, JSON.parse(this.identity.input));
      this.#finish({ type: 'ExecutionSucceeded', details: { output: limitedJson(output, 'the output') } });
    } catch (error) {
      if (error instanceof Interrupted) return;
      this.#finish({ type: 'ExecutionFailed', details: failureDetails(error) });
    }
  }

  stop(error?: string, cause?: string): void {
    this.#finish({ type: 'ExecutionAborted', details: { error, cause } });
  }

  /** The service stops; the execution will go on when it starts again. */
  async suspend(): Promise<void> {
    this.#abort.abort(new Interrupted('the service stops', true));
    await this.#finished;
  }

  record(scope: string, previous: number, made: Made, note = false): Entry {
    if (this.status !== 'RUNNING') throw new Interrupted('the execution has ended');
    if (!note && this.#events + 1 >= MOST_EVENTS && endings[made.type] === undefined) throw new HistoryFull();
    const { type, details = {}, memo } = made;
    const id = note ? 0 : this.#events + 1;
    const elapsedMs = this.engine.time.elapsed();
    const entry = { scope, at: this.engine.clock.now().getTime(), elapsedMs, id, previous, type, details, memo };
    this.journal.append(entry);
    this.#take(entry);
    return entry;
  }

  noteAnswer(token: string, answer: Answer): void {
    this.record('', 0, { type: 'Answered', memo: { token, answer } }, true);
  }

  openToken(token: string): void {
    this.#tokens.add(token);
    this.engine.tokens.open(token, this);
  }

  closeToken(token: string): void {
    this.#tokens.delete(token);
    this.engine.tokens.spend(token);
  }

  /** What an entry means for the execution as a whole. */
  #take({ id, at, type, details }: Entry): void {
    this.#events = Math.max(this.#events, id);
    if (type.endsWith('StateEntered') || type === 'Retried') this.engine.transitions++;
    if (type === 'ExecutionStarted') this.startedAt = at;
    const status = endings[type];
    if (status === undefined) return;
    this.status = status;
    this.stoppedAt = at;
    this.output = textIn(details, 'output');
    this.error = textIn(details, 'error');
    this.cause = textIn(details, 'cause');
    this.#end();
  }

  #finish(made: Made): void {
    if (this.status !== 'RUNNING' || this.#abort.signal.aborted) return;
    this.record('', this.#events, made);
    for (const token of this.#tokens) this.engine.tokens.spend(token);
    this.#abort.abort(new Interrupted('the execution has ended'));
    this.onEnded(this);
  }
}

function textIn(details: JsonObject, member: string): string | undefined {
  const value = details[member];
  return typeof value === 'string' ? value : undefined;
}
