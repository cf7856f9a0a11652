import { psaSecretForm } from '../../contract/psa.ts';
import type { PsaAccess } from '../../lambda/adapters/psa/psa-access.ts';
import { ticketSystem } from '../../lambda/adapters/psa/ticket-systems.ts';
import type { OpenedTicket, TicketNote, TicketSystem } from '../../lambda/ports/tickets.ts';
import { NO_NUMBER, recordingSend } from './recording-send.ts';
import { type ShownRequest, shownRequest } from './shown-request.ts';

/** One thing that would be done with a ticket. */
export interface ShownAct {
  /** Such as `note asked`. */
  readonly act: string;
  /** The ticket's number in the PSA; left out: it would be a new one. */
  readonly ticket?: string;
  /** Left out: they need the number of a ticket that is not there yet. */
  readonly requests?: readonly ShownRequest[];
  /** The note, where no request shows it. */
  readonly note?: TicketNote;
}

type Acts = Pick<TicketSystem, 'create' | 'note' | 'raise' | 'close'>;

export interface ActsShown {
  /** To be used as the estate's own ticket system: it makes and changes no ticket. */
  readonly tickets: Acts;
  /** What was done with it, as it would have been sent. */
  readonly acts: readonly ShownAct[];
}

/** The estate's ticket system, whose changes are shown and not sent. */
export async function actsShown(access: PsaAccess): Promise<ActsShown> {
  const { psa } = access;
  const names = psa.system === 'none' ? [] : (psaSecretForm[psa.system].match(/\w+/g) ?? []);
  const secret = await access.secret();
  const acts: ShownAct[] = [];
  const { send, requests } = recordingSend(access.send);
  // One for all acts: it remembers what it has asked.
  const system = ticketSystem({ ...access, send });
  if (system === undefined) throw new Error('the estate has no PSA');
  const through = async <T>(act: string, ticket: string | undefined, work: () => Promise<T>) => {
    const before = requests.length;
    const result = await work();
    acts.push({
      act,
      ...(ticket === undefined ? {} : { ticket }),
      requests: requests.slice(before).map((each) => shownRequest(each, secret, names)),
    });
    return result;
  };
  const change = async (act: string, { number }: OpenedTicket, work: () => Promise<void>, note?: TicketNote) => {
    if (number === String(NO_NUMBER)) acts.push({ act, ...(note === undefined ? {} : { note }) });
    else await through(act, number, work);
  };
  return {
    acts,
    tickets: {
      create: (ticket) => through(`open ticket ${ticket.key}`, undefined, () => system.create(ticket)),
      note: (ticket, note) => change(`add note ${note.key}`, ticket, () => system.note(ticket, note), note),
      raise: (ticket) => change('raise the priority', ticket, () => system.raise(ticket)),
      close: (ticket, note) => change(`close, with note ${note.key}`, ticket, () => system.close(ticket, note), note),
    },
  };
}
