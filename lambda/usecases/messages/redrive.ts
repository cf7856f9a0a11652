import type { RedrivenQueue } from '../../../contract/queues.ts';
import type { DeadLetter } from '../../domain/messages/dead-letter.ts';
import type { Now } from '../../ports/clock.ts';
import type { DeadLetters, HeldLetter } from '../../ports/dead-letters.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type ActingOperator, factAboutEstate } from '../facts.ts';

/** So many fit into what a workflow may hand on, and into the time of a function. */
export const MOST_LETTERS = 200;

export interface RedrivePorts {
  /** `undefined`: the estate has no such queue. */
  readonly deadLetters: (queue: RedrivenQueue) => DeadLetters | undefined;
  readonly rotations: Pick<RotationStore, 'note'>;
  readonly now: Now;
}

export type Redriven =
  /**
   * @property left  what could not be put back: it is still there
   * @property more  there may be further ones
   */
  | {
      readonly outcome: 'listed' | 'redriven';
      readonly letters: readonly DeadLetter[];
      readonly left: readonly DeadLetter[];
      readonly more: boolean;
    }
  | { readonly outcome: 'refused'; readonly sentence: string };

/** What lies among the dead letters of a queue. Looking hides them from others for a minute, and changes nothing. */
export async function listDeadLetters(ports: RedrivePorts, queue: RedrivenQueue): Promise<Redriven> {
  const dead = ports.deadLetters(queue);
  if (dead === undefined) return noSuchQueue(queue);
  const held = await dead.hold(MOST_LETTERS);
  return { outcome: 'listed', letters: held.map(({ letter }) => letter), left: [], more: held.length === MOST_LETTERS };
}

/**
 * Puts dead letters back into their queue, and has it on record before it does (R5); and afterwards what could not be put back. A second
 * run finds what is left, when a minute has passed.
 *
 * @param ids  which; none: all
 */
export async function redrive(
  ports: RedrivePorts,
  by: ActingOperator,
  { queue, ids, reason }: { readonly queue: RedrivenQueue; readonly ids: readonly string[]; readonly reason: string },
): Promise<Redriven> {
  const dead = ports.deadLetters(queue);
  const note = (outcome: 'success' | 'failed' | 'refused', detail: string, why: string) =>
    ports.rotations.note(
      factAboutEstate({
        action: outcome === 'refused' ? 'command.refused' : 'messages.redriven',
        outcome,
        reason: why,
        evidence: { detail },
        by,
        component: 'redrive-messages',
        now: ports.now(),
      }),
    );
  if (dead === undefined) {
    const refused = noSuchQueue(queue);
    await note('refused', `asked that dead letters are put back: ${queue}`, refused.sentence);
    return refused;
  }
  const held = await dead.hold(MOST_LETTERS);
  const wanted = held.filter(({ letter }) => ids.length === 0 || ids.includes(letter.id));
  const all = wanted.map(({ letter }) => letter);
  if (all.length > 0) await note('success', `${queue}: ${named(all)}`, reason);
  const left = await putBack(wanted);
  if (left.length > 0) await note('failed', `${queue}: not put back: ${named(left)}`, reason);
  return {
    outcome: 'redriven',
    letters: all.filter((each) => !left.includes(each)),
    left,
    more: held.length === MOST_LETTERS,
  };
}

/** Failures one after another after which SQS is taken to be down: each takes seconds, and a run has two minutes. */
const MOST_FAILURES = 5;

/** Each by itself (R9). @returns what is still there, or may be: an answer that is lost leaves it in both places */
async function putBack(wanted: readonly HeldLetter[]): Promise<readonly DeadLetter[]> {
  const left: DeadLetter[] = [];
  let failures = 0;
  for (const each of wanted) {
    if (failures < MOST_FAILURES) {
      try {
        await each.redrive();
        failures = 0;
        continue;
      } catch {
        failures += 1;
      }
    }
    left.push(each.letter);
  }
  return left;
}

const named = (letters: readonly DeadLetter[]) => letters.map(({ kind, id }) => `${kind} ${id}`).join(', ');

const noSuchQueue = (queue: RedrivenQueue) =>
  ({ outcome: 'refused', sentence: `The estate has no queue ${queue}.` }) as const;
