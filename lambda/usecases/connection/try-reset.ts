import type { Estate } from '../../../config/estate.ts';
import type { LiveAccount } from '../../domain/accounts/directory.ts';
import { type FurtherReads, furtherReads } from '../../domain/accounts/tenant-rules.ts';
import type { AuditFact } from '../../domain/audit/audit-record.ts';
import { mayTry } from '../../domain/connection/trial.ts';
import { GraphThrottled, GraphUnavailable, ResetRefused, TenantNotReady } from '../../domain/errors.ts';
import { newPassword, type RandomIntegers } from '../../domain/password/password.ts';
import { type PauseScope, scopeId, stillOn } from '../../domain/rotation/pause.ts';
import type { DirectoryReader, PasswordWriter } from '../../ports/accounts.ts';
import type { Now } from '../../ports/clock.ts';
import type { PasswordWatch } from '../../ports/password-watch.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { tenantOf } from '../estate-lookup.ts';
import { type ActingOperator, factAboutEstate } from '../facts.ts';

export interface TryResetPorts {
  readonly directory: Pick<DirectoryReader, 'readAccount'>;
  readonly writer: Pick<PasswordWriter, 'reset'>;
  readonly rotations: Pick<RotationStore, 'note' | 'lockHolder'>;
  readonly passwords: Pick<PasswordWatch, 'currentOf'>;
  readonly pauses: Pick<PauseStore, 'over'>;
  readonly estate: Estate;
  readonly now: Now;
  readonly random: RandomIntegers;
  /** A UUID, sent with the request to Graph and kept in the audit record. */
  readonly newRequestId: () => string;
}

export interface Trial {
  readonly tenantId: string;
  readonly accountId: string;
}

/** What became of a trial, for whoever asked. The sentence says what Graph answered. */
export interface TrialOutcome {
  readonly outcome: 'proven' | 'denied' | 'uncertain' | 'not-sent' | 'not-allowed';
  readonly sentence: string;
}

const component = 'reset-password';

/**
 * Tries whether the writer app may reset an account that holds no role. The password is random, kept nowhere, and known to nobody
 * afterwards: so R1 and R3 do not hold for this one account, and every guard is about that it is this one.
 */
export async function tryReset(ports: TryResetPorts, trial: Trial, by: ActingOperator): Promise<TrialOutcome> {
  const tenant = tenantOf(ports.estate, trial.tenantId);
  const fact = (parts: Omit<Parameters<typeof factAboutEstate>[0], 'component' | 'now' | 'by'>): AuditFact => ({
    ...factAboutEstate({ ...parts, component, by, now: ports.now() }),
    tenantId: trial.tenantId,
    accountId: trial.accountId,
  });
  const refuse = async (sentence: string): Promise<TrialOutcome> => {
    const evidence = { detail: 'asked that a reset is tried' };
    await ports.rotations.note(fact({ action: 'command.refused', outcome: 'refused', reason: sentence, evidence }));
    return { outcome: 'not-allowed', sentence };
  };
  // Right before the request: what was true when somebody confirmed it may not be true any more.
  const read = await readLive(ports, trial, furtherReads(tenant));
  if ('sentence' in read) return read;
  const answer = mayTry(tenant, trial.accountId, read.live);
  if (!answer.ok) return refuse(answer.sentence);
  // After the account was read, which may have taken minutes.
  const busy = await whyNotNow(ports, trial);
  if (busy !== undefined) return refuse(busy);
  const clientRequestId = ports.newRequestId();
  const named = (parts: Parameters<typeof fact>[0]) => ({
    ...fact(parts),
    userPrincipalName: answer.userPrincipalName,
  });
  await ports.rotations.note(named({ action: 'trial.attempted', evidence: { clientRequestId } }));
  const names = [answer.userPrincipalName, tenant.displayName, tenant.name];
  try {
    const sent = await ports.writer.reset({
      ...trial,
      password: newPassword(ports.estate.passwords.service, names, ports.random),
      clientRequestId,
    });
    const graphRequestId = sent.kind === 'answered' ? { graphRequestId: sent.graphRequestId } : {};
    await ports.rotations.note(named({ action: 'trial.succeeded', evidence: { clientRequestId, ...graphRequestId } }));
    return {
      outcome: 'proven',
      sentence: `Graph reset ${answer.userPrincipalName}: what the writer holds in this tenant now is enough for accounts without a role.`,
    };
  } catch (error) {
    const ended = failed(error);
    const requestId = error instanceof ResetRefused ? error.graphRequestId : undefined;
    await ports.rotations.note(
      named({
        action: 'trial.failed',
        outcome: ended.outcome === 'uncertain' ? 'uncertain' : 'failed',
        reason: error instanceof ResetRefused ? error.code : error instanceof Error ? error.name : 'unknown',
        evidence: { clientRequestId, ...(requestId === undefined ? {} : { graphRequestId: requestId }) },
      }),
    );
    return ended;
  }
}

/** A person waits for the answer and may ask again: that the directory cannot be read fails no workflow. */
async function readLive(
  { directory }: TryResetPorts,
  { tenantId, accountId }: Trial,
  further: FurtherReads,
): Promise<{ readonly live: LiveAccount | undefined } | TrialOutcome> {
  try {
    return { live: await directory.readAccount(tenantId, accountId, further) };
  } catch (error) {
    if (!(error instanceof TenantNotReady || error instanceof GraphThrottled || error instanceof GraphUnavailable))
      throw error;
    return { outcome: 'not-sent', sentence: `Nothing was sent: the account could not be read: ${error.message}.` };
  }
}

function failed(error: unknown): TrialOutcome {
  if (error instanceof ResetRefused) {
    const denied = error.code === 'Authorization_RequestDenied';
    return {
      outcome: 'denied',
      sentence: denied
        ? 'Graph denied it: without its permission, or a directory role, the writer resets nobody here. Nothing was changed.'
        : `Graph refused it (${error.message}) Nothing was changed.`,
    };
  }
  if (error instanceof GraphThrottled || error instanceof GraphUnavailable) {
    return { outcome: 'not-sent', sentence: `Nothing was sent: ${error.message}. Try again in a few minutes.` };
  }
  return {
    outcome: 'uncertain',
    sentence: 'Graph gave no answer that tells whether it was done. Try again in a few minutes.',
  };
}

/** No reset while it is paused, and none of an account whose password is kept here: it would be lost. */
async function whyNotNow(
  { pauses, rotations, passwords, now }: TryResetPorts,
  trial: Trial,
): Promise<string | undefined> {
  const scopes: readonly PauseScope[] = [{ of: 'everything' }, { of: 'tenant', tenantId: trial.tenantId }];
  const ids = scopes.map(scopeId);
  const asked = { cycleId: 'trial', tenantId: trial.tenantId, class: 'service' } as const;
  const pause = stillOn(await pauses.over(asked), now()).find(({ scope }) => ids.includes(scopeId(scope)));
  if (pause !== undefined) return `Resets are paused since ${pause.since}: ${pause.reason}`;
  if ((await rotations.lockHolder(trial)) !== undefined) return 'A rotation of this account is under way.';
  const kept = await passwords.currentOf(trial.tenantId, [trial.accountId]);
  return kept.length === 0
    ? undefined
    : 'This account was rotated before: the password that is kept here would be lost.';
}
