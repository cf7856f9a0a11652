import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { VaultPanel } from '../vault-panel.tsx';
import type { TechnicianVisitor } from '../visitor.ts';
import { ChangedNotice } from './changed-notice.tsx';
import { troubleOf } from './cycle-page.tsx';
import { HoldNotice } from './hold-notice.tsx';
import { InspectionNotice } from './inspection-notice.tsx';
import { MailNotice } from './mail-notice.tsx';
import { PauseNotices } from './pause-notice.tsx';
import { CycleTags } from './status-tag.tsx';
import { tenantPath } from './tenant-path.ts';
import type { Trouble, Waiting, WaitingApprovals, WaitingPasswords } from './waiting.ts';

/** Names of a list that stand on the page; the others are counted. */
const NAMED = 5;

export const homePage = (
  { approvals, passwords, vault, troubles, failing, changed, held, pauses, mail, latest }: Waiting,
  visitor: TechnicianVisitor,
): Page => {
  const accounts = approvals.reduce((sum, each) => sum + each.accounts - each.own, 0);
  return {
    title: 'What waits for me',
    body: (
      <>
        <h1>What waits for me</h1>
        <p class="lead">
          {accounts === 0
            ? 'No approval waits for you.'
            : `${counted(accounts, 'account')} ${accounts === 1 ? 'waits' : 'wait'} for your decision. If you do nothing, no password is changed.`}
          {passwords.count === 0 ? '' : ` ${counted(passwords.count, 'password')} to collect.`}
        </p>
        <Troubles troubles={troubles} />
        <InspectionNotice failing={failing} />
        <ChangedNotice changed={changed} />
        <PauseNotices pauses={pauses} visitor={visitor} />
        <MailNotice troubles={mail} visitor={visitor} />
        {approvals.map((each) => (
          <ApprovalsPanel waiting={each} />
        ))}
        {passwords.count === 0 ? null : <PasswordsPanel passwords={passwords} />}
        <VaultPanel standings={vault} />
        <HoldNotice held={held} />
        {latest.length === 0 ? null : <LatestCycles cycles={latest} />}
      </>
    ),
  };
};

const Troubles: FC<{ readonly troubles: readonly Trouble[] }> = ({ troubles }) =>
  troubles.length === 0 ? null : (
    <section class="notice bad" aria-labelledby="troubles">
      <h2 id="troubles">A person must look at this</h2>
      <ul>
        {troubles.slice(0, NAMED).map(({ cycleId, tenants }) => (
          <li>
            <a href={`/cycles/${cycleId}`}>{cycleId}</a>
            <ul>
              {tenants.slice(0, NAMED).map((each) => (
                <li>
                  <a href={tenantPath(each.tenant)}>
                    <Foreign text={each.tenant.displayName} />
                  </a>
                  : {troubleOf(each)}
                </li>
              ))}
              {tenants.length > NAMED ? <li>and {counted(tenants.length - NAMED, 'further tenant')}</li> : null}
            </ul>
          </li>
        ))}
      </ul>
      {troubles.length > NAMED ? (
        <p>
          And {counted(troubles.length - NAMED, 'further cycle')}: <a href="/cycles">all cycles</a>.
        </p>
      ) : null}
    </section>
  );

const ApprovalsPanel: FC<{ readonly waiting: WaitingApprovals }> = ({ waiting }) => (
  <section class="panel" aria-labelledby={`approvals-${waiting.cycleId}`}>
    <h2 id={`approvals-${waiting.cycleId}`}>{waiting.cycleId}</h2>
    <p>
      {counted(waiting.accounts, 'account')} of <Names names={waiting.tenants} />. Decide by{' '}
      <Instant at={waiting.decideBefore} relative />.
      {waiting.own === 0
        ? null
        : ` ${waiting.own} of them ${waiting.own === 1 ? 'is' : 'are'} your own, or may be: somebody else must decide.`}
    </p>
    <p>
      <a class="button" href={`/cycles/${waiting.cycleId}/approvals`}>
        Decide
      </a>
    </p>
  </section>
);

/** "Contoso, Fabrikam", or "Contoso, Fabrikam and 38 further tenants". */
const Names: FC<{ readonly names: readonly string[] }> = ({ names }) => (
  <>
    {names.slice(0, NAMED).map((each, place) => (
      <>
        {place === 0 ? '' : ', '}
        <Foreign text={each} />
      </>
    ))}
    {names.length > NAMED ? ` and ${counted(names.length - NAMED, 'further tenant')}` : ''}
  </>
);

const PasswordsPanel: FC<{ readonly passwords: WaitingPasswords }> = ({
  passwords: { count, expired, collectBefore },
}) => (
  <section class="panel" aria-labelledby="passwords">
    <h2 id="passwords">Passwords to collect</h2>
    <p>
      {counted(count, 'password')} for you. Each is shown once, to you only.
      {collectBefore === undefined ? null : (
        <>
          {' '}
          The first link expires <Instant at={collectBefore} relative />.
        </>
      )}
      {expired === 0 ? null : ` ${counted(expired, 'link')} ${expired === 1 ? 'has' : 'have'} expired already.`}
    </p>
    <p>
      <a class="button" href="/passwords">
        Collect
      </a>
    </p>
  </section>
);

const LatestCycles: FC<{ readonly cycles: readonly Cycle[] }> = ({ cycles }) => (
  <section class="panel" aria-labelledby="latest">
    <h2 id="latest">Latest cycles</h2>
    <ul class="rows">
      {cycles.map((cycle) => (
        <li class="row">
          <div>
            <a href={`/cycles/${cycle.cycleId}`}>{cycle.cycleId}</a>, opened <Instant at={cycle.openedAt} relative />
          </div>
          <CycleTags cycle={cycle} />
        </li>
      ))}
    </ul>
    <p>
      <a href="/cycles">All cycles</a>
    </p>
  </section>
);
