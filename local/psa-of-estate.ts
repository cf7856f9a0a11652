import type { DeployedEstate } from './assembled-estate.ts';
import type { PsaSetting } from './vendors/psa-setting.ts';

/** A PSA that has all that the estate names: nothing is left for its engineer to set up. */
export function psaSettingOf({
  psa,
  tenants,
}: {
  readonly psa: DeployedEstate['psa'];
  readonly tenants: readonly Pick<DeployedEstate['tenants'][number], 'ticketCompany'>[];
}): Pick<PsaSetting, 'companies'> & Partial<PsaSetting> {
  const place = psa.board ?? psa.queue ?? psa.ticketType;
  return {
    companies: [...new Set(tenants.flatMap(({ ticketCompany }) => ticketCompany ?? []))],
    ...(place === undefined ? {} : { places: [place] }),
    ...(psa.closedStatus === undefined ? {} : { closedStatus: psa.closedStatus }),
    ...(psa.raisedPriority === undefined ? {} : { priorities: ['Normal', psa.raisedPriority] }),
  };
}
