import * as z from 'zod';
import { requesterSchema } from '../rotation/requester.ts';
import type { AuditFact } from './audit-record.ts';

const id = z.uuid();
const ids = { cycleId: z.string().optional(), tenantId: id.optional(), accountId: id.optional() };

/** What inputs of our machines have in common, as far as it is told. Whoever started one wrote it: what does not fit is left out. */
const askedSchema = z
  .looseObject({
    ...ids,
    requestedBy: requesterSchema.optional().catch(undefined),
    onDemand: z.looseObject({ requestedBy: requesterSchema }).optional().catch(undefined),
    reopen: z.looseObject({ requestedBy: requesterSchema }).optional().catch(undefined),
    scope: z.looseObject(ids).optional().catch(undefined),
    trial: z.looseObject(ids).optional().catch(undefined),
  })
  .catch({});
export type Asked = z.output<typeof askedSchema>;

export const readAsked = (input: unknown): Asked => askedSchema.parse(input);

/** Whom an execution's input names, as a record would; what the rule of the estate asked for names no person. */
export function claimIn({ requestedBy, onDemand, reopen }: Asked): string | undefined {
  const claim = requestedBy ?? onDemand?.requestedBy ?? reopen?.requestedBy;
  if (claim === undefined || typeof claim === 'string') return claim;
  return 'rule' in claim ? `the rule ${claim.rule}` : `the technician ${claim.technician}`;
}

/** Where the fact belongs: to the account, the tenant, or the estate. An input that names no tenant names no account either. */
export function placeOf({
  cycleId,
  tenantId,
  accountId,
  scope,
  trial,
}: Asked): Pick<AuditFact, 'cycleId' | 'tenantId' | 'accountId'> {
  const [tenant, account, cycle] = [
    tenantId ?? scope?.tenantId ?? trial?.tenantId,
    accountId ?? scope?.accountId ?? trial?.accountId,
    cycleId ?? scope?.cycleId,
  ];
  return {
    ...(cycle === undefined ? {} : { cycleId: cycle }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(tenant === undefined || account === undefined ? {} : { accountId: account }),
  };
}
