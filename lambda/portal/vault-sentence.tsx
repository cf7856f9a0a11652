import type { FC } from 'hono/jsx';
import { useContext } from 'hono/jsx';
import { vaultWords } from '../domain/credential/vault-words.ts';
import type { Rotation } from '../domain/rotation/rotation.ts';
import { localTime } from '../domain/text/local-time.ts';
import { ForeignSentence } from './foreign.tsx';
import { Clock } from './instant.tsx';

/** What became of one password in the vault: "In the vault since …, record 4711". */
export const VaultSentence: FC<{ readonly vault: NonNullable<Rotation['vault']> }> = ({ vault }) => {
  const { timeZone } = useContext(Clock);
  const words = vaultWords(vault, (instant) => localTime(instant, timeZone));
  return <ForeignSentence text={`${words.slice(0, 1).toUpperCase()}${words.slice(1)}`} />;
};
