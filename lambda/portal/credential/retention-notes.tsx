import type { FC } from 'hono/jsx';
import type { Retention } from '../../../config/estate.ts';
import { counted } from '../../domain/text/counted.ts';
import { Instant } from '../instant.tsx';

/** Shown before the confirmation: what it leads to. Nothing where passwords are kept. */
export const BeforeStored: FC<{ readonly retention: Retention }> = ({ retention }) =>
  retention.credentials === 'keep' ? null : (
    <p class="hint">
      Confirm it only when the vault has it: the copy here is deleted {counted(retention.days, 'day')} later. It can be
      restored by an engineer for {counted(retention.recoveryDays, 'more day')}; without your confirmation it stays.
    </p>
  );

/** What follows from a confirmation. */
export const AfterStored: FC<{ readonly deleteAt: string | undefined }> = ({ deleteAt }) =>
  deleteAt === undefined ? null : (
    <>
      The copy here is deleted after <Instant at={deleteAt} />, if no later rotation comes before.
    </>
  );
