import type { RotationKey } from '../../domain/identifiers.ts';

/** Where a tenant's page in a cycle is. */
export const tenantPath = ({ cycleId, tenantId }: Pick<RotationKey, 'cycleId' | 'tenantId'>): string =>
  `/cycles/${cycleId}/tenants/${tenantId}`;
