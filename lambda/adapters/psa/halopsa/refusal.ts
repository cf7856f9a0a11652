import * as z from 'zod';
import { TicketRefused } from '../../../ports/tickets.ts';
import { concernsAll } from '../refused-status.ts';

/** Only what is one word: `ValidationException`, `invalid_client`. Sentences may quote what was sent. */
const word = z.string().regex(/^[\w.]{1,80}$/);
const refusalSchema = z.union([
  z.object({ ClassName: word }).transform(({ ClassName }) => ClassName),
  z.object({ error: word }).transform(({ error }) => error),
]);

/** Halo said no. Told by its status and one word: nothing of what was sent. */
export class HaloRefusal extends TicketRefused {
  override readonly name = 'HaloRefusal';
  readonly status: number;
  constructor(status: number, json: unknown) {
    const code = refusalSchema.safeParse(json);
    super(`HaloPSA answered ${status}${code.success ? ` ${code.data}` : ''}`, concernsAll(status));
    this.status = status;
  }
}
