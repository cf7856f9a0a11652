import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/**
 * An inspection: a look at a tenant that no cycle needs, so that what would stop the next one, or an emergency, shows before. It reads, and
 * changes nothing in the tenant.
 *
 * - `break-glass`: whether the accounts for emergencies would work. Each quarter.
 * - `consent`: whether both apps may still do what they do, and no more. Each day.
 */
export const inspectionKinds = ['break-glass', 'consent'] as const;
export type InspectionKind = (typeof inspectionKinds)[number];

/** Tenants that a person may have looked at with one command: their ids travel in workflow state, which holds 256 KiB. */
export const MOST_ASKED_FOR = 5_000;

/** What an inspection asks. `not-readable`: the tenant could not be read, so that nothing else could be asked. */
export const findingCodes = [
  'not-readable',
  'none-designated',
  'not-found',
  'group',
  'not-cloud-only',
  'blocked',
  'not-permanent',
  'only-one',
  'no-strong-method',
  'not-tested',
  'not-left-out',
  'reader-consent',
  'reader-permissions',
  'reader-excess',
  'writer-consent',
  'writer-permissions',
  'writer-excess',
  'writer-role',
  'writer-role-excess',
] as const;

export const findingSchema = z.strictObject({
  code: z.enum(findingCodes),
  /** `unknown`: it could not be read, and so is never taken for passed (R11). `advice`: it passes, and could be better. */
  state: z.enum(['failed', 'unknown', 'advice']),
  /** What is wrong, or not known, and what to do about it. It holds no instant that moves by itself: a new text counts as a change. */
  sentence: z.string(),
  /** The account that it is about. Left out: the tenant. */
  account: z.string().optional(),
});
export type Finding = Immutable<z.output<typeof findingSchema>>;

/** One account of an inspection. */
export const inspectedAccountSchema = z.strictObject({
  accountId: z.string(),
  userPrincipalName: z.string(),
});
export type InspectedAccount = Immutable<z.output<typeof inspectedAccountSchema>>;

export const verdicts = ['passed', 'failed', 'unknown', 'waived'] as const;
/** `waived`: the estate says why the tenant has no account for emergencies. */
export type Verdict = (typeof verdicts)[number];

/** What was found. */
export interface Result {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly accounts: readonly InspectedAccount[];
}

export const inspectionSchema = z.strictObject({
  kind: z.enum(inspectionKinds),
  tenantId: z.string(),
  tenantName: z.string(),
  verdict: z.enum(verdicts),
  findings: z.array(findingSchema),
  accounts: z.array(inspectedAccountSchema),
  /** When it was looked at last. ISO 8601, UTC. */
  at: z.string(),
  /** Since when the result is what it is. ISO 8601, UTC. */
  changedAt: z.string(),
  /** Since when it fails, without a pass in between. Left out: it does not. ISO 8601, UTC. */
  failedSince: z.string().optional(),
  /** When it stopped failing last. Left out: it fails, or never did. ISO 8601, UTC. */
  mendedAt: z.string().optional(),
  /** Whether people were told of the result: the ticket and the team. */
  told: z.boolean(),
  /** The team was told, and the ticket waits until the tenant was looked at once more. Left out: it waits for nothing. */
  ticketWaits: z.literal(true).optional(),
});
export type Inspection = Immutable<z.output<typeof inspectionSchema>>;

/** More would not fit into a row, nor would anybody read them. */
const MOST_FINDINGS = 100;
/** Each has a record of its own, in one transaction with the result. */
export const MOST_ACCOUNTS = 40;

/** Nothing that is not known passes. */
export function resultOf(findings: readonly Finding[], accounts: readonly InspectedAccount[] = []): Result {
  const has = (state: Finding['state']) => findings.some((each) => each.state === state);
  const verdict = has('failed') ? 'failed' : has('unknown') ? 'unknown' : 'passed';
  const worstFirst = findings.toSorted((one, other) => weight[one.state] - weight[other.state]);
  return { verdict, findings: worstFirst.slice(0, MOST_FINDINGS), accounts: accounts.slice(0, MOST_ACCOUNTS) };
}

const weight: Readonly<Record<Finding['state'], number>> = { failed: 0, unknown: 1, advice: 2 };

/** @param refusal  why the tenant could not be read, as a sentence */
export const notReadable = (refusal: string): Result =>
  resultOf([{ code: 'not-readable', state: 'unknown', sentence: `The tenant cannot be read: ${refusal}.` }]);

/** Whether the tenant could be read. Where not, what was found before still holds. */
export const isReadable = ({ findings }: Pick<Result, 'findings'>): boolean =>
  !findings.some(({ code }) => code === 'not-readable');

/** Whether two results say the same. */
export const isSame = (one: Result, other: Result): boolean => textOf(one) === textOf(other);

const textOf = ({ verdict, findings, accounts }: Result) =>
  JSON.stringify([
    verdict,
    findings.map(({ code, state, sentence, account }) => [code, state, sentence, account ?? '']).toSorted(),
    accounts.map(({ accountId, userPrincipalName }) => [accountId, userPrincipalName]).toSorted(),
  ]);

/** What else nobody can tell where this is not known. */
const hides: Readonly<Partial<Record<Finding['code'], readonly Finding['code'][]>>> = {
  'reader-permissions': ['reader-excess'],
  'writer-permissions': ['writer-consent', 'writer-excess', 'writer-role'],
};

/** What failed when the tenant could be read last. While it cannot, that and nothing else stays among its findings, as not known. */
const failedBeforeIn = (last: Result): readonly Finding[] =>
  last.findings.filter(({ code, state }) => (isReadable(last) ? state === 'failed' : code !== 'not-readable'));

/** What failed and is hidden now has been mended by nobody: it counts as failed until it is known not to be (R11). */
function withHidden(result: Result, last: Result | undefined): Result {
  const failedBefore = last === undefined ? [] : failedBeforeIn(last);
  if (!isReadable(result)) {
    const notKnown = failedBefore.map((each): Finding => ({ ...each, state: 'unknown' }));
    return resultOf([...result.findings, ...notKnown], result.accounts);
  }
  const findings = result.findings.map((each): Finding => {
    const codes = [each.code, ...(hides[each.code] ?? [])];
    const failed = failedBefore.some(({ code, account }) => codes.includes(code) && account === each.account);
    return each.state === 'unknown' && failed
      ? {
          ...each,
          state: 'failed',
          sentence: `It failed before, and nobody can tell whether it still does. ${each.sentence}`,
        }
      : each;
  });
  return result.verdict === 'waived' ? result : resultOf(findings, result.accounts);
}

/** The quarter of a year, in UTC, such as `2026-Q4`. */
export const quarterOf = (instant: string): string => {
  const at = new Date(instant);
  return `${at.getUTCFullYear()}-Q${Math.floor(at.getUTCMonth() / 3) + 1}`;
};

/** A result in its place: what was found before tells since when. A drill of another quarter is told and recorded anew, whatever it found. */
export function inspectionOf(
  { kind, tenantId, tenantName }: Pick<Inspection, 'kind' | 'tenantId' | 'tenantName'>,
  found: Result,
  last: Inspection | undefined,
  now: Date,
): Inspection {
  const result = withHidden(found, last);
  const at = now.toISOString();
  const isNew =
    last === undefined ||
    !isSame(last, result) ||
    (kind === 'break-glass' && quarterOf(last.changedAt) !== quarterOf(at));
  const failed = last?.failedSince;
  const fails = result.verdict === 'failed' || (!isReadable(result) && failed !== undefined);
  const mendedAt = failed === undefined ? last?.mendedAt : at;
  return {
    kind,
    tenantId,
    tenantName,
    ...result,
    at,
    changedAt: isNew ? at : last.changedAt,
    ...(fails ? { failedSince: failed ?? at } : mendedAt === undefined ? {} : { mendedAt }),
    told: !isNew && last.told,
    ...(fails && last?.ticketWaits === true ? { ticketWaits: true } : {}),
  };
}
