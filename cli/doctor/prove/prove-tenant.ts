import type { Estate, TenantWithRules } from '../../../config/estate.ts';
import { readerApp } from '../../../lambda/adapters/graph/graph-apps.ts';
import { furtherReads } from '../../../lambda/domain/accounts/tenant-rules.ts';
import { mayTry } from '../../../lambda/domain/connection/trial.ts';
import { printable } from '../../../lambda/domain/text/printable.ts';
import type { DirectoryReader } from '../../../lambda/ports/accounts.ts';
import { microsoftAccess } from '../../operator/microsoft.ts';
import { print } from '../../operator/output.ts';
import { deployedWorkflows, type Workflows } from '../../operator/workflows.ts';
import { type TrialResult, tried } from './tried.ts';
import { typedConfirmation } from './typed-confirmation.ts';

export interface ProveInstruments {
  readonly directory: Pick<DirectoryReader, 'readAccount'>;
  readonly workflows: () => Promise<Pick<Workflows, 'caller' | 'start' | 'describe'>>;
  readonly confirm: (question: string, wanted: string) => Promise<boolean>;
}

/** `rotation doctor --prove`: has a reset tried on the one account that the tenant names for it. */
export async function proveTenant(estate: Estate, tenants: readonly TenantWithRules[]): Promise<void> {
  const [tenant, ...others] = tenants;
  if (tenant === undefined || others.length > 0)
    throw new Error('--prove needs one --tenant: it resets a password there');
  const { outcome, sentence } = await proven(
    {
      directory: readerApp(microsoftAccess(estate).appOptions('reader')),
      workflows: () => deployedWorkflows(estate),
      confirm: typedConfirmation,
    },
    tenant,
  );
  print(`${sentence}\n`);
  if (outcome !== 'proven') process.exitCode = 1;
}

/**
 * We look at the account first, so that nobody confirms what would be refused; the function looks again, and its answer counts. It runs with
 * the identity that the writer trusts, which nobody at a command line has.
 */
export async function proven(instruments: ProveInstruments, tenant: TenantWithRules): Promise<TrialResult> {
  const accountId = tenant.proveAccount;
  const live =
    accountId === undefined
      ? undefined
      : await instruments.directory.readAccount(tenant.tenantId, accountId, furtherReads(tenant));
  const allowed = mayTry(tenant, accountId ?? '', live);
  if (!allowed.ok || accountId === undefined) {
    return { outcome: 'not-allowed', sentence: allowed.ok ? '' : allowed.sentence };
  }
  const name = printable(allowed.userPrincipalName);
  const question = `The password of ${name} in ${printable(tenant.displayName)} will be replaced by one that nobody knows. Whoever uses the account is locked out. Type ${name} to go on:`;
  if (!(await instruments.confirm(question, name)))
    return { outcome: 'not-allowed', sentence: 'Not confirmed: nothing was done.' };
  return tried(await instruments.workflows(), tenant, accountId);
}
