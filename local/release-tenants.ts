import { operatorArn } from '@m365-rotation/local-aws';
import * as z from 'zod';
import type { RunningProduct } from './running-product.ts';

const operator = { kind: 'operator' } as const;
const started = z.object({ executionArn: z.string() });

/**
 * Releases all tenants, as `rotation release --all --without-dry-run` does: without it a schedule starts nothing. Nobody here needs to look at
 * a dry run first: the directories are simulated.
 */
export async function releaseTenants({ cloud }: Pick<RunningProduct, 'cloud'>): Promise<void> {
  const { dispatch, declarations, stepFunctions } = cloud;
  const stateMachineArn = declarations.machines.find(({ name }) => name.endsWith('-Pausing'))?.arn;
  const input = {
    change: 'release',
    scope: { of: 'everything' },
    withoutDryRun: true,
    reason: 'simulated directories',
    requestedBy: operatorArn(declarations.accountId),
  };
  const answer = await dispatch({
    service: 'states',
    action: 'StartExecution',
    input: { stateMachineArn, name: `release-${Date.now()}`, input: JSON.stringify(input) },
    principal: operator,
  });
  const { status, error, cause } = await stepFunctions.waitFor(started.parse(answer).executionArn);
  if (status !== 'SUCCEEDED') throw new Error(`tenants could not be released: ${error ?? status} ${cause ?? ''}`);
}
