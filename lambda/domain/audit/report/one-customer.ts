import type { CycleReport } from './cycle-report.ts';

/**
 * The report for one customer's eyes: what the records say of the cycle as a whole may tell of other customers, and stays out. So do
 * the reasons that it was started for, or failed with: they were written for all of its customers.
 *
 * @param tenantId  a customer that the cycle looked at; of any other the report is empty
 */
export const forOneCustomer = (report: CycleReport, tenantId: string): CycleReport => ({
  ...report,
  opened: report.opened && { ...report.opened, reason: undefined, detail: undefined },
  closed: report.closed && { ...report.closed, reason: undefined, detail: undefined },
  sealed: report.sealed && { ...report.sealed, detail: undefined },
  tenants: report.tenants.filter((each) => each.tenantId === tenantId),
  messages: [],
});
