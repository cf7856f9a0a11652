import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Dispatch } from '@m365-rotation/local-aws';
import { writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';

/** What the cycle's workflow ends with: the output of its last function. */
export const cycleOutcome = z.object({
  cycleId: z.string(),
  schedule: z.string(),
  totals: z.object({
    tenants: z.int(),
    tenantsFailed: z.int(),
    accountsSeen: z.int(),
    excluded: z.record(z.string(), z.int()),
    approved: z.int(),
    rejected: z.int(),
    expired: z.int(),
    rotated: z.int(),
    failed: z.int(),
    uncertain: z.int(),
    linksIssued: z.int(),
  }),
});
export type CycleOutcome = z.output<typeof cycleOutcome>;

/** What `rotation audit verify --json` prints. */
const verification = z.object({
  records: z.int(),
  chainsVerified: z.int(),
  sealVerified: z.boolean(),
  problems: z.array(z.object({ text: z.string() })),
});
export type Verification = z.output<typeof verification>;

/** The stable content of `DIR/summary.json`. */
export interface Summary {
  readonly cycleId: string;
  readonly schedule: string;
  readonly tenants: { readonly total: number; readonly failed: number };
  readonly accounts: {
    readonly discovered: number;
    readonly excluded: Readonly<Record<string, number>>;
    readonly approved: number;
    readonly rejected: number;
    readonly expired: number;
    readonly rotated: number;
    readonly failed: number;
    readonly uncertain: number;
  };
  readonly links: { readonly issued: number; readonly revealed: number };
  readonly messages: { readonly mail: number; readonly teams: number; readonly tickets: number };
  readonly audit: Omit<Verification, 'problems'>;
  readonly calls: Readonly<Record<string, number>>;
  readonly stateTransitions: number;
  /** Real time from the start of the cycle to its end. */
  readonly seconds: number;
}

export interface SummaryParts {
  readonly outcome: CycleOutcome;
  readonly revealed: number;
  readonly messages: Summary['messages'];
  readonly verification: Verification;
  readonly calls: Summary['calls'];
  readonly stateTransitions: number;
  readonly seconds: number;
}

export function summaryOf(parts: SummaryParts): Summary {
  const { totals } = parts.outcome;
  const { problems: _, ...audit } = parts.verification;
  return {
    cycleId: parts.outcome.cycleId,
    schedule: parts.outcome.schedule,
    tenants: { total: totals.tenants, failed: totals.tenantsFailed },
    accounts: {
      discovered: totals.accountsSeen,
      excluded: totals.excluded,
      approved: totals.approved,
      rejected: totals.rejected,
      expired: totals.expired,
      rotated: totals.rotated,
      failed: totals.failed,
      uncertain: totals.uncertain,
    },
    links: { issued: totals.linksIssued, revealed: parts.revealed },
    messages: parts.messages,
    audit,
    calls: parts.calls,
    stateTransitions: parts.stateTransitions,
    seconds: Math.round(parts.seconds * 10) / 10,
  };
}

export const writeSummary = (out: string, summary: Summary) => writeJson(join(out, 'summary.json'), summary);

/** How many passwords of a cycle were shown, as the audit table tells. */
export async function countRevealed(call: Dispatch, auditTable: string, cycleId: string): Promise<number> {
  let count = 0;
  let startKey: unknown;
  do {
    const page = scanned.parse(
      await call({
        service: 'dynamodb',
        action: 'Scan',
        principal: { kind: 'operator' },
        input: {
          TableName: auditTable,
          FilterExpression: '#action = :action AND #cycleId = :cycleId',
          ExpressionAttributeNames: { '#action': 'action', '#cycleId': 'cycleId' },
          ExpressionAttributeValues: { ':action': { S: 'link.revealed' }, ':cycleId': { S: cycleId } },
          Select: 'COUNT',
          ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
        },
      }),
    );
    count += page.Count;
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  return count;
}

const scanned = z.object({ Count: z.int(), LastEvaluatedKey: z.unknown().optional() });

/** Runs the auditor's own program over the export, in a process of its own: the runner takes no part in the verdict. */
export async function verifyExport(folder: string): Promise<Verification> {
  const args = ['bin/rotation.mjs', 'audit', 'verify', folder, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return verification.parse(JSON.parse(printed));
}
