import { describe, expect, test } from '@jest/globals';
import { TokensThrottled } from '../../../../lambda/ports/rotation.ts';
import { filled, formsIn } from '../../../../local/technician/forms.ts';
import { rowOf } from '../../usecases/in-memory-tables.ts';
import { CYCLE, rotation, World } from '../portal-world.ts';
import { approving, decisionField, open, submit } from '../requests.ts';
import { wholePortal } from '../whole-portal.ts';
import { many, quickApp } from './many.ts';

const PATH = `/cycles/${CYCLE}/approvals`;

const isConfirmation = ({ fields }: ReturnType<typeof formsIn>[number]) =>
  fields.some(({ name, value }) => name === 'step' && value === 'confirm');

/** What the confirmation on a page sends, but for its token; `undefined`: there is none. */
function confirmationIn(html: string): Record<string, string> | undefined {
  const form = formsIn(html).find(isConfirmation);
  if (form === undefined) return undefined;
  return Object.fromEntries(filled(form, new Map(), { name: 'step', value: 'confirm' }));
}

const recordsOf = (world: World) => world.tables.records.filter(({ action }) => action.startsWith('approval.'));

test('"approve all" shows each account, ticked, and what is unticked is left for later', async () => {
  const { world, rotations } = many(4, 5);
  const app = quickApp(world);
  const review = await (await open(app, `${PATH}?view=approve`, 'ada')).text();
  for (const { account } of rotations) expect(review).toContain(account.userPrincipalName);
  const form = confirmationIn(review) ?? {};
  for (const each of rotations.slice(0, 3)) delete form[decisionField(each)];
  const result = await (await submit(app, PATH, 'ada', { ...form, 'reason.approve': 'planned' })).text();
  expect(result).toContain('17 decisions recorded');
  expect(recordsOf(world).map(({ reason }) => reason)).toEqual(Array(17).fill('planned'));
  const left = [...world.tables.rotationRows.values()].filter(({ state }) => state.status === 'awaiting-approval');
  expect(left.map(({ rotationId }) => rotationId).toSorted()).toEqual(
    rotations
      .slice(0, 3)
      .map(({ rotationId }) => rotationId)
      .toSorted(),
  );
});

test('an account that arrives between page and confirmation is not decided', async () => {
  const { world, tenants } = many(2, 3);
  const app = quickApp(world);
  const form = confirmationIn(await (await open(app, `${PATH}?view=approve`, 'ada')).text()) ?? {};
  const late = rotation('late', { tenantId: tenants[0]?.tenantId ?? '' });
  world.put(late);
  await submit(app, PATH, 'ada', form);
  expect(recordsOf(world)).toHaveLength(6);
  expect(world.tables.rotationRows.get(rowOf(late))?.state.status).toBe('awaiting-approval');
});

test('5,000 decisions in one confirmation: all recorded, none twice', async () => {
  const { world, rotations } = many(100, 50);
  const app = quickApp(world);
  const review = await (await open(app, `${PATH}?view=approve`, 'ada')).text();
  expect(Buffer.byteLength(review)).toBeLessThan(4 * 1024 * 1024);
  const form = confirmationIn(review) ?? {};
  const [one, again] = await Promise.all([submit(app, PATH, 'ada', form), submit(app, PATH, 'ada', form)]);
  expect([one.status, again.status]).toEqual([200, 200]);
  expect(Buffer.byteLength(await one.text())).toBeLessThan(4 * 1024 * 1024);
  expect([...world.tables.rotationRows.values()].every(({ state }) => state.status === 'approved')).toBe(true);
  const approved = recordsOf(world).filter(({ action }) => action === 'approval.approved');
  expect(approved).toHaveLength(5_000);
  expect(new Set(approved.map(({ rotationId }) => rotationId)).size).toBe(rotations.length);
  expect(world.completedTokens).toHaveLength(5_000);
});

describe('when the time of the request is short', () => {
  /** Each look at a row takes this long, one after the other. */
  const slow = (world: World, ms: number) =>
    quickApp(world, {
      find: async (key) => {
        world.now = new Date(world.now.getTime() + ms);
        return world.tables.rotations.find(key);
      },
    });

  test('what is left is offered again, and nothing else, until all are recorded once', async () => {
    const { world, rotations } = many(40, 12);
    world.signIn('ada', { expiresAt: new Date('2027-01-01') });
    const app = slow(world, 100);
    let form = confirmationIn(await (await open(app, `${PATH}?view=approve`, 'ada')).text());
    const left: number[] = [];
    for (const untouched = rotations[0]; form !== undefined; ) {
      if (left.length === 0 && untouched !== undefined) delete form[decisionField(untouched)];
      const page = await (await submit(app, PATH, 'ada', { ...form, 'reason.approve': 'all planned' })).text();
      form = confirmationIn(page);
      const counted = /<h1>(\d+) decisions? recorded(?:, (\d+) left)?<\/h1>/.exec(page);
      left.push(Number(counted?.[2] ?? 0));
      expect(recordsOf(world)).toHaveLength(479 - (left.at(-1) ?? 0));
      if (form !== undefined) expect(page).toContain(`Go on: record the other ${left.at(-1)}`);
    }
    expect(left.length).toBeGreaterThan(1);
    expect(left.at(-1)).toBe(0);
    expect(new Set(recordsOf(world).map(({ rotationId }) => rotationId)).size).toBe(479);
    expect(recordsOf(world).every(({ reason }) => reason === 'all planned')).toBe(true);
  });

  test('decisions come before task tokens, which the sweep completes later', async () => {
    const { world } = many(1, 60);
    world.signIn('ada', { expiresAt: new Date('2027-01-01') });
    const app = wholePortal(world.settings(), {
      ...world,
      taskTokens: {
        complete: async (token) => {
          world.now = new Date(world.now.getTime() + 1_000);
          return world.taskTokens.complete(token);
        },
      },
    });
    const form = confirmationIn(await (await open(app, `${PATH}?view=approve`, 'ada')).text()) ?? {};
    const page = await (await submit(app, PATH, 'ada', form)).text();
    expect(page).toContain('60 decisions recorded');
    const completed = world.completedTokens.length;
    expect(completed).toBeGreaterThan(0);
    expect(completed).toBeLessThan(60);
    expect(page).toContain(`${60 - completed} of them start`);
  });
});

test('a burst that Step Functions refuses is told a little later by the same page, not half an hour later by the sweep', async () => {
  const { world } = many(2, 50);
  world.signIn('ada', { expiresAt: new Date('2027-01-01') });
  const began = world.now.getTime();
  const app = wholePortal(world.settings(), {
    ...world,
    taskTokens: {
      complete: async (token) => {
        const seconds = (world.now.getTime() - began) / 1_000;
        if (world.completedTokens.length >= 40 + 10 * seconds) throw new TokensThrottled('too often');
        return world.taskTokens.complete(token);
      },
    },
  });
  const form = confirmationIn(await (await open(app, `${PATH}?view=approve`, 'ada')).text()) ?? {};
  const page = await (await submit(app, PATH, 'ada', form)).text();
  expect(page).toContain('100 decisions recorded');
  expect(page).not.toContain('within half an hour');
  expect(new Set(world.completedTokens).size).toBe(100);
  expect(world.failures).toEqual([]);
});

test('100 simultaneous approvals and rejections of one account: one decision', async () => {
  const one = rotation('ops');
  const world = new World([one]);
  const app = wholePortal(world.settings(), world);
  const pages = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const fields = { [decisionField(one)]: n % 2 === 0 ? 'approve' : 'reject', 'reason.reject': 'no' };
      return (await submit(app, PATH, n % 3 === 0 ? 'ada' : 'bruno', { step: 'confirm', ...fields })).text();
    }),
  );
  expect(pages.filter((page) => page.includes('1 decision recorded'))).toHaveLength(1);
  expect(world.facts).toHaveLength(1);
  expect(pages.filter((page) => /(Approved|Rejected) by <bdi>/.test(page)).length).toBeGreaterThanOrEqual(99);
});

test('what did not answer is offered again, and deciding twice does no harm', async () => {
  const one = rotation('ops');
  const world = new World([one]);
  const down = wholePortal(world.settings(), {
    ...world,
    rotations: { ...world.rotations, find: () => Promise.reject(new Error('no answer')) },
  });
  const page = await (await submit(down, PATH, 'ada', { step: 'confirm', ...approving(one) })).text();
  expect(page).toContain('0 decisions recorded, 1 left');
  const again = await submit(wholePortal(world.settings(), world), PATH, 'ada', confirmationIn(page));
  expect(await again.text()).toContain('1 decision recorded');
});

describe('the first view', () => {
  test('of 5,000 accounts in 100 tenants is small, and names no account', async () => {
    const { world, rotations, tenants } = many(100, 50);
    const page = await (await open(quickApp(world), PATH, 'ada')).text();
    expect(Buffer.byteLength(page)).toBeLessThan(60 * 1024);
    expect(page).toContain('5000 password resets wait for you');
    expect(page).not.toContain(rotations[0]?.account.userPrincipalName ?? '');
    for (const { displayName } of tenants) expect(page).toContain(displayName);
    expect(page).not.toContain('<input type="radio"');
  });

  test('leads to a tenant, whose accounts are asked about one by one', async () => {
    const { world, tenants } = many(40, 12);
    const page = await (await open(quickApp(world), `${PATH}?tenant=${tenants[7]?.name}`, 'ada')).text();
    expect(page.match(/data-answer="approve"/g)).toHaveLength(12);
    expect(page).not.toContain('data-answer="approve" checked');
    expect(page).toContain('Approve all 12, with exceptions…');
  });

  test('a long list comes in parts, and each account is in one of them', async () => {
    const { world, rotations } = many(3, 400);
    const app = quickApp(world);
    const found: string[] = [];
    for (const part of [1, 2, 3]) {
      const page = await (await open(app, `${PATH}?search=admin-&part=${part}`, 'ada')).text();
      expect(Buffer.byteLength(page)).toBeLessThan(2 * 1024 * 1024);
      found.push(...[...page.matchAll(/name="(decision\.[^"]+)" value="approve"/g)].map(([, name = '']) => name));
    }
    expect(found.toSorted()).toEqual(rotations.map(decisionField).toSorted());
  });
});

describe('what was chosen in a long list', () => {
  const formWith = (html: string, step: string) =>
    formsIn(html).find(({ fields }) => fields.some(({ name, value }) => name === 'step' && value === step));
  /** Sends the form of a page as a browser does, with these answers in it. */
  async function sent(
    app: ReturnType<typeof quickApp>,
    html: string,
    answers: Readonly<Record<string, string>>,
    pressed: 'review' | 'edit',
  ): Promise<string> {
    const form = formWith(html, pressed);
    if (form === undefined) throw new Error(`no form offers ${pressed}`);
    const fields = filled(form, new Map(Object.entries(answers)), { name: 'step', value: pressed });
    return (await submit(app, PATH, 'ada', Object.fromEntries(fields), { csrf: null })).text();
  }
  const chosen = (html: string) =>
    [...html.matchAll(/name="(decision\.[^"]+)" value="(?:approve|reject)" checked/g)].map(([, name]) => name);

  test('of its second part stands there when something is to be put right, and when somebody goes back', async () => {
    const { world } = many(2, 251);
    const app = quickApp(world);
    const second = await (await open(app, `${PATH}?search=admin-&part=2`, 'ada')).text();
    const [, name = ''] = /name="(decision\.[^"]+)" value="reject"/.exec(second) ?? [];
    const reason = name.replace('decision', 'reason');
    const wrong = await sent(app, second, { [name]: 'reject' }, 'review');
    expect(wrong).toContain('Part 2 of 2');
    expect(wrong).toContain(`href="#${reason}"`);
    expect(wrong).toContain(`id="${reason}"`);
    expect(chosen(wrong)).toEqual([name]);
    const review = await sent(app, wrong, { [name]: 'reject', [reason]: 'leaves' }, 'review');
    const back = await sent(app, review, {}, 'edit');
    expect(back).toContain('Part 2 of 2');
    expect(chosen(back)).toEqual([name]);
  });

  test('of all of many tenants is there when somebody goes back, with the reason for all', async () => {
    const { world } = many(2, 251);
    const app = quickApp(world);
    const review = await (await open(app, `${PATH}?view=reject`, 'ada')).text();
    const back = await sent(app, review, { 'reason.reject': 'a freeze' }, 'edit');
    expect(chosen(back)).toHaveLength(500);
    const again = await sent(app, back, {}, 'review');
    expect(again).toContain('502 to reject');
    expect(again).toContain('value="a freeze"');
  });

  test('is reached with the keyboard past the list, by links that lead to its buttons', async () => {
    const { world } = many(1, 30);
    const app = quickApp(world);
    for (const [query, button] of [
      ['search=admin-', 'review'],
      ['view=approve', 'confirm'],
    ]) {
      const page = await (await open(app, `${PATH}?${query}`, 'ada')).text();
      expect(page).toContain(`<a href="#${button}">Skip the list of 30</a>`);
      expect(page).toMatch(new RegExp(`<button type="submit" id="${button}"`));
    }
  });
});
