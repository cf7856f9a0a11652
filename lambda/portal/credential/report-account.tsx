import type { FC } from 'hono/jsx';
import type { EstateTenant } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { isReported } from '../../domain/credential/link-rules.ts';
import { type RotationKey, rotationKeySchema } from '../../domain/identifiers.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { pathParametersSchema } from '../path-parameters.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { CollectForm, type CollectFormProps } from './collect-form.tsx';
import { CredentialFacts } from './credential-facts.tsx';

/**
 * Reporting a password that is on no list any more: who took over a technician's session may have confirmed it as stored. The account's
 * timeline leads here, and the rotation names its newest link.
 */

const accountIn = ({ cycleId, tenantId, accountId }: RotationKey): string => [cycleId, tenantId, accountId].join('/');

const reportPath = (key: RotationKey): string => `/passwords?account=${encodeURIComponent(accountIn(key))}`;

/** The way there from the page of an account whose password has a link. It only leads to a page (R7). */
export const ReportLink: FC<{ readonly rotation: Rotation }> = ({ rotation }) =>
  isIn(rotation, 'delivered', 'rotated') && rotation.state.linkId !== undefined ? (
    <p class="no-print">
      Was the password shown to you, as it says below, and it was not you? <a href={reportPath(rotation)}>Report it</a>
    </p>
  ) : null;

/** The newest link of an account in a cycle, if it is this visitor's, and was not reported. */
export async function reportableLink(
  {
    rotations,
    links,
  }: { readonly rotations: Pick<RotationStore, 'find'>; readonly links: Pick<LinkStore, 'findCredential'> },
  { tenants, actor }: TechnicianVisitor,
  field: string | undefined,
): Promise<CredentialLink | undefined> {
  const [cycleId, tenantId, accountId, ...rest] = (field ?? '').split('/');
  const wellFormed = pathParametersSchema.safeParse({ cycleId, tenantId, accountId }).data;
  const key = rotationKeySchema.safeParse(wellFormed).data;
  if (key === undefined || rest.length > 0 || !isOfTenants(key, tenants)) return undefined;
  const state = (await rotations.find(key))?.state;
  const linkId = state !== undefined && 'linkId' in state ? state.linkId : undefined;
  const link = linkId === undefined ? undefined : await links.findCredential(linkId);
  return link?.recipientObjectId === actor.objectId && !isReported(link) ? link : undefined;
}

const isOfTenants = ({ tenantId }: RotationKey, tenants: readonly EstateTenant[]): boolean =>
  tenants.some((each) => each.tenantId === tenantId);

/** What would be reported, and the one button. */
export const ReportPanel: FC<{ readonly link: CredentialLink; readonly form: CollectFormProps }> = ({ link, form }) => (
  <section class="panel" aria-labelledby="report">
    <h2 id="report">Report a password</h2>
    <CredentialFacts link={link} />
    {link.state.status === 'revealed' ? (
      <p class="notice busy">
        It was shown in your name <Instant at={link.state.at} relative />, at the address{' '}
        <span class="mono">
          <Foreign text={link.state.address} />
        </span>
        {link.state.storedAt === undefined ? (
          '.'
        ) : (
          <>
            , and confirmed as stored <Instant at={link.state.storedAt} />.
          </>
        )}
      </p>
    ) : null}
    <CollectForm {...form} action="report" class="bar">
      <input type="hidden" name="account" value={accountIn(link)} />
      <button type="submit" class="danger">
        It was not me
      </button>
    </CollectForm>
    <p class="hint">
      A report makes every link to this password worthless, and alerts the team. Nothing of it is deleted here.
    </p>
  </section>
);
