import type { AccountReport } from '../../domain/audit/report/account-report.ts';
import {
  actorWords,
  collectionWords,
  decisionWords,
  exceptionWords,
  notApprovedWords,
  resultWords,
} from '../../domain/audit/report/report-words.ts';
import type { CsvColumn } from '../tables/csv-answer.ts';

const all = (values: readonly (string | undefined)[]): string =>
  values.flatMap((each) => (each === undefined ? [] : [each])).join('; ');

/** The population of a report, with approval, execution and collection of each account in one line. */
export const populationColumns: readonly CsvColumn<AccountReport>[] = [
  { name: 'Account', of: ({ userPrincipalName }) => userPrincipalName },
  { name: 'Account id', of: ({ accountId }) => accountId },
  { name: 'Class', of: (account) => account.class ?? '' },
  { name: 'Why it is rotated', of: ({ because = '' }) => because },
  { name: 'Password changed before', of: ({ passwordChangedBefore = '' }) => passwordChangedBefore },
  { name: 'Asked (UTC)', of: ({ askedAt = '' }) => askedAt },
  { name: 'Decisions', of: ({ decisions }) => all(decisions.map(({ kind }) => decisionWords[kind])) },
  { name: 'Decided by', of: ({ decisions }) => all(decisions.map(({ by }) => actorWords(by))) },
  { name: 'Decided (UTC)', of: ({ decisions }) => all(decisions.map(({ at }) => at)) },
  { name: 'Reasons', of: ({ decisions }) => all(decisions.map(({ reason }) => reason)) },
  { name: 'Reset (UTC)', of: ({ resets }) => all(resets.map(({ at }) => at)) },
  {
    name: 'Approved before the reset',
    of: ({ resets }) =>
      all(resets.map(({ approval }) => (approval.approved ? 'yes' : `no: ${notApprovedWords[approval.why]}`))),
  },
  { name: 'Graph requests', of: ({ graphRequestIds }) => all(graphRequestIds) },
  { name: 'Proven (UTC)', of: ({ proof }) => proof?.at ?? '' },
  { name: 'Result', of: ({ result }) => resultWords[result.kind] },
  { name: 'Ended (UTC)', of: ({ result }) => result.at ?? '' },
  { name: 'Collection', of: ({ collection }) => collectionWords[collection.state] },
  { name: 'Exceptions', of: ({ exceptions }) => all(exceptions.map(exceptionWords)) },
  { name: 'Rotation', of: ({ rotationId = '' }) => rotationId },
];
