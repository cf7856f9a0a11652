import { describe, expect, test } from '@jest/globals';
import { openEvidence } from '../../../../cli/audit/query/open-evidence.ts';
import type { AuditFact, AuditRecord } from '../../../../lambda/domain/audit/audit-record.ts';
import { Stored } from './stored.ts';

/** What the views say of rotations that did not go the usual way. */

const technician = (name: string) => ({ kind: 'technician', objectId: `id-${name}`, tenantId: 'home', name }) as const;
const about = {
  cycleId: 'c',
  tenantId: 't',
  accountId: 'a',
  rotationId: 'r',
  userPrincipalName: 'adm@x',
  class: 'admin',
} as const;

type Step = readonly [AuditRecord['action'], Partial<AuditFact>?];

/** The answer about records that are written in this order. */
async function answer(steps: readonly Step[], sql: string) {
  const stored = new Stored();
  stored.exported(...steps.map(([action, parts]) => stored.record(action, { ...about, ...parts })));
  const evidence = await openEvidence(stored.folder);
  try {
    const { columns, rows } = await evidence.query(sql);
    return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  } finally {
    evidence.close();
  }
}

const found: Step = ['account.discovered'];
const said = (action: AuditRecord['action'], name: string, reason?: string): Step => [
  action,
  { actor: technician(name), ...(reason === undefined ? {} : { reason }) },
];

const APPROVAL =
  'SELECT decision, approved_by, approval_reason, second_approved_by, second_approval_reason FROM rotations';

test('one person approves', async () => {
  expect(await answer([found, said('approval.approved', 'Ada', 'as agreed')], APPROVAL)).toEqual([
    {
      decision: 'approved',
      approved_by: 'Ada',
      approval_reason: 'as agreed',
      second_approved_by: null,
      second_approval_reason: null,
    },
  ]);
});

test('two persons approve, the first without a reason', async () => {
  expect(await answer([said('approval.first', 'Ada'), said('approval.approved', 'Bo', 'seen')], APPROVAL)).toEqual([
    {
      decision: 'approved',
      approved_by: 'Ada',
      approval_reason: null,
      second_approved_by: 'Bo',
      second_approval_reason: 'seen',
    },
  ]);
});

test('what was approved before it was taken back does not count', async () => {
  const steps = [
    said('approval.first', 'Ada', 'early'),
    said('approval.approved', 'Bo', 'early'),
    said('approval.withdrawn', 'Bo'),
  ];
  expect(await answer(steps, `${APPROVAL}`)).toEqual([
    {
      decision: 'withdrawn',
      approved_by: null,
      approval_reason: null,
      second_approved_by: null,
      second_approval_reason: null,
    },
  ]);
  expect(await answer([...steps, said('approval.approved', 'Cy')], APPROVAL)).toEqual([
    {
      decision: 'approved',
      approved_by: 'Cy',
      approval_reason: null,
      second_approved_by: null,
      second_approval_reason: null,
    },
  ]);
});

test.each([
  [[['rotation.closed', { reason: 'rotated' }]], 'rotated', null],
  [[['rotation.closed', { outcome: 'failed', reason: 'GraphDown' }]], 'failed', 'GraphDown'],
  [
    [
      ['rotation.closed', { outcome: 'uncertain', reason: 'no answer' }],
      ['rotation.settled', { reason: 'rotated' }],
    ],
    'rotated',
    null,
  ],
  [[['rotation.closed', { outcome: 'uncertain', reason: 'no answer' }]], 'uncertain', 'no answer'],
  [[said('approval.rejected', 'Ada', 'not now'), ['rotation.closed', { reason: 'not now' }]], 'rejected', null],
  [[['approval.expired', { reason: 'expired' }]], 'expired', null],
  [[found], 'open', null],
] as const)('a rotation ends as it is recorded: %#', async (steps, outcome, outcome_reason) => {
  expect(await answer(steps as readonly Step[], 'SELECT outcome, outcome_reason FROM rotations')).toEqual([
    { outcome, outcome_reason },
  ]);
});

test('each reset is told with the decision that stood when it was sent', async () => {
  const steps: Step[] = [
    said('approval.approved', 'Ada', 'ok'),
    ['reset.attempted', { evidence: { clientRequestId: '1' } }],
    ['reset.refused', { outcome: 'refused', reason: 'policy' }],
    said('approval.withdrawn', 'Ada'),
    ['reset.attempted', { evidence: { clientRequestId: '2' } }],
    ['reset.succeeded', { evidence: { graphRequestId: 'g' } }],
    said('approval.approved', 'Bo'),
    ['reset.attempted', { evidence: { clientRequestId: '3' } }],
  ];
  const sql =
    'SELECT client_request_id AS id, approved, decided_by, result, result_reason, graph_request_id FROM resets ORDER BY sequence';
  expect(await answer(steps, sql)).toEqual([
    { id: '1', approved: true, decided_by: 'Ada', result: 'refused', result_reason: 'policy', graph_request_id: null },
    { id: '2', approved: false, decided_by: 'Ada', result: 'succeeded', result_reason: null, graph_request_id: 'g' },
    { id: '3', approved: true, decided_by: 'Bo', result: null, result_reason: null, graph_request_id: null },
  ]);
});

test('a reset without any approval shows', async () => {
  const steps: Step[] = [['reset.attempted']];
  expect(await answer(steps, 'SELECT approved, decision FROM resets')).toEqual([{ approved: false, decision: null }]);
  expect(await answer(steps, 'SELECT approved_before_reset FROM rotations')).toEqual([
    { approved_before_reset: false },
  ]);
});

test('an approval that came after the reset is none', async () => {
  const steps: Step[] = [['reset.attempted'], said('approval.approved', 'Ada')];
  expect(await answer(steps, 'SELECT approved_before_reset FROM rotations')).toEqual([
    { approved_before_reset: false },
  ]);
});

test('who has seen a password, until a later one took its place', async () => {
  const steps: Step[] = [
    ['credential.promoted', { evidence: { secretVersionId: '1' } }],
    said('link.revealed', 'Ada'),
    ['credential.promoted', { evidence: { secretVersionId: '2' } }],
    said('link.revealed', 'Bo'),
  ];
  expect(await answer(steps, 'SELECT actor_name, current FROM reveals ORDER BY time')).toEqual([
    { actor_name: 'Ada', current: false },
    { actor_name: 'Bo', current: true },
  ]);
});

test.each<readonly [string, boolean, readonly Step[]]>([
  [
    'withdrawn after it failed',
    true,
    [said('approval.approved', 'Ada'), ['reset.attempted'], said('approval.withdrawn', 'Bo')],
  ],
  [
    'approved once more after it',
    true,
    [said('approval.approved', 'Ada'), ['reset.attempted'], said('approval.approved', 'Bo')],
  ],
  [
    'withdrawn before it',
    false,
    [said('approval.approved', 'Ada'), said('approval.withdrawn', 'Bo'), ['reset.attempted']],
  ],
  [
    'by the first of two alone',
    false,
    [said('approval.first', 'Ada'), ['reset.attempted'], said('approval.approved', 'Bo')],
  ],
])('a reset whose approval was %s', async (_, approved_before_reset, steps) => {
  expect(await answer(steps, 'SELECT approved_before_reset FROM rotations')).toEqual([{ approved_before_reset }]);
});

test('places decide what came before a reset, not times', async () => {
  const time = '2026-12-07T05:00:00.000Z';
  const steps: Step[] = [
    ['reset.attempted', { time }],
    ['approval.approved', { ...said('approval.approved', 'Ada')[1], time }],
  ];
  expect(await answer(steps, 'SELECT approved_before_reset FROM rotations')).toEqual([
    { approved_before_reset: false },
  ]);
});

describe('who has seen a password', () => {
  const version = (secretVersionId: string): Partial<AuditFact> => ({ evidence: { secretVersionId } });
  const read = (name: string, of?: string, outcome: AuditFact['outcome'] = 'success'): Step => [
    'credential.read-outside',
    { actor: technician(name), outcome, ...(of === undefined ? {} : version(of)) },
  ];
  const REVEALS = 'SELECT actor_name, current, replaced_at IS NOT NULL AS replaced FROM reveals ORDER BY sequence';
  const first: readonly Step[] = [
    ['credential.staged', version('1')],
    ['credential.promoted', version('1')],
  ];

  test.each([[undefined], ['2']])('between staging and promotion, version %s: it is current', async (of) => {
    const steps: Step[] = [
      ...first,
      ['credential.staged', version('2')],
      read('Bo', of),
      ['credential.promoted', version('2')],
    ];
    expect(await answer(steps, REVEALS)).toEqual([{ actor_name: 'Bo', current: true, replaced: false }]);
  });

  test('an older one, after the new one became current: it is none', async () => {
    const steps: Step[] = [
      ...first,
      ['credential.staged', version('2')],
      ['credential.promoted', version('2')],
      ['link.revealed', { actor: technician('Ada'), ...version('1') }],
      read('Bo', '1'),
    ];
    expect(await answer(steps, REVEALS)).toEqual([
      { actor_name: 'Ada', current: false, replaced: true },
      { actor_name: 'Bo', current: false, replaced: true },
    ]);
  });

  test('one that never became current is none; before any did, nobody knows', async () => {
    const pending: readonly Step[] = [['credential.staged', version('2')], read('Bo', '2')];
    expect(await answer([...first, ...pending], REVEALS)).toEqual([
      { actor_name: 'Bo', current: false, replaced: false },
    ]);
    expect(await answer(pending, REVEALS)).toEqual([{ actor_name: 'Bo', current: true, replaced: false }]);
  });

  test('whom AWS refused has seen nothing', async () => {
    expect(await answer([...first, read('Mallory', '1', 'refused')], REVEALS)).toEqual([]);
  });
});

test('what was refused is counted, and an account that was left out is no rotation', async () => {
  const steps: Step[] = [
    ['account.excluded', { reason: 'guest' }],
    ['approval.refused', { outcome: 'refused', times: 12, accessOf: 'strangers' }],
    ['approval.refused', { outcome: 'refused', accessOf: 'strangers' }],
  ];
  expect(await answer(steps, 'SELECT sum(times) AS times FROM refusals')).toEqual([{ times: 13 }]);
  expect(await answer(steps, 'SELECT * FROM rotations')).toEqual([]);
  expect(await answer(steps, 'SELECT reason FROM exclusions')).toEqual([{ reason: 'guest' }]);
});

test('a tenant has its latest name everywhere, and its id where no record says one', async () => {
  const steps: Step[] = [
    ['tenant.discovered', { tenantName: 'Old' }],
    ['tenant.discovered', { tenantName: 'New' }],
    ['tenant.discovered', {}],
    ['tenant.discovered', { tenantId: 'other' }],
  ];
  expect(await answer(steps, 'SELECT tenant_id, tenant_name FROM tenants ORDER BY 1')).toEqual([
    { tenant_id: 'other', tenant_name: 'other' },
    { tenant_id: 't', tenant_name: 'New' },
  ]);
});
