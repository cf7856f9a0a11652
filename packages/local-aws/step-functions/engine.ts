import type { Clock } from '@m365-rotation/loopback';
import type { Dispatch, JsonObject } from '../service.ts';
import type { Status } from './ending.ts';
import type { Entry, Made } from './journal.ts';
import type { Part } from './machine.ts';
import type { Timekeeper } from './timekeeper.ts';
import type { TokenOwner, Tokens } from './tokens.ts';

/** How an execution is called, and what it was started with. */
export interface Identity {
  readonly arn: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  /** Set for a child of a Distributed Map. */
  readonly mapRunArn?: string;
  readonly parentArn?: string;
  /** The version that it was started as, and the alias that pointed there; left out: it was started by the machine's own ARN. */
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

/** An execution as its states see it, and as a map run sees its children. */
export interface ExecutionForStates extends TokenOwner {
  readonly engine: Engine;
  readonly part: Part;
  readonly identity: Identity;
  readonly status: Status;
  /** Real time, milliseconds since 1970. */
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  /** JSON text. */
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Calls a service with the rights of the machine's role. */
  call(service: string, action: string, input: JsonObject): Promise<JsonObject>;
  /** Writes an entry into the journal. A note is not shown in the history. */
  record(scope: string, previous: number, made: Made, note?: boolean): Entry;
  /** What the journal of an earlier run tells of a line of states, oldest first; it is handed out once. */
  pastOf(scope: string): Entry[];
  /** A task of it waits for this token. */
  openToken(token: string): void;
  closeToken(token: string): void;
  /** Ends it from outside. */
  stop(error?: string, cause?: string): void;
}

/** What all executions have in common. */
export interface Engine {
  readonly clock: Clock;
  /** How long a function may wait in line for a thread, in real milliseconds, on top of its task's timeout. */
  readonly functionLineMs: number;
  readonly time: Timekeeper;
  readonly tokens: Tokens;
  readonly region: string;
  readonly accountId: string;
  /** Where journals are. */
  readonly folder: string;
  readonly call: Dispatch;
  /** State transitions as AWS bills them, retries included. */
  transitions: number;
  /** A state tries again after this error, for the nth time. */
  noteRetry(error: string, n: number): void;
  /** Starts a child of a Distributed Map, or finds the one that was started before a stop. */
  startChild(parent: Identity, part: Part, mapRunArn: string, name: string, input: string): ExecutionForStates;
}
