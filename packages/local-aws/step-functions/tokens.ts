import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../service.ts';
import type { Entry } from './journal.ts';

const answerSchema = z.union([
  z.strictObject({ output: z.string() }),
  z.strictObject({ error: z.string().optional(), cause: z.string().optional() }),
]);

/** What somebody said about a task that waits: its output as JSON text, or its failure. */
export type Answer = z.infer<typeof answerSchema>;

/** How every token begins, as AWS's do: it makes them easy to find and to redact. */
const BEGINNING = 'AQCAAAAAKgAAAAMAAAAAAAAAAW';
/** AWS's tokens are some 500 characters long; at most 2,048. */
const RANDOM_BYTES = 360;
const SHAPE = /^AQCAAAAAKgAAAAMAAAAAAAAAAW[\w-]{480}$/;
const ANYWHERE = /AQCAAAAAKgAAAAMAAAAAAAAAAW[\w-]{480}/g;

/** Whoever holds a token can answer for its task: nothing that is written for people may hold one. */
export const withoutTokens = (text: string) => text.replace(ANYWHERE, '[task token]');

export const newToken = () => BEGINNING + randomBytes(RANDOM_BYTES).toString('base64url');

/** The execution that a token belongs to, as far as tokens need it. */
export interface TokenOwner {
  readonly machineArn: string;
  /** Writes the answer down before it takes effect. */
  noteAnswer(token: string, answer: Answer): void;
}

interface Held {
  readonly owner: TokenOwner;
  state: 'open' | 'answered' | 'spent';
  answer?: Answer;
  answered?: () => void;
}

/** All task tokens ever given out, and who waits for them. A token is good for one answer. */
export class Tokens {
  readonly #held = new Map<string, Held>();

  open(token: string, owner: TokenOwner): void {
    if (!this.#held.has(token)) this.#held.set(token, { owner, state: 'open' });
  }

  /** Its task is over, or its answer was taken: a later answer comes too late. */
  spend(token: string): void {
    const held = this.#held.get(token);
    if (held !== undefined) this.#held.set(token, { owner: held.owner, state: 'spent' });
  }

  /** Resolves with the answer, which may be there already. */
  wait(token: string): Promise<Answer> {
    const held = this.#held.get(token);
    if (held === undefined) throw new Error('waits for a task token that was never opened');
    return new Promise((resolve) => {
      const take = () => {
        if (held.answer !== undefined) resolve(held.answer);
      };
      held.answered = take;
      take();
    });
  }

  isAnswered(token: string): boolean {
    return this.#held.get(token)?.state === 'answered';
  }

  /** Where the token belongs to, for the check of permissions; `undefined` where answering will fail anyway. */
  machineOf(token: unknown): string | undefined {
    return typeof token === 'string' ? this.#held.get(token)?.owner.machineArn : undefined;
  }

  /** @throws {AwsError} `InvalidToken`, `TaskDoesNotExist` or `TaskTimedOut` */
  answer(token: string, answer: Answer): void {
    const held = this.#openOne(token);
    held.owner.noteAnswer(token, answer);
    held.state = 'answered';
    held.answer = answer;
    held.answered?.();
  }

  /** Takes over the tokens of an execution that was read from its journal. */
  restore(entries: readonly Entry[], owner: TokenOwner, ended: boolean): void {
    const current = new Map<string, string>(); // scope → token of the task that it is in
    for (const { scope, type, memo } of entries) {
      const token = typeof memo?.token === 'string' ? memo.token : undefined;
      if (type === 'TaskScheduled' && token !== undefined) {
        this.open(token, owner);
        current.set(scope, token);
      } else if (type === 'Answered' && token !== undefined) {
        this.#held.set(token, { owner, state: 'answered', answer: answerSchema.parse(memo?.answer) });
      } else if (/^Task(Succeeded|Failed|TimedOut|SubmitFailed)$/.test(type)) {
        this.spend(current.get(scope) ?? '');
      }
    }
    if (ended) for (const token of current.values()) this.spend(token);
  }

  #openOne(token: string): Held {
    if (!SHAPE.test(token)) throw new AwsError('InvalidToken', `Invalid Token: 'Invalid token'`);
    const held = this.#held.get(token);
    if (held === undefined)
      throw new AwsError('TaskDoesNotExist', "Task does not exist: 'The token belongs to no task'");
    if (held.state !== 'open') {
      throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    return held;
  }
}
