import type { AnyFunctionName } from '../../../contract/functions.ts';
import { totalsOf } from '../../../lambda/domain/totals.ts';
import type { handler as announceCycle } from '../../../lambda/handlers/announce-cycle.ts';
import type { handler as checkpoint } from '../../../lambda/handlers/checkpoint.ts';
import type { handler as closeCycle } from '../../../lambda/handlers/close-cycle.ts';
import type { handler as closeTenant } from '../../../lambda/handlers/close-tenant.ts';
import type { handler as deliverCredential } from '../../../lambda/handlers/deliver-credential.ts';
import type { handler as discoverTenant } from '../../../lambda/handlers/discover-tenant.ts';
import type { handler as inspectTenants } from '../../../lambda/handlers/inspect-tenants.ts';
import type { handler as openCycle } from '../../../lambda/handlers/open-cycle.ts';
import type { handler as planExport } from '../../../lambda/handlers/plan-export.ts';
import type { handler as promotePassword } from '../../../lambda/handlers/promote-password.ts';
import type { handler as recordOutcome } from '../../../lambda/handlers/record-outcome.ts';
import type { handler as redriveMessages } from '../../../lambda/handlers/redrive-messages.ts';
import type { handler as reopenRotation } from '../../../lambda/handlers/reopen-rotation.ts';
import type { handler as requestApprovals } from '../../../lambda/handlers/request-approvals.ts';
import type { handler as resetPassword } from '../../../lambda/handlers/reset-password.ts';
import type { handler as setPause } from '../../../lambda/handlers/set-pause.ts';
import type { handler as stagePassword } from '../../../lambda/handlers/stage-password.ts';
import type { handler as verifyReset } from '../../../lambda/handlers/verify-reset.ts';
import { ACCOUNT, CYCLE, ROTATION } from './ids.ts';

/** The ways to answer that a function has, by the type of its handler; the usual one first. */
type Answers<Handler extends (...input: never) => Promise<unknown>> = readonly Awaited<ReturnType<Handler>>[];

const opened = { cycleId: CYCLE, opened: true, dryRun: false, bucket: 'work', key: `cycles/${CYCLE}.json`, tenants: 1 };
const openings: Answers<typeof openCycle> = [
  opened,
  { ...opened, dryRun: true },
  { ...opened, tenants: 0 },
  { cycleId: CYCLE, opened: false, dryRun: false, tenants: 1 },
];
const discoveries: Answers<typeof discoverTenant> = [
  { decideBefore: '2026-12-09T05:00:00.000Z', rotations: [{ accountId: ACCOUNT, rotationId: ROTATION }] },
  { decideBefore: '2026-12-09T05:00:00.000Z', rotations: [] },
];
const stagings: Answers<typeof stagePassword> = [
  { approval: 'given' },
  { approval: 'denied' },
  { approval: 'awaited', decideBefore: '2026-12-09T05:00:00.000Z' },
  { approval: 'later', until: '2026-12-08T22:00:00.000Z' },
  { approval: 'in-line', until: '2026-12-08T22:00:00.000Z' },
  { approval: 'paused', seconds: 60 },
];
const resets: Answers<typeof resetPassword> = [{}, { outcome: 'proven', sentence: 'It works.' }];
const proofs: Answers<typeof verifyReset> = [
  { found: 'moved' },
  { found: 'not-yet' },
  { found: 'settled' },
  { found: 'somebody-elses' },
];
const outcomes: Answers<typeof recordOutcome> = [{ outcome: 'rotated' }];
const reopenings: Answers<typeof reopenRotation> = [
  { next: 'go-on' },
  { next: 'poll' },
  { next: 'nothing' },
  { next: 'refused', sentence: 'This rotation is rotated.' },
];
const totals = totalsOf([], []);
const closings: Answers<typeof closeCycle> = [
  { cycleId: CYCLE, schedule: 'admin-monthly', dryRun: false, period: '2026-12', totals, failure: undefined },
  { cycleId: CYCLE, schedule: 'admin-monthly', dryRun: true, period: '2026-12', totals, failure: 'It failed.' },
  { dryRun: false, failure: 'No cycle was opened.' },
];
const checkpoints: Answers<typeof checkpoint> = [
  { number: 7, hash: 'ab'.repeat(32), chains: 3 },
  { notArchived: 2 },
  {},
];
const exports: Answers<typeof planExport> = [
  { next: 'too-soon', notBefore: '2026-12-07T06:00:00.000Z', waitSeconds: 60 },
  { next: 'full', token: 'token', period: '2026-12', from: undefined, to: undefined },
  { next: 'since', token: 'token', period: '2026-12', from: '2026-12-06T05:00:00.000Z', to: undefined },
  {
    next: 'window',
    token: 'token',
    period: '2026-12',
    from: '2026-12-05T05:00:00.000Z',
    to: '2026-12-06T05:00:00.000Z',
  },
];
const looked = { inspected: 1, passed: 1, failed: 0, unknown: 0, waived: 0, newlyFailed: 0 };
const inspections: Answers<typeof inspectTenants> = [
  { ...looked, left: 0 },
  { ...looked, left: 1 },
];
const pauses: Answers<typeof setPause> = [{ outcome: 'done', sentence: 'Paused.' }];
const redrives: Answers<typeof redriveMessages> = [{ outcome: 'listed', letters: [], left: [], more: false }];
const nothing = [{}] satisfies Answers<typeof announceCycle> &
  Answers<typeof closeTenant> &
  Answers<typeof deliverCredential> &
  Answers<typeof promotePassword> &
  Answers<typeof requestApprovals>;

/** Of the functions that workflows run. */
export const answersOf: Readonly<Partial<Record<AnyFunctionName, readonly unknown[]>>> = {
  'open-cycle': openings,
  'discover-tenant': discoveries,
  'request-approvals': nothing,
  'stage-password': stagings,
  'reset-password': resets,
  'verify-reset': proofs,
  'promote-password': nothing,
  'deliver-credential': nothing,
  'record-outcome': outcomes,
  'reopen-rotation': reopenings,
  'close-tenant': nothing,
  'close-cycle': closings,
  checkpoint: checkpoints,
  'announce-cycle': nothing,
  'plan-export': exports,
  'inspect-tenants': inspections,
  'set-pause': pauses,
  'redrive-messages': redrives,
};
