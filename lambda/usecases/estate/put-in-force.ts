import type { AnyFunctionName } from '../../../contract/functions.ts';
import { canonicalJson } from '../../domain/audit/audit-chain.ts';
import type { AuditFact } from '../../domain/audit/audit-record.ts';
import { type EstateChange, estateChanges, firstEstate, storedEstateSchema } from '../../domain/audit/estate-change.ts';
import type { RecordedEstate } from '../../domain/audit/recorded-estate.ts';
import type { Now } from '../../ports/clock.ts';
import type { EstateArchive, EstateLog } from '../../ports/estates.ts';
import { StaleState } from '../../ports/rotation.ts';
import { factAboutEstate } from '../facts.ts';

export interface PutInForcePorts {
  readonly archive: EstateArchive;
  readonly log: EstateLog;
  readonly now: Now;
}

/** An estate that was checked and stored, and who asks that it come into force. */
export interface NewEstate {
  readonly estate: object;
  /** SHA-256, hex, over its canonical JSON. */
  readonly hash: string;
  /** Version of the code that was deployed with it. */
  readonly code: string;
  /** Id of the request. One that was carried out is not carried out again, whatever came into force since. */
  readonly requestId: string;
}

const COMPONENT = 'publish-estate' satisfies AnyFunctionName;

/** Records that one transaction takes: each may be in a chain of its own, whose head moves too. */
const MOST_TOGETHER = 40;
/** Nobody else moves it but a second try of the same request. */
const TRIES = 5;
/** Requests that are remembered: a deployment has one, and one more when it is rolled back. */
const REMEMBERED = 20;

/**
 * Puts an estate in force, and records how it differs from the one before. A change of many tenants takes several transactions of records;
 * the last one puts the estate in force (R5). Whoever asks next goes on where one has stopped, also where another estate is wanted by then.
 *
 * @returns how many records it wrote; 0 where the request was carried out before, or the estate is in force already
 */
export async function putInForce(ports: PutInForcePorts, wanted: NewEstate): Promise<number> {
  await ports.archive.store(wanted.hash, canonicalJson(wanted.estate));
  let written = 0;
  for (let stale = 0; ; ) {
    const last = await ports.log.last();
    if (last?.requests.includes(wanted.requestId) === true) return written;
    const step = await nextStep(ports, wanted, last);
    try {
      await ports.log.move(last, step.to, step.facts);
      written += step.facts.length;
    } catch (error) {
      stale += 1;
      if (!(error instanceof StaleState) || stale === TRIES) throw error;
    }
  }
}

interface Step {
  readonly to: RecordedEstate;
  readonly facts: readonly AuditFact[];
}

async function nextStep(ports: PutInForcePorts, wanted: NewEstate, last: RecordedEstate | undefined): Promise<Step> {
  const { hash, requestId } = wanted;
  const fact = (to: string, change: EstateChange) => factOf(wanted, to, change, ports.now());
  if (last === undefined) {
    const detail = firstEstate(storedEstateSchema.parse(wanted.estate));
    return { to: { hash, revision: 1, requests: [requestId] }, facts: [fact(hash, { detail })] };
  }
  const revision = last.revision + 1;
  const requests = [requestId, ...last.requests].slice(0, REMEMBERED);
  if (last.underWay === undefined && last.hash === hash) return { to: { hash, revision, requests }, facts: [] };
  const { to, done } = last.underWay ?? { to: hash, done: 0 };
  const changes = await changesTo(ports, last.hash, to);
  const facts = changes.slice(done, done + MOST_TOGETHER).map((each) => fact(to, each));
  if (done + facts.length < changes.length) {
    const underWay = { to, done: done + facts.length };
    return { to: { hash: last.hash, underWay, revision, requests: last.requests }, facts };
  }
  return { to: { hash: to, revision, requests: to === hash ? requests : last.requests }, facts };
}

/** An estate that is not in the archive any more cannot be compared with: that the other one took its place is told all the same. */
async function changesTo({ archive }: PutInForcePorts, from: string, to: string): Promise<readonly EstateChange[]> {
  const [before, after] = [await archive.read(from), await archive.read(to)].map((each) =>
    storedEstateSchema.safeParse(each),
  );
  if (before?.success !== true || after?.success !== true) {
    return [{ detail: `what changed is not known: the estate ${from} cannot be read` }];
  }
  return estateChanges(before.data, after.data);
}

const factOf = (wanted: NewEstate, hash: string, { tenant, detail }: EstateChange, now: Date): AuditFact => ({
  ...factAboutEstate({ action: 'estate.changed', evidence: { detail }, component: COMPONENT, now }),
  ...tenant,
  estate: hash,
  // Of an estate that another one has followed by now, the code is not known.
  ...(hash === wanted.hash ? { code: wanted.code } : {}),
});
