import type { FC } from 'hono/jsx';
import { useContext } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Clock } from '../instant.tsx';
import { everything, queryOf } from './filter.ts';
import { isAdministrator, type Question, type TenantApprovals } from './waiting-rotations.ts';

/** Tenants as collapsed groups: how much waits in each, and what is special in it. No markup for single accounts. */
export const TenantGroups: FC<{ readonly tenants: readonly TenantApprovals[] }> = ({ tenants }) => {
  const waiting = tenants.filter(({ open, others }) => open.length + others.length > 0);
  const done = tenants.filter(({ open, others }) => open.length + others.length === 0);
  return (
    <>
      <ul class="panel groups">
        {waiting.map((each) => (
          <TenantGroup approvals={each} />
        ))}
      </ul>
      {done.length === 0 ? null : (
        <details>
          <summary>{counted(done.length, 'tenant')} where nothing waits any more</summary>
          <ul class="groups">
            {done.map(({ tenant, decided }) => (
              <li>
                <a href={queryOf({ ...everything, tenant: tenant.name, status: 'decided' })}>
                  <Foreign text={tenant.displayName} />
                </a>{' '}
                {decided} decided
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const TenantGroup: FC<{ readonly approvals: TenantApprovals }> = ({ approvals }) => {
  const { tenant, open } = approvals;
  const { now } = useContext(Clock);
  const filter = { ...everything, tenant: tenant.name };
  return (
    <li>
      <a href={queryOf(filter)}>
        <Foreign text={tenant.displayName} />
      </a>{' '}
      <span>{specialsOf(approvals, now).join(' · ')}</span>
      {open.length === 0 ? null : <a href={queryOf(filter, { view: 'approve' })}>Approve all {open.length}…</a>}
    </li>
  );
};

const DAY_MS = 86_400_000;

/** What a technician should know of a tenant before opening it, most important first. */
function specialsOf({ open, others, decided, resetsFrom }: TenantApprovals, now: Date): readonly string[] {
  const all = [...open, ...others];
  const count = (which: (question: Question) => boolean) => all.filter(which).length;
  const administrators = count(isAdministrator);
  const twoPersons = count((each) => each.twoPersons && each.first === undefined);
  const seconds = open.filter(({ first }) => first !== undefined).length;
  const services = count(({ rotation }) => rotation.account.class === 'service');
  const emergencies = count(({ rotation }) => rotation.emergency === true);
  const set = all.flatMap(({ rotation }) => rotation.account.passwordChangedAt ?? []).toSorted()[0];
  const oldest = set === undefined ? 0 : Math.floor((now.getTime() - Date.parse(set)) / DAY_MS);
  return [
    `${open.length} ${open.length === 1 ? 'waits' : 'wait'}`,
    emergencies === 0 ? '' : counted(emergencies, 'emergency', 'emergencies'),
    administrators === 0 ? '' : counted(administrators, 'Global Administrator'),
    seconds === 0 ? '' : `${seconds} approved by one, you would be the second`,
    twoPersons === 0 ? '' : `${twoPersons} ${twoPersons === 1 ? 'needs' : 'need'} two persons`,
    others.length === 0 ? '' : `${others.length} for somebody else to decide`,
    services === 0 || services === all.length ? '' : counted(services, 'service account'),
    oldest > 0 ? `oldest password ${counted(oldest, 'day')}` : '',
    resetsFrom === undefined ? '' : `approved now, reset from ${resetsFrom} on`,
    decided === 0 ? '' : `${decided} decided`,
  ].filter((each) => each !== '');
}
