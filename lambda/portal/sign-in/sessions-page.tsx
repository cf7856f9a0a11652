import type { WebSession } from '../../domain/sessions/session.ts';
import { counted } from '../../domain/text/counted.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import type { Visitor } from '../visitor.ts';

/** Where this person is signed in, and the way to end all of it. */
export const sessionsPage = (visitor: Visitor, sessions: readonly WebSession[]): Page => ({
  title: 'Where you are signed in',
  body: (
    <>
      <h1>Where you are signed in</h1>
      <p class="lead">{counted(sessions.length, 'session')} of yours. One that is not used ends by itself.</p>
      <section class="panel">
        <ul class="accounts">
          {sessions.map((each) => (
            <li>
              <div class="row">
                <div>
                  <strong>{each.browser}</strong> from <span class="mono">{each.address}</span>
                  {each.csrfToken === visitor.session.csrfToken ? ' (this one)' : null}
                </div>
                <div>
                  Signed in <Instant at={each.startedAt} />, last used <Instant at={each.lastUsedAt} relative />, ends{' '}
                  <Instant at={each.expiresAt} />
                </div>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <form method="post" action="/sessions/end">
        <input type="hidden" name="csrf" value={visitor.session.csrfToken} />
        <button type="submit" class="danger">
          Sign out everywhere
        </button>
      </form>
      <p class="hint">Ends every session in the list, this one too.</p>
    </>
  ),
});
