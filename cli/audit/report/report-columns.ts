import type { CsvColumn } from '../../../lambda/adapters/csv.ts';
import type { AccountReport } from '../../../lambda/domain/audit/report/account-report.ts';
import type { CycleReport } from '../../../lambda/domain/audit/report/cycle-report.ts';
import {
  actorWords,
  collectionWords,
  decisionWords,
  exceptionWords,
  notApprovedWords,
  resultWords,
} from '../../../lambda/domain/audit/report/report-words.ts';
import type { LeftOut, TenantReport } from '../../../lambda/domain/audit/report/tenant-report.ts';
import { printableLines } from '../../../lambda/domain/text/printable.ts';

/** A line of the population: an account that was to be rotated, or one that was left out. */
export type Line = { readonly cycleId: string; readonly tenant: TenantReport } & (
  | { readonly account: AccountReport; readonly leftOut?: undefined }
  | { readonly leftOut: LeftOut; readonly account?: undefined }
);

export const linesOf = ({ cycleId, tenants }: CycleReport): readonly Line[] =>
  tenants.flatMap((tenant) => [
    ...tenant.accounts.map((account) => ({ cycleId, tenant, account })),
    ...tenant.leftOut.map((leftOut) => ({ cycleId, tenant, leftOut })),
  ]);

const column = (name: string, of: (line: Line) => string | undefined): CsvColumn<Line> => ({
  name,
  of: (line) => printableLines(of(line) ?? ''),
});
const ofAccount = (name: string, of: (account: AccountReport) => string | undefined) =>
  column(name, ({ account }) => account && of(account));

const all = (values: readonly (string | undefined)[]) => values.filter((each) => each !== undefined).join('; ');
const deciding = ({ decisions }: AccountReport) => decisions.filter(({ kind }) => kind !== 'expired');
const receipts = ({ collection: { seen, vaulted } }: AccountReport) => [...seen, ...vaulted];

/** The population as a table: approval, execution and collection of each account in one line. */
export const populationColumns: readonly CsvColumn<Line>[] = [
  column('cycle', ({ cycleId }) => cycleId),
  column('tenant_id', ({ tenant }) => tenant.tenantId),
  column('tenant', ({ tenant }) => tenant.tenantName),
  column('account_id', ({ account, leftOut }) => (account ?? leftOut)?.accountId),
  column('account', ({ account, leftOut }) => (account ?? leftOut)?.userPrincipalName),
  column('class', ({ account, leftOut }) => (account ?? leftOut)?.class),
  ofAccount('rotation_id', ({ rotationId }) => rotationId),
  column('why', ({ account, leftOut }) => account?.because ?? leftOut?.detail),
  column(
    'password_changed_before',
    ({ account, leftOut }) => account?.passwordChangedBefore ?? leftOut?.passwordChangedAt,
  ),
  ofAccount('asked', ({ askedAt }) => askedAt),
  ofAccount('decisions', (each) => all(deciding(each).map(({ kind }) => decisionWords[kind]))),
  ofAccount('decided_by', (each) => all(deciding(each).map(({ by }) => actorWords(by)))),
  ofAccount('decided', (each) => all(deciding(each).map(({ at }) => at))),
  ofAccount('decision_reasons', (each) => all(deciding(each).map(({ reason }) => reason ?? 'none given'))),
  ofAccount('reset', ({ resets }) => all(resets.map(({ at }) => at))),
  ofAccount('approved_before_reset', ({ resets }) =>
    all(resets.map(({ approval }) => (approval.approved ? 'yes' : `no: ${notApprovedWords[approval.why]}`))),
  ),
  ofAccount('client_request_ids', ({ resets }) => all(resets.map(({ clientRequestId }) => clientRequestId))),
  ofAccount('graph_request_ids', ({ graphRequestIds }) => all(graphRequestIds)),
  ofAccount('proven', ({ proof }) => proof?.at),
  ofAccount('proof', ({ proof }) => proof?.detail),
  column('result', ({ account }) => (account === undefined ? 'left out' : resultWords[account.result.kind])),
  column('result_reason', ({ account, leftOut }) => account?.result.reason ?? leftOut?.reason),
  ofAccount('ended', ({ result }) => result.at),
  ofAccount('counted_as', ({ result: { countedAs } }) => countedAs && resultWords[countedAs]),
  ofAccount('collection', ({ collection }) => collectionWords[collection.state]),
  ofAccount('collected_by', (each) => all(receipts(each).map(({ by }) => actorWords(by)))),
  ofAccount('collected', (each) => all(receipts(each).map(({ at }) => at))),
  ofAccount('exceptions', ({ exceptions }) => all(exceptions.map(exceptionWords))),
];
