import { describe, expect, test } from '@jest/globals';
import { filled, formsIn } from '../../../../local/technician/forms.ts';
import { CYCLE, NOW, rotation, World } from '../portal-world.ts';
import { decisionField, type FormOptions, open, reasonField, submit } from '../requests.ts';
import { wholePortal } from '../whole-portal.ts';

const PATH = `/cycles/${CYCLE}/approvals`;
const ops = rotation('ops');
const root = rotation('root');

function start() {
  const world = new World([ops, root]);
  return { world, app: wholePortal(world.settings(), world) };
}

const choices = {
  step: 'confirm',
  [decisionField(ops)]: 'approve',
  [decisionField(root)]: 'reject',
  [reasonField(root)]: 'on <leave> "until" May',
};

const formIn = (html: string, which: string) =>
  formsIn(html).find(({ fields }) => fields.some(({ name, value }) => `${name}=${value}` === which));

const fieldsIn = (html: string, which: string) => {
  const form = formIn(html, which);
  return form === undefined ? {} : Object.fromEntries(filled(form, new Map()));
};

describe.each<[string, (world: World) => void, 'ada' | undefined]>([
  ['a session that ended', () => undefined, undefined],
  [
    'a sign-in that became too old',
    (world) => world.signIn('ada', { authenticatedAt: new Date(NOW.getTime() - 10 * 3_600_000) }),
    'ada',
  ],
])('%s while the form was open', (_, lapse, person) => {
  test('changes nothing, keeps the choices, and gives them back after a sign-in', async () => {
    const { world, app } = start();
    lapse(world);
    const answer = await submit(app, PATH, person, choices);
    const kept = await answer.text();
    expect([answer.status, world.writes]).toEqual([401, []]);
    expect(kept).toContain('nothing was changed');
    expect(kept).toContain('target="_blank"');
    expect(kept).toContain(`/sign-in?to=${encodeURIComponent(PATH)}`);
    // Under another policy a browser says `Origin: null` when the form is sent again.
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(world.refused).toHaveLength(1);

    world.signIn('ada', { csrfToken: 'another-session' });
    const again = await submit(app, PATH, 'ada', fieldsIn(kept, 'again=yes'), { csrf: null });
    const review = await again.text();
    expect([again.status, world.writes, world.refused.length]).toEqual([200, [], 1]);
    expect(review).toContain('on &lt;leave&gt; &quot;until&quot; May');

    const sent = { ...fieldsIn(review, 'step=confirm'), step: 'confirm' };
    const result = await submit(app, PATH, 'ada', sent, { csrf: null });
    expect(await result.text()).toContain('2 decisions recorded');
    expect(world.facts.map(({ action, reason }) => [action, reason])).toEqual([
      ['approval.approved', undefined],
      ['approval.rejected', 'on <leave> "until" May'],
    ]);
  });
});

test('a form with the token of an earlier session is shown again under the new one, and recorded as refused', async () => {
  const { world, app } = start();
  world.signIn('ada', { csrfToken: 'another-session' });
  const answer = await submit(app, PATH, 'ada', choices);
  const page = await answer.text();
  expect([answer.status, world.writes, world.refused]).toEqual([403, [], ['form.refused wrong-token']]);
  expect(fieldsIn(page, 'step=confirm')).toMatchObject({ csrf: 'another-session', [decisionField(ops)]: 'approve' });
});

test('a form that asks to be shown again decides nothing, whatever step it names', async () => {
  const { world, app } = start();
  for (const csrf of [null, 'foreign']) {
    for (const step of ['confirm', 'review', 'edit']) {
      await submit(app, PATH, 'ada', { ...choices, step, again: 'yes' }, { csrf });
    }
  }
  expect(world.writes).toEqual([]);
});

test.each<[string, FormOptions, 'ada' | undefined]>([
  ['another site', { origin: 'https://evil.example' }, undefined],
  ['no origin', { origin: null }, undefined],
  ['another site, signed in', { origin: 'https://evil.example', csrf: null }, 'ada'],
  ['another type', { contentType: 'text/plain' }, undefined],
])('nothing of a form from %s is shown', async (_, options, person) => {
  const { world, app } = start();
  const page = await (await submit(app, PATH, person, { ...choices, again: 'yes' }, options)).text();
  expect(page).not.toContain('decision.');
  expect(page).not.toContain('leave');
  expect(world.writes).toEqual([]);
});

test('of a form that nobody is signed in for, only what our pages say is shown', async () => {
  const { app } = start();
  const fields = {
    ...choices,
    'decision.<b>.x': 'approve',
    [decisionField(ops)]: '"><script>alert(1)</script>',
    'reason.approve': '<img src=x onerror=alert(1)>',
    surprise: 'yes',
  };
  const page = await (await submit(app, PATH, undefined, fields)).text();
  expect(page).not.toMatch(/<script>|<img|surprise|<b>\.x/);
  expect(page).not.toContain(decisionField(ops));
  expect(page).toContain(decisionField(root));
});

test('with nothing chosen there is nothing to keep', async () => {
  const { app } = start();
  const page = await (await submit(app, PATH, undefined, { step: 'confirm' })).text();
  expect(page).toContain('You are not signed in any more, so nothing was changed.');
  expect(page).not.toContain('kept');
});

test('two tabs: the second one reads what the first has decided', async () => {
  const { world, app } = start();
  const tab = async () => fieldsIn(await (await open(app, `${PATH}?view=approve`, 'ada')).text(), 'step=confirm');
  const [first, second] = [await tab(), await tab()];
  await submit(app, PATH, 'ada', { ...first, step: 'confirm' });
  const page = await (await submit(app, PATH, 'ada', { ...second, step: 'confirm' })).text();
  expect(page).toContain('0 decisions recorded');
  expect(page.match(/Approved by <bdi>Ada Lindqvist/g)).toHaveLength(2);
  expect(world.facts).toHaveLength(2);
});
