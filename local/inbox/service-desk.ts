import type { ServiceDesk } from '../vendors/tickets.ts';
import type { Message, MessageStore, TicketMessage } from './messages.ts';

const FIRST_NUMBER = 1_001;

/** The tickets of one PSA among all messages. */
export function serviceDesk(messages: MessageStore, system: string): ServiceDesk {
  const own = () => messages.all().filter((message): message is TicketMessage => isTicketOf(message, system));
  return {
    tickets: own,
    find: (number) => own().find((ticket) => ticket.number === number),
    open(content) {
      const number = FIRST_NUMBER + messages.all().filter(({ kind }) => kind === 'ticket').length;
      const ticket = { kind: 'ticket', system, number, ...content } as const;
      messages.add(ticket);
      return ticket;
    },
    change(changed) {
      const before = own().find(({ number }) => number === changed.number);
      if (before !== undefined) messages.replace({ ...before, ...changed });
    },
  };
}

const isTicketOf = (message: Message, system: string): boolean =>
  message.kind === 'ticket' && message.system === system;
