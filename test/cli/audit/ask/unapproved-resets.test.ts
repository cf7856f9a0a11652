import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cycleReport } from '../../../../lambda/domain/audit/report/cycle-report.ts';
import {
  type AccountStory,
  ada,
  bruno,
  CYCLE,
  LATER,
  Story,
  type Told,
} from '../../../lambda/domain/audit/report/story.ts';
import { ask } from './asked.ts';

const emergency = { evidence: { detail: 'an emergency, 1 tenants' } };

async function why(tell: (account: AccountStory, story: Story) => unknown, opened: Told = {}) {
  const story = new Story();
  story.tell('cycle.opened', opened);
  tell(story.account('ops'), story);
  const { lines } = await ask(story.records, 'unapproved-resets');
  return lines.map((each) => each.why);
}

test('says that there is none, of how many', async () => {
  const story = new Story();
  story.account('ops').discovered().approved().reset().rotated();
  story.account('root').discovered().tell('approval.first', { actor: ada }).approved(bruno).reset().rotated();
  expect(await ask(story.records, 'unapproved-resets')).toEqual({
    statement: 'Each of 2 resets had an approval that stood before it.',
    lines: [],
  });
});

describe('finds', () => {
  test.each<readonly [string, (account: AccountStory, story: Story) => unknown, Told?]>([
    ['nobody had approved', (each) => each.discovered().reset()],
    ['nobody had approved', (each) => each.reset().approved()],
    ['the approval was withdrawn', (each) => each.approved().tell('approval.withdrawn', { actor: bruno }).reset()],
    ['the approval was rejected', (each) => each.tell('approval.rejected', { actor: ada }).reset()],
    ['the approval was expired', (each) => each.tell('approval.expired').reset()],
    ['only the first of two persons had approved', (each) => each.tell('approval.first', { actor: ada }).reset()],
    ['the same person had approved twice', (each) => each.tell('approval.first', { actor: ada }).approved().reset()],
    ['no technician had approved', (each) => each.approved({ kind: 'system', name: 'remind' }).reset()],
    ['one person alone had approved in an emergency', (each) => each.approved().reset(), emergency],
    ['nobody had approved', (each) => each.tell('credential.promoted')],
    [
      'nobody had approved',
      (each, story) => {
        story.account('ops', { cycleId: LATER }).approved();
        each.reset();
      },
    ],
  ])('%s', async (expected, ...told) => {
    expect(await why(...told)).toEqual([expected]);
  });

  test('and names the customer, the account and the request', async () => {
    const story = new Story();
    story.account('ops').discovered().reset('v9');
    const { statement, lines } = await ask(story.records, 'unapproved-resets', { tenant: 'contoso ltd', cycle: CYCLE });
    expect(statement).toBe(
      'Contoso Ltd (8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11), cycle 2026-12-07-admin-monthly: 1 of 1 resets had no approval that stood.',
    );
    expect(lines).toMatchObject([
      { tenant: 'Contoso Ltd', account: 'ops@contoso.example', request: 'client-v9', reset: '2026-12-07 05:04:00' },
    ]);
  });
});

test('a retry stands on the approval before it', async () => {
  const again = (each: AccountStory) =>
    each
      .approved()
      .reset()
      .tell('rotation.closed', { outcome: 'failed', reason: 'GraphUnavailable' })
      .tell('rotation.reopened', { evidence: { detail: 'tried again' } })
      .reset('v2');
  expect(await why(again)).toEqual([]);
});

/** Two readers of the same rule, made apart: SQL over a folder, and TypeScript over records. */
test('agrees with the report, whatever was recorded in whatever order', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constant('reset.attempted' as const) },
    fc.constantFrom(
      'approval.first',
      'approval.approved',
      'approval.withdrawn',
      'approval.rejected',
      'approval.expired',
      'reset.proven',
    ),
  );
  const who = fc.constantFrom<Told['actor']>(ada, bruno, { kind: 'system', name: 'remind' });
  const accounts = fc.array(fc.array(fc.tuple(step, who), { maxLength: 8 }), { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(accounts, fc.boolean(), async (told, isEmergency) => {
      const story = new Story();
      story.tell('cycle.opened', isEmergency ? emergency : {});
      for (const [i, steps] of told.entries()) {
        const account = story.account(`a${i}`);
        for (const [action, actor] of steps) account.tell(action, { actor });
      }
      const { lines } = await ask(story.records, 'unapproved-resets');
      const inReport = cycleReport(CYCLE, story.records).tenants.flatMap(({ accounts: all }) =>
        all.flatMap(({ userPrincipalName, exceptions }) =>
          exceptions.flatMap(({ kind, at }) => (kind === 'reset-without-approval' ? `${userPrincipalName} ${at}` : [])),
        ),
      );
      const inAnswer = lines.map(({ account, reset }) => `${account} ${String(reset).replace(' ', 'T')}.000Z`);
      expect(inAnswer.sort()).toEqual(inReport.sort());
    }),
    { numRuns: 12 },
  );
});
