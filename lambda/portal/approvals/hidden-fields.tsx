import type { FC } from 'hono/jsx';
import { type Choices, fieldsOf } from './choices.ts';

/** Choices that travel in a form without being typed anew. */
export const HiddenChoices: FC<{ readonly choices: Choices }> = ({ choices }) => (
  <>
    {fieldsOf(choices).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);
