import * as z from 'zod';
import { CHECKED_HOURS_AHEAD } from '../../usecases/credential/check-vault.ts';

/** `hoursAhead`: whoever runs it by hand may look further ahead than a day; the check of the day before comes all the same. */
export const checkingVaultEvent = z.object({
  hoursAhead: z.number().positive().max(2_400).default(CHECKED_HOURS_AHEAD),
});
