import { expect, test } from '@jest/globals';
import { filled, formsIn } from '../../../../local/technician/forms.ts';
import { rowOf } from '../../usecases/in-memory-tables.ts';
import { administrator, CONTOSO, CYCLE, estate, rotation, World } from '../portal-world.ts';
import { decisionField, open, submit } from '../requests.ts';
import { wholePortal } from '../whole-portal.ts';

const PATH = `/cycles/${CYCLE}/approvals`;
const root = rotation('root', { account: administrator('root') });
const three = ['one', 'two', 'three'].map((name) => rotation(name));

function start() {
  const world = new World([root, ...three]);
  world.estate = {
    ...estate,
    tenants: estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, askTogether: true } : each)),
  };
  return { world, app: wholePortal(world.settings(), world) };
}

const asked = async (app: ReturnType<typeof start>['app']) => {
  const html = await (await open(app, PATH, 'ada')).text();
  const form = formsIn(html).find(({ fields }) => fields.some(({ name }) => name.startsWith('together.')));
  if (form === undefined) throw new Error('nothing is asked together');
  return { html, form };
};

test('one question names each account but Global Administrators; one answer has one record for each', async () => {
  const { world, app } = start();
  const { html, form } = await asked(app);
  for (const each of three) {
    expect(html).toContain(each.account.userPrincipalName);
    expect(html).toContain(`type="hidden" name="${decisionField(each)}" value="together"`);
  }
  expect(html).toContain(`name="${decisionField(root)}" value="approve"`);
  const answer = new Map([
    [`together.${CONTOSO}`, 'approve'],
    [`reason.${CONTOSO}`, 'all planned'],
  ]);
  const review = await submit(
    app,
    PATH,
    'ada',
    Object.fromEntries(filled(form, answer, { name: 'step', value: 'review' })),
  );
  const shown = await review.text();
  expect(shown.match(/type="checkbox"/g)).toHaveLength(3);
  expect(world.writes).toEqual([]);

  const late = rotation('late');
  world.put(late);
  const confirmation = formsIn(shown).find(({ fields }) => fields.some(({ value }) => value === 'confirm'));
  const sent = confirmation && filled(confirmation, new Map(), { name: 'step', value: 'confirm' });
  await submit(app, PATH, 'ada', Object.fromEntries(sent ?? []));
  expect(world.facts.map(({ action, reason }) => [action, reason])).toEqual(
    Array(3).fill(['approval.approved', 'all planned']),
  );
  for (const each of [root, late]) {
    expect(world.tables.rotationRows.get(rowOf(each))?.state.status).toBe('awaiting-approval');
  }
});

test('a rejection of all needs a reason, and says so at that question', async () => {
  const { world, app } = start();
  const { form } = await asked(app);
  const answer = new Map([[`together.${CONTOSO}`, 'reject']]);
  const page = await submit(
    app,
    PATH,
    'ada',
    Object.fromEntries(filled(form, answer, { name: 'step', value: 'review' })),
  );
  expect(page.status).toBe(422);
  const html = await page.text();
  expect(html.match(/href="#reason\.[^"]*"/g)).toEqual([`href="#reason.${CONTOSO}"`]);
  expect(html).toContain('<bdi>Accounts of Contoso Ltd</bdi>: Say why they are rejected.');
  expect(world.writes).toEqual([]);
});

test('where nothing was chosen, the way leads to the first question, whatever it is about', async () => {
  const { app } = start();
  const page = await (await submit(app, PATH, 'ada', { step: 'review' })).text();
  const [, first = ''] = /<a href="#(later-[^"]+)">Approve or reject/.exec(page) ?? [];
  expect(first).toBe(`later-together-${CONTOSO}`);
  expect(page).toContain(`id="${first}"`);
});

test('an answer without accounts decides nothing', async () => {
  const { world, app } = start();
  await submit(app, PATH, 'ada', { step: 'confirm', [`together.${CONTOSO}`]: 'approve' });
  expect(world.writes).toEqual([]);
});
