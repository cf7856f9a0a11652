import { GraphThrottled } from '../../lambda/domain/errors.ts';
import type { DirectoryReader } from '../../lambda/ports/accounts.ts';

/** The first one and two more. */
const TRIES = 3;
/** When Graph asks for a longer wait, the plan says that this tenant could not be read. */
const LONGEST_WAIT_SECONDS = 60;

/** When Graph asks to wait, a workflow runs the step again later. No workflow runs a command again, so it waits here. */
export function patientReader(
  directory: Pick<DirectoryReader, 'readTenant' | 'readDetails'>,
  sleep: (seconds: number) => Promise<unknown>,
): Pick<DirectoryReader, 'readTenant' | 'readDetails'> {
  return {
    readDetails: (...which) => directory.readDetails(...which),
    async readTenant(tenantId, further) {
      for (let tries = 1; ; tries++) {
        try {
          return await directory.readTenant(tenantId, further);
        } catch (error) {
          const mayWait = error instanceof GraphThrottled && error.retryAfterSeconds <= LONGEST_WAIT_SECONDS;
          if (!mayWait || tries === TRIES) throw error;
          await sleep(error.retryAfterSeconds);
        }
      }
    },
  };
}
