import type { NeededQuota } from './needed-quotas.ts';

export function capacityLines(quotas: readonly NeededQuota[], region: string): readonly string[] {
  const short = quotas.filter((each) => each.needed > each.default);
  return [
    'Quotas of the account and Region, by their names in Service Quotas. Raise before the first large cycle what is marked with *.',
    '',
    ...quotas.map(
      (each) =>
        `${each.needed > each.default ? '*' : ' '} ${each.service}: ${each.name}${each.code === undefined ? '' : ` (${each.code})`}\n` +
        `    default ${each.default}, needed ${each.needed}: ${each.why}`,
    ),
    '',
    ...(short.length === 0 ? ['The defaults are enough.'] : short.flatMap((each) => requestOf(each, region))),
  ];
}

/** What sends the request, for quotas that Service Quotas can raise. */
function requestOf({ serviceCode, code, needed }: NeededQuota, region: string): readonly string[] {
  if (serviceCode === undefined || code === undefined) return [];
  return [
    `aws service-quotas request-service-quota-increase --region ${region} --service-code ${serviceCode} --quota-code ${code} --desired-value ${needed}`,
  ];
}
