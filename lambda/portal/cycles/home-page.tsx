import type { FC } from 'hono/jsx';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CycleTags } from './status-tag.tsx';
import type { Waiting, WaitingApprovals } from './waiting.ts';

export const homePage = ({ approvals, links, latest }: Waiting): Page => {
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
        </p>
        {approvals.map((each) => (
          <ApprovalsPanel waiting={each} />
        ))}
        {links.length === 0 ? null : <LinksPanel links={links} />}
        {latest === undefined ? null : (
          <section class="panel" aria-labelledby="latest">
            <div class="head">
              <h2 id="latest">Latest cycle</h2>
              <CycleTags cycle={latest} />
            </div>
            <p>
              <a href={`/cycles/${latest.cycleId}`}>{latest.cycleId}</a>, opened{' '}
              <Instant at={latest.openedAt} relative />
            </p>
          </section>
        )}
      </>
    ),
  };
};

const ApprovalsPanel: FC<{ readonly waiting: WaitingApprovals }> = ({ waiting }) => (
  <section class="panel" aria-labelledby={`approvals-${waiting.cycleId}`}>
    <h2 id={`approvals-${waiting.cycleId}`}>{waiting.cycleId}</h2>
    <p>
      {counted(waiting.accounts, 'account')} of{' '}
      {waiting.tenants.map((each, i) => (
        <>
          {i === 0 ? '' : ', '}
          <Foreign text={each} />
        </>
      ))}
      . Decide by <Instant at={waiting.decideBefore} relative />.
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

const LinksPanel: FC<{ readonly links: readonly CredentialLink[] }> = ({ links }) => {
  const [first] = links;
  return (
    <section class="panel" aria-labelledby="links">
      <h2 id="links">Passwords to collect</h2>
      <p>
        {counted(links.length, 'password')} {links.length === 1 ? 'waits' : 'wait'} for you
        {first === undefined ? null : (
          <>
            , the first until <Instant at={new Date(first.expiresAt * 1000)} relative />
          </>
        )}
        . Each is shown once, to you only.
      </p>
      <p>
        <a class="button" href="/passwords">
          Collect
        </a>
      </p>
    </section>
  );
};
