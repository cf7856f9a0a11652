import { rotation } from '../messages/world.ts';
import { approved, failed, rotated, type TicketWorld, uncertain, waiting } from './ticket-world.ts';

/** A cycle from the question to what became of it a day later: what the ticket must lack nothing of. */
export const life: readonly ((world: TicketWorld) => void)[] = [
  (now) => {
    now.accounts = { anna: waiting, bert: waiting, carl: waiting };
  },
  (now) => {
    now.instant = new Date('2026-12-08T04:30:00.000Z');
  },
  (now) => {
    now.accounts = { anna: approved, bert: failed, carl: approved };
  },
  (now) => {
    now.accounts = { anna: rotated, carl: uncertain };
  },
  (now) => {
    now.tenant = { status: 'closed' };
  },
  (now) => now.set({ ...rotation('bert', rotated), reopened: 1 }),
  (now) => now.set({ ...rotation('carl', rotated) }),
];
/** Every call of the port in it, and each once or twice. */
export const shortLife: typeof life = [
  (now) => {
    now.accounts = { anna: waiting, bert: waiting, carl: waiting };
  },
  (now) => {
    now.accounts = { anna: approved, bert: failed, carl: rotated };
  },
  (now) => {
    now.accounts = { anna: rotated };
    now.tenant = { status: 'closed' };
  },
  (now) => now.set({ ...rotation('bert', rotated), reopened: 1 }),
];

export const NOTES = ['half-time', 'trouble-1', 'decided', 'trouble-2', 'result', 'later-1', 'later-2'];

/** The queue delivers a message again until it was taken; half an hour lies between. */
export async function delivered(to: TicketWorld, write: () => Promise<{ readonly failed: readonly string[] }>) {
  for (let tries = 0; tries < 200; tries += 1) {
    const taken = await write().then(
      ({ failed: left }) => left.length === 0,
      () => false,
    );
    if (taken) return;
    to.pass(30);
  }
  throw new Error('the message ends in the dead-letter queue');
}
