import type { FC } from 'hono/jsx';
import { oneLine } from '../domain/text/printable.ts';

/** Entra's longest display name, and well over its longest UPN (113). */
const LONGEST_NAME = 256;
/** Sentences about a failure, which hold names. */
const LONGEST_SENTENCE = 1_000;

/**
 * Text that others wrote, or a sentence that holds some: of a directory, a person, a service. It is one line of characters that are
 * safe to show, and `<bdi>` keeps its direction of writing to itself, so that it does not reorder what stands beside it.
 */
export const Foreign: FC<{ readonly text: string }> = ({ text }) => (
  <bdi>
    <Breakable text={oneLine(text, LONGEST_NAME)} />
  </bdi>
);

/** As `Foreign`, for a sentence. */
export const ForeignSentence: FC<{ readonly text: string }> = ({ text }) => (
  <bdi>
    <Breakable text={oneLine(text, LONGEST_SENTENCE)} />
  </bdi>
);

/** A name goes on in the next line after its `@` and its dots, never within a word. `<wbr>` adds nothing to what is copied. */
const Breakable: FC<{ readonly text: string }> = ({ text }) => (
  <>{text.split(/(?<=[@.])(?=[^\s@.])/u).map((part, place) => (place === 0 ? part : [<wbr />, part]))}</>
);
