import type { DeadLetter } from '../domain/messages/dead-letter.ts';

/** A dead letter that is held: nobody else gets it for a minute. */
export interface HeldLetter {
  readonly letter: DeadLetter;
  /** Puts it back into its queue, and takes it from here. Stopped in between, it is there twice, as any message may be (R8). */
  redrive(): Promise<void>;
}

/** The dead letters of one queue. */
export interface DeadLetters {
  /** Up to `most` of them. What is not redriven can be had again after a minute. */
  hold(most: number): Promise<readonly HeldLetter[]>;
}
