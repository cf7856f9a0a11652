import { paginateListServiceQuotas, type ServiceQuota, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { type Check, ok, warn } from '../check.ts';

/** Functions that may run at once; a new account has about ten. */
const CONCURRENT_EXECUTIONS = 'L-B99A9384';
/** As docs/limits.md advises before the first large cycle. */
const ENOUGH_EXECUTIONS = 1_000;

async function quotasOf(client: ServiceQuotasClient, ServiceCode: string): Promise<readonly ServiceQuota[]> {
  const all: ServiceQuota[] = [];
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode })) all.push(...Quotas);
  return all;
}

/** How many functions may run at once. */
export async function concurrencyCheck(client: ServiceQuotasClient): Promise<readonly Check[]> {
  const name = 'Lambda concurrency';
  const value = (await quotasOf(client, 'lambda')).find(({ QuotaCode }) => QuotaCode === CONCURRENT_EXECUTIONS)?.Value;
  if (value === undefined) return [warn(name, 'Service Quotas did not tell', 'see the Lambda console, Dashboard')];
  if (value >= ENOUGH_EXECUTIONS) return [ok(name, `${value} functions at once`)];
  return [
    warn(
      name,
      `${value} functions at once: a large cycle takes longer, and other functions of the account take part of it`,
      `aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${CONCURRENT_EXECUTIONS} --desired-value ${ENOUGH_EXECUTIONS}`,
    ),
  ];
}

/** How fast executions start and go on. What AWS does not list cannot be read by anybody but its support. */
export async function executionsCheck(client: ServiceQuotasClient): Promise<readonly Check[]> {
  const name = 'Step Functions rates';
  const told = (await quotasOf(client, 'states')).filter(({ QuotaName = '' }) =>
    /StartExecution|StateTransition/.test(QuotaName),
  );
  const values = told.map(({ QuotaName, Value }) => `${QuotaName}: ${Value ?? '?'}`);
  return [
    ok(
      name,
      values.length === 0
        ? 'Service Quotas lists neither StartExecution nor StateTransition; docs/limits.md says what they mean'
        : values.join(', '),
    ),
  ];
}
