import * as z from 'zod';
import { TicketRefused } from '../../../ports/tickets.ts';
import { concernsAll } from '../refused-status.ts';

const word = z
  .string()
  .regex(/^[\w./-]{1,80}$/)
  .catch('?');
const refusalSchema = z.object({
  code: word,
  errors: z
    .array(z.object({ code: word, field: word }))
    .catch([])
    .default([]),
});

/** ConnectWise said no. Told by codes and names of fields: enough to correct the estate, and nothing of what was sent. */
export class ConnectWiseRefusal extends TicketRefused {
  override readonly name = 'ConnectWiseRefusal';
  readonly status: number;
  constructor(status: number, json: unknown) {
    super(`ConnectWise answered ${status}${codesOf(json)}`, concernsAll(status));
    this.status = status;
  }
}

function codesOf(json: unknown): string {
  const refusal = refusalSchema.safeParse(json);
  if (!refusal.success) return '';
  const details = refusal.data.errors.map(({ code, field }) => `${field} ${code}`).join(', ');
  return ` ${refusal.data.code}${details === '' ? '' : ` (${details})`}`;
}
