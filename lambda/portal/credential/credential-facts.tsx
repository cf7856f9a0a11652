import type { FC } from 'hono/jsx';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { timelinePath } from '../cycles/timeline-path.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';

/** Which password a link is about. */
export const CredentialFacts: FC<{ readonly link: CredentialLink }> = ({ link }) => (
  <dl class="pairs">
    <dt>Account</dt>
    <dd>
      <span class="mono">
        <Foreign text={link.userPrincipalName} />
      </span>
    </dd>
    <dt>Tenant</dt>
    <dd>
      <Foreign text={link.tenantDisplayName} />
    </dd>
    <dt>Reset</dt>
    <dd>
      <Instant at={link.resetAt} relative />, approved by <Foreign text={link.approvedBy} />
    </dd>
    <dt>History</dt>
    <dd>
      <a href={timelinePath(link)}>Timeline of this account</a>
    </dd>
  </dl>
);
