import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { finishCycle } from '../../local/cycle-run.ts';
import { readRunState } from '../../local/run-state.ts';
import { adminOf } from '../crash/crash-estate.ts';
import type { AuditRow, RotationRow } from '../crash/evidence.ts';
import { brokenLinkRules } from '../crash/link-rules.ts';
import { type AttackedProduct, approveAndRotate, attackedProduct, referencesOn } from './attacked-product.ts';
import type { Answer, Person } from './person.ts';

/** One person and two persons click at once, a hundred and two hundred times, on one thing. */

const TENANTS = 8;
const NAMES = Array.from({ length: TENANTS }, (_, n) => `t${String(n).padStart(3, '0')}`);
const print = (line: string) => process.stdout.write(`${line}\n`);

let attacked: AttackedProduct;
let rotations: readonly RotationRow[];
let links: readonly string[];

beforeAll(async () => {
  attacked = await attackedProduct(TENANTS);
  rotations = (await attacked.evidence()).rotations.toSorted((one, other) => (one.tenantId < other.tenantId ? -1 : 1));
});
afterAll(() => attacked?.close());

const rotationAt = (n: number): RotationRow => {
  const found = rotations[n];
  if (found === undefined) throw new Error(`there is no rotation ${n}`);
  return found;
};
const linkAt = (n: number): string => links[n] ?? '';

/** Sends all at once. Prints how they were answered. @returns the answers; none may be 5xx */
async function race(name: string, clicks: readonly (() => Promise<Answer>)[]): Promise<readonly Answer[]> {
  const begun = performance.now();
  const answers = await Promise.all(clicks.map((click) => click()));
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const told = [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
  print(`${name}: ${clicks.length} requests, ${told}, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  return answers;
}

const times = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** Records about one rotation, in the order of their chain. */
const recordsOf = async ({ rotationId }: { readonly rotationId: string }): Promise<readonly AuditRow[]> =>
  (await attacked.evidence()).audit
    .filter((each) => each.rotationId === rotationId && !each.chain.startsWith('access#'))
    .toSorted((one, other) => one.sequence - other.sequence);
const actionsIn = (records: readonly AuditRow[], pattern: RegExp) =>
  records.map(({ action }) => action).filter((each) => pattern.test(each));

const decide = (person: Person, rotation: RotationRow, answer: 'approve' | 'reject') => () =>
  person.submit(`/cycles/${rotation.cycleId}/approvals`, {
    step: 'confirm',
    [`decision.${rotation.tenantId}.${rotation.accountId}`]: answer,
    [`reason.${rotation.tenantId}.${rotation.accountId}`]: 'because',
  });
type Act = 'show' | 'stored' | 'report' | 'renew';
const press = (person: Person, link: string, act: Act) => () => person.submit(`/passwords/${act}`, { links: link });
const showsPassword = ({ body }: Answer) => body.includes('Store this password now');

describe('decisions', () => {
  test('two persons approve and reject the same rotation a hundred times: one decision, on record', async () => {
    const { ada, bruno } = attacked;
    const rotation = rotationAt(0);
    await race(
      'approve and reject, two persons',
      times(100, (n) => decide(n % 2 ? ada : bruno, rotation, n % 3 ? 'approve' : 'reject')),
    );
    const decided = actionsIn(await recordsOf(rotation), /^approval\.(approved|rejected)$/);
    expect(decided).toHaveLength(1);
    const now = (await attacked.evidence()).rotations.find(({ rotationId }) => rotationId === rotation.rotationId);
    expect(now?.status === 'rejected').toBe(decided[0] === 'approval.rejected');
  });

  test('one person approves two hundred times: one decision; the others are refused, in few records', async () => {
    await race(
      'approve, one person',
      times(200, () => decide(attacked.ada, rotationAt(1), 'approve')),
    );
    expect(actionsIn(await recordsOf(rotationAt(1)), /^approval\.(approved|rejected)$/)).toEqual(['approval.approved']);
    const refused = (await attacked.evidence()).audit.filter(({ action }) => action === 'approval.refused');
    expect(refused.length).toBeGreaterThan(0);
    // Two persons, one reason each, and at most three stretches of ten minutes.
    expect(refused.length).toBeLessThanOrEqual(2 * 3 * 6);
  });
});

describe('credential links', () => {
  beforeAll(async () => {
    await approveAndRotate(attacked, rotations.slice(2));
    const offered = referencesOn(await attacked.ada.open('/passwords'));
    const tenantOf = ({ accountId }: RotationRow) => NAMES.find((each) => adminOf({ name: each }) === accountId) ?? '-';
    links = rotations.map((each) => offered.find((reference) => reference.startsWith(`${tenantOf(each)}.`)) ?? '');
    expect(links.slice(2)).not.toContain('');
  });

  const expectRules = async (n: number) => {
    const records = await recordsOf(rotationAt(n));
    expect(brokenLinkRules(records)).toEqual([]);
    return records;
  };

  test('one person presses "show" a hundred times: one page has the password', async () => {
    const answers = await race(
      'reveal, one person',
      times(100, () => press(attacked.ada, linkAt(2), 'show')),
    );
    expect(answers.filter(showsPassword)).toHaveLength(1);
    expect(actionsIn(await expectRules(2), /^link\.revealed$/)).toHaveLength(1);
  });

  test('the recipient and another technician press two hundred times: the recipient sees it once', async () => {
    const { ada, bruno } = attacked;
    const answers = await race(
      'reveal, two persons',
      times(200, (n) => press(n % 2 ? ada : bruno, linkAt(3), 'show')),
    );
    expect(answers.filter(showsPassword)).toHaveLength(1);
    expect(answers.filter((each, n) => n % 2 === 0 && each.status !== 409)).toEqual([]);
    await expectRules(3);
  });

  test('a used link is renewed a hundred times at once: one further link', async () => {
    await press(attacked.ada, linkAt(4), 'show')();
    await race(
      'renew, one person',
      times(100, () => press(attacked.ada, linkAt(4), 'renew')),
    );
    expect(actionsIn(await expectRules(4), /^link\.renewed$/)).toHaveLength(1);
  });

  test('a link is reported a hundred times at once: one record', async () => {
    const answers = await race(
      'report, one person',
      times(100, () => press(attacked.ada, linkAt(5), 'report')),
    );
    // Who comes late finds that it does not wait any more.
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect(answers.filter(({ body }) => body.includes('the team has been alerted')).length).toBeGreaterThan(0);
    expect(actionsIn(await expectRules(5), /^link\.reported$/)).toHaveLength(1);
  });

  test.each([
    [6, 100],
    [7, 200],
  ])('everything is pressed at once on link %p and its successors, %p times: no rule breaks', async (n, count) => {
    const { ada, bruno } = attacked;
    const acts = ['show', 'renew', 'report', 'show', 'stored', 'renew'] as const;
    const pressAll = (paths: readonly string[], howOften: number, name: string) =>
      race(
        name,
        times(howOften, (at) =>
          press(at % 7 === 6 ? bruno : ada, paths[at % paths.length] ?? '', acts[at % acts.length] ?? 'show'),
        ),
      );
    // First without reports, so that there is a chain.
    const first = await race(
      'reveal and renew, one person',
      times(20, (at) => press(ada, linkAt(n), at % 2 ? 'renew' : 'show')),
    );
    const next = first
      .flatMap(referencesOn)
      .filter((each) => each !== linkAt(n) && each.split('.')[0] === linkAt(n).split('.')[0]);
    const answers = await pressAll([linkAt(n), ...next], count, 'everything, two persons');
    const records = await expectRules(n);
    expect(actionsIn(records, /^link\.reported$/)).toHaveLength(1);
    const shown = [...first, ...answers].filter(showsPassword).length;
    expect(shown).toBe(actionsIn(records, /^link\.revealed$/).length);
    const again = await pressAll([linkAt(n), ...next], 50, 'everything once more, after the report');
    expect(again.filter(showsPassword)).toEqual([]);
    await expectRules(n);
  });
});

test('afterwards the cycle ends, and every chain and the seal are verified', async () => {
  const { product, out, ada } = attacked;
  // What nobody decided so far.
  for (const each of (await attacked.evidence()).rotations) {
    if (each.status === 'awaiting-approval') await decide(ada, each, 'reject')();
  }
  const run = readRunState(out);
  if (run === undefined) throw new Error('no cycle was begun');
  const { audit } = await finishCycle(product, out, run, 0);
  print(`audit: ${audit.records} records, ${audit.chainsVerified} chains verified`);
  expect(audit.sealVerified).toBe(true);
  const chains = new Set((await attacked.evidence()).audit.map(({ chain }) => chain));
  expect([...chains].filter((each) => each.startsWith('access#')).length).toBeGreaterThanOrEqual(3);
});
