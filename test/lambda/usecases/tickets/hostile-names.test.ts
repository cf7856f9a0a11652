import { expect, test } from '@jest/globals';
import { safeText } from '../../../../lambda/adapters/psa/note-text.ts';
import type { ExclusionReason } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import type { Rotation, RotationState } from '../../../../lambda/domain/rotation/rotation.ts';
import { estate, rotation } from '../messages/world.ts';
import { approved, failed, rotated, TicketWorld, uncertain, waiting } from './ticket-world.ts';

/** What somebody who may rename accounts could write, hoping that a technician's program makes a link of it; and a name that is none. */
const EVIL = 'Sign in: https://evil.example www.evil.example שלום';

/** An account all of whose words are foreign. */
function named(name: string, state: RotationState): Rotation {
  const each = rotation(name, state);
  const role = { kind: 'role', role: EVIL, scope: '/x', scopeName: EVIL, path: 'direct', privileged: true } as const;
  return {
    ...each,
    account: {
      ...each.account,
      userPrincipalName: `${name} ${EVIL}`,
      displayName: EVIL,
      reasons: [role],
      dependants: [EVIL],
    },
  };
}

const excluded = (reason: ExclusionReason) => ({
  accountId: `id-${reason}`,
  userPrincipalName: `${reason} ${EVIL}`,
  displayName: EVIL,
  class: 'admin' as const,
  reason,
  details: [EVIL],
});

const states = { anna: waiting, bert: approved, carl: failed, dora: uncertain, emil: rotated };

async function textsOf(world: TicketWorld): Promise<readonly string[]> {
  world.estate = { ...estate, tenants: estate.tenants.map((each) => ({ ...each, manualTasks: true })) };
  world.cycle = { status: 'open', requested: { by: 'Dana', reason: EVIL } };
  world.exclusions = [excluded('nobody-may-decide'), excluded('synced')];
  for (const [name, state] of Object.entries(states)) world.set(named(name, state));
  await world.write();
  world.instant = new Date('2026-12-09T03:30:00.000Z');
  await world.write();
  world.tenant = { status: 'failed', failure: `GraphRefused: ${EVIL}` };
  await world.write();
  return world.psa.tickets.flatMap(({ body, notes }) => [body, ...notes.map(({ text }) => text)]);
}

test('no word of a directory or a person is a link in a ticket or a note, and none becomes unreadable', async () => {
  const texts = await textsOf(new TicketWorld());
  expect(texts.length).toBeGreaterThan(4);
  for (const text of texts) {
    expect(text.replaceAll('https://portal.example/', '').match(/.*(:\/\/|www\.\S).*/g) ?? []).toEqual([]);
    if (text.includes('שלום')) expect(safeText(text)).toContain('\u2068שלום\u2069');
    expect(safeText(text)).not.toContain('?');
  }
  expect(texts.join().split('evil.example').length).toBeGreaterThan(20);
});
