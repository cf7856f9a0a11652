import { type StreamedChange, type UnexpectedChange, unexpectedIn } from '../../domain/audit/unexpected-change.ts';
import type { AuditArchive } from '../../ports/audit.ts';

export interface ArchivePorts {
  readonly archive: AuditArchive;
  /** Calls a person. @param place  of the change in the stream */
  readonly alarm: (what: UnexpectedChange, place: string) => void;
}

/**
 * Keeps a batch of changes where nobody can change it. The same batch may come again, also in halves: what was kept is kept once more, or
 * found there. What the product did not do is told before it is kept: a bucket that takes nothing must not silence the alarm.
 */
export async function archiveChanges(
  { archive, alarm }: ArchivePorts,
  streamed: readonly StreamedChange[],
): Promise<void> {
  for (const each of streamed) {
    const what = unexpectedIn(each);
    if (what !== undefined) alarm(what, each.change.Metadata.SequenceNumber.S);
  }
  const [first, ...others] = streamed.map(({ change }) => change);
  if (first !== undefined) await archive.keep([first, ...others]);
}
