import { expect, test } from '@jest/globals';
import { tenantRowOf } from '../usecases/in-memory-tables.ts';
import { start } from './apps.ts';
import { CONTOSO, CYCLE, credentialLink, type World } from './portal-world.ts';
import { open } from './requests.ts';

const HASH = 'ab'.repeat(32);
const digest = {
  approvers: [{ objectId: 'a', name: 'Ada <Lindqvist>', approved: 9, together: 2 }],
  byTwo: 2,
  ages: { oldestBefore: '2024-12-07T05:00:00.000Z', oldestAfter: '2026-11-27T05:00:00.000Z', unknown: 0 },
  oldLeftOut: 4,
};
function close(world: World): void {
  const cycle = world.tables.cycleRows.get(CYCLE);
  if (cycle === undefined) throw new Error('no cycle');
  const closing = { closedAt: '2026-12-07T05:00:00.000Z', digest, seal: { hash: HASH, chains: 37 } };
  world.tables.cycleRows.set(CYCLE, { ...cycle, status: 'closed', ...closing });
}
const page = async ({ approvals: app }: ReturnType<typeof start>) =>
  (await open(app, `/cycles/${CYCLE}`, 'ada')).text();
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ');

test('the page of a closed cycle says who approved, how old passwords were, and what the seal covers', async () => {
  const started = start();
  close(started.world);
  const html = await page(started);
  expect(html).toContain('Ada &lt;Lindqvist&gt;');
  const text = textOf(html);
  for (const each of [
    '9 accounts, 2 together with another technician',
    '2 accounts had the approval of two persons',
    'The oldest password was 730 days old before, and is 10 days old now',
    '4 accounts that were left out have passwords older than a year',
    HASH,
    'It covers the ends of 37 chains',
  ])
    expect(text).toContain(each);
});

test('it counts what nobody has collected, of this cycle alone', async () => {
  const started = start();
  const { world } = started;
  close(world);
  const name = tenantRowOf(CYCLE, CONTOSO);
  const row = world.tables.tenantRows.get(name);
  if (row === undefined) throw new Error('no tenant');
  world.tables.tenantRows.set(name, { ...row, rotated: 2 });
  world.tables.credentialLinks.clear();
  for (const [linkId, cycleId] of [
    ['d'.repeat(32), CYCLE],
    ['e'.repeat(32), '2026-11-02-admin-monthly'],
  ] as const)
    world.tables.credentialLinks.set(linkId, credentialLink({ linkId, cycleId }));
  expect(textOf(await page(started))).toContain('Passwords not collected1');
});

test('an open cycle has no such part, and reads no link', async () => {
  const started = start();
  const text = textOf(await page(started));
  expect(text).not.toContain('When it was closed, in the whole estate');
  expect(started.world.reads.filter((each) => each.startsWith('links.openIn'))).toEqual([]);
});
