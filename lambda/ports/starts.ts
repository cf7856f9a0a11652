import type { OnlyThese } from '../domain/cycle/only-these.ts';
import type { RotationKey } from '../domain/identifiers.ts';
import type { Requester } from '../domain/rotation/requester.ts';

/** Starting workflows from functions. Each has a name, and a name is taken for 90 days: so that the same thing is started once. */

/** `exists`: a workflow of this name runs, or has ended. */
export type Started = 'started' | 'exists';

export interface CycleStarts {
  start(name: string, input: MovedStart | OnDemandStart): Promise<Started>;
}

interface StartOfSchedule {
  readonly schedule: string;
  /** ISO 8601, UTC. */
  readonly scheduledFor: string;
}

/** For the tenants of a run that black-outs have moved to this day. */
export interface MovedStart extends StartOfSchedule {
  readonly run?: string;
  readonly moved: true;
}

export interface OnDemandStart extends StartOfSchedule {
  readonly onDemand: {
    readonly only: OnlyThese;
    readonly request?: string;
    readonly requestedBy: Requester;
    readonly reason: string;
  };
}

export interface ReopeningStarts {
  start(
    name: string,
    input: RotationKey & {
      readonly rotationId: string;
      readonly reopen: {
        readonly n: number;
        readonly mode: 'retry';
        readonly requestedBy: Requester;
        readonly reason: string;
      };
    },
  ): Promise<Started>;
}
