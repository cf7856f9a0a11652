import { describe, expect, test } from '@jest/globals';
import { psaNames } from '../../../../local/vendors/psas.ts';
import type { VendorTicket } from '../../../../local/vendors/tickets.ts';
import { PsaWorld } from './every-psa.ts';
import { failed, rotated, waiting } from './ticket-world.ts';

/** What becomes of the PSA's ticket of our number between two runs. */
const changes: readonly (readonly [string, (ticket: VendorTicket) => VendorTicket])[] = [
  ['was moved to another customer', (ticket) => ({ ...ticket, company: 'FABRIKAM' })],
  ['is of another PSA, which gave its number to anybody', (ticket) => ({ ...ticket, key: 'TKT-1001' })],
  ['is of another PSA, and has no reference', (ticket) => ({ ...ticket, key: '' })],
];

/** The next thing that its ticket lacks. */
const steps: readonly (readonly [string, (world: PsaWorld) => void])[] = [
  [
    'a note',
    (world) => {
      world.instant = new Date('2026-12-08T04:30:00.000Z');
    },
  ],
  [
    'a note, and a priority',
    (world) => {
      world.accounts = { anna: failed };
    },
  ],
  [
    'to be closed',
    (world) => {
      world.accounts = { anna: rotated };
      world.tenant = { status: 'closed' };
    },
  ],
];

describe.each(psaNames)('%s: a ticket that', (name) => {
  describe.each(changes)('%s', (_, change) => {
    test.each(steps)('and lacks %s, is left as it is', async (_what, happens) => {
      const world = new PsaWorld(name);
      world.accounts = { anna: waiting };
      await world.run();
      const [opened] = world.tickets;
      if (opened === undefined) throw new Error('no ticket was opened');
      const changed = change(opened);
      world.tickets[0] = changed;
      happens(world);
      const { failed: again, problems } = await world.run();
      expect(world.tickets).toEqual([changed]);
      expect(again).toEqual(['m0']);
      expect(problems).toEqual([expect.stringContaining('AnothersTicket')]);
    });

    test('and lacks a priority alone, is left as it is', async () => {
      const world = new PsaWorld(name);
      world.accounts = { anna: failed };
      const { psa } = world.estate;
      await world.run();
      const [opened] = world.tickets;
      if (opened === undefined || psa.system === 'none') throw new Error('no ticket was opened');
      const changed = { ...change(opened), priority: 'Normal' };
      world.tickets[0] = changed;
      const row = world.tables.ticketRows.values().next().value;
      if (row === undefined) throw new Error('nothing is on record');
      const { raised: _raised, ...rest } = row;
      world.tables.ticketRows.set(world.tables.ticketRows.keys().next().value ?? '', rest);
      await world.run();
      expect(world.tickets).toEqual([changed]);
    });
  });
});
