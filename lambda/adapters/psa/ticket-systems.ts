import type { TicketSystem } from '../../ports/tickets.ts';
import { autotask } from './autotask/autotask.ts';
import { connectWise } from './connectwise/connectwise.ts';
import { haloPsa } from './halopsa/halopsa.ts';
import type { PsaAccess } from './psa-access.ts';

/** The PSA of an estate. */
export function ticketSystem({ psa, ...access }: PsaAccess): TicketSystem | undefined {
  switch (psa.system) {
    case 'none':
      return undefined;
    case 'connectwise':
      return connectWise({ ...access, psa });
    case 'autotask':
      return autotask({ ...access, psa });
    case 'halopsa':
      return haloPsa({ ...access, psa });
  }
}
