import type { Finding, InspectionKind, Verdict } from './inspection.ts';

/** How people read inspections: one set of words for pages, cards, tickets and the command line. */
export const inspectionTitle: Readonly<Record<InspectionKind, string>> = {
  'break-glass': 'Break-glass drill',
  consent: 'Consent and permissions',
};

export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  unknown: 'not known in full',
  waived: 'waived in the estate',
};

const stateWords: Readonly<Record<Finding['state'], string>> = {
  failed: '',
  unknown: 'Not known: ',
  advice: 'Advice: ',
};

/** One finding in a line: of which account, what, and what to do. */
export const findingLine = ({ state, sentence, account }: Finding): string =>
  `${account === undefined ? '' : `${account}: `}${stateWords[state]}${sentence}`;
