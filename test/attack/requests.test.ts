import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import {
  type AttackedProduct,
  approveAndRotate,
  attackedProduct,
  pathsInMail,
  protectedRows,
  referencesOn,
  untilInspected,
} from './attacked-product.ts';
import { MARK, randomFrom, requestsAt, type Targets } from './made-requests.ts';
import { type Answer, type Sent, send } from './person.ts';

/**
 * Ten thousand requests that must change nothing, and do not: no answer is 5xx, no row that holds state and no record but the bounded
 * ones about access differs afterwards.
 */

const REQUESTS = Number(process.env.ATTACK_REQUESTS ?? 10_000);
const SEED = Number(process.env.ATTACK_SEED ?? 20_261_207);
const AT_ONCE = 16;
const print = (line: string) => process.stdout.write(`${line}\n`);

let attacked: AttackedProduct;
let targets: Targets;

beforeAll(async () => {
  attacked = await attackedProduct(3);
  const { portal, ada, bruno, chiara } = attacked;
  const rotations = (await attacked.evidence()).rotations;
  const tenantOf = (name: string) => attacked.tenantIds.get(name);
  const ofSecond = rotations.filter(({ tenantId }) => tenantId === tenantOf('t001'));
  const waiting = rotations.find(({ tenantId }) => tenantId === tenantOf('t002'));
  if (waiting === undefined) throw new Error('nothing waits');
  await approveAndRotate(attacked, ofSecond);
  const password = referencesOn(await ada.open('/passwords'))[0] ?? '';
  const [approvalsLink = ''] = await pathsInMail(attacked, 'ada@northwind.example', '/a/');
  targets = { portal, ada, bruno, chiara, password, approvalsLink, cycleId: waiting.cycleId, waiting };
});
afterAll(() => attacked?.close());

/** What an answer must not be, whatever was asked. */
function problemsOf({ status, headers, body }: Answer): string[] {
  const location = String(headers.location ?? '');
  const ours = location === '' || /^\/(?![/\\])/.test(location) || isSignIn(location);
  return [
    ...(status >= 500 ? [`${status}`] : []),
    ...(body.includes('Store this password now') ? ['a password was shown'] : []),
    ...(new RegExp(`<[^>]*${MARK}|<script>${MARK}`).test(body.replaceAll(/(value|href|action|content)="[^"]*"/g, ''))
      ? ['not escaped']
      : []),
    ...(ours ? [] : [`leads to ${location}`]),
    ...([headers['set-cookie'] ?? []].flat().some((each) => each.includes('stolen')) ? ['a foreign cookie'] : []),
  ];
}

const isSignIn = (location: string): boolean => {
  const { hostname, pathname } = new URL(location);
  return hostname === '127.0.0.1' && pathname.includes('/oauth2/');
};

test(`${REQUESTS} requests, seed ${SEED}: none is answered 5xx, and none changes anything`, async () => {
  await untilInspected(attacked);
  const before = await protectedRows(attacked);
  const next = requestsAt(targets, randomFrom(SEED));
  const requests = Array.from({ length: REQUESTS }, next);
  const statuses = new Map<number, number>();
  const wrong = new Map<string, number>();
  const problems: { readonly sent: Sent & { readonly wrong: string }; readonly problems: string[] }[] = [];
  const begun = performance.now();
  await mapConcurrently(
    requests,
    async (sent) => {
      const answer = await send(targets.portal, sent);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      wrong.set(sent.wrong, (wrong.get(sent.wrong) ?? 0) + 1);
      const found = problemsOf(answer);
      if (found.length > 0) problems.push({ sent, problems: found });
    },
    AT_ONCE,
  );
  const seconds = (performance.now() - begun) / 1000;
  print(`${REQUESTS} requests in ${seconds.toFixed(0)} s: ${told(statuses)}`);
  print(`what was wrong with them: ${told(wrong)}`);
  expect(problems.slice(0, 20)).toEqual([]);

  const after = await protectedRows(attacked);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (each) => before.get(each) !== after.get(each),
  );
  print(`${before.size} rows and records compared: ${changed.length} changed`);
  expect(changed).toEqual([]);

  const access = (await attacked.evidence()).audit.filter(({ chain }) => chain.startsWith('access#'));
  print(`${access.length} records about access, for ${REQUESTS} requests`);
  expect(access.length).toBeGreaterThan(10);
  // Five and a sum for each kind of refusal, person, and ten minutes: about 25 kinds and four of whom, in two stretches at most.
  expect(access.length).toBeLessThan(25 * 4 * 6 * 2);
});

const told = (counts: ReadonlyMap<unknown, number>) =>
  [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, count]) => `${count} × ${what}`)
    .join(', ');

test('afterwards the password is still shown to its recipient, once', async () => {
  const show = () => attacked.ada.submit('/passwords/show', { links: targets.password });
  expect((await show()).body).toContain('Store this password now');
  expect((await show()).status).toBe(409);
});
