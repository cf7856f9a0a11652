import type { Estate } from '../../../config/estate.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import {
  daysAfter,
  dueDate,
  type KeepReason,
  type Retirement,
  retirementVerdict,
} from '../../domain/credential/retirement.ts';
import type { Now } from '../../ports/clock.ts';
import type { CredentialDeletion, LinkStore, RetirementStore } from '../../ports/credential.ts';
import { StaleState } from '../../ports/rotation.ts';
import { factAboutLink } from '../facts.ts';

export interface RetireCredentialsPorts {
  readonly retirements: RetirementStore;
  readonly links: Pick<LinkStore, 'findCredential'>;
  readonly deletion: CredentialDeletion;
  readonly estate: Estate;
  readonly now: Now;
  readonly reportFailure: (error: unknown) => void;
}

/** How many credentials one run handles, longest due first; the others are left to the next run. */
const MOST_PER_RUN = 500;
/** How many at the same time: Secrets Manager takes 50 deletions per second of a whole account. */
const AT_ONCE = 5;
/** A run begins no further credential after this time. Lambda stops the function after 60 s. */
const RUN_MS = 40_000;
/**
 * How long an account lock is reserved: longer than the function may run, so that no run whose reservation has lapsed can still
 * send a deletion; and shorter than the time for which the workflow of a rotation tries again.
 */
const RESERVED_MS = 90_000;
/** A deletion that is not possible now is put off by this. */
const PUT_OFF_DAYS = 1;

type Ending = 'deleted' | 'kept' | 'put-off';

/**
 * Deletes credentials whose passwords are in the vault: those that a technician confirmed or the vault gave a receipt for, and only where
 * nothing has changed since. It reserves the account lock first, so that no rotation begins meanwhile; while a rotation holds the lock, the deletion is
 * put off. A credential that fails stops no other (R9), and the next run tries it again (R8).
 *
 * @throws when some failed, after all others were handled
 */
export async function retireCredentials(
  ports: RetireCredentialsPorts,
): Promise<Readonly<Record<Ending | 'left', number>>> {
  const startedAt = ports.now();
  const due = await ports.retirements.due(startedAt, MOST_PER_RUN);
  const ended = { deleted: 0, kept: 0, 'put-off': 0 };
  let left = 0;
  let failures = 0;
  const work = async (retirement: Retirement) => {
    if (ports.now().getTime() - startedAt.getTime() > RUN_MS) {
      left += 1;
      return;
    }
    try {
      ended[await retire(ports, retirement)] += 1;
    } catch (error) {
      failures += 1;
      ports.reportFailure(error);
    }
  };
  await mapConcurrently(due, work, AT_ONCE);
  if (failures > 0) throw new Error(`${failures} of ${due.length} credentials could not be retired`);
  return { ...ended, left };
}

async function retire(ports: RetireCredentialsPorts, retirement: Retirement): Promise<Ending> {
  const { retirements, estate } = ports;
  const now = ports.now();
  const due = dueDate(retirement, estate.retention);
  if (due > now) {
    await retirements.putOff(retirement, due);
    return 'put-off';
  }
  if (!(await retirements.reserve(retirement, now, new Date(now.getTime() + RESERVED_MS)))) {
    await retirements.putOff(retirement, daysAfter(now, PUT_OFF_DAYS));
    return 'put-off';
  }
  try {
    return await settle(ports, retirement);
  } catch (error) {
    // A later confirmation has replaced it and is due later, or a rotation has acquired the account lock.
    if (!(error instanceof StaleState)) throw error;
    await retirements.release(retirement);
    return 'put-off';
  }
}

/** Called with the account lock reserved: meanwhile no rotation stages, applies or promotes a password of the account. */
async function settle(ports: RetireCredentialsPorts, retirement: Retirement): Promise<Ending> {
  const { retirements, deletion, estate } = ports;
  const { tenantId, accountId, linkId } = retirement;
  const verdict = retirementVerdict(
    retirement,
    linkId === undefined ? undefined : await ports.links.findCredential(linkId),
    await deletion.view(tenantId, accountId),
  );
  switch (verdict.kind) {
    case 'wait':
      await retirements.putOff(retirement, daysAfter(ports.now(), PUT_OFF_DAYS));
      await retirements.release(retirement);
      return 'put-off';
    case 'keep':
      await retirements.finish(retirement, keptFact(ports, retirement, verdict.reason));
      return 'kept';
    case 'deleted':
      await retirements.finish(retirement, deletedFact(ports, retirement, verdict.recoverableUntil));
      return 'deleted';
    case 'delete': {
      await retirements.attempt(
        retirement,
        factAboutLink(retirement, { action: 'deletion.attempted', component, now: ports.now() }),
      );
      const until = await deletion.scheduleDeletion(tenantId, accountId, estate.retention.recoveryDays);
      await retirements.finish(retirement, deletedFact(ports, retirement, until));
      return 'deleted';
    }
  }
}

const component = 'retire-credentials';

const keptFact = ({ now }: RetireCredentialsPorts, retirement: Retirement, reason: KeepReason) =>
  factAboutLink(retirement, { action: 'credential.kept', reason, component, now: now() });

const deletedFact = ({ now }: RetireCredentialsPorts, retirement: Retirement, recoverableUntil: string) =>
  factAboutLink(retirement, {
    action: 'credential.scheduled-for-deletion',
    evidence: {
      detail: `${retirement.linkId === undefined ? 'written into the vault' : 'stored by a technician'} on ${retirement.storedAt}; can be restored until ${recoverableUntil}`,
    },
    component,
    now: now(),
  });
