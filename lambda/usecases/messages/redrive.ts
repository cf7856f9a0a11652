import type { RedrivenQueue } from '../../../contract/queues.ts';
import type { DeadLetter } from '../../domain/messages/dead-letter.ts';
import type { Now } from '../../ports/clock.ts';
import type { DeadLetters } from '../../ports/dead-letters.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type ActingOperator, factAboutEstate } from '../facts.ts';

/** So many fit into what a workflow may hand on, and into the time of a function. */
const MOST = 200;

export interface RedrivePorts {
  /** `undefined`: the estate has no such queue. */
  readonly deadLetters: (queue: RedrivenQueue) => DeadLetters | undefined;
  readonly rotations: Pick<RotationStore, 'note'>;
  readonly now: Now;
}

export type Redriven =
  /** @property more  there may be further ones */
  | { readonly outcome: 'listed' | 'redriven'; readonly letters: readonly DeadLetter[]; readonly more: boolean }
  | { readonly outcome: 'refused'; readonly sentence: string };

/** What lies among the dead letters of a queue. Looking hides them from others for a minute, and changes nothing. */
export async function listDeadLetters(ports: RedrivePorts, queue: RedrivenQueue): Promise<Redriven> {
  const dead = ports.deadLetters(queue);
  if (dead === undefined) return noSuchQueue(queue);
  const held = await dead.hold(MOST);
  return { outcome: 'listed', letters: held.map(({ letter }) => letter), more: held.length === MOST };
}

/**
 * Puts dead letters back into their queue, and has it on record before it does (R5). A second run, after a crash, finds what is left.
 *
 * @param ids  which; none: all
 */
export async function redrive(
  ports: RedrivePorts,
  by: ActingOperator,
  { queue, ids, reason }: { readonly queue: RedrivenQueue; readonly ids: readonly string[]; readonly reason: string },
): Promise<Redriven> {
  const dead = ports.deadLetters(queue);
  const note = (outcome: 'success' | 'refused', detail: string, why: string) =>
    ports.rotations.note(
      factAboutEstate({
        action: outcome === 'success' ? 'messages.redriven' : 'command.refused',
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
  const held = await dead.hold(MOST);
  const wanted = held.filter(({ letter }) => ids.length === 0 || ids.includes(letter.id));
  if (wanted.length > 0) {
    await note('success', `${queue}: ${wanted.map(({ letter: { kind, id } }) => `${kind} ${id}`).join(', ')}`, reason);
    for (const each of wanted) await each.redrive();
  }
  return { outcome: 'redriven', letters: wanted.map(({ letter }) => letter), more: held.length === MOST };
}

const noSuchQueue = (queue: RedrivenQueue) =>
  ({ outcome: 'refused', sentence: `The estate has no queue ${queue}.` }) as const;
