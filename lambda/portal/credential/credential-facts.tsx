import type { FC } from 'hono/jsx';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { timelinePath } from '../cycles/timeline-path.ts';
import { Instant } from '../instant.tsx';

/** Which password a link is about. */
export const CredentialFacts: FC<{ readonly link: CredentialLink }> = ({ link }) => (
  <dl class="pairs">
    <dt>Account</dt>
    <dd>
      <span class="mono">{link.userPrincipalName}</span>
    </dd>
    <dt>Tenant</dt>
    <dd>{link.tenantDisplayName}</dd>
    <dt>Reset</dt>
    <dd>
      <Instant at={link.resetAt} relative />, approved by {link.approvedBy}
    </dd>
    <dt>History</dt>
    <dd>
      <a href={timelinePath(link)}>Timeline of this account</a>
    </dd>
  </dl>
);
