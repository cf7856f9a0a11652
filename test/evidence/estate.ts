import type { Actor } from '../../lambda/domain/rotation/rotation.ts';
import { awkwardTexts } from './awkward-texts.ts';
import type { Seeded } from './seeded.ts';

/** Whom the records of a made folder are about. */
export interface MadeAccount {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly class: 'admin' | 'service';
}
export type MadeTechnician = Extract<Actor, { kind: 'technician' }>;
export interface MadeEstate {
  readonly tenants: readonly { readonly tenantId: string; readonly tenantName: string }[];
  readonly accounts: readonly MadeAccount[];
  readonly technicians: readonly MadeTechnician[];
}

const TECHNICIANS = 4;

export interface EstateSize {
  readonly tenants: number;
  /** Of each tenant. */
  readonly accounts: number;
}

export function madeEstate(size: EstateSize, random: Seeded): MadeEstate {
  const homeTenantId = random.guid();
  const tenants = Array.from({ length: size.tenants }, () => ({
    tenantId: random.guid(),
    tenantName: random.of(awkwardTexts),
  }));
  const accounts = tenants.flatMap((tenant, t) =>
    Array.from({ length: size.accounts }, (_, n) => ({
      ...tenant,
      accountId: random.guid(),
      userPrincipalName: `${n % 3 === 0 ? 'svc' : 'adm'}-${n}${n % 7 === 6 ? "o'neil-é" : ''}@customer-${t}.example`,
      class: n % 3 === 0 ? ('service' as const) : ('admin' as const),
    })),
  );
  const technicians = Array.from({ length: TECHNICIANS }, (_, n) => ({
    kind: 'technician' as const,
    objectId: random.guid(),
    tenantId: homeTenantId,
    name: `Technician ${n} ${random.of(awkwardTexts)}`,
  }));
  return { tenants, accounts, technicians };
}
