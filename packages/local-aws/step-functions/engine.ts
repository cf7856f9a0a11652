import type { Clock } from '@m365-rotation/loopback';
import type { Dispatch } from '../service.ts';
import type { Execution } from './execution.ts';
import type { Part } from './machine.ts';
import type { Timekeeper } from './timekeeper.ts';
import type { Tokens } from './tokens.ts';

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
  /** Starts a child of a Distributed Map, or finds the one that was started before a stop. */
  startChild(parent: Execution, part: Part, mapRunArn: string, name: string, input: string): Execution;
  onEnded(execution: Execution): void;
}
