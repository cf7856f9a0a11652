import type { Verification } from '../verify/verify-folder.ts';
import { verdictLine } from '../verify/words.ts';

/** Whether the records of a report are what was recorded, in a form that a report can hold. */
export interface EvidenceVerdict {
  /** Whether the folder verified without a problem, and something is sealed. */
  readonly verified: boolean;
  /** The verifier's own line. */
  readonly verdict: string;
  /** The newest one that is signed. Left out: there is none. */
  readonly checkpoint: Verification['checkpoint'] | undefined;
  /** Whether the key is one that the reader of the report named, and not one that lay in the folder. */
  readonly keyIsYours: boolean;
  /** Sentences; those about other customers stay out of one customer's report. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

/** @param tenantId  one customer's report. Left out: the report is about all */
export function evidenceVerdict(verification: Verification, tenantId?: string): EvidenceVerdict {
  const { problems, problemCount, checkpoint, sealVerified, keys } = verification;
  return {
    verified: problemCount === 0 && sealVerified,
    verdict: verdictLine(verification),
    checkpoint,
    keyIsYours: keys.some(({ from, fingerprint }) => from === 'auditor' && fingerprint === checkpoint?.key),
    problems: problems
      .filter((each) => tenantId === undefined || each.tenantId === undefined || each.tenantId === tenantId)
      .map(({ text }) => text),
    problemCount,
  };
}
