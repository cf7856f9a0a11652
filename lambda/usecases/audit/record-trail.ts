import type { Estate } from '../../../config/estate.ts';
import { type Asked, claimIn, placeOf, readAsked } from '../../domain/audit/asked.ts';
import type { AuditFact } from '../../domain/audit/audit-record.ts';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { callsForPerson, isClaimed, isDisproven, type TrailEvent } from '../../domain/audit/trail-event.ts';
import type { Actor } from '../../domain/rotation/rotation.ts';
import { cut } from '../../domain/text/cut.ts';
import { printable } from '../../domain/text/printable.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { Executions } from '../../ports/executions.ts';
import type { SentMessages } from '../../ports/messages.ts';
import { cycleOpenedBy } from '../cycle/cycles-back.ts';
import { type FactParts, factAboutEstate } from '../facts.ts';

export interface RecordTrailPorts {
  readonly cycles: Pick<CycleStore, 'latest'>;
  readonly recorded: Pick<SentMessages, 'recordOnce'>;
  readonly executions: Executions;
  readonly estate: Estate;
  readonly now: Now;
  /** Somebody must know of it now. */
  readonly callPerson: (what: { call: string; by: string | undefined; eventId: string }) => void;
}

/**
 * Records what CloudTrail says that somebody did, once however often it is told (R8). Who starts a machine claims who asks, in its input:
 * the record says whether CloudTrail names the same person.
 *
 * @returns `false`: it was recorded before
 */
export async function recordTrail(ports: RecordTrailPorts, event: TrailEvent): Promise<boolean> {
  const asked = await askedBy(ports, event);
  const fact = factOf(ports, event, asked, await cycleOf(ports, event));
  const isNew = await ports.recorded.recordOnce(`trail:${event.id}`, fact, ports.now());
  // Of one that was recorded before, too: that run may have stopped right after it.
  if (callsForPerson(event, claimIn(asked))) {
    ports.callPerson({ call: event.call, by: event.by, eventId: event.id });
  }
  return isNew;
}

async function askedBy({ executions }: RecordTrailPorts, { about }: TrailEvent): Promise<Asked> {
  if (about.of !== 'machine' || about.executionArn === undefined) return {};
  return readAsked(await executions.inputOf(about.executionArn));
}

/** The cycle that an execution has opened, if it has by now. */
async function cycleOf({ cycles }: RecordTrailPorts, { about }: TrailEvent): Promise<string | undefined> {
  if (about.of !== 'machine' || about.machine !== 'RotationCycle' || about.executionArn === undefined) return undefined;
  return (await cycleOpenedBy(cycles, about.executionArn))?.cycleId;
}

function factOf(
  ports: Pick<RecordTrailPorts, 'estate' | 'now'>,
  event: TrailEvent,
  asked: Asked,
  cycleId: string | undefined,
): AuditFact {
  const { about, error } = event;
  switch (about.of) {
    case 'machine': {
      const claimed = claimIn(asked);
      const disproven = error === undefined && isDisproven(event, claimed);
      const what = `${event.call} of ${about.machine}${named(about.executionArn)}`;
      return {
        ...baseOf(ports, event, {
          action: 'operator.proven',
          what: `${what}${sayingWhom(event.call, claimed)}`,
          ...(disproven ? { outcome: 'failed', reason: 'claim-disproven' } : {}),
        }),
        ...placeOf({ ...asked, ...(cycleId === undefined ? {} : { cycleId }) }),
      };
    }
    case 'credential': {
      const what = `${event.call} of the stored password`;
      const action = about.reads ? 'credential.read-outside' : 'operator.proven';
      const fact = baseOf(ports, event, { action, what });
      const version = about.versionId === undefined ? {} : { secretVersionId: about.versionId };
      return {
        ...fact,
        evidence: { ...fact.evidence, ...version },
        tenantId: about.tenantId,
        accountId: about.accountId,
      };
    }
    case 'stack':
      return baseOf(ports, event, {
        action: about.deploys ? 'stack.deployed' : 'operator.proven',
        what: `${event.call} of the stack ${about.name}`,
      });
    case 'protection':
      return baseOf(ports, event, { action: 'operator.proven', what: `${event.call} of ${about.what}` });
  }
}

function sayingWhom(call: string, claimed: string | undefined): string {
  if (isClaimed(call)) return `; it names ${claimed ?? 'nobody'}`;
  return claimed === undefined ? '' : `; it was started in the name of ${claimed}`;
}

const named = (executionArn: string | undefined): string =>
  executionArn === undefined ? '' : ` ${executionArn.split(':').slice(7).join(':')}`;

const LONGEST_DETAIL = 600;

function baseOf(
  { now }: Pick<RecordTrailPorts, 'now'>,
  { id: trailEventId, at, by, address, userAgent, error }: TrailEvent,
  { what, ...more }: Pick<FactParts, 'action' | 'outcome' | 'reason'> & { readonly what: string },
): AuditFact {
  const actor: Actor = by === undefined ? { kind: 'unknown' } : { kind: 'operator', name: printable(by) };
  return factAboutEstate({
    ...(error === undefined ? more : { ...more, outcome: 'refused', reason: cut(printable(error), LONGEST_REASON) }),
    evidence: { trailEventId, detail: cut(printable(`${what}, at ${at}`), LONGEST_DETAIL) },
    by: { actor, source: { address: printable(address), userAgent: printable(userAgent) } },
    component: 'record-trail',
    now: now(),
  });
}
