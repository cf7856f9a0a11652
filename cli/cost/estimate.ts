import { countedCalls } from './counted-calls.ts';

/** How large an estate is. */
export interface EstateSize {
  readonly tenants: number;
  /** Rotated in one cycle, of all tenants together. */
  readonly accounts: number;
}

/** What one cycle takes of something that is counted. */
export type PerCycle = Readonly<Record<'cycle' | 'tenant' | 'account', number>>;

export const numberIn = ({ cycle, tenant, account }: PerCycle, { tenants, accounts }: EstateSize): number =>
  cycle + tenant * tenants + account * accounts;

/** What a cycle of this size takes, by the name of what is counted. */
export const estimatedCounts = (size: EstateSize): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(countedCalls.counts).map(([name, each]) => [name, numberIn(each, size)]));
