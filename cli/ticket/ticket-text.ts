import { counted } from '../../lambda/domain/text/counted.ts';
import type { ShownAct } from './shown-acts.ts';
import type { ShownRequest } from './shown-request.ts';

export interface TicketPreview {
  readonly tenant: string;
  readonly cycleId: string;
  /** Such as `autotask`. */
  readonly system: string;
  readonly acts: readonly ShownAct[];
}

/** What would be sent for a tenant's ticket, act by act. */
export function ticketText({ tenant, cycleId, system, acts }: TicketPreview): string {
  const lines = [
    `Ticket of ${tenant} in cycle ${cycleId}, in ${system}. Requests that only ask were sent; nothing was changed.`,
    ...(acts.length === 0
      ? ['', 'Nothing would be done: the tenant has no ticketCompany, or nothing to tell yet.']
      : []),
    ...acts.flatMap(actLines),
  ];
  return `${lines.join('\n')}\n`;
}

const actLines = ({ act, ticket, requests, note }: ShownAct): readonly string[] => [
  '',
  `${act}${ticket === undefined ? '' : ` (ticket ${ticket})`}: ${whatIsSent(requests)}`,
  ...(note === undefined ? [] : note.text.split('\n').map((line) => `      | ${line}`)),
  ...(requests ?? []).flatMap(requestLines),
];

function whatIsSent(requests: ShownAct['requests']): string {
  if (requests === undefined) return 'needs the number that the PSA gives the ticket';
  if (requests.length === 0) return 'nothing to send, since the estate names nothing for it';
  const changes = requests.filter(({ sent }) => !sent).length;
  return changes === 0 ? 'nothing would be sent, the PSA has it' : `${counted(changes, 'request')} would be sent`;
}

const requestLines = ({ sent, method, address, headers, body }: ShownRequest): readonly string[] => [
  `  ${sent ? 'asked' : 'WOULD SEND'}  ${method} ${address}`,
  ...Object.entries(headers).map(([name, value]) => `      ${name}: ${value}`),
  ...(body === undefined ? [] : bodyText(body).map((line) => `      ${line}`)),
];

const bodyText = (body: unknown): readonly string[] =>
  typeof body === 'string' ? [body] : JSON.stringify(body, null, 2).split('\n');
