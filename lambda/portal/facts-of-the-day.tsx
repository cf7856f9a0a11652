import type { FC } from 'hono/jsx';
import { useContext } from 'hono/jsx';
import type { AccountClass } from '../domain/accounts/account.ts';
import { factsOfTheDay } from '../domain/accounts/facts-of-the-day.ts';
import { Clock } from './instant.tsx';

/** What happens in the world these days to accounts of a class, once per page; nothing where nothing does. */
export const FactsOfTheDay: FC<{ readonly about: AccountClass }> = ({ about }) => {
  const { now } = useContext(Clock);
  return (
    <>
      {factsOfTheDay(about, now).map((sentence) => (
        <p class="notice quiet">{sentence}</p>
      ))}
    </>
  );
};
