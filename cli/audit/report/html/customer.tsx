import { exclusionLabel } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import type { CycleReport } from '../../../../lambda/domain/audit/report/cycle-report.ts';
import { exceptionWords, resultWords } from '../../../../lambda/domain/audit/report/report-words.ts';
import type { TenantReport } from '../../../../lambda/domain/audit/report/tenant-report.ts';
import type { EvidenceVerdict } from '../evidence-verdict.ts';
import { Account, Collected, Decisions, Outcome, Resets, Table, When, Words } from './cells.tsx';
import { Head } from './head.tsx';

interface Of {
  readonly tenant: TenantReport;
}

/** One customer's report: what fits on pages of its own. */
export const Customer = ({
  tenant,
  page,
  ...head
}: Of & {
  /** Its kind of sheet. */
  page: string;
  cycle: CycleReport;
  evidence: EvidenceVerdict;
  asOf: string;
}) => (
  <article style={{ page }}>
    <h1>
      Password rotation: <Words of={tenant.tenantName ?? tenant.tenantId} />
    </h1>
    <p class="lead">What the audit records say of one customer in one cycle. Tenant {tenant.tenantId}.</p>
    <Head {...head} />
    <Figures tenant={tenant} />
    <Exceptions tenant={tenant} />
    <Population tenant={tenant} />
    <LeftOut tenant={tenant} />
    <Messages tenant={tenant} />
    <footer>
      Approvals stand before resets by their places in the account’s chain of records, not by times alone. The report is
      tamper-evident as far as the checkpoint reaches; it shows nothing that went past the product: for that, compare
      the Graph request ids with Entra’s directory audit. It supports conclusions about controls, and draws none.
    </footer>
  </article>
);

const Figures = ({ tenant: { accounts, results, leftOut, withExceptions, end, discovered } }: Of) => {
  const approvals = accounts.flatMap(({ decisions }) =>
    decisions.filter(({ kind }) => kind === 'first' || kind === 'approved'),
  );
  const shown = Object.entries(results).filter(([kind, count]) => count > 0 || kind === 'rotated');
  return (
    <>
      <h2>Summary</h2>
      {end?.kind === 'failed' ? (
        <p class="bad">
          This customer was not finished: <Words of={end.reason} />
        </p>
      ) : (
        ''
      )}
      <ul class="figures">
        <li>
          <b>{accounts.length}</b> to rotate
        </li>
        {shown.map(([kind, count]) => (
          <li>
            <b>{count}</b> {new Map<string, string>(Object.entries(resultWords)).get(kind)}
          </li>
        ))}
        <li>
          <b>{withExceptions}</b> with exceptions
        </li>
        <li>
          <b>{leftOut.length}</b> left out by name
        </li>
        <li>
          <b>{approvals.filter(({ reason }) => reason === undefined).length}</b> of {approvals.length} approvals without
          a reason
        </li>
      </ul>
      <p class="soft">
        {discovered === undefined ? (
          'The directory was not read.'
        ) : (
          <>
            Directory read <When at={discovered.at} />: <Words of={discovered.detail} />
          </>
        )}
      </p>
    </>
  );
};

const Exceptions = ({ tenant: { accounts } }: Of) => {
  const found = accounts.flatMap(({ userPrincipalName, exceptions }) =>
    exceptions.map((each) => ({ userPrincipalName, each })),
  );
  return (
    <>
      <h2>Exceptions</h2>
      {found.length === 0 ? (
        <p>None.</p>
      ) : (
        <Table label="Exceptions" columns={['Account', 'What', 'When']}>
          {found.map(({ userPrincipalName, each }) => (
            <tr>
              <th scope="row">
                <Account of={userPrincipalName} />
              </th>
              <td class={each.kind === 'reset-without-approval' ? 'bad' : ''}>
                <Words of={exceptionWords(each)} />
              </td>
              <td>
                <When at={each.at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
};

const Population = ({ tenant: { accounts } }: Of) => (
  <>
    <h2>Accounts</h2>
    {accounts.length === 0 ? (
      <p>No account was to be rotated.</p>
    ) : (
      <Table
        label="Accounts"
        columns={['Account', 'Why it is rotated', 'Password set before', 'Decisions', 'Reset', 'Result', 'Collected']}
      >
        {accounts.map((each) => (
          <tr>
            <th scope="row">
              <Account of={each.userPrincipalName} />
              <div class="soft">{each.class}</div>
            </th>
            <td>
              <Words of={each.because} />
            </td>
            <td>{each.passwordChangedBefore?.slice(0, 10) ?? 'not known'}</td>
            <td>
              <Decisions of={each.decisions} />
            </td>
            <td>
              <Resets of={each} />
            </td>
            <td>
              <Outcome of={each.result} />
            </td>
            <td>
              <Collected of={each.collection} />
            </td>
          </tr>
        ))}
      </Table>
    )}
  </>
);

const LeftOut = ({ tenant: { leftOut } }: Of) => (
  <>
    <h2>Left out</h2>
    {leftOut.length === 0 ? (
      <p>No account of this class was left out by name.</p>
    ) : (
      <Table label="Accounts left out" columns={['Account', 'Why', 'In words', 'Password set']}>
        {leftOut.map(({ userPrincipalName, class: ofClass, reason, detail, passwordChangedAt }) => (
          <tr>
            <th scope="row">
              <Account of={userPrincipalName} />
              <div class="soft">{ofClass}</div>
            </th>
            <td>{exclusionLabel(reason)}</td>
            <td>
              <Words of={detail} />
            </td>
            <td>{passwordChangedAt?.slice(0, 10) ?? 'not known'}</td>
          </tr>
        ))}
      </Table>
    )}
  </>
);

const Messages = ({ tenant: { messages } }: Of) =>
  messages.length === 0 ? null : (
    <>
      <h2>Messages and tickets</h2>
      <Table label="Messages and tickets" columns={['When', 'What', 'Outcome', 'More']}>
        {messages.map(({ at, action, outcome, detail, reason, ticket }) => (
          <tr>
            <td>
              <When at={at} />
            </td>
            <td>
              {action.replace('.', ' ')}
              {ticket === undefined ? (
                ''
              ) : (
                <>
                  {' '}
                  <Words of={ticket} />
                </>
              )}
            </td>
            <td class={outcome === 'failed' ? 'bad' : ''}>{outcome}</td>
            <td>
              <Words of={[detail, reason].filter((each) => each !== undefined).join(': ')} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
