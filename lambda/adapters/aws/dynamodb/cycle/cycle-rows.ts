import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { excludedAccountSchema, plannedAccountSchema } from '../../../../domain/accounts/account.ts';
import { cycleSchema, tenantInCycleSchema } from '../../../../domain/cycle/cycle.ts';
import type { StateTable } from '../audit/audited-transaction.ts';
import { readAttributes } from '../reading.ts';
import { rowKind } from '../row-kind.ts';

export const cycleRow = rowKind({
  name: 'cycle',
  value: cycleSchema,
  besides: [stateAttribute.openCount, stateAttribute.taskToken],
});

/** Stands in the list of cycles by opening, and names the cycle there. */
export const cyclePointerRow = rowKind({ name: 'cycle pointer', value: z.strictObject({ cycleId: z.string() }) });

export const tenantRow = rowKind({ name: 'tenant', value: tenantInCycleSchema, besides: [stateAttribute.taskToken] });

export const exclusionRow = rowKind({ name: 'exclusion', value: excludedAccountSchema });

/** An account that a dry run would rotate. */
export const proposalRow = rowKind({ name: 'proposal', value: plannedAccountSchema });

const waitingRow = rowKind({
  name: 'waiting',
  value: z.strictObject({
    [stateAttribute.openCount]: z.int(),
    [stateAttribute.taskToken]: z.string().optional(),
  }),
});

/** What the workflow of a cycle or a tenant waits for. */
export const readWaiting = async (tables: StateTable, rowKey: Record<string, string>) =>
  (await readAttributes(tables, rowKey, [stateAttribute.openCount, stateAttribute.taskToken], waitingRow)) ?? {
    openCount: 0,
  };
