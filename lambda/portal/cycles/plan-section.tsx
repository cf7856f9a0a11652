import type { FC } from 'hono/jsx';
import type { ExcludedAccount, PlannedAccount } from '../../domain/accounts/account.ts';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { countNotRotated } from '../../domain/plan/plan.ts';
import { type PlanSection, planSections } from '../../domain/plan/plan-lines.ts';
import { counted } from '../../domain/text/counted.ts';
import type { ComparedPlan } from '../../usecases/discovery/recorded-plan.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { timelinePath } from './timeline-path.ts';

/** What a cycle would do in one tenant, in the words of `rotation plan`; accounts lead to what is on record about them. */
export const PlanOfTenant: FC<{ readonly tenant: TenantInCycle; readonly plan: ComparedPlan }> = ({ tenant, plan }) => (
  <>
    <p class="muted">
      {counted(plan.accountsSeen, 'account')} seen, {plan.rotate.length} to rotate, {countNotRotated(plan)} left out.
    </p>
    {planSections(plan).map((section) => (
      <Rows tenant={tenant} section={section} accountIds={accountIdsOf(section, plan)} />
    ))}
  </>
);

/** The accounts of a section's rows, in their order; none where rows are not about single accounts. */
function accountIdsOf({ title }: PlanSection, { rotate, leftOut }: ComparedPlan): readonly string[] {
  const accounts: readonly (PlannedAccount | ExcludedAccount)[] =
    title === 'to rotate' ? rotate : title === 'left out' ? leftOut : [];
  return accounts.map(({ accountId }) => accountId);
}

const Rows: FC<{
  readonly tenant: TenantInCycle;
  readonly section: PlanSection;
  readonly accountIds: readonly string[];
}> = ({ tenant, section: { title, rows }, accountIds }) => (
  <>
    <h3>{`${title.slice(0, 1).toUpperCase()}${title.slice(1)}`}</h3>
    {rows.every(({ length }) => length === 1) ? (
      <ul class="facts">
        {rows.map(([sentence]) => (
          <li>
            <ForeignSentence text={sentence ?? ''} />
          </li>
        ))}
      </ul>
    ) : (
      <Table tenant={tenant} section={{ title, rows }} accountIds={accountIds} />
    )}
  </>
);

const Table: typeof Rows = ({ tenant, section: { title, rows }, accountIds }) => (
  <table class="stacked columns">
    <caption class="visually-hidden">
      <Foreign text={tenant.displayName} />: {title}
    </caption>
    <tbody>
      {rows.map(([first, ...rest], row) => {
        const accountId = accountIds[row];
        return (
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
        );
      })}
    </tbody>
  </table>
);
