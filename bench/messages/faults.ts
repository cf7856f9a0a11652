import type { VirtualClock } from '@m365-rotation/loopback';

/** What may be wrong with a system outside. Every one but `loses answers` lasts an hour from the opening of the cycle, and one from the approvals. */
export const faults = ['fine', 'down', 'slow', '429', '500', 'loses answers'] as const;
export type Fault = (typeof faults)[number];

export const systems = ['mail', 'teams', 'psa', 'vault'] as const;
export type SystemName = (typeof systems)[number];

const HOUR_MS = 3_600_000;
/** All accounts are approved in the minute that begins then: every mail that asks has arrived, also where mail was down for the first hour. */
export const APPROVED_AT_MS = 1.5 * HOUR_MS;
/** Of so many answers one is lost, after the request was carried out. */
const LOST_EACH = 7;
/** What a system that answers 429 asks for. */
export const RETRY_AFTER_SECONDS = 60;

/** How a request ended, as its sender sees it. */
export type Answer = 'done' | '429' | '500' | 'none';

export interface Times {
  readonly answersMs: number;
  /** Shorter than the sender waits. */
  readonly slowMs: number;
  /** As long as the sender waits for an answer. */
  readonly limitMs: number;
}

/** A system outside: it counts its requests, and carries them out or not. */
export class Outside {
  requests = 0;
  private asked = 0;
  /** When it last carried something out, in ms of the clock. */
  lastAt = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly fault: Fault,
    private readonly times: Times,
  ) {}

  /** @param requests  that this takes together; they succeed or fail together */
  async ask(carryOut: () => void, requests = 1): Promise<Answer> {
    this.requests += requests;
    this.asked += 1;
    const { answersMs, slowMs, limitMs } = this.times;
    const fault = this.faultNow();
    const isLost = fault === 'loses answers' && this.asked % LOST_EACH === 0;
    await this.clock.sleep(fault === 'down' ? limitMs : fault === 'slow' ? slowMs : answersMs);
    if (fault === 'down') return 'none';
    if (fault === '429' || fault === '500') return fault;
    carryOut();
    this.lastAt = this.clock.elapsed();
    if (!isLost) return 'done';
    await this.clock.sleep(limitMs - answersMs);
    return 'none';
  }

  private faultNow(): Fault {
    const at = this.clock.elapsed();
    const strikes = at < HOUR_MS || (at >= APPROVED_AT_MS && at < APPROVED_AT_MS + HOUR_MS);
    return strikes || this.fault === 'loses answers' ? this.fault : 'fine';
  }
}
