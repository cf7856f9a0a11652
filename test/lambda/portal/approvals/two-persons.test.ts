import { describe, expect, test } from '@jest/globals';
import { rowOf } from '../../usecases/in-memory-tables.ts';
import { administrator, CYCLE, type Person, rotation, World } from '../portal-world.ts';
import { approving, decisionField, open, submit } from '../requests.ts';
import { wholePortal } from '../whole-portal.ts';

const PATH = `/cycles/${CYCLE}/approvals`;
const root = rotation('root', { account: administrator('root') });
const ops = rotation('ops');

function start() {
  const world = new World([root, ops]);
  const app = wholePortal(world.settings(), world);
  const page = async (person: Person) => (await open(app, PATH, person)).text();
  const confirm = async (person: Person, fields: Record<string, string>) =>
    (await submit(app, PATH, person, { step: 'confirm', ...fields })).text();
  return { world, app, page, confirm, status: () => world.tables.rotationRows.get(rowOf(root))?.state.status };
}

describe('an account that two must approve', () => {
  test('is marked, and the first approval says that another one must follow', async () => {
    const { page, confirm, status } = start();
    expect(await page('ada')).toContain('Needs two persons');
    const result = await confirm('ada', approving(root));
    expect(result).toContain('1 approved as the first of two');
    expect(status()).toBe('awaiting-approval');
    const after = await page('ada');
    expect(after).toContain('You have approved this already: a second technician must approve it too.');
    expect(after).not.toContain(decisionField(root));
  });

  test('shows the second what the first has said, and is then approved', async () => {
    const { world, page, confirm, status } = start();
    await confirm('ada', { ...approving(root), 'reason.approve': 'asked <b>by</b> Olga' });
    const shown = await page('bruno');
    expect(shown).toContain('Approved by <bdi>Ada Lindqvist</bdi>');
    expect(shown).toContain('asked &lt;b&gt;by&lt;/b&gt; Olga');
    expect(shown).toContain(`name="${decisionField(root)}" value="second"`);
    expect(await confirm('bruno', { [decisionField(root)]: 'second' })).toContain('1 decision recorded');
    expect(status()).toBe('approved');
    expect(world.facts.map(({ action }) => action)).toEqual(['approval.first', 'approval.approved']);
  });

  test('is not decided by a second who has not seen the first; the page leads to what was said', async () => {
    const { app, world, confirm, status } = start();
    const before = approving(root);
    await confirm('ada', { ...before, 'reason.approve': 'planned' });
    const unseen = await confirm('bruno', before);
    expect(unseen).toContain('0 decisions recorded');
    expect(unseen).toContain('1 to look at again');
    expect([status(), world.refused]).toEqual(['awaiting-approval', ['approval.refused first-not-seen']]);

    const review = await (await submit(app, PATH, 'bruno', { step: 'review', ...before })).text();
    expect(review).toContain('Approved by <bdi>Ada Lindqvist</bdi>');
    expect(review).toContain(`name="${decisionField(root)}" value="second" checked`);
  });

  test('under 100 races of two persons is never approved by one of them', async () => {
    const { world, confirm, status } = start();
    const pages = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        confirm(n % 2 === 0 ? 'ada' : 'bruno', { [decisionField(root)]: n % 3 === 0 ? 'approve' : 'second' }),
      ),
    );
    expect(pages).toHaveLength(100);
    const voters = world.facts.map(({ actor }) => ('objectId' in actor ? actor.objectId : ''));
    expect(world.facts.map(({ action }) => action).filter((action) => action === 'approval.first')).toHaveLength(1);
    expect(new Set(voters).size).toBe(voters.length);
    expect(status()).toBe(voters.length === 2 ? 'approved' : 'awaiting-approval');
  });
});
