import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { batchReader } from '../../../../lambda/adapters/graph/batch.ts';
import { directoryReader } from '../../../../lambda/adapters/graph/directory-reader.ts';
import type { GraphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import type { AccountClass, InclusionReason } from '../../../../lambda/domain/accounts/account.ts';
import { type AccountFacts, accountFacts, liveFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { type Classification, classify } from '../../../../lambda/domain/accounts/classification.ts';
import { liveStandIns } from '../../../../lambda/domain/accounts/global-administrators.ts';
import { guard } from '../../../../lambda/domain/accounts/never-rotate.ts';
import { furtherReads } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { effort } from '../../../effort.ts';
import {
  GROUPS_BY_ID,
  type Random,
  type RandomTenant,
  randomFrom,
  randomTenant,
  type Truth,
} from './random-directory.ts';

/**
 * Random estates through everything that discovery does with Graph's answers: batches in any order, short pages, requests that
 * are put off, groups; and then the classification, against the truth that the directories were made from.
 */

const SEED = 20_261_207;
const ACCOUNTS = effort(20_000, 100_000);

const batchSchema = z.object({ requests: z.array(z.object({ id: z.string(), url: z.string() })).max(20) });

/** Graph in front of one tenant, with pages and throttling at will. */
function graphOf({ lists }: RandomTenant, random: Random): GraphConnection {
  const page = 1 + random(400);
  const putOff = new Set<string>();
  const filtersByIds = random(4) > 0;
  const inner = (url: string) => {
    const [path = '', query = ''] = url.split('?');
    // Put off once at most: the reader tries three times.
    if (random(40) === 0 && !putOff.has(url)) {
      putOff.add(url);
      return { status: 429, headers: { 'Retry-After': '1' } };
    }
    const ids = /^id in \((.*)\)$/.exec(new URLSearchParams(query).get('$filter') ?? '')?.[1];
    if (ids !== undefined) {
      const groups = lists.get(GROUPS_BY_ID);
      return filtersByIds && Array.isArray(groups)
        ? { status: 200, body: { value: groups.filter((group) => ids.includes(`'${group.id}'`)) } }
        : { status: 400, body: { error: { code: 'Request_UnsupportedQuery' } } };
    }
    const groupId = /groupId eq '([^']+)'/.exec(new URLSearchParams(query).get('$filter') ?? '')?.[1];
    const filter = groupId === undefined ? '' : `&$filter=${encodeURIComponent(`groupId eq '${groupId}'`)}`;
    const rows = path.startsWith('/users/')
      ? one(path, lists)
      : lists.get(groupId === undefined ? path : `${path}#${groupId}`);
    if (rows === undefined) return { status: 404, body: { error: { code: 'Request_ResourceNotFound' } } };
    if (!Array.isArray(rows))
      return 'status' in rows ? { status: rows.status, body: { error: rows } } : { status: 200, body: rows };
    const start = Number(new URLSearchParams(query).get('$skiptoken') ?? 0);
    const next = start + page;
    const link = `https://graph.microsoft.com/v1.0${path}?$skiptoken=${next}${filter}`;
    const value = rows.slice(start, next);
    return { status: 200, body: { value, ...(next < rows.length ? { '@odata.nextLink': link } : {}) } };
  };
  return async (_, { body }) => {
    const responses = batchSchema.parse(body).requests.map(({ id, url }) => ({ id, ...inner(url) }));
    if (random(2) === 0) responses.reverse();
    return { status: 200, headers: new Headers(), json: { responses } };
  };
}

function one(path: string, lists: RandomTenant['lists']): object | undefined {
  const users = lists.get('/users');
  const id = path.slice('/users/'.length);
  return Array.isArray(users) ? users.find((user) => user.id === id) : undefined;
}

const wantedOutcome = (truth: Truth, wanted: AccountClass): readonly string[] => {
  if (truth.breakGlass) return ['break-glass'];
  const own = truth.admin ? 'admin' : truth.service ? 'service' : undefined;
  if (own === undefined) return ['not-in-scope'];
  if (own !== wanted) return ['other-class'];
  if (truth.never.length > 0) return truth.never;
  return own === 'service' && !truth.optedIn ? ['not-opted-in'] : ['rotated'];
};

/** Global Administrators who sign in. An eligible one does not stand in for one who is active now. */
function administratorsAmong(truths: readonly Truth[]): readonly Truth[] {
  const active = truths.filter((each) => each.globalAdministratorNow && each.signsIn);
  return active.length > 0 ? active : truths.filter((each) => each.globalAdministrator && each.signsIn);
}

/** Who must stand in for an account while it is rotated; `undefined`: it needs nobody. */
function standInsOf(truths: readonly Truth[], accountId: string): readonly string[] | undefined {
  const ids = administratorsAmong(truths).map(({ id }) => id);
  return ids.includes(accountId) ? ids.filter((id) => id !== accountId) : undefined;
}

const sameIds = (a: readonly string[] | undefined, b: readonly string[] | undefined) =>
  JSON.stringify(a?.toSorted()) === JSON.stringify(b?.toSorted());

/**
 * Where all Global Administrators who sign in would be rotated, the one with the newest password must not be.
 *
 * @returns its id
 */
function lastOf(truths: readonly Truth[], wanted: AccountClass): string | undefined {
  const administrators = administratorsAmong(truths);
  const rotated = administrators.filter((each) => wantedOutcome(each, wanted).includes('rotated'));
  if (rotated.length === 0 || rotated.length < administrators.length) return undefined;
  return [...rotated].sort((a, b) => b.changed.localeCompare(a.changed))[0]?.id;
}

/** Every account whose lot is not what it must be, in words. */
function misclassified({ truths }: RandomTenant, found: Classification, wanted: AccountClass): readonly string[] {
  const rotated = new Set(found.included.map(({ accountId }) => accountId));
  const reasons = new Map(found.excluded.map(({ accountId, reason }) => [accountId, reason]));
  const last = lastOf(truths, wanted);
  const wrong = truths.flatMap((truth) => {
    const must = truth.id === last ? ['last-global-administrator'] : wantedOutcome(truth, wanted);
    const is = rotated.has(truth.id) ? 'rotated' : reasons.get(truth.id);
    // Of accounts that are not of the class only the number is kept.
    const fine = is === undefined ? must.includes('not-in-scope') || must.includes('other-class') : must.includes(is);
    return fine ? [] : [`${truth.id} must be ${must.join(' or ')} and is ${is ?? 'not named'} (${wanted})`];
  });
  const global = new Set(truths.filter((each) => each.globalAdministratorNow).map(({ id }) => id));
  const ranks = found.included
    .filter(({ accountId, globalAdministrator }) => globalAdministrator !== global.has(accountId))
    .map(({ accountId }) => `${accountId}: whether it is Global Administrator now is told wrongly`);
  const standIns = found.included
    .filter(({ accountId, standIns: told }) => !sameIds(told, standInsOf(truths, accountId)))
    .map(({ accountId }) => `${accountId}: who stands in for it is told wrongly`);
  const numbers = ['not-in-scope', 'other-class'].flatMap((reason) => {
    const must = truths.filter((each) => wantedOutcome(each, wanted).includes(reason)).length;
    const is = found.counts[reason] ?? 0;
    return must === is ? [] : [`${must} must be ${reason} and ${is} are`];
  });
  const left = Object.values(found.counts).reduce((sum, count) => sum + count, 0);
  const all = rotated.size + left === truths.length && found.accountsSeen === truths.length;
  return [...wrong, ...ranks, ...standIns, ...numbers, ...(all ? [] : ['not everybody is accounted for'])];
}

/** Only by activating the membership of a group is it an admin; eligibility for a role is told in the same words. */
const isByPim = (reason: InclusionReason) =>
  reason.kind === 'role' && reason.path.startsWith('via group') && reason.path.endsWith(', eligible');

const isByPlainGroup = (reason: InclusionReason) => reason.kind === 'role' && reason.path.includes(' (by group ');

test('accounts of random estates, 100,000 in the level attack: none misclassified, none of the untouchable passes the last guard', async () => {
  const random = randomFrom(SEED);
  const seen = { tenants: 0, accounts: 0, rotated: 0, guarded: 0, last: 0, notOptedIn: 0, byPim: 0, byPlainGroup: 0 };
  const wrong: string[] = [];
  /** The guard, with an account that somebody approved as what it is. */
  const judge = (rules: RandomTenant['rules']) => (truth: Truth, facts: AccountFacts) => {
    const { id, userPrincipalName, displayName = '' } = facts.user;
    const { ok } = guard(facts, rules, {
      accountId: id,
      userPrincipalName,
      displayName,
      class: truth.admin ? 'admin' : 'service',
      reasons: [],
      globalAdministrator: false,
      passwordNeverExpires: false,
      observed: facts,
    });
    const mayPass = wantedOutcome(truth, truth.admin ? 'admin' : 'service').includes('rotated');
    if (ok !== mayPass) wrong.push(`${truth.id}: the guard ${ok ? 'lets it pass' : 'refuses it'}`);
    seen.guarded += 1;
  };
  while (seen.accounts < ACCOUNTS) {
    const tenant = randomTenant(
      random,
      seen.tenants % 50 === 0 ? 1_100 + random(1_000) : 3 + random(random(2) === 0 ? 8 : 300),
    );
    const judgeGuard = judge(tenant.rules);
    const truthOf = new Map(tenant.truths.map((each) => [each.id, each]));
    const reader = directoryReader(
      batchReader({
        connection: graphOf(tenant, random),
        clientRequestId: () => 'id',
        sleep: async () => undefined,
        now: () => new Date(0),
      }),
    );
    const snapshot = await reader.readTenant(tenant.tenantId, furtherReads(tenant.rules));
    const factsOf = accountFacts(snapshot);
    for (const wanted of ['admin', 'service'] as const) {
      const found = classify(snapshot, tenant.rules, wanted);
      seen.rotated += found.included.length;
      seen.last += found.counts['last-global-administrator'] ?? 0;
      seen.notOptedIn += found.counts['not-opted-in'] ?? 0;
      seen.byPim += found.included.filter(({ reasons }) => reasons.some(isByPim)).length;
      seen.byPlainGroup += found.included.filter(({ reasons }) => reasons.some(isByPlainGroup)).length;
      wrong.push(...misclassified(tenant, found, wanted));
      // Staging sees what discovery recorded, and must come to the same.
      for (const account of found.included) {
        if (!guard(account.observed, tenant.rules, account).ok) wrong.push(`${account.accountId}: staging refuses it`);
      }
    }
    for (const user of snapshot.users) {
      const truth = truthOf.get(user.id);
      if (truth === undefined) throw new Error('an account is missing');
      judgeGuard(truth, factsOf(user));
    }
    // The last guard reads by itself, so that it sees nothing of what discovery saw.
    const untouchable = tenant.truths.filter((each) => each.breakGlass || each.never.length > 0);
    for (const truth of [tenant.truths, untouchable].flatMap((some) => some[random(some.length)] ?? [])) {
      const live = await reader.readAccount(tenant.tenantId, truth.id, furtherReads(tenant.rules));
      if (live === undefined) throw new Error('an account is missing');
      judgeGuard(truth, liveFacts(live));
      const mayPass = wantedOutcome(truth, truth.admin ? 'admin' : 'service').includes('rotated');
      if (mayPass && !sameIds(liveStandIns(live), standInsOf(tenant.truths, truth.id))) {
        wrong.push(`${truth.id}: the last guard reads the wrong stand-ins`);
      }
    }
    seen.tenants += 1;
    seen.accounts += tenant.truths.length;
  }
  process.stdout.write(`random estates, seed ${SEED}: ${JSON.stringify({ ...seen, misclassified: wrong.length })}\n`);
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(seen.accounts).toBeGreaterThanOrEqual(ACCOUNTS);
  expect(seen.rotated).toBeGreaterThan(ACCOUNTS / 100);
  expect(seen.last).toBeGreaterThan(ACCOUNTS / 10_000);
  expect(seen.notOptedIn).toBeGreaterThan(ACCOUNTS / 1_000);
  expect(seen.byPim).toBeGreaterThan(ACCOUNTS / 1_000);
  expect(seen.byPlainGroup).toBeGreaterThan(ACCOUNTS / 1_000);
  expect(seen.guarded).toBeGreaterThan(ACCOUNTS);
});
