import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { RotationRow } from '../crash/evidence.ts';
import { rowsOf } from '../runs/left-by-run.ts';
import { rotationCommand } from '../workflow/rotation-command.ts';
import { type AttackedProduct, approveAndRotate, attackedProduct, pause, referencesOn } from './attacked-product.ts';
import type { Answer } from './person.ts';

/** Buttons of the portal, pressed by two persons at once; and what a person has seen, from the page to the command line. */

const CLICKS = 40;
const operator = { kind: 'operator' } as const;

let attacked: AttackedProduct;
let rotation: RotationRow;

beforeAll(async () => {
  attacked = await attackedProduct(1, { rotateAfterReveal: { adminHours: 1 } });
  const [only] = (await attacked.evidence()).rotations;
  if (only === undefined) throw new Error('nothing waits');
  rotation = only;
  await approveAndRotate(attacked, [rotation]);
});
afterAll(() => attacked?.close());

const pathOf = (action: string) =>
  `/cycles/${rotation.cycleId}/accounts/${rotation.tenantId}/${rotation.accountId}${action}`;

/** Two persons press at once. @returns the answers; none may be 5xx */
async function race(path: string, fields: Readonly<Record<string, string>>): Promise<readonly Answer[]> {
  const { ada, bruno } = attacked;
  const presses = Array.from({ length: CLICKS }, (_, n) => (n % 2 === 0 ? ada : bruno).submit(path, fields));
  const answers = await Promise.all(presses);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  return answers;
}

const recorded = async (action: string) => (await attacked.evidence()).audit.filter((each) => each.action === action);

test('a pause is set once and ended once, whoever presses', async () => {
  const path = `/tenants/${rotation.tenantId}/pause`;
  await race(path, { step: 'pause', reason: 'a change of the firewall' });
  expect(await recorded('pause.set')).toHaveLength(1);
  await race(path, { step: 'resume', reason: 'done' });
  expect(await recorded('pause.ended')).toHaveLength(1);
});

test('who opens a password has seen it: on the page, on the command line', async () => {
  const { ada, product, estateFile } = attacked;
  expect((await ada.open('/exposure')).body).toContain('None that may still work');
  const [link = ''] = referencesOn(await ada.open('/passwords'));
  expect((await ada.submit('/passwords/show', { links: link })).body).toContain('Store this password now');
  expect((await ada.open('/exposure')).body).toContain('1 password in 1 tenant may still work');
  const run = rotationCommand(product, estateFile);
  expect(await run('exposure', '--technician', 'Ada')).toMatchObject({
    exitCode: 0,
    printed: expect.stringContaining('has seen 1 password that may still work'),
  });
});

const table = () => attacked.product.cloud.declarations.tables.find(({ sortKey }) => sortKey?.type !== 'N')?.name ?? '';
const rowSchema = z.array(z.looseObject({ pk: z.string(), sk: z.string() }));

/** Timestamps are real here: two hours pass by moving back what was seen. */
async function twoHoursPass(): Promise<void> {
  const { product } = attacked;
  const rows = rowSchema.parse(await rowsOf(product, [table()]));
  const exposures = rows.filter(({ pk }) => pk.startsWith('exposure#'));
  expect(exposures).toHaveLength(1);
  for (const { pk, sk } of exposures) {
    const past = new Date(Date.now() - 2 * 3_600_000).toISOString();
    const input = {
      TableName: table(),
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET seenAt = :past',
      ExpressionAttributeValues: { ':past': { S: past } },
    };
    await product.cloud.dispatch({ service: 'dynamodb', action: 'UpdateItem', principal: operator, input });
  }
}

async function propose(): Promise<void> {
  const { product } = attacked;
  const found = product.cloud.declarations.functions.find(({ logicalId }) => /proposerotations/i.test(logicalId));
  const input = { FunctionName: found?.name, Payload: Buffer.from('{}').toString('base64') };
  const answer = await product.cloud.dispatch({ service: 'lambda', action: 'Invoke', principal: operator, input });
  z.object({ FunctionError: z.undefined().optional() }).loose().parse(answer);
}

const waiting = async () =>
  (await attacked.evidence()).rotations.filter(
    ({ status, cycleId }) => status === 'awaiting-approval' && cycleId !== rotation.cycleId,
  );
async function nextToDecide(): Promise<RotationRow> {
  for (;;) {
    const [next] = await waiting();
    if (next !== undefined) return next;
    await pause();
  }
}

test('an account is rotated now once, however many press; what it asks is asked as always', async () => {
  await race(pathOf('/rotate'), { reason: 'the phone was lost' });
  const next = await nextToDecide();
  expect(await waiting()).toHaveLength(1);
  const opened = (await recorded('cycle.opened')).filter(({ cycleId }) => cycleId === next.cycleId);
  expect(opened).toHaveLength(1);
  expect(next.cycleId).toContain('-now-');

  const { ada, product, estateFile } = attacked;
  expect((await ada.submit(pathOf('/rotate'), { reason: 'once more' })).body).toContain('It is under way already');
  expect((await ada.submit(pathOf('/retry'), { reason: 'once more' })).status).toBe(409);
  const run = rotationCommand(product, estateFile);
  const seenBy = await run('start', '--seen-by', 'Ada', '--reason', 'left');
  expect(seenBy).toMatchObject({ exitCode: 0, printed: expect.stringContaining('Left out, 1 account') });

  await twoHoursPass();
  await propose();
  expect(await waiting()).toHaveLength(1);
  // People say no: the password that Ada has seen still works, and the rule asks by itself.
  const field = `${next.tenantId}.${next.accountId}`;
  const fields = { step: 'confirm', [`decision.${field}`]: 'reject', [`reason.${field}`]: 'not needed' };
  expect((await ada.submit(`/cycles/${next.cycleId}/approvals`, fields)).status).toBe(200);
  await propose();
  await propose();
  const proposed = await nextToDecide();
  const byRule = (await recorded('cycle.opened')).filter(({ cycleId }) => cycleId === proposed.cycleId);
  expect(byRule).toHaveLength(1);
  expect(await waiting()).toHaveLength(1);
  await approveAndRotate({ ...attacked, evidence: attacked.evidence }, [proposed]);
  while ((await ada.open('/exposure')).body.includes('1 password')) await pause();
  expect((await ada.open('/exposure')).body).toContain('None that may still work');
});
