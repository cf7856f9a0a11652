import type { AnyFunctionName } from '../../../contract/functions.ts';
import { canonicalJson } from '../../domain/audit/audit-chain.ts';
import type { AuditFact } from '../../domain/audit/audit-record.ts';
import { type EstateChange, estateChanges, firstEstate, storedEstateSchema } from '../../domain/audit/estate-change.ts';
import type { RecordedEstate } from '../../domain/audit/recorded-estate.ts';
import type { Now } from '../../ports/clock.ts';
import type { EstateArchive, EstateLog } from '../../ports/estates.ts';
import { StaleState } from '../../ports/rotation.ts';
import { factAboutEstate } from '../facts.ts';

export interface RecordEstatePorts {
  readonly archive: EstateArchive;
  readonly log: EstateLog;
  /** The deployed estate. */
  readonly estate: object;
  readonly deployed: { readonly estate: string; readonly code: string };
  readonly component: AnyFunctionName;
  readonly now: Now;
}

/** Records that one transaction takes: each may be in a chain of its own, whose head moves too. */
const MOST_TOGETHER = 40;

/**
 * Records how the deployed estate differs from the one that the records know: once, however many functions see it. A change of many
 * tenants takes several transactions; whoever runs next goes on where one has stopped, also where another estate was deployed meanwhile.
 *
 * @returns how many records it wrote
 */
export async function recordEstate(ports: RecordEstatePorts): Promise<number> {
  const { deployed, archive, log, estate } = ports;
  let last = await log.last();
  if (isRecorded(last, deployed.estate)) return 0;
  await archive.store(deployed.estate, canonicalJson(estate));
  let written = 0;
  try {
    while (!isRecorded(last, deployed.estate)) {
      const step = await nextStep(ports, last);
      await log.move(last, step.to, step.facts);
      written += step.facts.length;
      last = step.to;
    }
  } catch (error) {
    // Another run records the same: it goes on, or the next run does.
    if (!(error instanceof StaleState)) throw error;
  }
  return written;
}

const isRecorded = (last: RecordedEstate | undefined, hash: string): boolean =>
  last?.hash === hash && last.underWay === undefined;

async function nextStep(
  ports: RecordEstatePorts,
  last: RecordedEstate | undefined,
): Promise<{ readonly to: RecordedEstate; readonly facts: readonly AuditFact[] }> {
  const { estate: hash } = ports.deployed;
  if (last === undefined) {
    const detail = firstEstate(storedEstateSchema.parse(ports.estate));
    return { to: { hash, revision: 1 }, facts: [factOf(ports, hash, { detail })] };
  }
  const { to, done } = last.underWay ?? { to: hash, done: 0 };
  const changes = await changesTo(ports, last.hash, to);
  const facts = changes.slice(done, done + MOST_TOGETHER).map((each) => factOf(ports, to, each));
  const revision = last.revision + 1;
  return done + facts.length < changes.length
    ? { to: { hash: last.hash, underWay: { to, done: done + facts.length }, revision }, facts }
    : { to: { hash: to, revision }, facts };
}

/** An estate that is not in the archive any more cannot be compared with: that the other one took its place is told all the same. */
async function changesTo({ archive }: RecordEstatePorts, from: string, to: string): Promise<readonly EstateChange[]> {
  const [before, after] = [await archive.read(from), await archive.read(to)].map((each) =>
    storedEstateSchema.safeParse(each),
  );
  if (before?.success !== true || after?.success !== true) {
    return [{ detail: `what changed is not known: the estate ${from} cannot be read` }];
  }
  return estateChanges(before.data, after.data);
}

const factOf = (
  { deployed, component, now }: RecordEstatePorts,
  hash: string,
  { tenant, detail }: EstateChange,
): AuditFact => ({
  ...factAboutEstate({ action: 'estate.changed', evidence: { detail }, component, now: now() }),
  ...tenant,
  estate: hash,
  // Of an estate that another one has followed by now, the code is not known.
  ...(hash === deployed.estate ? { code: deployed.code } : {}),
});
