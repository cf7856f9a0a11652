import type { FC } from 'hono/jsx';
import type { Technician } from '../../../config/estate.ts';
import { mayBeHandedOver } from '../../domain/credential/link-rules.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { CollectForm, type CollectFormProps, LinksButton } from './collect-form.tsx';
import type { Row } from './collect-view.ts';
import { CredentialFacts } from './credential-facts.tsx';
import { HandOverForm } from './hand-over-form.tsx';

/** Everything about one row: the link is mailed nowhere, so that this is where it is reported and handed over. */
export const RowDetails: FC<{
  readonly row: Row;
  readonly reference: string;
  readonly form: CollectFormProps;
  readonly colleagues: readonly Pick<Technician, 'objectId' | 'name'>[];
  readonly secondPerson: boolean;
  readonly now: Date;
}> = ({ row: { link, standing }, reference, form, colleagues, secondPerson, now }) => (
  <section class="panel" aria-labelledby="one-password">
    <h2 id="one-password">
      Password of{' '}
      <span class="mono">
        <Foreign text={link.userPrincipalName} />
      </span>
    </h2>
    <CredentialFacts link={link} />
    {link.state.status === 'revealed' ? (
      <p class="notice busy">
        It was shown to you <Instant at={link.state.at} relative />, at the address{' '}
        <span class="mono">
          <Foreign text={link.state.address} />
        </span>
        . If that was not you, report it.
      </p>
    ) : standing === 'ready' ? (
      <p class="notice busy">
        It is shown <strong>once, to you only</strong>, until <Instant at={new Date(link.expiresAt * 1000)} relative />.
        Have your password vault open.
      </p>
    ) : null}
    <CollectForm {...form} action="show" class="bar">
      {standing === 'ready' ? <LinksButton links={[reference]}>Show password</LinksButton> : null}
      {link.state.status === 'revealed' ? (
        <LinksButton links={[reference]} action="stored">
          I have stored it
        </LinksButton>
      ) : null}
      {standing === 'expired' || standing === 'shown' ? (
        <LinksButton links={[reference]} action="renew" look="second">
          {secondPerson ? 'Ask for a further link' : 'Make a further link'}
        </LinksButton>
      ) : null}
      <LinksButton links={[reference]} action="report" look="danger">
        {link.state.status === 'revealed' ? 'I did not open this' : 'I did not ask for this'}
      </LinksButton>
    </CollectForm>
    <p class="hint">
      A report makes every link to this password worthless and alerts the team.
      {secondPerson ? ' A further link is made when another technician of the tenant agrees.' : ''}
    </p>
    {mayBeHandedOver(link, now) ? (
      <HandOverForm form={form} links={[reference]} colleagues={colleagues} id="hand-over-one" />
    ) : null}
  </section>
);
