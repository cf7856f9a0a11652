import type { Schedule } from '../../config/estate.ts';
import type { OnlyThese } from '../../lambda/domain/cycle/only-these.ts';

/** One cycle to start: a cycle rotates the accounts of one class, that of its schedule. */
export interface WantedCycle {
  readonly schedule: Schedule;
  readonly only: OnlyThese | undefined;
}
