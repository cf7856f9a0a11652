import type { FC } from 'hono/jsx';

/** Words of pages that a technician may not know, each with what it means here. */
const meanings = {
  'Global Administrator': 'May do everything in the tenant, such as giving roles and resetting every password.',
  eligible: 'Does not hold the role now, and may activate it at any time. Treat the account as if it did.',
  'administrative unit':
    'A part of the tenant, such as one branch. A role with such a scope holds for what is in that part alone.',
  app: 'One application of the tenant. A role with such a scope holds for that application alone.',
  'break-glass':
    'An emergency account, by which the tenant is reached when all else fails. Its password is never changed here.',
  'service account': 'A program signs in with it. The program stops working until somebody gives it the new password.',
  'needs two persons': 'Two different technicians must approve it. The first approval alone changes nothing.',
  'last sign-in':
    'As Microsoft keeps it, up to a day late. It needs an Entra ID P1 licence in the tenant, and a permission that doctor names.',
} as const;

type Word = keyof typeof meanings;

/** The meanings of words, where they stand: closed at first, and opened without script. @param words  all, if left out */
export const WordMeanings: FC<{ readonly words?: readonly Word[] }> = ({ words }) => (
  <details class="meanings">
    <summary>What these words mean</summary>
    <dl class="pairs">
      {Object.entries(meanings)
        .filter(([word]) => words === undefined || words.some((each) => each === word))
        .map(([word, meaning]) => (
          <>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </>
        ))}
    </dl>
  </details>
);
