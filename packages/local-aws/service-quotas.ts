import * as z from 'zod';
import type { AwsAccount } from './account.ts';
import { inputOf } from './input.ts';
import type { Service, ServiceContext } from './service.ts';

const listInput = z.strictObject({ ServiceCode: z.string(), MaxResults: z.int().optional() });

/** Service Quotas, as far as listing goes. What is enforced is another thing: `quotas.ts`. */
export function startServiceQuotas(
  { accountId, region }: Pick<ServiceContext, 'accountId' | 'region'>,
  account: AwsAccount,
): Service {
  return {
    name: 'servicequotas',
    actions: {
      async ListServiceQuotas(input) {
        const { ServiceCode } = inputOf(listInput, input);
        const listed = (account.quotas ?? []).filter(({ serviceCode }) => serviceCode === ServiceCode);
        const Quotas = listed.map(({ code, name, value }) => ({
          ServiceCode,
          QuotaCode: code,
          QuotaName: name,
          Value: value,
          QuotaArn: `arn:aws:servicequotas:${region}:${accountId}:${ServiceCode}/${code}`,
        }));
        return { Quotas };
      },
    },
    requirementsOf: () => [{ action: 'servicequotas:ListServiceQuotas', resource: '*' }],
    close: async () => undefined,
  };
}
