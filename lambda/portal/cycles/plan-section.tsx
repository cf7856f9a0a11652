import type { FC } from 'hono/jsx';
import type { ExcludedAccount, PlannedAccount } from '../../domain/accounts/account.ts';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { countNotRotated } from '../../domain/plan/plan.ts';
import { type PlanSection, planSections } from '../../domain/plan/plan-lines.ts';
import { counted } from '../../domain/text/counted.ts';
import type { ComparedPlan } from '../../usecases/discovery/recorded-plan.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Pager, partOf } from '../paging.tsx';
import { timelinePath } from './timeline-path.ts';

/** Rows of each section on a page. */
const ROWS_ON_A_PAGE = 50;

/** What a cycle would do in one tenant, in the words of `rotation plan`; accounts lead to what is on record about them. */
export const PlanOfTenant: FC<{
  readonly tenant: TenantInCycle;
  readonly plan: ComparedPlan;
  readonly page: string | undefined;
  readonly path: string;
}> = ({ tenant, plan, page, path }) => {
  const sections = planSections(plan).map((section) => ({
    title: section.title,
    rows: partOf(rowsOf(section, plan), page, ROWS_ON_A_PAGE),
  }));
  const longest = sections.map(({ rows }) => rows).toSorted((one, other) => other.total - one.total)[0];
  return (
    <>
      <p class="muted">
        {counted(plan.accountsSeen, 'account')} seen, {plan.rotate.length} to rotate, {countNotRotated(plan)} left out.
      </p>
      {sections
        // A section that has ended on an earlier page does not show its last rows again.
        .filter(({ rows }) => longest === undefined || rows.page === longest.page)
        .map(({ title, rows }) => (
          <Section tenant={tenant} title={title} rows={rows.items} />
        ))}
      {longest === undefined ? null : <Pager part={longest} label="Plan" path={path} />}
    </>
  );
};

interface Row {
  readonly cells: readonly string[];
  /** The account that the row is about, if it is about one. */
  readonly accountId: string | undefined;
}

/** The rows of a section, with their accounts. */
function rowsOf({ title, rows }: PlanSection, { rotate, leftOut }: ComparedPlan): readonly Row[] {
  const accounts: readonly (PlannedAccount | ExcludedAccount)[] =
    title === 'to rotate' ? rotate : title === 'left out' ? leftOut : [];
  return rows.map((cells, place) => ({ cells, accountId: accounts[place]?.accountId }));
}

const Section: FC<{ readonly tenant: TenantInCycle; readonly title: string; readonly rows: readonly Row[] }> = ({
  tenant,
  title,
  rows,
}) => (
  <>
    <h2>{`${title.slice(0, 1).toUpperCase()}${title.slice(1)}`}</h2>
    {rows.every(({ cells }) => cells.length === 1) ? (
      <ul class="facts">
        {rows.map(({ cells: [sentence] }) => (
          <li>
            <ForeignSentence text={sentence ?? ''} />
          </li>
        ))}
      </ul>
    ) : (
      <Table tenant={tenant} title={title} rows={rows} />
    )}
  </>
);

const Table: typeof Section = ({ tenant, title, rows }) => (
  <table class="stacked columns">
    <caption class="visually-hidden">
      <Foreign text={tenant.displayName} />: {title}
    </caption>
    <tbody>
      {rows.map(({ cells: [first, ...rest], accountId }) => (
        <tr>
          <th scope="row">
            {accountId === undefined ? (
              <Foreign text={first ?? ''} />
            ) : (
              <a href={timelinePath({ ...tenant, accountId })}>
                <Foreign text={first ?? ''} />
              </a>
            )}
          </th>
          {rest.map((cell) => (
            <td>
              <ForeignSentence text={cell} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
