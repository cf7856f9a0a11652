import type { AuditFact } from '../../domain/audit/audit-record.ts';
import type { Finding, Inspection, InspectionKind, Verdict } from '../../domain/inspection/inspection.ts';
import { findingLine, verdictWords } from '../../domain/inspection/inspection-words.ts';
import { type ActingOperator, factAboutEstate } from '../facts.ts';

const actionOf = {
  'break-glass': 'break-glass.checked',
  consent: 'consent.checked',
} as const satisfies Readonly<Record<InspectionKind, AuditFact['action']>>;

/** What is not known never counts as success. */
const outcomeOf: Readonly<Record<Verdict, AuditFact['outcome']>> = {
  passed: 'success',
  waived: 'success',
  failed: 'failed',
  unknown: 'uncertain',
};

/** A record must stay readable. */
const MOST_LINES = 20;

/** The records of an inspection: one of the tenant, and one of each account that it is about. */
export function inspectionFacts(
  inspection: Inspection,
  by: ActingOperator | undefined,
  now: Date,
): readonly AuditFact[] {
  const { kind, tenantId, tenantName, verdict, findings, accounts } = inspection;
  const fact = (outcome: AuditFact['outcome'], detail: string): AuditFact => ({
    ...factAboutEstate({
      action: actionOf[kind],
      outcome,
      evidence: { detail },
      by,
      component: 'inspect-tenants',
      now,
    }),
    tenantId,
    tenantName,
  });
  const names = accounts.map(({ userPrincipalName }) => userPrincipalName);
  const whole = [
    `${verdictWords[verdict]}${names.length === 0 ? '' : `; looked at: ${names.join(', ')}`}`,
    ...linesOf(findings),
  ];
  return [
    fact(outcomeOf[verdict], whole.join('. ')),
    ...accounts.map(({ accountId, userPrincipalName }) => {
      const own = findings.filter(({ account }) => account === userPrincipalName);
      const detail = own.length === 0 ? verdictWords.passed : own.map(findingLine).join(' ');
      return { ...fact(outcomeOf[worstOf(own)], detail), accountId, userPrincipalName };
    }),
  ];
}

function worstOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ state }) => state === 'failed')) return 'failed';
  return findings.some(({ state }) => state === 'unknown') ? 'unknown' : 'passed';
}

function linesOf(findings: readonly Finding[]): readonly string[] {
  const more = findings.length - MOST_LINES;
  return [...findings.slice(0, MOST_LINES).map(findingLine), ...(more > 0 ? [`and ${more} more`] : [])];
}
